"""What a person can do, once for all fronts: the table of commands, what they do, and how it is said. No terminal."""
