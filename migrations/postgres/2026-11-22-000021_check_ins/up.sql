-- Who was there, meeting by meeting. The id is made by the device that checked in, so that a repeated message is
-- one check-in; what is undone stays, with who undid it.
CREATE TABLE check_ins (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    event_id uuid NOT NULL,
    session_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    persons integer NOT NULL CHECK (persons > 0),
    means text NOT NULL CHECK (means IN ('code', 'number', 'name', 'walk_in', 'self', 'api')),
    device text,
    actor text NOT NULL,
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    undone_at timestamptz,
    undone_by text,
    PRIMARY KEY (id, organization_id)
);
-- A registration is there once at a meeting, whoever says so and however often.
CREATE UNIQUE INDEX check_ins_once ON check_ins (meeting_id, registration_id, organization_id) WHERE undone_at IS NULL;
CREATE INDEX check_ins_by_session ON check_ins (session_id, meeting_id);
CREATE INDEX check_ins_by_update ON check_ins (meeting_id, updated_at);
CREATE INDEX check_ins_by_registration ON check_ins (registration_id);

-- Wrong answers of visitors who check themselves in: who guesses is sent to the staff.
CREATE TABLE self_check_in_faults (
    organization_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    faults integer NOT NULL,
    PRIMARY KEY (meeting_id, registration_id, organization_id)
);
