-- Texts of mails that an organization has written itself; where there is none, the text built in is used.
CREATE TABLE mail_texts (
    organization_id uuid NOT NULL,
    kind text NOT NULL,
    language text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    version bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (kind, language, organization_id)
);
