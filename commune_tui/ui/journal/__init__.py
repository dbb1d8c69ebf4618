"""Who did what on this machine."""
