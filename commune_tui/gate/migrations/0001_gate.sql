CREATE TABLE agents (
    name TEXT PRIMARY KEY,
    key_hash TEXT NOT NULL UNIQUE,
    inboxes TEXT,
    scopes TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    per_hour INTEGER NOT NULL,
    per_day INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL
) STRICT;

CREATE TABLE mails (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    agent TEXT NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    raw BLOB NOT NULL,
    files TEXT NOT NULL,
    inbox TEXT NOT NULL,
    thread_id TEXT,
    digest TEXT NOT NULL,
    baseline TEXT,
    then_ TEXT NOT NULL,
    reasons TEXT NOT NULL,
    say TEXT NOT NULL,
    rule TEXT NOT NULL,
    rules TEXT NOT NULL,
    seal TEXT NOT NULL,
    by TEXT NOT NULL,
    reason TEXT NOT NULL,
    result TEXT NOT NULL,
    facts TEXT NOT NULL,
    sight TEXT NOT NULL,
    tried INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX mails_open ON mails (state, expires_at);
CREATE INDEX mails_of_agent ON mails (agent, made_at);
CREATE INDEX mails_alike ON mails (digest);

CREATE TABLE asked (
    agent TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    mail TEXT NOT NULL REFERENCES mails (id),
    PRIMARY KEY (agent, key)
) STRICT;

CREATE TABLE operations (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    code TEXT NOT NULL,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    thread_id TEXT,
    whole TEXT NOT NULL
) STRICT;

CREATE INDEX operations_open ON operations (state, code);
CREATE INDEX operations_alike ON operations (digest);
CREATE INDEX operations_of_thread ON operations (thread_id);

CREATE TABLE arriving (
    mail TEXT PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    what TEXT NOT NULL,
    who TEXT NOT NULL,
    about TEXT NOT NULL,
    data TEXT NOT NULL,
    before TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
) STRICT;

CREATE INDEX journal_about ON journal (about);

CREATE TRIGGER journal_keeps BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_holds BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TABLE words (
    hash TEXT PRIMARY KEY,
    salt BLOB NOT NULL,
    content BLOB NOT NULL
) STRICT;

CREATE TABLE inboxes (
    id TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    domain_id TEXT NOT NULL,
    pushes INTEGER NOT NULL
) STRICT;

CREATE TABLE files (
    agent TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (agent, id)
) STRICT;

CREATE TABLE given (
    agent TEXT NOT NULL,
    message TEXT NOT NULL,
    hash TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (agent, message, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE pauses (
    agent TEXT NOT NULL,
    inbox TEXT NOT NULL,
    thread TEXT NOT NULL,
    depth TEXT NOT NULL,
    reason TEXT NOT NULL,
    who TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (agent, inbox, thread)
) STRICT, WITHOUT ROWID;
