-- What an organization has decided about its mail; without a row, the usual.
CREATE TABLE mail_settings (
    organization_id BLOB NOT NULL PRIMARY KEY,
    hold INTEGER NOT NULL CHECK (hold IN (0, 1)),
    rehearsal_to TEXT,
    after_unknown TEXT NOT NULL CHECK (after_unknown IN ('resend', 'staff')),
    after_unknown_mailing TEXT NOT NULL CHECK (after_unknown_mailing IN ('resend', 'staff')),
    updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Both are empty while mail goes out: a mail on its way costs them nothing.
CREATE INDEX outbox_held ON outbox (organization_id, priority, due_at) WHERE state = 'held';
CREATE INDEX outbox_in_trouble ON outbox (organization_id, id) WHERE state IN ('failed', 'unknown', 'bounced');
