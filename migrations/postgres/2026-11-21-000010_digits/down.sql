UPDATE search_segments SET built = false, due = true;
