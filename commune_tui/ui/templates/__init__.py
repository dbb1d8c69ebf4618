"""Templates on the screen: the list with a preview, and the form in which one is written."""
