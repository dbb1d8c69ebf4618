-- Extracted values as a table: how each was written (NULL: as it stands in value), and the values of a thread at once.
-- Blanks are no values.

DELETE FROM extracted WHERE trim(value) = '';
ALTER TABLE extracted ADD COLUMN shown TEXT;
UPDATE extracted SET shown = (
  SELECT j.atom FROM messages m, json_tree(iif(json_valid(m.extracted), m.extracted, '{}')) j
  WHERE m.seq = extracted.message AND j.type = 'text' AND lower(j.atom) = extracted.value LIMIT 1
);
CREATE INDEX extracted_thread ON extracted (thread, name);
