DROP TABLE mail_facts;
ALTER TABLE outbox DROP COLUMN facts_version;
