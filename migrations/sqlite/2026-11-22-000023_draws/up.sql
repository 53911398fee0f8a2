-- What draws have given, for the record that anybody can check: each lot follows from the word and the reception number.
CREATE TABLE drawn_places (
    organization_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    registration_id BLOB NOT NULL,
    word TEXT NOT NULL,
    place INTEGER NOT NULL,
    reception_number TEXT NOT NULL,
    -- What it came to then; what became of it later, the registration says.
    state TEXT NOT NULL CHECK (state IN ('confirmed', 'waitlisted', 'declined')),
    drawn_at TEXT NOT NULL,
    PRIMARY KEY (session_id, drawn_at, place, organization_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX drawn_places_by_registration ON drawn_places (registration_id);

-- What staff mean to choose, until it is told to everybody together.
CREATE TABLE selection_marks (
    organization_id BLOB NOT NULL,
    registration_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    selection TEXT NOT NULL CHECK (selection IN ('chosen', 'substitute', 'not_chosen')),
    -- The order of substitutes.
    rank INTEGER NOT NULL,
    marked_by TEXT NOT NULL,
    marked_at TEXT NOT NULL,
    PRIMARY KEY (registration_id, organization_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX selection_marks_by_session ON selection_marks (session_id);
