ALTER TABLE mail_settings DROP COLUMN sender_name;
DROP TABLE unsaved_drafts;
DELETE FROM mail_texts WHERE scope <> organization_id;
ALTER TABLE mail_texts DROP CONSTRAINT mail_texts_pkey;
ALTER TABLE mail_texts DROP COLUMN scope;
ALTER TABLE mail_texts ADD PRIMARY KEY (kind, language, organization_id);
DROP TABLE arrival_counts;
