-- What staff have written about a registration. Applicants never see it.
CREATE TABLE registration_notes (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    written_by text NOT NULL,
    text text NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (id, organization_id)
);
CREATE INDEX registration_notes_by_registration ON registration_notes (registration_id, id);
CREATE INDEX registration_notes_by_event ON registration_notes (event_id, registration_id);

-- Which columns a member wants to see of an event's attendees.
CREATE TABLE attendee_columns (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    event_id uuid NOT NULL,
    shown text NOT NULL,
    PRIMARY KEY (member_id, event_id, organization_id)
);

-- Members who do not want single letters to be shortcuts.
CREATE TABLE members_without_shortcuts (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    PRIMARY KEY (member_id, organization_id)
);

-- What is to be done, or was done, with many registrations at once.
CREATE TABLE bulk_actions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    action text COLLATE "C" NOT NULL,
    target_session_id uuid,
    reason text,
    total bigint NOT NULL,
    -- Once it was started.
    job_id uuid,
    -- The list that it was chosen from. No personal data.
    back text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (id, organization_id)
);

-- Ids of the chosen registrations, 16 bytes each, some hundreds in a row.
CREATE TABLE bulk_parts (
    organization_id uuid NOT NULL,
    bulk_id uuid NOT NULL,
    part integer NOT NULL,
    registrations bytea NOT NULL,
    PRIMARY KEY (bulk_id, part, organization_id)
);

-- What could not be done, and why.
CREATE TABLE bulk_failures (
    organization_id uuid NOT NULL,
    bulk_id uuid NOT NULL,
    position bigint NOT NULL,
    registration_id uuid NOT NULL,
    code text NOT NULL,
    PRIMARY KEY (bulk_id, position, organization_id)
);

-- A list that is being taken in.
CREATE TABLE imports (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    session_id uuid,
    format text COLLATE "C" NOT NULL,
    fingerprint text COLLATE "C" NOT NULL,
    headers json NOT NULL,
    mapping json NOT NULL,
    tells_by_mail boolean NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('mapping', 'checking', 'checked', 'running', 'done', 'undoing', 'undone')),
    total bigint NOT NULL,
    report json NOT NULL,
    job_id uuid,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, organization_id)
);
CREATE INDEX imports_by_event ON imports (event_id, id);

-- Its rows, some hundreds in a row of this table.
CREATE TABLE import_parts (
    organization_id uuid NOT NULL,
    event_id uuid NOT NULL,
    import_id uuid NOT NULL,
    part integer NOT NULL,
    cells text NOT NULL,
    -- Who is in them, found out by the trial: 16 bytes a person.
    persons bytea,
    PRIMARY KEY (import_id, part, organization_id)
);

-- What a trial has found in a row, and what came of the row afterwards.
CREATE TABLE import_rows (
    organization_id uuid NOT NULL,
    event_id uuid NOT NULL,
    import_id uuid NOT NULL,
    line bigint NOT NULL,
    finding text COLLATE "C" NOT NULL,
    field text,
    code text,
    registration_id uuid,
    -- Of the registration, once it was written: what a later change would raise.
    version bigint,
    -- What stood before a change.
    before json,
    PRIMARY KEY (import_id, line, organization_id)
);
CREATE INDEX import_rows_by_finding ON import_rows (import_id, finding, line);

-- How the columns of lists with these headers were mapped the last time.
CREATE TABLE import_mappings (
    organization_id uuid NOT NULL,
    fingerprint text COLLATE "C" NOT NULL,
    mapping json NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (fingerprint, organization_id)
);
