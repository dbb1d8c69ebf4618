"""What is done to the account itself, for every front: one file for each noun, with its ``ACTIONS``."""
