-- The tables a rush writes to, made light.
--
-- Every unique key has organization_id in it: databases that spread a table over servers want the key
-- by which they spread in each of them. Foreign keys go: the desk holds the session's row when it
-- writes, and what it writes comes from there. Keys made of ASCII compare by their bytes (COLLATE "C").

ALTER TABLE registrations
    DROP CONSTRAINT registrations_organization_id_fkey,
    DROP CONSTRAINT registrations_event_id_fkey,
    DROP CONSTRAINT registrations_session_id_fkey,
    DROP CONSTRAINT registrations_pkey,
    DROP COLUMN token_hash,
    ALTER COLUMN reception_number TYPE text COLLATE "C",
    ALTER COLUMN state TYPE text COLLATE "C",
    ADD PRIMARY KEY (id, organization_id);
DROP INDEX registrations_by_sequence;
DROP INDEX registrations_one_active_per_person;
DROP INDEX registrations_by_update;
CREATE UNIQUE INDEX registrations_by_sequence ON registrations (session_id, sequence, organization_id);
-- The person first: then no other index tempts a planner who is asked for a person in a session.
CREATE UNIQUE INDEX registrations_one_active_per_person ON registrations (person_key, session_id, organization_id)
    WHERE person_key IS NOT NULL AND state IN ('pending', 'waitlisted', 'offered', 'confirmed', 'entered_draw');
CREATE INDEX registrations_by_update ON registrations (session_id, updated_at);

-- A session's row is written by every batch: room on its page keeps that write in place.
ALTER TABLE sessions SET (fillfactor = 50);

ALTER TABLE company_seats
    DROP CONSTRAINT company_seats_organization_id_fkey,
    DROP CONSTRAINT company_seats_session_id_fkey,
    DROP CONSTRAINT company_seats_pkey,
    ADD PRIMARY KEY (id, organization_id);
DROP INDEX company_seats_by_number;
DROP INDEX company_seats_by_name;
CREATE UNIQUE INDEX company_seats_by_number ON company_seats (session_id, corporate_number, organization_id)
    WHERE corporate_number IS NOT NULL;
CREATE UNIQUE INDEX company_seats_by_name ON company_seats (session_id, name_key, organization_id)
    WHERE corporate_number IS NULL;

ALTER TABLE idempotency_keys
    DROP CONSTRAINT idempotency_keys_organization_id_fkey,
    DROP CONSTRAINT idempotency_keys_session_id_fkey,
    DROP CONSTRAINT idempotency_keys_pkey,
    ADD PRIMARY KEY (session_id, key_hash, organization_id);

ALTER TABLE caught_mails
    DROP CONSTRAINT caught_mails_outbox_id_fkey,
    DROP CONSTRAINT caught_mails_pkey,
    ADD PRIMARY KEY (outbox_id, organization_id);

ALTER TABLE outbox
    DROP CONSTRAINT outbox_organization_id_fkey,
    DROP CONSTRAINT outbox_pkey,
    ALTER COLUMN dedup_key TYPE text COLLATE "C",
    ALTER COLUMN kind TYPE text COLLATE "C",
    ALTER COLUMN state TYPE text COLLATE "C",
    ADD PRIMARY KEY (id, organization_id);
DROP INDEX outbox_once;
-- The cause of a mail begins with its registration: this index finds a registration's mails, too.
DROP INDEX outbox_by_registration;
CREATE UNIQUE INDEX outbox_once ON outbox (dedup_key, organization_id);

ALTER TABLE audit_lines
    DROP CONSTRAINT audit_lines_organization_id_fkey,
    DROP CONSTRAINT audit_lines_pkey,
    ADD PRIMARY KEY (organization_id, id);
DROP INDEX audit_lines_by_organization;
DROP INDEX audit_lines_by_subject;
CREATE INDEX audit_lines_by_subject ON audit_lines (subject_id);
