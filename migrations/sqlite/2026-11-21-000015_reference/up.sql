-- Public registers that an operator has imported: nobody's data, the same for every organization, so that no
-- organization_id stands here. An import writes a new edition beside the one that is read; the installation's
-- facts say which that is.
CREATE TABLE postal_codes (
    edition INTEGER NOT NULL,
    code TEXT NOT NULL,
    place INTEGER NOT NULL,
    prefecture TEXT NOT NULL,
    city TEXT NOT NULL,
    town TEXT NOT NULL,
    PRIMARY KEY (edition, code, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE corporations (
    edition INTEGER NOT NULL,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    prefecture TEXT NOT NULL,
    city TEXT NOT NULL,
    PRIMARY KEY (edition, number)
) STRICT, WITHOUT ROWID;

-- Candidates for a name that is being typed: those that begin so, in the order of their keys.
CREATE INDEX corporations_name_key ON corporations (edition, name_key);
