DROP TABLE self_check_in_faults;
DROP TABLE check_ins;
