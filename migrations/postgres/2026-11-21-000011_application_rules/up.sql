-- How applications are made and offers answered.
ALTER TABLE events ADD COLUMN application_rules json NOT NULL DEFAULT '{}';

-- Whether there is only so much of something that its form offers: the desk asks for counts only then.
ALTER TABLE events ADD COLUMN limits_choices boolean NOT NULL DEFAULT false;

-- The sessions that an application named, in order of preference; absent where it named one.
ALTER TABLE registrations ADD COLUMN wishes json;

-- Seats that are held until a deadline: offers, and addresses to be confirmed.
CREATE INDEX registrations_held_until ON registrations (offer_expires_at) WHERE state IN ('offered', 'pending');

-- How many persons of a session have a choice of which there are only so many.
CREATE TABLE choice_counts (
    organization_id uuid NOT NULL,
    session_id uuid NOT NULL,
    question_key text COLLATE "C" NOT NULL,
    choice text COLLATE "C" NOT NULL,
    most integer NOT NULL CHECK (most >= 1),
    taken integer NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (session_id, question_key, choice, organization_id)
);
