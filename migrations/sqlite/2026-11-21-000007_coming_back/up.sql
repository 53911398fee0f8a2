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

-- Every mail that was read, once. The mails themselves stay in the mailbox; what an application says is in
-- application_drafts. The organization is all zeros where a mail belongs to none.
CREATE TABLE incoming_mails (
    id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    message_key BLOB NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('bounce', 'delay', 'forged', 'auto_reply', 'application', 'other')),
    outbox_id BLOB,
    status TEXT,
    read_at TEXT NOT NULL,
    PRIMARY KEY (id, organization_id)
) STRICT;
CREATE UNIQUE INDEX incoming_mails_once ON incoming_mails (message_key, organization_id);
