-- There is no way back: secrets of manage links were hashed in a column that is gone, and cannot be
-- computed here.
DO $$ BEGIN RAISE EXCEPTION 'this migration cannot be undone'; END $$;
