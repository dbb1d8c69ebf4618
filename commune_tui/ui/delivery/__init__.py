"""What became of the mail that went out."""
