"""The local copy of an account, and what its person made: SQLite on this disk. Knows no HTTP and no screen."""
