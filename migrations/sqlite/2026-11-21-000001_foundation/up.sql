-- The foundation: tenants, what is announced, who applied, what is owed by mail, what happened.
-- Every table carries organization_id: it is the key a shard would use.
-- Times are text in UTC with six decimals, so that their order is the order of time; ids are 16-byte blobs;
-- json columns keep the text as it was written. STRICT tables refuse a value of another type.

CREATE TABLE organizations (
    id BLOB PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL DEFAULT 'Asia/Tokyo',
    reply_to TEXT,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE members (
    id BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'reception', 'viewer')),
    ends_at TEXT,
    created_at TEXT NOT NULL,
    UNIQUE (organization_id, email_key)
) STRICT;

CREATE TABLE sign_in_links (
    token_hash BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;

CREATE TABLE console_sessions (
    token_hash BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT
) STRICT;

CREATE TABLE api_tokens (
    id BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    token_hash BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    revoked_at TEXT
) STRICT;

CREATE TABLE events (
    id BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    slug TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'closed', 'cancelled')),
    title TEXT NOT NULL,
    audience TEXT NOT NULL,
    description TEXT NOT NULL,
    contact TEXT NOT NULL,
    capacity_unit TEXT NOT NULL CHECK (capacity_unit IN ('person', 'company')),
    allocation TEXT NOT NULL CHECK (allocation IN ('first_come', 'approval', 'lottery', 'invitation')),
    people_per_application INTEGER NOT NULL CHECK (people_per_application BETWEEN 1 AND 1000),
    people_per_company INTEGER CHECK (people_per_company BETWEEN 1 AND 100000),
    questions TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    version INTEGER NOT NULL,
    published_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_organization ON events (organization_id, id);
CREATE INDEX events_published ON events (id) WHERE status <> 'draft';

CREATE TABLE session_groups (
    id BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    event_id BLOB NOT NULL REFERENCES events (id),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    capacity INTEGER CHECK (capacity >= 1),
    sessions_per_applicant INTEGER CHECK (sessions_per_applicant >= 1),
    taken INTEGER NOT NULL DEFAULT 0 CHECK (taken >= 0),
    exceeded INTEGER NOT NULL DEFAULT 0 CHECK (exceeded >= 0),
    UNIQUE (event_id, key),
    CHECK (capacity IS NULL OR taken <= capacity + exceeded)
) STRICT;

CREATE TABLE sessions (
    id BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    event_id BLOB NOT NULL REFERENCES events (id),
    group_id BLOB REFERENCES session_groups (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('scheduled', 'closed', 'cancelled')),
    capacity INTEGER NOT NULL CHECK (capacity >= 1),
    people_capacity INTEGER CHECK (people_capacity >= 1),
    waiting_list INTEGER NOT NULL CHECK (waiting_list IN (0, 1)),
    head_blocks INTEGER NOT NULL CHECK (head_blocks IN (0, 1)),
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    opens_at TEXT,
    closes_at TEXT NOT NULL,
    grace_seconds INTEGER NOT NULL CHECK (grace_seconds BETWEEN 0 AND 86400),
    taken INTEGER NOT NULL DEFAULT 0 CHECK (taken >= 0),
    people INTEGER NOT NULL DEFAULT 0 CHECK (people >= 0),
    exceeded INTEGER NOT NULL DEFAULT 0 CHECK (exceeded >= 0),
    people_exceeded INTEGER NOT NULL DEFAULT 0 CHECK (people_exceeded >= 0),
    waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting >= 0),
    next_sequence INTEGER NOT NULL DEFAULT 1,
    calendar_sequence INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT sessions_within_capacity CHECK (taken <= capacity + exceeded),
    CONSTRAINT sessions_within_people_capacity CHECK (people_capacity IS NULL OR people <= people_capacity + people_exceeded)
) STRICT;
CREATE INDEX sessions_by_event ON sessions (event_id, position);
CREATE INDEX sessions_by_group ON sessions (group_id) WHERE group_id IS NOT NULL;

CREATE TABLE meetings (
    id BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL CHECK (ends_at > starts_at),
    venue TEXT,
    address TEXT,
    online_url TEXT
) STRICT;
CREATE INDEX meetings_by_session ON meetings (session_id, position);

-- One row per company that holds a seat of a session: the company seat is unique here.
CREATE TABLE company_seats (
    id BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    session_id BLOB NOT NULL REFERENCES sessions (id),
    name_key TEXT NOT NULL,
    corporate_number TEXT,
    people INTEGER NOT NULL CHECK (people >= 1),
    registrations INTEGER NOT NULL CHECK (registrations >= 1),
    created_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX company_seats_by_number ON company_seats (session_id, corporate_number) WHERE corporate_number IS NOT NULL;
CREATE UNIQUE INDEX company_seats_by_name ON company_seats (session_id, name_key) WHERE corporate_number IS NULL;
CREATE INDEX company_seats_named ON company_seats (session_id, name_key);

CREATE TABLE registrations (
    id BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    event_id BLOB NOT NULL REFERENCES events (id),
    session_id BLOB NOT NULL REFERENCES sessions (id),
    sequence INTEGER NOT NULL,
    reception_number TEXT NOT NULL,
    token_hash BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'waitlisted', 'offered', 'confirmed', 'entered_draw', 'withdrawn', 'declined', 'declined_offer')),
    person_key BLOB,
    applicant_name TEXT NOT NULL,
    applicant_kana TEXT,
    applicant_email TEXT,
    applicant_phone TEXT,
    company_name TEXT,
    company_key TEXT,
    corporate_number TEXT,
    company_seat_id BLOB,
    seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 1000),
    attendees TEXT NOT NULL,
    answers TEXT NOT NULL,
    language TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('web', 'api', 'telephone', 'mail', 'fax', 'paper', 'list', 'counter')),
    exceeded_reason TEXT,
    note TEXT,
    search_key TEXT NOT NULL,
    offer_expires_at TEXT,
    received_at TEXT NOT NULL,
    registered_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX registrations_by_token ON registrations (token_hash);
CREATE UNIQUE INDEX registrations_by_sequence ON registrations (session_id, sequence);
CREATE UNIQUE INDEX registrations_by_reception_number ON registrations (organization_id, reception_number);
CREATE UNIQUE INDEX registrations_one_active_per_person ON registrations (session_id, person_key)
    WHERE person_key IS NOT NULL AND state IN ('pending', 'waitlisted', 'offered', 'confirmed', 'entered_draw');
CREATE INDEX registrations_waiting ON registrations (session_id, sequence) WHERE state = 'waitlisted';
CREATE INDEX registrations_by_state ON registrations (session_id, state, sequence);
CREATE INDEX registrations_by_update ON registrations (session_id, updated_at, id);

CREATE TABLE idempotency_keys (
    session_id BLOB NOT NULL REFERENCES sessions (id),
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    key_hash BLOB NOT NULL,
    body_hash BLOB NOT NULL,
    outcome TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (session_id, key_hash)
) STRICT;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE outbox (
    id BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    event_id BLOB,
    session_id BLOB,
    registration_id BLOB,
    kind TEXT NOT NULL,
    dedup_key TEXT NOT NULL,
    priority INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    language TEXT NOT NULL,
    message_id TEXT NOT NULL,
    context TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'retry', 'sent', 'unknown', 'failed', 'held', 'aborted', 'bounced')),
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL,
    give_up_at TEXT,
    lease BLOB,
    leased_until TEXT,
    last_reply TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sent_at TEXT
) STRICT;
CREATE UNIQUE INDEX outbox_once ON outbox (dedup_key);
CREATE INDEX outbox_due ON outbox (priority, due_at) WHERE state IN ('queued', 'retry');
CREATE INDEX outbox_leased ON outbox (leased_until) WHERE state = 'sending';
CREATE INDEX outbox_by_organization ON outbox (organization_id, id);
CREATE INDEX outbox_by_registration ON outbox (registration_id) WHERE registration_id IS NOT NULL;

CREATE TABLE caught_mails (
    outbox_id BLOB PRIMARY KEY REFERENCES outbox (id),
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    message BLOB NOT NULL,
    caught_at TEXT NOT NULL
) STRICT;
CREATE INDEX caught_mails_by_time ON caught_mails (organization_id, caught_at);

CREATE TABLE audit_lines (
    id BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    details TEXT NOT NULL
) STRICT;
CREATE INDEX audit_lines_by_subject ON audit_lines (subject_id, id);
CREATE INDEX audit_lines_by_organization ON audit_lines (organization_id, id);

-- Facts about the installation itself: worker heartbeat, fingerprint of the secret key.
CREATE TABLE installation (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
