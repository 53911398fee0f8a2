//! The tables of public registers.

diesel::table! {
    use diesel::sql_types::{Integer, Text};

    postal_codes (edition, code, place) {
        edition -> Integer,
        code -> Text,
        place -> Integer,
        prefecture -> Text,
        city -> Text,
        town -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Text};

    corporations (edition, number) {
        edition -> Integer,
        number -> Text,
        name -> Text,
        name_key -> Text,
        prefecture -> Text,
        city -> Text,
    }
}
