ALTER TABLE members DROP COLUMN invited_as;
DELETE FROM sign_in_failures WHERE kind <> 'password';
ALTER TABLE sign_in_failures DROP CONSTRAINT sign_in_failures_pkey;
ALTER TABLE sign_in_failures DROP COLUMN kind;
ALTER TABLE sign_in_failures ADD PRIMARY KEY (account_id);
