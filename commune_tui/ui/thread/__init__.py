"""The conversation: how it reads, and what the keys do in it."""
