-- What comes after an event: how long personal data are kept, that they went, who was absent, who has completed a
-- course. And exports: columns that are used again, lists that are made by the calendar.

-- How long an organization keeps personal data; without a row, the usual.
CREATE TABLE retention_rules (
    organization_id uuid NOT NULL PRIMARY KEY,
    -- After the end of the last meeting.
    days integer NOT NULL CHECK (days BETWEEN 1 AND 3650),
    warn_days integer NOT NULL CHECK (warn_days BETWEEN 1 AND 365),
    reason text NOT NULL,
    updated_at timestamptz NOT NULL
);

-- What is different for an event, what its owners were told, and what is left of it in numbers.
CREATE TABLE event_retentions (
    event_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    days integer CHECK (days BETWEEN 1 AND 3650),
    reason text,
    postponed_until timestamptz,
    postponed_reason text,
    warned_at timestamptz,
    -- The time of the purge that the warning named.
    warned_of timestamptz,
    purged_at timestamptz,
    statistics json,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (event_id, organization_id)
);

-- A purge as it goes on, and afterwards its certificate: numbers, no names.
CREATE TABLE purges (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    event_id uuid NOT NULL,
    registration_id uuid,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('retention', 'early', 'request')),
    event_title json NOT NULL,
    last_meeting_at timestamptz,
    rule json NOT NULL,
    requested_by text NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('erasing', 'overwriting', 'done')),
    phase text COLLATE "C" NOT NULL CHECK (phase IN ('registrations', 'mails', 'rest', 'over')),
    cursor_session uuid,
    cursor_sequence bigint NOT NULL,
    cursor_mail uuid,
    counts json NOT NULL,
    started_at timestamptz NOT NULL,
    erased_at timestamptz,
    finished_at timestamptz,
    previous_hash text COLLATE "C",
    hash text COLLATE "C",
    PRIMARY KEY (id, organization_id)
);
-- An event is purged by one at a time, whichever node begins.
CREATE UNIQUE INDEX purges_one_open ON purges (event_id, organization_id) WHERE registration_id IS NULL AND state = 'erasing';
CREATE INDEX purges_open ON purges (state, id) WHERE state <> 'done';
CREATE INDEX purges_by_organization ON purges (organization_id, id);

-- That somebody who did not come had a reason.
CREATE TABLE absence_notes (
    organization_id uuid NOT NULL,
    event_id uuid NOT NULL,
    session_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    note text NOT NULL,
    noted_at timestamptz NOT NULL,
    PRIMARY KEY (registration_id, meeting_id, organization_id)
);
CREATE INDEX absence_notes_by_event ON absence_notes (event_id);

-- Numbers of certificates of attendance, counted within an event. The name stays with the registration.
CREATE TABLE completion_certificates (
    organization_id uuid NOT NULL,
    event_id uuid NOT NULL,
    session_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    attendee integer NOT NULL,
    number integer NOT NULL,
    attended integer NOT NULL,
    meetings integer NOT NULL,
    issued_at timestamptz NOT NULL,
    PRIMARY KEY (registration_id, attendee, organization_id)
);
CREATE UNIQUE INDEX completion_certificates_numbered ON completion_certificates (event_id, number, organization_id);

-- Columns that an organization exports again and again.
CREATE TABLE export_column_sets (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    name text NOT NULL,
    column_keys text NOT NULL,
    rows_are text COLLATE "C" NOT NULL CHECK (rows_are IN ('attendees', 'registrations')),
    is_default boolean NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, organization_id)
);
CREATE UNIQUE INDEX export_column_sets_named ON export_column_sets (organization_id, name);

-- Lists that are announced to staff by mail, by the calendar.
CREATE TABLE export_schedules (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    event_id uuid NOT NULL,
    wanted json NOT NULL,
    timing json NOT NULL,
    recipients json NOT NULL,
    created_by uuid NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('active', 'paused', 'over')),
    due_at timestamptz NOT NULL,
    fault text COLLATE "C",
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, organization_id)
);
CREATE INDEX export_schedules_due ON export_schedules (due_at) WHERE state = 'active';
CREATE INDEX export_schedules_by_event ON export_schedules (event_id, id);

-- One run of a schedule; what its link leads to until it is over.
CREATE TABLE export_runs (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    schedule_id uuid NOT NULL,
    event_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    wanted json NOT NULL,
    rows_found bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (id, organization_id)
);
-- Each time comes once, however many nodes look at the clock.
CREATE UNIQUE INDEX export_runs_once ON export_runs (schedule_id, due_at, organization_id);
CREATE INDEX export_runs_over ON export_runs (expires_at);
