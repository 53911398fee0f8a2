-- What was asked before and is not any more: its answers stand.
ALTER TABLE events ADD COLUMN former_questions TEXT NOT NULL DEFAULT '[]';

-- Files that were sent with an application. Without a registration: sent, but not (or not any more) part of one.
CREATE TABLE uploads (
    id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    registration_id BLOB,
    name TEXT NOT NULL,
    file_type TEXT NOT NULL,
    size INTEGER NOT NULL CHECK (size > 0),
    sha256 BLOB NOT NULL,
    content BLOB NOT NULL,
    uploaded_at TEXT NOT NULL,
    PRIMARY KEY (id, organization_id)
) STRICT;
CREATE INDEX uploads_registration ON uploads (registration_id) WHERE registration_id IS NOT NULL;
CREATE INDEX uploads_unclaimed ON uploads (organization_id, uploaded_at) WHERE registration_id IS NULL;
