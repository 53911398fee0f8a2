-- Texts of mails that an organization has written itself; where there is none, the text built in is used.
CREATE TABLE mail_texts (
    organization_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    version INTEGER NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (kind, language, organization_id)
) STRICT, WITHOUT ROWID;
