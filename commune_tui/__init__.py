"""commune-tui: the terminal in which people look after the inboxes of AI agents. Imports nothing."""

__version__ = "0.1.0"
