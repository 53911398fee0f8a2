-- What lists and searches stand on where a session has many registrations.
-- The columns by which rows are found come first in a key, organization_id last: a shard needs it there.

-- How many registrations of a session are in a state, in blocks of 2,048 sequence numbers. Written in the
-- transaction that changes a state, under the session's lock. Room on a page keeps the writes in place.
CREATE TABLE registration_counts (
    organization_id uuid NOT NULL,
    session_id uuid NOT NULL,
    state text COLLATE "C" NOT NULL,
    block bigint NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (session_id, state, block, organization_id)
) WITH (fillfactor = 50);
INSERT INTO registration_counts (organization_id, session_id, state, block, count)
    SELECT organization_id, session_id, state, (sequence - 1) / 2048, COUNT(*)
    FROM registrations GROUP BY 1, 2, 3, 4;

-- Segments of 8,192 sequence numbers that are full, and so may have an index of their words.
CREATE TABLE search_segments (
    organization_id uuid NOT NULL,
    session_id uuid NOT NULL,
    segment bigint NOT NULL,
    built boolean NOT NULL,
    due boolean NOT NULL,
    PRIMARY KEY (session_id, segment, organization_id)
);
CREATE INDEX search_segments_due ON search_segments (session_id, segment) WHERE due;

-- The index of a segment in parts: which of its registrations have which grams (store/postings.rs).
CREATE TABLE search_postings (
    organization_id uuid NOT NULL,
    session_id uuid NOT NULL,
    part integer NOT NULL,
    segment bigint NOT NULL,
    postings bytea NOT NULL,
    PRIMARY KEY (session_id, part, segment, organization_id)
);
-- Postings do not compress: the time for trying is saved.
ALTER TABLE search_postings ALTER COLUMN postings SET STORAGE EXTERNAL;

-- Registrations of full segments whose text was changed after the index may have been made.
CREATE TABLE search_edits (
    organization_id uuid NOT NULL,
    session_id uuid NOT NULL,
    segment bigint NOT NULL,
    sequence bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (session_id, segment, sequence, version, organization_id)
);
