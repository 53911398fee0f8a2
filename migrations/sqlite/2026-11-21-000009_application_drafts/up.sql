-- Applications that came by mail and wait for staff, or for their sender to fill in the form.
CREATE TABLE application_drafts (
    id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    session_id BLOB,
    message_key BLOB NOT NULL,
    sender TEXT NOT NULL,
    subject TEXT NOT NULL,
    original TEXT NOT NULL,
    attachments INTEGER NOT NULL,
    draft TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'confirming', 'confirmed', 'completed', 'dismissed')),
    registration_id BLOB,
    received_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, organization_id)
) STRICT;
-- One mail is one draft, however often it is fetched.
CREATE UNIQUE INDEX application_drafts_once ON application_drafts (message_key, event_id, organization_id);
CREATE INDEX application_drafts_by_organization ON application_drafts (organization_id, state, id);
CREATE INDEX application_drafts_by_sender ON application_drafts (event_id, sender, created_at);
