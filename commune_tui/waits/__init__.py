"""Who waits for an answer, and which mail a machine wrote: facts of a conversation. Pure."""
