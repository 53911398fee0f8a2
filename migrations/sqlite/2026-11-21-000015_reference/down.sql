DROP TABLE corporations;
DROP TABLE postal_codes;
