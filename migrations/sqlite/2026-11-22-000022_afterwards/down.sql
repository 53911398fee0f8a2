DROP TABLE export_runs;
DROP TABLE export_schedules;
DROP TABLE export_column_sets;
DROP TABLE completion_certificates;
DROP TABLE absence_notes;
DROP TABLE purges;
DROP TABLE event_retentions;
DROP TABLE retention_rules;
