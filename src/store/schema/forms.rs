//! The tables of forms, mails and numbers, as both databases have them.

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::store::types::Uid;

    arrival_counts (session_id, hour, source, organization_id) {
        organization_id -> Uid,
        session_id -> Uid,
        hour -> BigInt,
        source -> Text,
        count -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::store::types::{Json, Stamp, Uid};

    unsaved_drafts (member_id, subject, organization_id) {
        organization_id -> Uid,
        member_id -> Uid,
        subject -> Text,
        content -> Json,
        updated_at -> Stamp,
    }
}
