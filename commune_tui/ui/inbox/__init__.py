"""The screen that one leaves open: inboxes, threads, and what the keys do there."""
