-- The foundation: tenants, what is announced, who applied, what is owed by mail, what happened.
-- Every table carries organization_id: it is the key a shard would use.
-- Times are timestamptz; json columns keep the text as it was written.

CREATE TABLE organizations (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    name text NOT NULL,
    time_zone text NOT NULL DEFAULT 'Asia/Tokyo',
    reply_to text,
    created_at timestamptz NOT NULL
);

CREATE TABLE members (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    email text NOT NULL,
    email_key text NOT NULL,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('owner', 'editor', 'reception', 'viewer')),
    ends_at timestamptz,
    created_at timestamptz NOT NULL,
    UNIQUE (organization_id, email_key)
);

CREATE TABLE sign_in_links (
    token_hash bytea PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    member_id uuid NOT NULL REFERENCES members (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE TABLE console_sessions (
    token_hash bytea PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    member_id uuid NOT NULL REFERENCES members (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);

CREATE TABLE api_tokens (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    token_hash bytea NOT NULL UNIQUE,
    name text NOT NULL,
    scopes text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz
);

CREATE TABLE events (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    slug text NOT NULL UNIQUE,
    status text NOT NULL CHECK (status IN ('draft', 'published', 'closed', 'cancelled')),
    title json NOT NULL,
    audience json NOT NULL,
    description json NOT NULL,
    contact json NOT NULL,
    capacity_unit text NOT NULL CHECK (capacity_unit IN ('person', 'company')),
    allocation text NOT NULL CHECK (allocation IN ('first_come', 'approval', 'lottery', 'invitation')),
    people_per_application integer NOT NULL CHECK (people_per_application BETWEEN 1 AND 1000),
    people_per_company integer CHECK (people_per_company BETWEEN 1 AND 100000),
    questions json NOT NULL,
    time_zone text NOT NULL,
    version bigint NOT NULL,
    published_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX events_by_organization ON events (organization_id, id);
CREATE INDEX events_published ON events (id) WHERE status <> 'draft';

CREATE TABLE session_groups (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    event_id uuid NOT NULL REFERENCES events (id),
    key text NOT NULL,
    name json NOT NULL,
    capacity integer CHECK (capacity >= 1),
    sessions_per_applicant integer CHECK (sessions_per_applicant >= 1),
    taken integer NOT NULL DEFAULT 0 CHECK (taken >= 0),
    exceeded integer NOT NULL DEFAULT 0 CHECK (exceeded >= 0),
    UNIQUE (event_id, key),
    CHECK (capacity IS NULL OR taken <= capacity + exceeded)
);

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    event_id uuid NOT NULL REFERENCES events (id),
    group_id uuid REFERENCES session_groups (id),
    position integer NOT NULL,
    name json NOT NULL,
    status text NOT NULL CHECK (status IN ('scheduled', 'closed', 'cancelled')),
    capacity integer NOT NULL CHECK (capacity >= 1),
    people_capacity integer CHECK (people_capacity >= 1),
    waiting_list boolean NOT NULL,
    head_blocks boolean NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    opens_at timestamptz,
    closes_at timestamptz NOT NULL,
    grace_seconds integer NOT NULL CHECK (grace_seconds BETWEEN 0 AND 86400),
    taken integer NOT NULL DEFAULT 0 CHECK (taken >= 0),
    people integer NOT NULL DEFAULT 0 CHECK (people >= 0),
    exceeded integer NOT NULL DEFAULT 0 CHECK (exceeded >= 0),
    people_exceeded integer NOT NULL DEFAULT 0 CHECK (people_exceeded >= 0),
    waiting integer NOT NULL DEFAULT 0 CHECK (waiting >= 0),
    next_sequence bigint NOT NULL DEFAULT 1,
    calendar_sequence integer NOT NULL DEFAULT 0,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT sessions_within_capacity CHECK (taken <= capacity + exceeded),
    CONSTRAINT sessions_within_people_capacity CHECK (people_capacity IS NULL OR people <= people_capacity + people_exceeded)
);
CREATE INDEX sessions_by_event ON sessions (event_id, position);
CREATE INDEX sessions_by_group ON sessions (group_id) WHERE group_id IS NOT NULL;

CREATE TABLE meetings (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    position integer NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    venue json,
    address json,
    online_url text
);
CREATE INDEX meetings_by_session ON meetings (session_id, position);

-- One row per company that holds a seat of a session: the company seat is unique here.
CREATE TABLE company_seats (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    session_id uuid NOT NULL REFERENCES sessions (id),
    name_key text NOT NULL,
    corporate_number text,
    people integer NOT NULL CHECK (people >= 1),
    registrations integer NOT NULL CHECK (registrations >= 1),
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX company_seats_by_number ON company_seats (session_id, corporate_number) WHERE corporate_number IS NOT NULL;
CREATE UNIQUE INDEX company_seats_by_name ON company_seats (session_id, name_key) WHERE corporate_number IS NULL;
CREATE INDEX company_seats_named ON company_seats (session_id, name_key);

CREATE TABLE registrations (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    event_id uuid NOT NULL REFERENCES events (id),
    session_id uuid NOT NULL REFERENCES sessions (id),
    sequence bigint NOT NULL,
    reception_number text NOT NULL,
    token_hash bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'waitlisted', 'offered', 'confirmed', 'entered_draw', 'withdrawn', 'declined', 'declined_offer')),
    person_key bytea,
    applicant_name text NOT NULL,
    applicant_kana text,
    applicant_email text,
    applicant_phone text,
    company_name text,
    company_key text,
    corporate_number text,
    company_seat_id uuid,
    seats integer NOT NULL CHECK (seats BETWEEN 1 AND 1000),
    attendees json NOT NULL,
    answers json NOT NULL,
    language text NOT NULL,
    source text NOT NULL CHECK (source IN ('web', 'api', 'telephone', 'mail', 'fax', 'paper', 'list', 'counter')),
    exceeded_reason text,
    note text,
    search_key text NOT NULL,
    offer_expires_at timestamptz,
    received_at timestamptz NOT NULL,
    registered_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL
);
CREATE UNIQUE INDEX registrations_by_token ON registrations (token_hash);
CREATE UNIQUE INDEX registrations_by_sequence ON registrations (session_id, sequence);
CREATE UNIQUE INDEX registrations_by_reception_number ON registrations (organization_id, reception_number);
CREATE UNIQUE INDEX registrations_one_active_per_person ON registrations (session_id, person_key)
    WHERE person_key IS NOT NULL AND state IN ('pending', 'waitlisted', 'offered', 'confirmed', 'entered_draw');
CREATE INDEX registrations_waiting ON registrations (session_id, sequence) WHERE state = 'waitlisted';
CREATE INDEX registrations_by_state ON registrations (session_id, state, sequence);
CREATE INDEX registrations_by_update ON registrations (session_id, updated_at, id);

CREATE TABLE idempotency_keys (
    session_id uuid NOT NULL REFERENCES sessions (id),
    organization_id uuid NOT NULL REFERENCES organizations (id),
    key_hash bytea NOT NULL,
    body_hash bytea NOT NULL,
    outcome text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (session_id, key_hash)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    event_id uuid,
    session_id uuid,
    registration_id uuid,
    kind text NOT NULL,
    dedup_key text NOT NULL,
    priority smallint NOT NULL,
    recipient text NOT NULL,
    language text NOT NULL,
    message_id text NOT NULL,
    context json NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'sending', 'retry', 'sent', 'unknown', 'failed', 'held', 'aborted', 'bounced')),
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    give_up_at timestamptz,
    lease uuid,
    leased_until timestamptz,
    last_reply text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    sent_at timestamptz
);
CREATE UNIQUE INDEX outbox_once ON outbox (dedup_key);
CREATE INDEX outbox_due ON outbox (priority, due_at) WHERE state IN ('queued', 'retry');
CREATE INDEX outbox_leased ON outbox (leased_until) WHERE state = 'sending';
CREATE INDEX outbox_by_organization ON outbox (organization_id, id);
CREATE INDEX outbox_by_registration ON outbox (registration_id) WHERE registration_id IS NOT NULL;

CREATE TABLE caught_mails (
    outbox_id uuid PRIMARY KEY REFERENCES outbox (id),
    organization_id uuid NOT NULL REFERENCES organizations (id),
    recipient text NOT NULL,
    subject text NOT NULL,
    message bytea NOT NULL,
    caught_at timestamptz NOT NULL
);
CREATE INDEX caught_mails_by_time ON caught_mails (organization_id, caught_at);

CREATE TABLE audit_lines (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    at timestamptz NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject_kind text NOT NULL,
    subject_id uuid NOT NULL,
    details json NOT NULL
);
CREATE INDEX audit_lines_by_subject ON audit_lines (subject_id, id);
CREATE INDEX audit_lines_by_organization ON audit_lines (organization_id, id);

-- Facts about the installation itself: worker heartbeat, fingerprint of the secret key.
CREATE TABLE installation (
    key text PRIMARY KEY,
    value text NOT NULL,
    updated_at timestamptz NOT NULL
);
