DROP TABLE uploads;
ALTER TABLE events DROP COLUMN former_questions;
