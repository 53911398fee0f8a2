DROP TABLE choice_counts;
DROP INDEX registrations_held_until;
ALTER TABLE registrations DROP COLUMN wishes;
ALTER TABLE events DROP COLUMN limits_choices;
ALTER TABLE events DROP COLUMN application_rules;
