DROP TABLE audit_heads;
DROP TABLE audit_seals;
ALTER TABLE audit_lines DROP COLUMN mac;
DROP TABLE sign_in_failures;
DROP TABLE sign_in_attempts;
DROP TABLE provider_identities;
DROP TABLE passkeys;
DROP TABLE recovery_codes;
DROP TABLE account_totps;
DROP TABLE organization_security;
DROP TABLE event_rights;

CREATE TABLE members_as_before (
    id BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'reception', 'viewer')),
    ends_at TEXT,
    created_at TEXT NOT NULL,
    UNIQUE (organization_id, email_key)
) STRICT;
INSERT INTO members_as_before
    SELECT m.id, m.organization_id, a.email, a.email_key, a.name, m.role, coalesce(m.removed_at, m.ends_at), m.created_at
    FROM members m JOIN accounts a ON a.id = m.account_id WHERE m.role <> 'none';
DROP TABLE console_sessions;
DROP TABLE sign_in_links;
DROP TABLE members;
DROP TABLE accounts;
ALTER TABLE members_as_before RENAME TO members;

CREATE TABLE sign_in_links (
    token_hash BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;

CREATE TABLE console_sessions (
    token_hash BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT
) STRICT;
