"""What is done to the account itself: one file for each noun, with the kinds of acts on it (``KINDS``)."""
