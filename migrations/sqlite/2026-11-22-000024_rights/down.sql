ALTER TABLE members DROP COLUMN invited_as;
CREATE TABLE sign_in_failures_as_before (
    account_id BLOB PRIMARY KEY REFERENCES accounts (id),
    failures INTEGER NOT NULL,
    last_at TEXT NOT NULL
) STRICT;
INSERT INTO sign_in_failures_as_before SELECT account_id, max(failures), max(last_at) FROM sign_in_failures GROUP BY account_id;
DROP TABLE sign_in_failures;
ALTER TABLE sign_in_failures_as_before RENAME TO sign_in_failures;
