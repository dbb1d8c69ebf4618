-- The copy of the server. Times are unix milliseconds; 0 or NULL where the server said nothing. Texts are as the
-- server sent them (only what SQLite cannot hold is replaced); rows.py cleans them on their way to the screen.

CREATE TABLE domains (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  region TEXT NOT NULL DEFAULT '',
  records TEXT NOT NULL DEFAULT '[]',
  created_at INTEGER,
  read_at INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE inboxes (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  domain INTEGER NOT NULL DEFAULT 0,
  address TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  agent_id TEXT NOT NULL DEFAULT '',
  agent_name TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  webhook_url TEXT NOT NULL DEFAULT '',
  webhook_events TEXT NOT NULL DEFAULT '[]',
  extraction_schema TEXT,
  created_at INTEGER,
  last_outbound_at INTEGER,
  read_at INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE threads (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  inbox INTEGER NOT NULL DEFAULT 0,
  domain INTEGER NOT NULL DEFAULT 0,
  -- what the list said, improved by the messages that are here
  subject TEXT NOT NULL DEFAULT '',
  snippet TEXT NOT NULL DEFAULT '',
  first_message_at INTEGER,
  last_message_at INTEGER NOT NULL DEFAULT 0,
  message_count INTEGER NOT NULL DEFAULT 0,
  held_count INTEGER NOT NULL DEFAULT 0,
  last_direction TEXT NOT NULL DEFAULT '',
  has_attachment INTEGER NOT NULL DEFAULT 0,
  -- assembled from the messages
  sender TEXT NOT NULL DEFAULT '',
  sender_name TEXT NOT NULL DEFAULT '',
  recipients TEXT NOT NULL DEFAULT '',
  last_inbound_at INTEGER,
  last_outbound_at INTEGER,
  answered_by TEXT NOT NULL DEFAULT '',
  risk INTEGER NOT NULL DEFAULT 0,
  spam INTEGER NOT NULL DEFAULT 0,
  delivery INTEGER NOT NULL DEFAULT 0,
  trouble TEXT NOT NULL DEFAULT '',
  -- triage as shown: the server's, with what still waits in the outbox laid over it
  status TEXT NOT NULL DEFAULT 'open',
  assignee TEXT COLLATE NOCASE,
  tags TEXT NOT NULL DEFAULT '[]',
  pending INTEGER NOT NULL DEFAULT 0,
  -- triage as the server said it, when it changed there, when it was read
  server_status TEXT NOT NULL DEFAULT 'open',
  server_assignee TEXT,
  server_tags TEXT NOT NULL DEFAULT '[]',
  triage_at INTEGER,
  triage_read_at INTEGER NOT NULL DEFAULT 0,
  -- local
  unread INTEGER NOT NULL DEFAULT 0,
  snoozed_until INTEGER NOT NULL DEFAULT 0,
  -- knowledge
  listed_at INTEGER NOT NULL DEFAULT 0,
  messages_read_at INTEGER NOT NULL DEFAULT 0,
  list_first_at INTEGER,
  list_count INTEGER NOT NULL DEFAULT 0,
  list_last_at INTEGER NOT NULL DEFAULT 0,
  list_subject TEXT NOT NULL DEFAULT '',
  list_snippet TEXT NOT NULL DEFAULT '',
  list_attachment INTEGER NOT NULL DEFAULT 0,
  list_direction TEXT NOT NULL DEFAULT '',
  flags INTEGER GENERATED ALWAYS AS (
    unread + 2 * (risk >= 3) + 4 * (trouble <> '') + 8 * (snoozed_until > 0) + 16 * spam
    + 32 * (last_direction = 'inbound') + 64 * (pending > 0) + 128 * has_attachment
  ) VIRTUAL
);
CREATE INDEX threads_time ON threads (last_message_at, seq);
CREATE INDEX threads_inbox ON threads (inbox, last_message_at, seq);
CREATE INDEX threads_domain ON threads (domain, last_message_at, seq);
CREATE INDEX threads_status ON threads (status, last_message_at, seq);
CREATE INDEX threads_inbox_status ON threads (inbox, status, last_message_at, seq);
CREATE INDEX threads_assignee ON threads (assignee, last_message_at, seq) WHERE assignee IS NOT NULL;
CREATE INDEX threads_assignee_status ON threads (assignee, status, last_message_at, seq) WHERE assignee IS NOT NULL;
CREATE INDEX threads_unread ON threads (last_message_at, seq) WHERE unread = 1;
CREATE INDEX threads_risky ON threads (last_message_at, seq) WHERE risk >= 3;
CREATE INDEX threads_spam ON threads (last_message_at, seq) WHERE spam = 1;
CREATE INDEX threads_trouble ON threads (last_message_at, seq) WHERE trouble <> '';
CREATE INDEX threads_snoozed ON threads (snoozed_until) WHERE snoozed_until > 0;
CREATE INDEX threads_pending ON threads (seq) WHERE pending > 0;
CREATE INDEX threads_attachment ON threads (last_message_at, seq) WHERE has_attachment = 1;
CREATE INDEX threads_triage_age ON threads (triage_read_at);

CREATE TABLE thread_tags (
  tag TEXT NOT NULL,
  last_message_at INTEGER NOT NULL,
  thread INTEGER NOT NULL,
  PRIMARY KEY (tag, last_message_at, thread)
) WITHOUT ROWID;
CREATE INDEX thread_tags_thread ON thread_tags (thread, tag);

-- seq grows with created_at, so that a text search meets the newest first
CREATE TABLE messages (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  thread INTEGER NOT NULL,
  inbox INTEGER NOT NULL DEFAULT 0,
  direction TEXT NOT NULL DEFAULT '',
  channel TEXT NOT NULL DEFAULT '',
  author TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL DEFAULT 0,
  sender TEXT NOT NULL DEFAULT '',
  sender_name TEXT NOT NULL DEFAULT '',
  delivery_status TEXT NOT NULL DEFAULT '',
  risk INTEGER NOT NULL DEFAULT 0,
  injection_detected INTEGER NOT NULL DEFAULT 0,
  injection_checked INTEGER NOT NULL DEFAULT 0,
  injection_score REAL,
  injection_signals TEXT NOT NULL DEFAULT '',
  spam INTEGER NOT NULL DEFAULT 0,
  spam_checked INTEGER NOT NULL DEFAULT 0,
  spam_score REAL,
  spam_action TEXT NOT NULL DEFAULT '',
  spam_reasons TEXT NOT NULL DEFAULT '[]',
  attachment_count INTEGER NOT NULL DEFAULT 0,
  smtp_id TEXT NOT NULL DEFAULT '',
  in_reply_to TEXT NOT NULL DEFAULT '',
  refs TEXT NOT NULL DEFAULT '[]',
  delivery_data TEXT NOT NULL DEFAULT '{}',
  extracted TEXT NOT NULL DEFAULT '{}',
  participants TEXT NOT NULL DEFAULT '[]',
  snippet TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  content TEXT NOT NULL DEFAULT '',
  content_html TEXT NOT NULL DEFAULT '',
  reading TEXT NOT NULL DEFAULT '',
  read_at INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX messages_id ON messages (id, thread);
CREATE INDEX messages_thread ON messages (thread, created_at, seq);
CREATE INDEX messages_smtp ON messages (smtp_id) WHERE smtp_id <> '';

-- the answer of the server for a message, as it came, packed: what "view source" shows
CREATE TABLE sources (
  message INTEGER PRIMARY KEY,
  packed BLOB NOT NULL
);

-- everybody seen in a mail, for completing recipients
CREATE TABLE people (
  address TEXT PRIMARY KEY,
  name TEXT NOT NULL DEFAULT '',
  seen_count INTEGER NOT NULL DEFAULT 0,
  last_seen_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE attachments (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL DEFAULT '',
  mime_type TEXT NOT NULL DEFAULT '',
  size INTEGER,
  source TEXT NOT NULL DEFAULT '',
  read_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE message_attachments (
  message INTEGER NOT NULL,
  position INTEGER NOT NULL,
  attachment TEXT NOT NULL,
  PRIMARY KEY (message, position)
) WITHOUT ROWID;
CREATE INDEX message_attachments_id ON message_attachments (attachment);

-- values that the extraction schema found, by dotted name; number is set where the value reads as one
CREATE TABLE extracted (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  number REAL,
  thread INTEGER NOT NULL,
  message INTEGER NOT NULL,
  PRIMARY KEY (name, value, thread, message)
) WITHOUT ROWID;
CREATE INDEX extracted_message ON extracted (message);

CREATE TABLE delivery_events (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  message_id TEXT NOT NULL DEFAULT '',
  inbox INTEGER NOT NULL DEFAULT 0,
  domain INTEGER NOT NULL DEFAULT 0,
  type TEXT NOT NULL DEFAULT '',
  recipient TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX delivery_events_message ON delivery_events (message_id, at);
CREATE INDEX delivery_events_inbox ON delivery_events (inbox, at);
CREATE INDEX delivery_events_time ON delivery_events (at);

CREATE TABLE suppressions (
  email TEXT NOT NULL COLLATE NOCASE,
  inbox TEXT NOT NULL DEFAULT '',
  domain TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  type TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  created_at INTEGER,
  expires_at INTEGER,
  read_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (email, inbox, domain)
) WITHOUT ROWID;

-- what the server counted for a scope ('inbox:<id>', 'domain:<id>') and a period ('24h', '7d', '30d')
CREATE TABLE delivery_metrics (
  scope TEXT NOT NULL,
  period TEXT NOT NULL,
  read_at INTEGER NOT NULL,
  sent INTEGER NOT NULL DEFAULT 0,
  delivered INTEGER NOT NULL DEFAULT 0,
  bounced INTEGER NOT NULL DEFAULT 0,
  complained INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  suppressed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (scope, period, read_at)
) WITHOUT ROWID;

-- what the synchroniser wants to remember; values are JSON
CREATE TABLE sync_state (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  written_at INTEGER NOT NULL
) WITHOUT ROWID;
