-- Wrong passwords, wrong codes of a second step and wrong proofs of who is signed in are counted apart: whoever knows no
-- more than a mail address can slow down passwords, and nothing else.
CREATE TABLE sign_in_failures_made_anew (
    account_id BLOB NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('password', 'code', 'proof')),
    failures INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    PRIMARY KEY (account_id, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO sign_in_failures_made_anew SELECT account_id, 'password', failures, last_at FROM sign_in_failures;
DROP TABLE sign_in_failures;
ALTER TABLE sign_in_failures_made_anew RENAME TO sign_in_failures;

-- What whoever invited them calls them, until they have been here: what they are called elsewhere is none of the inviter's
-- business.
ALTER TABLE members ADD COLUMN invited_as TEXT;
