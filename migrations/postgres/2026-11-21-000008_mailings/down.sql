DROP INDEX outbox_bounced;
DROP TABLE session_reminders;
DROP TABLE mailing_recipients;
DROP TABLE mailings;
ALTER TABLE events DROP COLUMN reminders;
