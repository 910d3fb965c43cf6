"""`python -m hh_mcp` is `hh-mcp`."""

from hh_mcp.cli import main

if __name__ == "__main__":
    main()
