"""What was posted to the endpoints of inboxes."""
