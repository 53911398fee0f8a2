//! The tables of draws and selections.

diesel::table! {
    use diesel::sql_types::{Integer, Text};
    use crate::store::types::{Stamp, Uid};

    drawn_places (session_id, drawn_at, place, organization_id) {
        organization_id -> Uid,
        session_id -> Uid,
        registration_id -> Uid,
        word -> Text,
        place -> Integer,
        reception_number -> Text,
        state -> Text,
        drawn_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Text};
    use crate::store::types::{Stamp, Uid};

    selection_marks (registration_id, organization_id) {
        organization_id -> Uid,
        registration_id -> Uid,
        session_id -> Uid,
        selection -> Text,
        rank -> Integer,
        marked_by -> Text,
        marked_at -> Stamp,
    }
}
