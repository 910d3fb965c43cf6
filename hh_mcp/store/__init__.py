"""What is kept between calls and between processes: one SQLite file, opened with `Store.open`."""

from hh_mcp.store.store import Store

__all__ = ["Store"]
