"""Look for work on hh.ru by talking to an AI assistant; nothing is sent without you."""

__version__ = "0.1.0"
