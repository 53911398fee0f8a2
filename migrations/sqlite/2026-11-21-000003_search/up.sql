-- What lists and searches stand on where a session has many registrations.
-- The columns by which rows are found come first in a key, organization_id last: a shard needs it there.

-- How many registrations of a session are in a state, in blocks of 2,048 sequence numbers. Written in the
-- transaction that changes a state.
CREATE TABLE registration_counts (
    organization_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    state TEXT NOT NULL,
    block INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (session_id, state, block, organization_id)
) STRICT, WITHOUT ROWID;
INSERT INTO registration_counts (organization_id, session_id, state, block, count)
    SELECT organization_id, session_id, state, (sequence - 1) / 2048, COUNT(*)
    FROM registrations GROUP BY 1, 2, 3, 4;

-- Segments of 8,192 sequence numbers that are full, and so may have an index of their words.
CREATE TABLE search_segments (
    organization_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    segment INTEGER NOT NULL,
    built INTEGER NOT NULL CHECK (built IN (0, 1)),
    due INTEGER NOT NULL CHECK (due IN (0, 1)),
    PRIMARY KEY (session_id, segment, organization_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_segments_due ON search_segments (session_id, segment) WHERE due;

-- The index of a segment in parts: which of its registrations have which grams (store/postings.rs).
-- With a rowid: rows of this size would not stay on the pages of a key.
CREATE TABLE search_postings (
    organization_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    part INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    postings BLOB NOT NULL,
    PRIMARY KEY (session_id, part, segment, organization_id)
) STRICT;

-- Registrations of full segments whose text was changed after the index may have been made.
CREATE TABLE search_edits (
    organization_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    segment INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (session_id, segment, sequence, version, organization_id)
) STRICT, WITHOUT ROWID;
