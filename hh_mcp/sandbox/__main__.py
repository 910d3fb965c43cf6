"""python -m hh_mcp.sandbox."""

from hh_mcp.sandbox.command import main

main()
