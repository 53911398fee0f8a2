-- Events that are only rehearsals of others: which, and to whom their mail goes.
CREATE TABLE rehearsals (
    event_id uuid NOT NULL PRIMARY KEY,
    organization_id uuid NOT NULL,
    of_event_id uuid NOT NULL UNIQUE,
    mail_to text NOT NULL,
    started_at timestamptz NOT NULL
);
CREATE INDEX rehearsals_of_organization ON rehearsals (organization_id);
