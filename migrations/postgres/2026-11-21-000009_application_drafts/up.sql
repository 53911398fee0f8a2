-- Applications that came by mail and wait for staff, or for their sender to fill in the form.
CREATE TABLE application_drafts (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    event_id uuid NOT NULL,
    session_id uuid,
    message_key bytea NOT NULL,
    sender text NOT NULL,
    subject text NOT NULL,
    original text NOT NULL,
    attachments integer NOT NULL,
    draft json NOT NULL,
    language text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'confirming', 'confirmed', 'completed', 'dismissed')),
    registration_id uuid,
    received_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, organization_id)
);
-- One mail is one draft, however often it is fetched.
CREATE UNIQUE INDEX application_drafts_once ON application_drafts (message_key, event_id, organization_id);
CREATE INDEX application_drafts_by_organization ON application_drafts (organization_id, state, id);
CREATE INDEX application_drafts_by_sender ON application_drafts (event_id, sender, created_at);
