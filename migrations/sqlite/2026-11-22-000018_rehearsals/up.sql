-- Events that are only rehearsals of others: which, and to whom their mail goes.
CREATE TABLE rehearsals (
    event_id BLOB NOT NULL PRIMARY KEY,
    organization_id BLOB NOT NULL,
    of_event_id BLOB NOT NULL UNIQUE,
    mail_to TEXT NOT NULL,
    started_at TEXT NOT NULL
) STRICT;
CREATE INDEX rehearsals_of_organization ON rehearsals (organization_id);
