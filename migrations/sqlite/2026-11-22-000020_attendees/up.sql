-- What staff have written about a registration. Applicants never see it.
CREATE TABLE registration_notes (
    organization_id BLOB NOT NULL,
    id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    registration_id BLOB NOT NULL,
    written_by TEXT NOT NULL,
    text TEXT NOT NULL,
    written_at TEXT NOT NULL,
    PRIMARY KEY (id, organization_id)
) STRICT;
CREATE INDEX registration_notes_by_registration ON registration_notes (registration_id, id);
CREATE INDEX registration_notes_by_event ON registration_notes (event_id, registration_id);

-- Which columns a member wants to see of an event's attendees.
CREATE TABLE attendee_columns (
    organization_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    shown TEXT NOT NULL,
    PRIMARY KEY (member_id, event_id, organization_id)
) STRICT;

-- Members who do not want single letters to be shortcuts.
CREATE TABLE members_without_shortcuts (
    organization_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    PRIMARY KEY (member_id, organization_id)
) STRICT;

-- What is to be done, or was done, with many registrations at once.
CREATE TABLE bulk_actions (
    organization_id BLOB NOT NULL,
    id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    action TEXT NOT NULL,
    target_session_id BLOB,
    reason TEXT,
    total INTEGER NOT NULL,
    -- Once it was started.
    job_id BLOB,
    -- The list that it was chosen from. No personal data.
    back TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (id, organization_id)
) STRICT;

-- Ids of the chosen registrations, 16 bytes each, some hundreds in a row.
CREATE TABLE bulk_parts (
    organization_id BLOB NOT NULL,
    bulk_id BLOB NOT NULL,
    part INTEGER NOT NULL,
    registrations BLOB NOT NULL,
    PRIMARY KEY (bulk_id, part, organization_id)
) STRICT;

-- What could not be done, and why.
CREATE TABLE bulk_failures (
    organization_id BLOB NOT NULL,
    bulk_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    registration_id BLOB NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (bulk_id, position, organization_id)
) STRICT;

-- A list that is being taken in.
CREATE TABLE imports (
    organization_id BLOB NOT NULL,
    id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    session_id BLOB,
    format TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    headers TEXT NOT NULL,
    mapping TEXT NOT NULL,
    tells_by_mail INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('mapping', 'checking', 'checked', 'running', 'done', 'undoing', 'undone')),
    total INTEGER NOT NULL,
    report TEXT NOT NULL,
    job_id BLOB,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, organization_id)
) STRICT;
CREATE INDEX imports_by_event ON imports (event_id, id);

-- Its rows, some hundreds in a row of this table.
CREATE TABLE import_parts (
    organization_id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    import_id BLOB NOT NULL,
    part INTEGER NOT NULL,
    cells TEXT NOT NULL,
    -- Who is in them, found out by the trial: 16 bytes a person.
    persons BLOB,
    PRIMARY KEY (import_id, part, organization_id)
) STRICT;

-- What a trial has found in a row, and what came of the row afterwards.
CREATE TABLE import_rows (
    organization_id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    import_id BLOB NOT NULL,
    line INTEGER NOT NULL,
    finding TEXT NOT NULL,
    field TEXT,
    code TEXT,
    registration_id BLOB,
    -- Of the registration, once it was written: what a later change would raise.
    version INTEGER,
    -- What stood before a change.
    before TEXT,
    PRIMARY KEY (import_id, line, organization_id)
) STRICT;
CREATE INDEX import_rows_by_finding ON import_rows (import_id, finding, line);

-- How the columns of lists with these headers were mapped the last time.
CREATE TABLE import_mappings (
    organization_id BLOB NOT NULL,
    fingerprint TEXT NOT NULL,
    mapping TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (fingerprint, organization_id)
) STRICT;
