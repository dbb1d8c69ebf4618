-- What the person made: never rebuilt from the server, so it is written with synchronous=FULL.
-- Times are unix milliseconds; JSON is text. mail.db keeps the copy of the server.

-- Every write that was accepted from the person, from before it is shown as done until it is settled, and after.
CREATE TABLE operations (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,
    step_id      TEXT NOT NULL,
    kind         TEXT NOT NULL,           -- status, tags, assign, upload, send, or the name of another write
    lane         TEXT NOT NULL,           -- operations of one lane leave in the order of seq
    thread_id    TEXT,
    inbox_id     TEXT,
    draft_id     TEXT,
    intent       TEXT NOT NULL,           -- what is to be, JSON
    before       TEXT,                    -- triage as the person saw it, JSON
    effect       TEXT,                    -- what this write really changes, known once the server's state was read
    theirs       TEXT,                    -- in a conflict: what the server has
    result       TEXT,                    -- ids that the server gave
    state        TEXT NOT NULL CHECK (state IN
                     ('held', 'ready', 'sending', 'unknown', 'confirmed', 'refused', 'conflict', 'cancelled')),
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_at      INTEGER NOT NULL,        -- not to be touched before
    wait_s       REAL NOT NULL DEFAULT 0, -- the length of that wait, for clocks that jump
    owner        TEXT NOT NULL,           -- the process that looks after it
    lease        TEXT,                    -- the process with an attempt on the wire
    key          TEXT,                    -- idempotency key of a send
    digest       TEXT,                    -- of recipients, subject and body of a send
    known        TEXT NOT NULL DEFAULT '[]', -- ids of messages that were there before the first attempt, JSON
    first_try_at INTEGER,
    inverse_of   TEXT,                    -- the operation that this one takes back
    who          TEXT NOT NULL DEFAULT '',
    made_at      INTEGER NOT NULL,
    settled_at   INTEGER,
    code         TEXT NOT NULL DEFAULT '',
    reason       TEXT NOT NULL DEFAULT '', -- a sentence for the person
    checksum     TEXT NOT NULL DEFAULT '', -- over what is to be done: SQLite would not notice a flipped bit
    version      INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX operations_open ON operations (seq) WHERE state IN ('held', 'ready', 'sending', 'unknown', 'conflict');
CREATE INDEX operations_thread ON operations (thread_id, seq);
CREATE INDEX operations_step ON operations (step_id);
CREATE INDEX operations_sent ON operations (digest, seq) WHERE digest IS NOT NULL;
-- One pending attempt per draft, whatever process tries.
CREATE UNIQUE INDEX operations_one_per_draft ON operations (draft_id)
    WHERE kind = 'send' AND state IN ('held', 'ready', 'sending', 'unknown', 'conflict');

-- What one act of the person was: undone and redone as a whole.
CREATE TABLE steps (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    id      TEXT NOT NULL UNIQUE,
    label   TEXT NOT NULL,                -- "close 3 threads"
    kind    TEXT NOT NULL CHECK (kind IN ('do', 'undo', 'redo')),
    target  TEXT,                         -- the step that an undo or redo is about
    undone  INTEGER NOT NULL DEFAULT 0,
    owner   TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

-- Who did what, before and after, when; only ever added to.
CREATE TABLE journal (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,
    who       TEXT NOT NULL,
    what      TEXT NOT NULL,              -- made, confirmed, refused, conflict, cancelled, unknown, resolved …
    operation TEXT,
    kind      TEXT NOT NULL,
    thread_id TEXT,
    before    TEXT,
    after     TEXT,
    note      TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE drafts (
    id          TEXT PRIMARY KEY,
    inbox_id    TEXT,
    thread_id   TEXT,
    answers     TEXT,                     -- the message that this draft answers
    known       TEXT NOT NULL DEFAULT '[]', -- ids of the thread's messages that the writer had seen, JSON
    to_         TEXT NOT NULL DEFAULT '[]',
    cc          TEXT NOT NULL DEFAULT '[]',
    bcc         TEXT NOT NULL DEFAULT '[]',
    subject     TEXT NOT NULL DEFAULT '',
    body        TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]', -- [{path, filename, mime_type, size, digest}], JSON
    state       TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'queued', 'sent', 'discarded')),
    editor_path TEXT,                     -- the file that $EDITOR has or had open
    checksum    TEXT NOT NULL DEFAULT '', -- over what was written
    made_at     INTEGER NOT NULL,
    saved_at    INTEGER NOT NULL,
    version     INTEGER NOT NULL DEFAULT 1,
    markdown    INTEGER NOT NULL DEFAULT 0 -- an HTML alternative goes along
) STRICT, WITHOUT ROWID;

CREATE INDEX drafts_thread ON drafts (thread_id) WHERE state IN ('open', 'queued');

-- Files that the server already has, so that a retry or a second mail does not upload them again.
CREATE TABLE uploads (
    digest        TEXT NOT NULL,          -- sha256 of the bytes
    filename      TEXT NOT NULL,
    mime_type     TEXT NOT NULL,
    attachment_id TEXT NOT NULL,
    uploaded_at   INTEGER NOT NULL,
    PRIMARY KEY (digest, filename, mime_type)
) STRICT, WITHOUT ROWID;

-- Local to this machine: the API knows none of these.
CREATE TABLE notes (
    id        TEXT PRIMARY KEY,
    thread_id TEXT NOT NULL,
    body      TEXT NOT NULL,
    who       TEXT NOT NULL,
    made_at   INTEGER NOT NULL,
    edited_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX notes_thread ON notes (thread_id, made_at);
