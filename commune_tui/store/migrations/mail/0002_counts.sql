-- Exact counts without counting: triggers keep how many threads share each combination of facets.

CREATE TABLE facets (
  inbox INTEGER NOT NULL,
  status TEXT NOT NULL,
  assignee TEXT NOT NULL COLLATE NOCASE,
  flags INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (inbox, status, assignee, flags)
) WITHOUT ROWID;

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

CREATE TRIGGER tags_move AFTER UPDATE OF last_message_at ON threads
WHEN new.last_message_at <> old.last_message_at
BEGIN
  UPDATE thread_tags SET last_message_at = new.last_message_at WHERE thread = new.seq;
END;

CREATE TABLE tag_counts (
  tag TEXT PRIMARY KEY,
  n INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TRIGGER tag_counts_insert AFTER INSERT ON thread_tags BEGIN
  INSERT INTO tag_counts VALUES (new.tag, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER tag_counts_delete AFTER DELETE ON thread_tags BEGIN
  UPDATE tag_counts SET n = n - 1 WHERE tag = old.tag;
  DELETE FROM tag_counts WHERE tag = old.tag AND n <= 0;
END;
