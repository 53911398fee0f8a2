-- What an organization has decided about its mail; without a row, the usual.
CREATE TABLE mail_settings (
    organization_id uuid NOT NULL PRIMARY KEY,
    hold boolean NOT NULL,
    rehearsal_to text,
    after_unknown text NOT NULL CHECK (after_unknown IN ('resend', 'staff')),
    after_unknown_mailing text NOT NULL CHECK (after_unknown_mailing IN ('resend', 'staff')),
    updated_at timestamptz NOT NULL
);

-- Both are empty while mail goes out: a mail on its way costs them nothing.
CREATE INDEX outbox_held ON outbox (organization_id, priority, due_at) WHERE state = 'held';
CREATE INDEX outbox_in_trouble ON outbox (organization_id, id) WHERE state IN ('failed', 'unknown', 'bounced');
