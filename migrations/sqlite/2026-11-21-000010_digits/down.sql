UPDATE search_segments SET built = 0, due = 1;
