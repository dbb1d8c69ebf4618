"""Opens an account, shows a front. The only room that knows the screen, lines and the command line."""
