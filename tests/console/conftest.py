"""The fixtures of the console, shared with the tests in a real browser."""

from console_support import propose, run_console  # noqa: F401 - fixtures
