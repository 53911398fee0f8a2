ALTER TABLE bulk_actions DROP COLUMN target_meeting_id;
