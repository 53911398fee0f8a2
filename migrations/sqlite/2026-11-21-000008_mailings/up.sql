-- Mailings: one mail to each of many, recorded before the first of them is owed.
-- The columns by which rows are found come first in a key, organization_id last: a shard needs it there.

-- When reminders go out: minutes before a session begins.
ALTER TABLE events ADD COLUMN reminders TEXT NOT NULL DEFAULT '[]';

CREATE TABLE mailings (
    organization_id BLOB NOT NULL,
    id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    session_id BLOB,
    kind TEXT NOT NULL,
    -- What it is for: the same cause has one mailing.
    cause TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'waiting', 'running', 'paused', 'done', 'aborted')),
    content TEXT NOT NULL,
    audience TEXT NOT NULL,
    -- What people were told last, for a mailing that names what has changed.
    facts_before TEXT,
    created_by TEXT NOT NULL,
    -- When a worker looks at it next.
    due_at TEXT NOT NULL,
    started_at TEXT,
    -- When the last recipient was recorded. Until then none is owed a mail.
    recorded_at TEXT,
    ended_at TEXT,
    -- How far recording has come.
    recording_round INTEGER NOT NULL,
    recording_session BLOB,
    recording_sequence INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, organization_id)
) STRICT;
CREATE UNIQUE INDEX mailings_once ON mailings (cause, organization_id);
CREATE INDEX mailings_due ON mailings (due_at) WHERE state IN ('waiting', 'running');
CREATE INDEX mailings_by_event ON mailings (event_id, id);

CREATE TABLE mailing_recipients (
    organization_id BLOB NOT NULL,
    mailing_id BLOB NOT NULL,
    registration_id BLOB NOT NULL,
    -- The outbox row that it gets: decided when it is recorded.
    mail_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('recorded', 'owed', 'sent', 'failed', 'without_address', 'unsubscribed', 'dropped')),
    PRIMARY KEY (mailing_id, registration_id, organization_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mailing_recipients_by_state ON mailing_recipients (mailing_id, state, registration_id);

-- One row for each reminder of each session. Whoever turns it from planned to made makes the mailing.
CREATE TABLE session_reminders (
    organization_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    before_minutes INTEGER NOT NULL,
    event_id BLOB NOT NULL,
    starts_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'made', 'missed')),
    PRIMARY KEY (session_id, before_minutes, organization_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_reminders_due ON session_reminders (due_at) WHERE state = 'planned';

-- Whose mail came back, session by session.
CREATE INDEX outbox_bounced ON outbox (session_id) WHERE state = 'bounced';
