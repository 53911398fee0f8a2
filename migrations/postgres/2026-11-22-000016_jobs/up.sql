-- Long work that staff start in the console and that goes on without them, in steps.
CREATE TABLE jobs (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    event_id uuid,
    kind text COLLATE "C" NOT NULL,
    -- What was asked for. No personal data.
    parameters json NOT NULL,
    -- Where in the console its outcome is shown.
    page text NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'running', 'stopping', 'done', 'failed', 'stopped')),
    total bigint,
    done bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    -- How far it has come; the next step begins here.
    position json NOT NULL,
    result json NOT NULL,
    created_by text NOT NULL,
    due_at timestamptz NOT NULL,
    -- Who works on it, and until when nobody else does.
    lease_id uuid,
    lease_until timestamptz,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    ended_at timestamptz,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, organization_id)
);
CREATE INDEX jobs_due ON jobs (due_at) WHERE state IN ('waiting', 'running', 'stopping');
CREATE INDEX jobs_by_event ON jobs (event_id, id) WHERE event_id IS NOT NULL;
