DROP TABLE audit_heads, audit_seals;
ALTER TABLE audit_lines DROP COLUMN mac;
DROP TABLE sign_in_failures, sign_in_attempts, provider_identities, passkeys, recovery_codes, account_totps, organization_security,
    event_rights;
DROP TABLE console_sessions, sign_in_links;
DELETE FROM members WHERE role = 'none';
ALTER TABLE members ADD COLUMN email text, ADD COLUMN email_key text, ADD COLUMN name text;
UPDATE members m SET email = a.email, email_key = a.email_key, name = a.name, ends_at = coalesce(m.removed_at, m.ends_at)
    FROM accounts a WHERE a.id = m.account_id;
ALTER TABLE members
    ALTER COLUMN email SET NOT NULL,
    ALTER COLUMN email_key SET NOT NULL,
    ALTER COLUMN name SET NOT NULL,
    DROP COLUMN account_id,
    DROP COLUMN removed_at,
    DROP CONSTRAINT members_role_check,
    ADD CONSTRAINT members_role_check CHECK (role IN ('owner', 'editor', 'reception', 'viewer')),
    ADD CONSTRAINT members_organization_id_email_key_key UNIQUE (organization_id, email_key);
DROP TABLE accounts;

CREATE TABLE sign_in_links (
    token_hash bytea PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    member_id uuid NOT NULL REFERENCES members (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE TABLE console_sessions (
    token_hash bytea PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    member_id uuid NOT NULL REFERENCES members (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
