-- People: one account a person, whatever organizations they work for; how they prove who they are; what they may do; and what
-- shows that nobody has changed the audit trail. What belongs to an account belongs to no organization, so that no
-- organization_id stands there.

CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    email_key text NOT NULL UNIQUE,
    name text NOT NULL,
    password_hash text,
    password_changed_at timestamptz,
    created_at timestamptz NOT NULL
);
INSERT INTO accounts (id, email, email_key, name, created_at)
    SELECT DISTINCT ON (email_key) gen_random_uuid(), email, email_key, name, created_at
    FROM members ORDER BY email_key, created_at;

-- A link signs an account in; where it was made for one organization, it leads there.
ALTER TABLE sign_in_links
    ADD COLUMN account_id uuid REFERENCES accounts (id),
    ALTER COLUMN organization_id DROP NOT NULL;
UPDATE sign_in_links l SET account_id = a.id
    FROM members m JOIN accounts a ON a.email_key = m.email_key WHERE m.id = l.member_id;
ALTER TABLE sign_in_links ALTER COLUMN account_id SET NOT NULL, DROP COLUMN member_id;

ALTER TABLE console_sessions
    ADD COLUMN id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    ADD COLUMN account_id uuid REFERENCES accounts (id),
    ADD COLUMN factors integer NOT NULL DEFAULT 1 CHECK (factors BETWEEN 1 AND 2),
    ADD COLUMN browser text NOT NULL DEFAULT '',
    ADD COLUMN proved_at timestamptz,
    ADD COLUMN seen_at timestamptz;
UPDATE console_sessions s SET account_id = a.id, proved_at = s.created_at, seen_at = s.created_at
    FROM members m JOIN accounts a ON a.email_key = m.email_key WHERE m.id = s.member_id;
ALTER TABLE console_sessions
    ALTER COLUMN id DROP DEFAULT,
    ALTER COLUMN factors DROP DEFAULT,
    ALTER COLUMN browser DROP DEFAULT,
    ALTER COLUMN account_id SET NOT NULL,
    ALTER COLUMN proved_at SET NOT NULL,
    ALTER COLUMN seen_at SET NOT NULL;

-- Role `none`: rights for single events alone. Who is removed stays readable in the audit trail.
ALTER TABLE members ADD COLUMN account_id uuid REFERENCES accounts (id), ADD COLUMN removed_at timestamptz;
UPDATE members m SET account_id = a.id FROM accounts a WHERE a.email_key = m.email_key;
ALTER TABLE members
    ALTER COLUMN account_id SET NOT NULL,
    DROP COLUMN email,
    DROP COLUMN email_key,
    DROP COLUMN name,
    DROP CONSTRAINT members_role_check,
    ADD CONSTRAINT members_role_check CHECK (role IN ('owner', 'editor', 'reception', 'viewer', 'none')),
    ADD CONSTRAINT members_once UNIQUE (organization_id, account_id);
CREATE INDEX members_by_account ON members (account_id);
CREATE INDEX sign_in_links_by_account ON sign_in_links (account_id, created_at);
CREATE INDEX console_sessions_by_account ON console_sessions (account_id, expires_at);

CREATE TABLE event_rights (
    member_id uuid NOT NULL REFERENCES members (id),
    event_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('owner', 'editor', 'reception', 'viewer')),
    ends_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (member_id, event_id, organization_id)
);
CREATE INDEX event_rights_by_event ON event_rights (event_id);

CREATE TABLE organization_security (
    organization_id uuid PRIMARY KEY REFERENCES organizations (id),
    second_factor_required boolean NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE account_totps (
    account_id uuid PRIMARY KEY REFERENCES accounts (id),
    -- Sealed by the secret key.
    secret bytea NOT NULL,
    confirmed_at timestamptz,
    -- No code is taken twice.
    last_step bigint NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE recovery_codes (
    account_id uuid NOT NULL REFERENCES accounts (id),
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (account_id, code_hash)
);

CREATE TABLE passkeys (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id),
    credential_id bytea NOT NULL UNIQUE,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX passkeys_by_account ON passkeys (account_id);

CREATE TABLE provider_identities (
    issuer text NOT NULL,
    subject text NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts (id),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject)
);

-- What is under way with somebody who is not signed in yet: a second step, a passkey's challenge, a way to a provider.
CREATE TABLE sign_in_attempts (
    token_hash bytea PRIMARY KEY,
    kind text NOT NULL,
    account_id uuid REFERENCES accounts (id),
    data json NOT NULL,
    failures integer NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX sign_in_attempts_by_account ON sign_in_attempts (account_id, created_at);

-- Wrong passwords and codes of an account, so that they can be slowed down whoever tries.
CREATE TABLE sign_in_failures (
    account_id uuid PRIMARY KEY REFERENCES accounts (id),
    failures integer NOT NULL,
    last_at timestamptz NOT NULL
);

-- By whom a line was written: only who has the secret key can make it.
ALTER TABLE audit_lines ADD COLUMN mac bytea;

-- The order of an organization's lines: each seal is made of the line and of the seal before it.
CREATE TABLE audit_seals (
    organization_id uuid NOT NULL,
    position bigint NOT NULL,
    line_id uuid NOT NULL,
    seal bytea NOT NULL,
    PRIMARY KEY (organization_id, position)
);
CREATE UNIQUE INDEX audit_seals_by_line ON audit_seals (organization_id, line_id);

CREATE TABLE audit_heads (
    organization_id uuid PRIMARY KEY,
    position bigint NOT NULL,
    seal bytea NOT NULL,
    -- Of the lines that are sealed, the last by its id.
    newest_line uuid NOT NULL,
    -- Lines up to here were written before lines were signed.
    adopted bigint NOT NULL,
    mac bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    checked_at timestamptz,
    -- What the last check found; nothing if all was well.
    found text
);
