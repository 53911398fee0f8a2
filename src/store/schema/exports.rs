//! The tables of exports.

diesel::table! {
    use diesel::sql_types::{Bool, Text};
    use crate::store::types::{Stamp, Uid};

    export_column_sets (id) {
        id -> Uid,
        organization_id -> Uid,
        name -> Text,
        column_keys -> Text,
        rows_are -> Text,
        is_default -> Bool,
        updated_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::store::types::{Json, Stamp, Uid};

    export_schedules (id) {
        id -> Uid,
        organization_id -> Uid,
        event_id -> Uid,
        wanted -> Json,
        timing -> Json,
        recipients -> Json,
        created_by -> Uid,
        state -> Text,
        due_at -> Stamp,
        fault -> Nullable<Text>,
        created_at -> Stamp,
        updated_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::BigInt;
    use crate::store::types::{Json, Stamp, Uid};

    export_runs (id) {
        id -> Uid,
        organization_id -> Uid,
        schedule_id -> Uid,
        event_id -> Uid,
        due_at -> Stamp,
        wanted -> Json,
        rows_found -> BigInt,
        expires_at -> Stamp,
        created_at -> Stamp,
    }
}
