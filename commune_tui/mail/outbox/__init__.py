"""Every write of the person: on disk before it is shown as done, sent in order, undone or explained, never twice."""
