-- Who waits for an answer. What the rule (commune_tui.waits) goes by stands beside what it says; waits_since is 0 where
-- nobody waits. Copies from before this start from the rule's answer for mail that persons wrote.

ALTER TABLE messages ADD COLUMN came_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN signs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN own_length INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN likeness INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN automatic TEXT NOT NULL DEFAULT '';
UPDATE messages SET came_at = created_at;

DROP TRIGGER facets_insert;
DROP TRIGGER facets_delete;
DROP TRIGGER facets_update;
ALTER TABLE threads DROP COLUMN flags;
-- the mails of persons that came after our newest word: the first, the newest
ALTER TABLE threads ADD COLUMN asked_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN asked_at INTEGER NOT NULL DEFAULT 0;
-- between which moments the server's status became what it is, as far as two readings tell
ALTER TABLE threads ADD COLUMN dealt_after INTEGER NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN dealt_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN waits_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN assumed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN flags INTEGER GENERATED ALWAYS AS (
  unread + 2 * (risk >= 3) + 4 * (trouble <> '') + 8 * (snoozed_until > 0) + 16 * spam
  + 32 * (last_direction = 'inbound') + 64 * (pending > 0) + 128 * has_attachment + 256 * (waits_since > 0)
) VIRTUAL;

UPDATE threads SET
  asked_at = CASE
    WHEN held_count = 0 THEN iif(last_direction = 'inbound', last_message_at, 0)
    ELSE iif(coalesce(last_inbound_at, 0) > coalesce(last_outbound_at, 0), last_inbound_at, 0)
  END,
  dealt_until = iif(server_status IN ('closed', 'waiting'), min(triage_read_at, coalesce(triage_at, triage_read_at)), 0);
UPDATE threads SET asked_since = asked_at, waits_since = CASE
  WHEN status = 'needs_reply' THEN max(iif(asked_at > 0, asked_at, last_message_at), 1)
  WHEN status IN ('closed', 'waiting') AND asked_at <= dealt_until THEN 0
  ELSE asked_at
END;
UPDATE threads SET assumed = 1 WHERE status IN ('closed', 'waiting') AND asked_at > 0 AND waits_since = 0;

CREATE INDEX threads_waits ON threads (last_message_at, seq) WHERE waits_since > 0;
CREATE INDEX threads_inbox_waits ON threads (inbox, last_message_at, seq) WHERE waits_since > 0;

DELETE FROM facets;
INSERT INTO facets SELECT inbox, status, coalesce(assignee, '') COLLATE NOCASE, flags, count(*) FROM threads
  GROUP BY 1, 2, 3, 4;

CREATE TRIGGER facets_insert AFTER INSERT ON threads BEGIN
  INSERT INTO facets VALUES (new.inbox, new.status, coalesce(new.assignee, ''), new.flags, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER facets_delete AFTER DELETE ON threads BEGIN
  UPDATE facets SET n = n - 1 WHERE inbox = old.inbox AND status = old.status
    AND assignee = coalesce(old.assignee, '') AND flags = old.flags;
  DELETE FROM facets WHERE n = 0 AND inbox = old.inbox AND status = old.status;
  DELETE FROM thread_tags WHERE thread = old.seq;
END;

CREATE TRIGGER facets_update AFTER UPDATE ON threads
WHEN new.flags <> old.flags OR new.status <> old.status OR new.inbox <> old.inbox
  OR coalesce(new.assignee, '') <> coalesce(old.assignee, '')
BEGIN
  UPDATE facets SET n = n - 1 WHERE inbox = old.inbox AND status = old.status
    AND assignee = coalesce(old.assignee, '') AND flags = old.flags;
  DELETE FROM facets WHERE n = 0 AND inbox = old.inbox AND status = old.status;
  INSERT INTO facets VALUES (new.inbox, new.status, coalesce(new.assignee, ''), new.flags, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
