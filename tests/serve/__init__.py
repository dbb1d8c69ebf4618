"""The program as an SSH host: ``commune-tui serve``."""
