-- Public registers that an operator has imported: nobody's data, the same for every organization, so that no
-- organization_id stands here. An import writes a new edition beside the one that is read; the installation's
-- facts say which that is.
CREATE TABLE postal_codes (
    edition integer NOT NULL,
    code text COLLATE "C" NOT NULL,
    place integer NOT NULL,
    prefecture text COLLATE "C" NOT NULL,
    city text COLLATE "C" NOT NULL,
    town text COLLATE "C" NOT NULL,
    PRIMARY KEY (edition, code, place)
);

CREATE TABLE corporations (
    edition integer NOT NULL,
    number text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    prefecture text COLLATE "C" NOT NULL,
    city text COLLATE "C" NOT NULL,
    PRIMARY KEY (edition, number)
);

-- Candidates for a name that is being typed: those that begin so, in the order of their keys.
CREATE INDEX corporations_name_key ON corporations (edition, name_key);
