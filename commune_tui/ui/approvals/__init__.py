"""Mails of agents that wait at the gate: the queue, and one of them."""
