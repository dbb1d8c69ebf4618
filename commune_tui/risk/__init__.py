"""What needs a human, and why: facts of conversations and of agents in plain values. Pure."""
