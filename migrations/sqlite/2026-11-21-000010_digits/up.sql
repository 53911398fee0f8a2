-- Words are looked for by fives of digits as well: indexes are made anew, in the background.
UPDATE search_segments SET built = 0, due = 1;
