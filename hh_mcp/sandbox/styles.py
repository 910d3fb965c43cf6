"""The look of the few pages that a person reads."""

from functools import cache
from importlib.resources import files


@cache
def head(title: str) -> str:
    """Everything before the body: the title (already escaped) and the style sheet beside the data."""
    style = files("hh_mcp.sandbox.data").joinpath("pages.css").read_text(encoding="utf-8")
    return (
        f'<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>'
    )
