-- People: one account a person, whatever organizations they work for; how they prove who they are; what they may do; and what
-- shows that nobody has changed the audit trail. What belongs to an account belongs to no organization, so that no
-- organization_id stands there.

CREATE TABLE accounts (
    id BLOB PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT,
    password_changed_at TEXT,
    created_at TEXT NOT NULL
) STRICT;
INSERT INTO accounts (id, email, email_key, name, created_at)
    SELECT randomblob(16), email, email_key, name, min(created_at) FROM members GROUP BY email_key;

-- Role `none`: rights for single events alone. Who is removed stays readable in the audit trail.
CREATE TABLE members_made_anew (
    id BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'reception', 'viewer', 'none')),
    ends_at TEXT,
    created_at TEXT NOT NULL,
    removed_at TEXT,
    UNIQUE (organization_id, account_id)
) STRICT;
INSERT INTO members_made_anew (id, organization_id, account_id, role, ends_at, created_at)
    SELECT m.id, m.organization_id, a.id, m.role, m.ends_at, m.created_at
    FROM members m JOIN accounts a ON a.email_key = m.email_key;

-- A link signs an account in; where it was made for one organization, it leads there.
CREATE TABLE sign_in_links_made_anew (
    token_hash BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    organization_id BLOB REFERENCES organizations (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
INSERT INTO sign_in_links_made_anew
    SELECT l.token_hash, m.account_id, l.organization_id, l.created_at, l.expires_at, l.used_at
    FROM sign_in_links l JOIN members_made_anew m ON m.id = l.member_id;
DROP TABLE sign_in_links;

CREATE TABLE console_sessions_made_anew (
    token_hash BLOB PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    -- For whom is worked now: a person may have several organizations.
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    member_id BLOB NOT NULL REFERENCES members_made_anew (id),
    factors INTEGER NOT NULL CHECK (factors BETWEEN 1 AND 2),
    browser TEXT NOT NULL,
    created_at TEXT NOT NULL,
    proved_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT
) STRICT;
INSERT INTO console_sessions_made_anew
    SELECT s.token_hash, randomblob(16), m.account_id, s.organization_id, s.member_id, 1, '', s.created_at, s.created_at,
        s.created_at, s.expires_at, s.revoked_at
    FROM console_sessions s JOIN members_made_anew m ON m.id = s.member_id;
DROP TABLE console_sessions;
DROP TABLE members;
ALTER TABLE members_made_anew RENAME TO members;
ALTER TABLE sign_in_links_made_anew RENAME TO sign_in_links;
ALTER TABLE console_sessions_made_anew RENAME TO console_sessions;
CREATE INDEX members_by_account ON members (account_id);
CREATE INDEX sign_in_links_by_account ON sign_in_links (account_id, created_at);
CREATE INDEX console_sessions_by_account ON console_sessions (account_id, expires_at);

CREATE TABLE event_rights (
    member_id BLOB NOT NULL REFERENCES members (id),
    event_id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'reception', 'viewer')),
    ends_at TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (member_id, event_id, organization_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_rights_by_event ON event_rights (event_id);

CREATE TABLE organization_security (
    organization_id BLOB PRIMARY KEY REFERENCES organizations (id),
    second_factor_required INTEGER NOT NULL CHECK (second_factor_required IN (0, 1)),
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE account_totps (
    account_id BLOB PRIMARY KEY REFERENCES accounts (id),
    -- Sealed by the secret key.
    secret BLOB NOT NULL,
    confirmed_at TEXT,
    -- No code is taken twice.
    last_step INTEGER NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE recovery_codes (
    account_id BLOB NOT NULL REFERENCES accounts (id),
    code_hash BLOB NOT NULL,
    used_at TEXT,
    PRIMARY KEY (account_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE passkeys (
    id BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    credential_id BLOB NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    sign_count INTEGER NOT NULL,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX passkeys_by_account ON passkeys (account_id);

CREATE TABLE provider_identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    created_at TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;

-- What is under way with somebody who is not signed in yet: a second step, a passkey's challenge, a way to a provider.
CREATE TABLE sign_in_attempts (
    token_hash BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    account_id BLOB REFERENCES accounts (id),
    data TEXT NOT NULL,
    failures INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX sign_in_attempts_by_account ON sign_in_attempts (account_id, created_at);

-- Wrong passwords and codes of an account, so that they can be slowed down whoever tries.
CREATE TABLE sign_in_failures (
    account_id BLOB PRIMARY KEY REFERENCES accounts (id),
    failures INTEGER NOT NULL,
    last_at TEXT NOT NULL
) STRICT;

-- By whom a line was written: only who has the secret key can make it.
ALTER TABLE audit_lines ADD COLUMN mac BLOB;

-- The order of an organization's lines: each seal is made of the line and of the seal before it.
CREATE TABLE audit_seals (
    organization_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    line_id BLOB NOT NULL,
    seal BLOB NOT NULL,
    PRIMARY KEY (organization_id, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX audit_seals_by_line ON audit_seals (organization_id, line_id);

CREATE TABLE audit_heads (
    organization_id BLOB PRIMARY KEY,
    position INTEGER NOT NULL,
    seal BLOB NOT NULL,
    -- Of the lines that are sealed, the last by its id.
    newest_line BLOB NOT NULL,
    -- Lines up to here were written before lines were signed.
    adopted INTEGER NOT NULL,
    mac BLOB NOT NULL,
    sealed_at TEXT NOT NULL,
    checked_at TEXT,
    -- What the last check found; nothing if all was well.
    found TEXT
) STRICT;
