-- Finds what one process did, and the attempts at one mail, without looking at all that was ever done.

CREATE INDEX steps_owner ON steps (owner, seq);
CREATE INDEX operations_draft ON operations (draft_id, seq) WHERE kind = 'send';
CREATE INDEX journal_operation ON journal (operation, seq);
