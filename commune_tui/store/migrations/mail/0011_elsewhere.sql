-- Finds the conversations in which the sender of another wrote, the newest first.

CREATE INDEX threads_customer ON threads (lower(sender), last_message_at) WHERE last_inbound_at IS NOT NULL;
