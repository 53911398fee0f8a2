DROP TABLE selection_marks;
DROP TABLE drawn_places;
