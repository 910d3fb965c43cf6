"""A real Chromium over a real console."""

from chromium import axe, chromium, new_window, window  # noqa: F401 - fixtures
from console_support import propose, run_console  # noqa: F401 - fixtures
