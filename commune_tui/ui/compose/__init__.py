"""Writing a mail, and the review before it leaves."""
