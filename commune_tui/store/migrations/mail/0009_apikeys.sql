-- API keys, as the server listed them last: seq is their place in that list. The text of a key is never here.

CREATE TABLE api_keys (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL DEFAULT '',
  prefix TEXT NOT NULL DEFAULT '',
  permissions TEXT NOT NULL DEFAULT '[]',
  status TEXT NOT NULL DEFAULT '',
  expires_at INTEGER,
  last_used_at INTEGER,
  created_at INTEGER,
  ours INTEGER NOT NULL DEFAULT 0
);
