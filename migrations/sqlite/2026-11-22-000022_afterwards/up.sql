-- What comes after an event: how long personal data are kept, that they went, who was absent, who has completed a
-- course. And exports: columns that are used again, lists that are made by the calendar.

-- How long an organization keeps personal data; without a row, the usual.
CREATE TABLE retention_rules (
    organization_id BLOB NOT NULL PRIMARY KEY,
    -- After the end of the last meeting.
    days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 3650),
    warn_days INTEGER NOT NULL CHECK (warn_days BETWEEN 1 AND 365),
    reason TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

-- What is different for an event, what its owners were told, and what is left of it in numbers.
CREATE TABLE event_retentions (
    event_id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    days INTEGER CHECK (days BETWEEN 1 AND 3650),
    reason TEXT,
    postponed_until TEXT,
    postponed_reason TEXT,
    warned_at TEXT,
    -- The time of the purge that the warning named.
    warned_of TEXT,
    purged_at TEXT,
    statistics TEXT,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (event_id, organization_id)
) STRICT;

-- A purge as it goes on, and afterwards its certificate: numbers, no names.
CREATE TABLE purges (
    id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    registration_id BLOB,
    kind TEXT NOT NULL CHECK (kind IN ('retention', 'early', 'request')),
    event_title TEXT NOT NULL,
    last_meeting_at TEXT,
    rule TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('erasing', 'overwriting', 'done')),
    phase TEXT NOT NULL CHECK (phase IN ('registrations', 'mails', 'rest', 'over')),
    cursor_session BLOB,
    cursor_sequence INTEGER NOT NULL,
    cursor_mail BLOB,
    counts TEXT NOT NULL,
    started_at TEXT NOT NULL,
    erased_at TEXT,
    finished_at TEXT,
    previous_hash TEXT,
    hash TEXT,
    PRIMARY KEY (id, organization_id)
) STRICT;
-- An event is purged by one at a time, whichever node begins.
CREATE UNIQUE INDEX purges_one_open ON purges (event_id, organization_id) WHERE registration_id IS NULL AND state = 'erasing';
CREATE INDEX purges_open ON purges (state, id) WHERE state <> 'done';
CREATE INDEX purges_by_organization ON purges (organization_id, id);

-- That somebody who did not come had a reason.
CREATE TABLE absence_notes (
    organization_id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    registration_id BLOB NOT NULL,
    meeting_id BLOB NOT NULL,
    note TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    PRIMARY KEY (registration_id, meeting_id, organization_id)
) STRICT;
CREATE INDEX absence_notes_by_event ON absence_notes (event_id);

-- Numbers of certificates of attendance, counted within an event. The name stays with the registration.
CREATE TABLE completion_certificates (
    organization_id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    registration_id BLOB NOT NULL,
    attendee INTEGER NOT NULL,
    number INTEGER NOT NULL,
    attended INTEGER NOT NULL,
    meetings INTEGER NOT NULL,
    issued_at TEXT NOT NULL,
    PRIMARY KEY (registration_id, attendee, organization_id)
) STRICT;
CREATE UNIQUE INDEX completion_certificates_numbered ON completion_certificates (event_id, number, organization_id);

-- Columns that an organization exports again and again.
CREATE TABLE export_column_sets (
    id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    name TEXT NOT NULL,
    column_keys TEXT NOT NULL,
    rows_are TEXT NOT NULL CHECK (rows_are IN ('attendees', 'registrations')),
    is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, organization_id)
) STRICT;
CREATE UNIQUE INDEX export_column_sets_named ON export_column_sets (organization_id, name);

-- Lists that are announced to staff by mail, by the calendar.
CREATE TABLE export_schedules (
    id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    wanted TEXT NOT NULL,
    timing TEXT NOT NULL,
    recipients TEXT NOT NULL,
    created_by BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'over')),
    due_at TEXT NOT NULL,
    fault TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, organization_id)
) STRICT;
CREATE INDEX export_schedules_due ON export_schedules (due_at) WHERE state = 'active';
CREATE INDEX export_schedules_by_event ON export_schedules (event_id, id);

-- One run of a schedule; what its link leads to until it is over.
CREATE TABLE export_runs (
    id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    schedule_id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    due_at TEXT NOT NULL,
    wanted TEXT NOT NULL,
    rows_found INTEGER NOT NULL,
    expires_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (id, organization_id)
) STRICT;
-- Each time comes once, however many nodes look at the clock.
CREATE UNIQUE INDEX export_runs_once ON export_runs (schedule_id, due_at, organization_id);
CREATE INDEX export_runs_over ON export_runs (expires_at);
