//! The table of long work.

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::store::types::{Json, Stamp, Uid};

    jobs (id, organization_id) {
        organization_id -> Uid,
        id -> Uid,
        event_id -> Nullable<Uid>,
        kind -> Text,
        parameters -> Json,
        page -> Text,
        state -> Text,
        total -> Nullable<BigInt>,
        done -> BigInt,
        failed -> BigInt,
        position -> Json,
        result -> Json,
        created_by -> Text,
        due_at -> Stamp,
        lease_id -> Nullable<Uid>,
        lease_until -> Nullable<Stamp>,
        created_at -> Stamp,
        started_at -> Nullable<Stamp>,
        ended_at -> Nullable<Stamp>,
        updated_at -> Stamp,
    }
}
