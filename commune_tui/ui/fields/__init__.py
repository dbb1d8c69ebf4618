"""A list as a table of extracted fields."""
