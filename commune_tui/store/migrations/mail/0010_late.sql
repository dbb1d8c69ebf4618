-- Whether the answer in a thread is late: 1 once the clock has passed the target of its inbox, as long as somebody waits.
-- It counts among the terms of the score.

ALTER TABLE threads ADD COLUMN late INTEGER NOT NULL DEFAULT 0;
CREATE INDEX threads_late ON threads (seq) WHERE late = 1;
