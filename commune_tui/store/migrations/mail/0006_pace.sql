-- How fast mails are answered. answer_s, of a mail of ours that answers: for how many seconds they had waited for it.

ALTER TABLE messages ADD COLUMN answer_s INTEGER;
UPDATE messages AS o SET answer_s = (
  SELECT max(0, (o.created_at - min(m.came_at)) / 1000) FROM messages m
  WHERE m.thread = o.thread AND m.direction = 'inbound' AND m.automatic = '' AND m.created_at <= o.created_at
    AND m.created_at > coalesce((
      SELECT max(p.created_at) FROM messages p
      WHERE p.thread = o.thread AND p.direction = 'outbound' AND p.created_at < o.created_at), -1)
) WHERE direction = 'outbound' AND author <> 'human';

CREATE INDEX messages_recent ON messages (created_at, inbox, direction, answer_s);
