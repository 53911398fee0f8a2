-- What draws have given, for the record that anybody can check: each lot follows from the word and the reception number.
CREATE TABLE drawn_places (
    organization_id uuid NOT NULL,
    session_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    word text NOT NULL,
    place integer NOT NULL,
    reception_number text NOT NULL,
    -- What it came to then; what became of it later, the registration says.
    state text COLLATE "C" NOT NULL CHECK (state IN ('confirmed', 'waitlisted', 'declined')),
    drawn_at timestamptz NOT NULL,
    PRIMARY KEY (session_id, drawn_at, place, organization_id)
);
CREATE INDEX drawn_places_by_registration ON drawn_places (registration_id);

-- What staff mean to choose, until it is told to everybody together.
CREATE TABLE selection_marks (
    organization_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    session_id uuid NOT NULL,
    selection text COLLATE "C" NOT NULL CHECK (selection IN ('chosen', 'substitute', 'not_chosen')),
    -- The order of substitutes.
    rank integer NOT NULL,
    marked_by text NOT NULL,
    marked_at timestamptz NOT NULL,
    PRIMARY KEY (registration_id, organization_id)
);
CREATE INDEX selection_marks_by_session ON selection_marks (session_id);
