-- What {{variables}} filled into the text of a draft: words of others, JSON. They are never read as Markdown.

ALTER TABLE drafts ADD COLUMN filled TEXT NOT NULL DEFAULT '[]';
