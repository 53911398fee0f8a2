-- Mailings: one mail to each of many, recorded before the first of them is owed.
-- The columns by which rows are found come first in a key, organization_id last: a shard needs it there.

-- When reminders go out: minutes before a session begins.
ALTER TABLE events ADD COLUMN reminders json NOT NULL DEFAULT '[]';

CREATE TABLE mailings (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    session_id uuid,
    kind text COLLATE "C" NOT NULL,
    -- What it is for: the same cause has one mailing.
    cause text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('draft', 'waiting', 'running', 'paused', 'done', 'aborted')),
    content json NOT NULL,
    audience json NOT NULL,
    -- What people were told last, for a mailing that names what has changed.
    facts_before json,
    created_by text NOT NULL,
    -- When a worker looks at it next.
    due_at timestamptz NOT NULL,
    started_at timestamptz,
    -- When the last recipient was recorded. Until then none is owed a mail.
    recorded_at timestamptz,
    ended_at timestamptz,
    -- How far recording has come.
    recording_round integer NOT NULL,
    recording_session uuid,
    recording_sequence bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, organization_id)
);
CREATE UNIQUE INDEX mailings_once ON mailings (cause, organization_id);
CREATE INDEX mailings_due ON mailings (due_at) WHERE state IN ('waiting', 'running');
CREATE INDEX mailings_by_event ON mailings (event_id, id);

CREATE TABLE mailing_recipients (
    organization_id uuid NOT NULL,
    mailing_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    -- The outbox row that it gets: decided when it is recorded.
    mail_id uuid NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('recorded', 'owed', 'sent', 'failed', 'without_address', 'unsubscribed', 'dropped')),
    PRIMARY KEY (mailing_id, registration_id, organization_id)
);
CREATE INDEX mailing_recipients_by_state ON mailing_recipients (mailing_id, state, registration_id);

-- One row for each reminder of each session. Whoever turns it from planned to made makes the mailing.
CREATE TABLE session_reminders (
    organization_id uuid NOT NULL,
    session_id uuid NOT NULL,
    before_minutes integer NOT NULL,
    event_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('planned', 'made', 'missed')),
    PRIMARY KEY (session_id, before_minutes, organization_id)
);
CREATE INDEX session_reminders_due ON session_reminders (due_at) WHERE state = 'planned';

-- Whose mail came back, session by session.
CREATE INDEX outbox_bounced ON outbox (session_id) WHERE state = 'bounced';
