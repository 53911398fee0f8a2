-- Long work that staff start in the console and that goes on without them, in steps.
CREATE TABLE jobs (
    organization_id BLOB NOT NULL,
    id BLOB NOT NULL,
    event_id BLOB,
    kind TEXT NOT NULL,
    -- What was asked for. No personal data.
    parameters TEXT NOT NULL,
    -- Where in the console its outcome is shown.
    page TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'stopping', 'done', 'failed', 'stopped')),
    total INTEGER,
    done INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    -- How far it has come; the next step begins here.
    position TEXT NOT NULL,
    result TEXT NOT NULL,
    created_by TEXT NOT NULL,
    due_at TEXT NOT NULL,
    -- Who works on it, and until when nobody else does.
    lease_id BLOB,
    lease_until TEXT,
    created_at TEXT NOT NULL,
    started_at TEXT,
    ended_at TEXT,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, organization_id)
) STRICT;
CREATE INDEX jobs_due ON jobs (due_at) WHERE state IN ('waiting', 'running', 'stopping');
CREATE INDEX jobs_by_event ON jobs (event_id, id) WHERE event_id IS NOT NULL;
