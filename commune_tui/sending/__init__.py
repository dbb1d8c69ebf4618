"""The rules of sending: what a write becomes, when it may move, how it is told apart from others. Pure."""
