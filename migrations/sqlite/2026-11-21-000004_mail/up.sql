-- What mails say of a session stands once for each version of its event, not in every mail.
CREATE TABLE mail_facts (
    organization_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (session_id, version, organization_id)
) STRICT, WITHOUT ROWID;
ALTER TABLE outbox ADD COLUMN facts_version INTEGER;

-- Waiting for a seat, for a selection or for a draw is one kind of mail.
UPDATE outbox SET kind = 'registration_received', dedup_key = replace(dedup_key, ':waitlisted:', ':registration_received:')
    WHERE kind = 'waitlisted';
