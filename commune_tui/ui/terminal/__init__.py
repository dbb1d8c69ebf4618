"""Between Textual and the terminal: the only home of what Textual calls private."""
