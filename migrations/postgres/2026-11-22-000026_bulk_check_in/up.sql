-- At which meeting many are checked in at once; none: at the only one of their session.
ALTER TABLE bulk_actions ADD COLUMN target_meeting_id uuid;
