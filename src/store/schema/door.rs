//! The tables of attendance.

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::store::types::{Stamp, Uid};

    check_ins (id, organization_id) {
        id -> Uid,
        organization_id -> Uid,
        event_id -> Uid,
        session_id -> Uid,
        meeting_id -> Uid,
        registration_id -> Uid,
        persons -> Integer,
        means -> Text,
        device -> Nullable<Text>,
        actor -> Text,
        at -> Stamp,
        recorded_at -> Stamp,
        updated_at -> Stamp,
        undone_at -> Nullable<Stamp>,
        undone_by -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::Integer;
    use crate::store::types::Uid;

    self_check_in_faults (meeting_id, registration_id, organization_id) {
        organization_id -> Uid,
        meeting_id -> Uid,
        registration_id -> Uid,
        faults -> Integer,
    }
}
