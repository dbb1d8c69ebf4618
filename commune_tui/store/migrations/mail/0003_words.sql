-- Full text. words.py makes the tokens (any script), so the tokenizer here only splits at blanks and folds nothing:
-- 'ascii' takes every character above 127 as part of a word. Contentless: the texts stand in messages.
CREATE VIRTUAL TABLE words USING fts5 (
  subject, sender, recipients, body, files, fields,
  content = '', tokenize = 'ascii', prefix = '2 3 4 5'
);

-- which thread a document belongs to; doc is messages.seq, or stands for a thread whose messages are not here yet
CREATE TABLE docs (
  doc INTEGER PRIMARY KEY,
  thread INTEGER NOT NULL,
  stub INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX docs_stub ON docs (thread) WHERE stub = 1;
