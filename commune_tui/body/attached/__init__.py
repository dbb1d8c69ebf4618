"""Files that a mail carries and a person reads inside: invitations and other mails. Runs in the reading process."""
