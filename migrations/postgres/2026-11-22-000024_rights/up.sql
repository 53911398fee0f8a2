-- Wrong passwords, wrong codes of a second step and wrong proofs of who is signed in are counted apart: whoever knows no
-- more than a mail address can slow down passwords, and nothing else.
ALTER TABLE sign_in_failures ADD COLUMN kind text NOT NULL DEFAULT 'password' CHECK (kind IN ('password', 'code', 'proof'));
ALTER TABLE sign_in_failures ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE sign_in_failures DROP CONSTRAINT sign_in_failures_pkey;
ALTER TABLE sign_in_failures ADD PRIMARY KEY (account_id, kind);

-- What whoever invited them calls them, until they have been here: what they are called elsewhere is none of the inviter's
-- business.
ALTER TABLE members ADD COLUMN invited_as text;
