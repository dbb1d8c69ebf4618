-- Why a conversation needs a human. What each mail shows stands with it (commune_tui.risk.mail, JSON; NULL: it was not
-- read for that yet); what follows for the thread beside it: the reasons (JSON), their points, the mails of a loop
-- (negative where a person ended it). Copies from before this start from what the server judged.

ALTER TABLE messages ADD COLUMN seen TEXT;
CREATE INDEX messages_unseen ON messages (seq) WHERE seen IS NULL;

-- what a term weighs, where somebody said so
CREATE TABLE risk_points (
  term TEXT PRIMARY KEY,
  points INTEGER NOT NULL
) WITHOUT ROWID;

DROP TRIGGER facets_insert;
DROP TRIGGER facets_delete;
DROP TRIGGER facets_update;
ALTER TABLE threads DROP COLUMN flags;
ALTER TABLE threads ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE threads ADD COLUMN score INTEGER NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN loop INTEGER NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN flags INTEGER GENERATED ALWAYS AS (
  unread + 2 * (score >= 50) + 4 * (trouble <> '') + 8 * (snoozed_until > 0) + 16 * spam
  + 32 * (last_direction = 'inbound') + 64 * (pending > 0) + 128 * has_attachment + 256 * (waits_since > 0)
) VIRTUAL;

UPDATE threads SET why = '[["orders", 60, "", 1.0]]', score = 60 WHERE risk >= 3;

DROP INDEX threads_risky;
CREATE INDEX threads_risky ON threads (last_message_at, seq) WHERE score >= 50;
CREATE INDEX threads_score ON threads (score, last_message_at, seq) WHERE score >= 50;
CREATE INDEX threads_why ON threads (seq) WHERE why <> '';
CREATE INDEX threads_loop ON threads (last_message_at, seq) WHERE loop <> 0;

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
