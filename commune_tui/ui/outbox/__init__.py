"""Drafts, the hold, and what is on its way."""
