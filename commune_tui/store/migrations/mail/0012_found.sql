-- Counts, by inbox, the open threads whose state was read longest ago, without looking at the others.

CREATE INDEX threads_open_age ON threads (inbox, triage_read_at) WHERE status <> 'closed';

-- Finds what became of mail to one customer.

CREATE INDEX delivery_events_recipient ON delivery_events (recipient COLLATE NOCASE, at);
