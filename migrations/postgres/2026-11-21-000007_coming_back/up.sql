-- Mail that comes back or comes in, and who wants no more of it.

-- Who has stopped an organization's announcements. Addresses stand as keys that name nobody.
CREATE TABLE mail_unsubscribes (
    organization_id uuid NOT NULL,
    address_key bytea NOT NULL,
    unsubscribed_at timestamptz NOT NULL,
    PRIMARY KEY (address_key, organization_id)
);

-- Addresses that refused a mail after the server had taken it, by the last such report.
CREATE TABLE bounced_addresses (
    organization_id uuid NOT NULL,
    address_key bytea NOT NULL,
    outbox_id uuid NOT NULL,
    status text NOT NULL,
    bounced_at timestamptz NOT NULL,
    PRIMARY KEY (address_key, organization_id)
);

-- Every mail that was read, once. The mails themselves stay in the mailbox; what an application says is in
-- application_drafts. The organization is all zeros where a mail belongs to none.
CREATE TABLE incoming_mails (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    message_key bytea NOT NULL,
    class text NOT NULL CHECK (class IN ('bounce', 'delay', 'forged', 'auto_reply', 'application', 'other')),
    outbox_id uuid,
    status text,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (id, organization_id)
);
CREATE UNIQUE INDEX incoming_mails_once ON incoming_mails (message_key, organization_id);
