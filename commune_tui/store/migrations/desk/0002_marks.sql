-- More that is local to this machine: named filters, sleeping threads, what the person has seen.
-- Times are unix milliseconds.

CREATE TABLE views (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    query    TEXT NOT NULL,               -- as the filter line writes it
    position INTEGER NOT NULL DEFAULT 0,
    made_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE snoozes (
    thread_id TEXT PRIMARY KEY,
    until_at  INTEGER NOT NULL,
    made_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A thread is unread when a mail came in after seen_at, or when the person marked it so.
CREATE TABLE seen (
    thread_id TEXT PRIMARY KEY,
    seen_at   INTEGER NOT NULL,
    marked    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Single facts about this desk; 'baseline_at': mail from before that moment counts as seen.
CREATE TABLE facts (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
