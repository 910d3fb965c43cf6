"""The person's door: the command `hh-mcp`."""


def main() -> None:
    """Run the command line; each command is imported only when it is called."""
    from hh_mcp.cli.root import cli

    cli(prog_name="hh-mcp")  # also under `python -m`, so that help and completion know their name
