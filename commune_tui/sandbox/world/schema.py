"""The tables of a sandbox world. Times are unix milliseconds (``…_at INTEGER``); lists and objects are JSON text.

Knows nothing of HTTP: the answers of the API are made from these rows by the nouns beside this file.
"""

from __future__ import annotations

import re

VERSION = 3


TABLES = """
CREATE TABLE organisation (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, slug TEXT NOT NULL UNIQUE, tier TEXT NOT NULL, status TEXT NOT NULL,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
CREATE TABLE domains (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, status TEXT NOT NULL, region TEXT NOT NULL,
  created_at INTEGER NOT NULL);
CREATE TABLE inboxes (
  id TEXT PRIMARY KEY, domain_id TEXT NOT NULL, local_part TEXT NOT NULL, address TEXT NOT NULL, name TEXT,
  webhook TEXT, extraction TEXT, agent TEXT, status TEXT, created_at INTEGER NOT NULL);
CREATE INDEX inboxes_domain ON inboxes(domain_id);
CREATE INDEX inboxes_address ON inboxes(address);
CREATE TABLE threads (
  id TEXT PRIMARY KEY, inbox_id TEXT NOT NULL, domain_id TEXT NOT NULL, subject TEXT NOT NULL,
  first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, last_seq INTEGER NOT NULL, message_count INTEGER NOT NULL,
  snippet TEXT NOT NULL, last_direction TEXT NOT NULL, has_attachments INTEGER NOT NULL,
  participant_count INTEGER NOT NULL, token TEXT NOT NULL);
CREATE INDEX threads_inbox ON threads(inbox_id, last_at, id);
CREATE INDEX threads_domain ON threads(domain_id, last_at, id);
CREATE INDEX threads_changed ON threads(last_seq);
CREATE INDEX threads_token ON threads(token);
CREATE TABLE thread_metadata (
  thread_id TEXT PRIMARY KEY, status TEXT NOT NULL, tags TEXT NOT NULL, assigned_to TEXT,
  updated_at INTEGER NOT NULL, was_assigned INTEGER NOT NULL DEFAULT 0, summary TEXT) WITHOUT ROWID;
CREATE TABLE messages (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, thread_id TEXT NOT NULL, inbox_id TEXT NOT NULL,
  domain_id TEXT NOT NULL, direction TEXT NOT NULL, sender TEXT NOT NULL, sender_name TEXT NOT NULL,
  participants TEXT NOT NULL, at INTEGER NOT NULL, subject TEXT NOT NULL, content TEXT NOT NULL, html TEXT,
  smtp_id TEXT NOT NULL, in_reply_to TEXT, refs TEXT NOT NULL, attachments TEXT NOT NULL, verdict TEXT,
  extracted TEXT, delivery_status TEXT, delivery_data TEXT, headers TEXT, marks TEXT);
CREATE INDEX messages_thread ON messages(thread_id, at, seq);
CREATE INDEX messages_inbox ON messages(inbox_id, at, seq);
CREATE INDEX messages_domain ON messages(domain_id, at, seq);
CREATE INDEX messages_sender ON messages(sender, at, seq);
CREATE INDEX messages_smtp ON messages(smtp_id);
CREATE VIRTUAL TABLE words USING fts5(
  subject, content, sender, content='messages', content_rowid='seq', tokenize='unicode61 remove_diacritics 2');
CREATE TABLE attachments (
  id TEXT PRIMARY KEY, filename TEXT NOT NULL, mime_type TEXT NOT NULL, size INTEGER NOT NULL, content BLOB NOT NULL,
  message_id TEXT, created_at INTEGER NOT NULL);
CREATE INDEX attachments_message ON attachments(message_id);
CREATE TABLE delivery_events (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, message_id TEXT NOT NULL, inbox_id TEXT NOT NULL,
  domain_id TEXT NOT NULL, type TEXT NOT NULL, recipient TEXT NOT NULL, at INTEGER NOT NULL, detail TEXT NOT NULL);
CREATE INDEX events_message ON delivery_events(message_id);
CREATE INDEX events_inbox ON delivery_events(inbox_id, at);
CREATE INDEX events_domain ON delivery_events(domain_id, at);
CREATE TABLE suppressions (
  id TEXT PRIMARY KEY, inbox_id TEXT NOT NULL, domain_id TEXT NOT NULL, email TEXT NOT NULL, reason TEXT NOT NULL,
  type TEXT NOT NULL, source TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER, message_id TEXT,
  UNIQUE(inbox_id, email));
CREATE TABLE webhook_deliveries (
  id TEXT PRIMARY KEY, inbox_id TEXT NOT NULL, message_id TEXT NOT NULL, endpoint TEXT NOT NULL,
  status TEXT NOT NULL, attempt_count INTEGER NOT NULL, max_attempts INTEGER NOT NULL, created_at INTEGER NOT NULL,
  delivered_at INTEGER, dead_at INTEGER, next_retry_at INTEGER, last_error TEXT, last_status_code INTEGER,
  latency_ms INTEGER, payload TEXT NOT NULL, payload_hash TEXT NOT NULL);
CREATE INDEX webhooks_time ON webhook_deliveries(created_at);
CREATE TABLE webhook_attempts (
  delivery_id TEXT NOT NULL, attempt INTEGER NOT NULL, status_code INTEGER, error TEXT, latency_ms INTEGER,
  attempted_at INTEGER NOT NULL);
CREATE INDEX attempts_delivery ON webhook_attempts(delivery_id);
CREATE TABLE api_keys (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, prefix TEXT NOT NULL, permissions TEXT NOT NULL,
  status TEXT NOT NULL, expires_at INTEGER, last_used_at INTEGER, created_at INTEGER NOT NULL);
CREATE TABLE agents (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, public_key TEXT NOT NULL, created_at INTEGER NOT NULL, purpose TEXT,
  email TEXT);
CREATE TABLE signups (
  token TEXT PRIMARY KEY, body TEXT NOT NULL, challenge TEXT NOT NULL, expires_at INTEGER NOT NULL);
CREATE TABLE claims (
  token TEXT PRIMARY KEY, agent_id TEXT NOT NULL, owner_email TEXT NOT NULL, expires_at INTEGER NOT NULL,
  accepted_at INTEGER);
CREATE TABLE nonces (agent_id TEXT NOT NULL, stamp INTEGER NOT NULL, PRIMARY KEY (agent_id, stamp)) WITHOUT ROWID;
CREATE TABLE deletions (
  id TEXT PRIMARY KEY, scope TEXT NOT NULL, inbox_id TEXT, before_at INTEGER, status TEXT NOT NULL,
  preview TEXT NOT NULL, deleted TEXT, token_hash TEXT NOT NULL, confirm_by INTEGER NOT NULL,
  requested_at INTEGER NOT NULL, confirmed_at INTEGER, completed_at INTEGER, error TEXT);
CREATE TABLE idempotency (
  key TEXT PRIMARY KEY, status INTEGER NOT NULL, body TEXT NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE blocked_spam (
  id TEXT PRIMARY KEY, inbox_id TEXT NOT NULL, sender TEXT NOT NULL, subject TEXT NOT NULL, score REAL NOT NULL,
  reasons TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE audit_logs (at INTEGER NOT NULL, action TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TABLE feedback (id TEXT PRIMARY KEY, type TEXT NOT NULL, message TEXT NOT NULL, created_at INTEGER NOT NULL);
CREATE TABLE printed (key TEXT NOT NULL);
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY, due_at INTEGER NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL);
CREATE INDEX jobs_due ON jobs(due_at, id);
"""

NAMES = tuple(re.findall(r"CREATE TABLE (\w+)", TABLES))
