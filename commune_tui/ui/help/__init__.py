"""Every key of a screen."""
