-- Mail that comes back or comes in, and who wants no more of it.

-- Who has stopped an organization's announcements. Addresses stand as keys that name nobody.
CREATE TABLE mail_unsubscribes (
    organization_id BLOB NOT NULL,
    address_key BLOB NOT NULL,
    unsubscribed_at TEXT NOT NULL,
    PRIMARY KEY (address_key, organization_id)
) STRICT;

-- Addresses that refused a mail after the server had taken it, by the last such report.
CREATE TABLE bounced_addresses (
    organization_id BLOB NOT NULL,
    address_key BLOB NOT NULL,
    outbox_id BLOB NOT NULL,
    status TEXT NOT NULL,
    bounced_at TEXT NOT NULL,
    PRIMARY KEY (address_key, organization_id)
) STRICT;

-- Every mail that was read, once. The organization is all zeros until it is known.
CREATE TABLE incoming_mails (
    id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    message_key BLOB NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('bounce', 'delay', 'forged', 'auto_reply', 'other')),
    outbox_id BLOB,
    status TEXT,
    sender TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- Empty where nothing of it is needed any more: a report repeats the mail that it is about.
    message BLOB NOT NULL,
    received_at TEXT NOT NULL,
    read_at TEXT NOT NULL,
    handled_at TEXT,
    PRIMARY KEY (id, organization_id)
) STRICT;
CREATE UNIQUE INDEX incoming_mails_once ON incoming_mails (message_key, organization_id);
CREATE INDEX incoming_mails_waiting ON incoming_mails (class, id) WHERE handled_at IS NULL;
