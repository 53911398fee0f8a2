-- The tables a rush writes to, made light.
--
-- As on PostgreSQL: organization_id in every unique key, foreign keys and a few indexes gone. SQLite
-- changes a table's keys by making it anew. Ids are the rows' own keys only where a table is small:
-- elsewhere they are one index among others, and rows lie in the order in which they came.

CREATE TABLE registrations_made_anew (
    id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    reception_number TEXT NOT NULL,
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
    version INTEGER NOT NULL,
    PRIMARY KEY (id, organization_id)
) STRICT;
INSERT INTO registrations_made_anew SELECT id, organization_id, event_id, session_id, sequence, reception_number, state, person_key, applicant_name, applicant_kana, applicant_email, applicant_phone, company_name, company_key, corporate_number, company_seat_id, seats, attendees, answers, language, source, exceeded_reason, note, search_key, offer_expires_at, received_at, registered_at, updated_at, version FROM registrations;
DROP TABLE registrations;
ALTER TABLE registrations_made_anew RENAME TO registrations;
CREATE UNIQUE INDEX registrations_by_sequence ON registrations (session_id, sequence, organization_id);
CREATE UNIQUE INDEX registrations_by_reception_number ON registrations (organization_id, reception_number);
-- The person first: then no other index tempts a planner who is asked for a person in a session.
CREATE UNIQUE INDEX registrations_one_active_per_person ON registrations (person_key, session_id, organization_id)
    WHERE person_key IS NOT NULL AND state IN ('pending', 'waitlisted', 'offered', 'confirmed', 'entered_draw');
-- The waiting are found by their state.
CREATE INDEX registrations_by_state ON registrations (session_id, state, sequence);
CREATE INDEX registrations_by_update ON registrations (session_id, updated_at);

CREATE TABLE company_seats_made_anew (
    id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    name_key TEXT NOT NULL,
    corporate_number TEXT,
    people INTEGER NOT NULL CHECK (people >= 1),
    registrations INTEGER NOT NULL CHECK (registrations >= 1),
    created_at TEXT NOT NULL,
    PRIMARY KEY (id, organization_id)
) STRICT;
INSERT INTO company_seats_made_anew SELECT id, organization_id, session_id, name_key, corporate_number, people, registrations, created_at FROM company_seats;
DROP TABLE company_seats;
ALTER TABLE company_seats_made_anew RENAME TO company_seats;
CREATE UNIQUE INDEX company_seats_by_number ON company_seats (session_id, corporate_number, organization_id) WHERE corporate_number IS NOT NULL;
CREATE UNIQUE INDEX company_seats_by_name ON company_seats (session_id, name_key, organization_id) WHERE corporate_number IS NULL;
CREATE INDEX company_seats_named ON company_seats (session_id, name_key);

CREATE TABLE idempotency_keys_made_anew (
    session_id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    key_hash BLOB NOT NULL,
    body_hash BLOB NOT NULL,
    outcome TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (session_id, key_hash, organization_id)
) STRICT;
INSERT INTO idempotency_keys_made_anew SELECT session_id, organization_id, key_hash, body_hash, outcome, created_at FROM idempotency_keys;
DROP TABLE idempotency_keys;
ALTER TABLE idempotency_keys_made_anew RENAME TO idempotency_keys;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE caught_mails_made_anew (
    outbox_id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    message BLOB NOT NULL,
    caught_at TEXT NOT NULL,
    PRIMARY KEY (outbox_id, organization_id)
) STRICT;
INSERT INTO caught_mails_made_anew SELECT outbox_id, organization_id, recipient, subject, message, caught_at FROM caught_mails;
DROP TABLE caught_mails;
ALTER TABLE caught_mails_made_anew RENAME TO caught_mails;
CREATE INDEX caught_mails_by_time ON caught_mails (organization_id, caught_at);

CREATE TABLE outbox_made_anew (
    id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
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
    sent_at TEXT,
    PRIMARY KEY (id, organization_id)
) STRICT;
INSERT INTO outbox_made_anew SELECT id, organization_id, event_id, session_id, registration_id, kind, dedup_key, priority, recipient, language, message_id, context, state, attempts, due_at, give_up_at, lease, leased_until, last_reply, created_at, updated_at, sent_at FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_made_anew RENAME TO outbox;
-- The cause of a mail begins with its registration: this index finds a registration's mails, too.
CREATE UNIQUE INDEX outbox_once ON outbox (dedup_key, organization_id);
CREATE INDEX outbox_due ON outbox (priority, due_at) WHERE state IN ('queued', 'retry');
CREATE INDEX outbox_leased ON outbox (leased_until) WHERE state = 'sending';
CREATE INDEX outbox_by_organization ON outbox (organization_id, id);

CREATE TABLE audit_lines_made_anew (
    id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    details TEXT NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO audit_lines_made_anew SELECT id, organization_id, at, actor, action, subject_kind, subject_id, details FROM audit_lines;
DROP TABLE audit_lines;
ALTER TABLE audit_lines_made_anew RENAME TO audit_lines;
CREATE INDEX audit_lines_by_subject ON audit_lines (subject_id);
