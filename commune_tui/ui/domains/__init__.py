"""Domains and inboxes: the tree, and what is shown of the row under the cursor."""
