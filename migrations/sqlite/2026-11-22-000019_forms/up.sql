-- What the screens of forms, mails and numbers stand on.

-- Applications by the hour in which they arrived (hours since 1970, UTC) and the way they came, in the session to which
-- they came. Written in the transaction that makes them; hours, because days are those of a zone that may be changed.
CREATE TABLE arrival_counts (
    organization_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    hour INTEGER NOT NULL,
    source TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (session_id, hour, source, organization_id)
) STRICT, WITHOUT ROWID;
INSERT INTO arrival_counts (organization_id, session_id, hour, source, count)
    SELECT organization_id, session_id, CAST(strftime('%s', received_at) AS INTEGER) / 3600, source, COUNT(*)
    FROM registrations GROUP BY 1, 2, 3, 4;

-- A text of a mail is an organization's or one event's: the scope is the id of either.
CREATE TABLE mail_texts_made_anew (
    organization_id BLOB NOT NULL,
    scope BLOB NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    version INTEGER NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (scope, kind, language, organization_id)
) STRICT, WITHOUT ROWID;
INSERT INTO mail_texts_made_anew
    SELECT organization_id, organization_id, kind, language, subject, body, version, updated_at FROM mail_texts;
DROP TABLE mail_texts;
ALTER TABLE mail_texts_made_anew RENAME TO mail_texts;

-- What a member has typed and not saved yet: a form, the text of a mail.
CREATE TABLE unsaved_drafts (
    organization_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    subject TEXT NOT NULL,
    content TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (member_id, subject, organization_id)
) STRICT, WITHOUT ROWID;

-- Under which name an organization's mail goes out, where that is not its own.
ALTER TABLE mail_settings ADD COLUMN sender_name TEXT;
