ALTER TABLE mails ADD COLUMN leaves_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mails ADD COLUMN approvers INTEGER NOT NULL DEFAULT 1;

CREATE INDEX mails_leaving ON mails (state, leaves_at);

CREATE TABLE operators (
    name TEXT PRIMARY KEY,
    key_hash TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL
) STRICT;

CREATE TABLE approvals (
    mail TEXT NOT NULL REFERENCES mails (id),
    seal TEXT NOT NULL,
    who TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (mail, seal, who)
) STRICT, WITHOUT ROWID;

CREATE TABLE claims (
    mail TEXT PRIMARY KEY REFERENCES mails (id),
    who TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE moves (
    number INTEGER NOT NULL
) STRICT;

INSERT INTO moves VALUES (1);

CREATE TRIGGER mail_came AFTER INSERT ON mails BEGIN UPDATE moves SET number = number + 1; END;
CREATE TRIGGER mail_moved AFTER UPDATE ON mails BEGIN UPDATE moves SET number = number + 1; END;
CREATE TRIGGER approval_came AFTER INSERT ON approvals BEGIN UPDATE moves SET number = number + 1; END;
CREATE TRIGGER approval_went AFTER DELETE ON approvals BEGIN UPDATE moves SET number = number + 1; END;
CREATE TRIGGER claim_came AFTER INSERT ON claims BEGIN UPDATE moves SET number = number + 1; END;
CREATE TRIGGER claim_moved AFTER UPDATE ON claims BEGIN UPDATE moves SET number = number + 1; END;
CREATE TRIGGER claim_went AFTER DELETE ON claims BEGIN UPDATE moves SET number = number + 1; END;
CREATE TRIGGER pause_came AFTER INSERT ON pauses BEGIN UPDATE moves SET number = number + 1; END;
CREATE TRIGGER pause_went AFTER DELETE ON pauses BEGIN UPDATE moves SET number = number + 1; END;
CREATE TRIGGER agent_came AFTER INSERT ON agents BEGIN UPDATE moves SET number = number + 1; END;
CREATE TRIGGER agent_moved AFTER UPDATE ON agents BEGIN UPDATE moves SET number = number + 1; END;
CREATE TRIGGER operator_moved AFTER UPDATE ON operators BEGIN UPDATE moves SET number = number + 1; END;
