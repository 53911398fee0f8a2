DROP INDEX outbox_in_trouble;
DROP INDEX outbox_held;
DROP TABLE mail_settings;
