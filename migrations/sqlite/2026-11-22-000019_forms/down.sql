ALTER TABLE mail_settings DROP COLUMN sender_name;
DROP TABLE unsaved_drafts;
CREATE TABLE mail_texts_as_before (
    organization_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    version INTEGER NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (kind, language, organization_id)
) STRICT, WITHOUT ROWID;
INSERT INTO mail_texts_as_before
    SELECT organization_id, kind, language, subject, body, version, updated_at FROM mail_texts WHERE scope = organization_id;
DROP TABLE mail_texts;
ALTER TABLE mail_texts_as_before RENAME TO mail_texts;
DROP TABLE arrival_counts;
