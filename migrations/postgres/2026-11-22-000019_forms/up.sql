-- What the screens of forms, mails and numbers stand on.

-- Applications by the hour in which they arrived (hours since 1970, UTC) and the way they came, in the session to which
-- they came. Written in the transaction that makes them; hours, because days are those of a zone that may be changed.
-- Room on a page keeps the writes in place.
CREATE TABLE arrival_counts (
    organization_id uuid NOT NULL,
    session_id uuid NOT NULL,
    hour bigint NOT NULL,
    source text COLLATE "C" NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (session_id, hour, source, organization_id)
) WITH (fillfactor = 50);
INSERT INTO arrival_counts (organization_id, session_id, hour, source, count)
    SELECT organization_id, session_id, FLOOR(EXTRACT(EPOCH FROM received_at) / 3600)::bigint, source, COUNT(*)
    FROM registrations GROUP BY 1, 2, 3, 4;

-- A text of a mail is an organization's or one event's: the scope is the id of either.
ALTER TABLE mail_texts ADD COLUMN scope uuid;
UPDATE mail_texts SET scope = organization_id;
ALTER TABLE mail_texts ALTER COLUMN scope SET NOT NULL;
ALTER TABLE mail_texts DROP CONSTRAINT mail_texts_pkey;
ALTER TABLE mail_texts ADD PRIMARY KEY (scope, kind, language, organization_id);

-- What a member has typed and not saved yet: a form, the text of a mail.
CREATE TABLE unsaved_drafts (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    subject text NOT NULL,
    content json NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (member_id, subject, organization_id)
);

-- Under which name an organization's mail goes out, where that is not its own.
ALTER TABLE mail_settings ADD COLUMN sender_name text;
