-- How applications are made and offers answered.
ALTER TABLE events ADD COLUMN application_rules TEXT NOT NULL DEFAULT '{}';

-- Whether there is only so much of something that its form offers: the desk asks for counts only then.
ALTER TABLE events ADD COLUMN limits_choices INTEGER NOT NULL DEFAULT 0;

-- The sessions that an application named, in order of preference; absent where it named one.
ALTER TABLE registrations ADD COLUMN wishes TEXT;

-- Seats that are held until a deadline: offers, and addresses to be confirmed.
CREATE INDEX registrations_held_until ON registrations (offer_expires_at) WHERE state IN ('offered', 'pending');

-- How many persons of a session have a choice of which there are only so many.
CREATE TABLE choice_counts (
    organization_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    question_key TEXT NOT NULL,
    choice TEXT NOT NULL,
    most INTEGER NOT NULL CHECK (most >= 1),
    taken INTEGER NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (session_id, question_key, choice, organization_id)
) STRICT, WITHOUT ROWID;
