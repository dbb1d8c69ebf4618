"""The board of agents."""
