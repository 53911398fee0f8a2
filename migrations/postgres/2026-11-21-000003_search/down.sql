DROP TABLE search_edits;
DROP TABLE search_postings;
DROP TABLE search_segments;
DROP TABLE registration_counts;
