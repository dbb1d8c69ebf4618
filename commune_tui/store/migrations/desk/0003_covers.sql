-- Which mails an act was about: the newest that was here when it was done (unix milliseconds). A mail that comes later
-- wakes a sleeping thread, and waits in a closed one.

ALTER TABLE operations ADD COLUMN covers INTEGER;
ALTER TABLE snoozes ADD COLUMN covers INTEGER NOT NULL DEFAULT 0;
UPDATE snoozes SET covers = made_at;
UPDATE operations SET covers = made_at WHERE kind = 'status';
