-- What was asked before and is not any more: its answers stand.
ALTER TABLE events ADD COLUMN former_questions json NOT NULL DEFAULT '[]';

-- Files that were sent with an application. Without a registration: sent, but not (or not any more) part of one.
CREATE TABLE uploads (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    event_id uuid NOT NULL,
    registration_id uuid,
    name text COLLATE "C" NOT NULL,
    file_type text COLLATE "C" NOT NULL,
    size integer NOT NULL CHECK (size > 0),
    sha256 bytea NOT NULL,
    content bytea NOT NULL,
    uploaded_at timestamptz NOT NULL,
    PRIMARY KEY (id, organization_id)
);
-- What is sent is compressed already.
ALTER TABLE uploads ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX uploads_registration ON uploads (registration_id) WHERE registration_id IS NOT NULL;
CREATE INDEX uploads_unclaimed ON uploads (organization_id, uploaded_at) WHERE registration_id IS NULL;
