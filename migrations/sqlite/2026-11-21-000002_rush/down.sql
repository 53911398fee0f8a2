-- There is no way back: secrets of manage links were hashed in a column that is gone, and cannot be
-- computed here. A statement that fails, so that nobody believes it was undone:
SELECT this_migration_cannot_be_undone;
