"""A server between agents and the API: agents ask, people decide, and what was approved leaves exactly once."""
