//! The tables of what comes after an event.

diesel::table! {
    use diesel::sql_types::{Integer, Text};
    use crate::store::types::{Stamp, Uid};

    retention_rules (organization_id) {
        organization_id -> Uid,
        days -> Integer,
        warn_days -> Integer,
        reason -> Text,
        updated_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::store::types::{Json, Stamp, Uid};

    event_retentions (event_id, organization_id) {
        event_id -> Uid,
        organization_id -> Uid,
        days -> Nullable<Integer>,
        reason -> Nullable<Text>,
        postponed_until -> Nullable<Stamp>,
        postponed_reason -> Nullable<Text>,
        warned_at -> Nullable<Stamp>,
        warned_of -> Nullable<Stamp>,
        purged_at -> Nullable<Stamp>,
        statistics -> Nullable<Json>,
        updated_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::store::types::{Json, Stamp, Uid};

    purges (id) {
        id -> Uid,
        organization_id -> Uid,
        event_id -> Uid,
        registration_id -> Nullable<Uid>,
        kind -> Text,
        event_title -> Json,
        last_meeting_at -> Nullable<Stamp>,
        rule -> Json,
        requested_by -> Text,
        state -> Text,
        phase -> Text,
        cursor_session -> Nullable<Uid>,
        cursor_sequence -> BigInt,
        cursor_mail -> Nullable<Uid>,
        counts -> Json,
        started_at -> Stamp,
        erased_at -> Nullable<Stamp>,
        finished_at -> Nullable<Stamp>,
        previous_hash -> Nullable<Text>,
        hash -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::store::types::{Stamp, Uid};

    absence_notes (registration_id, meeting_id, organization_id) {
        organization_id -> Uid,
        event_id -> Uid,
        session_id -> Uid,
        registration_id -> Uid,
        meeting_id -> Uid,
        note -> Text,
        noted_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::Integer;
    use crate::store::types::{Stamp, Uid};

    completion_certificates (registration_id, attendee, organization_id) {
        organization_id -> Uid,
        event_id -> Uid,
        session_id -> Uid,
        registration_id -> Uid,
        attendee -> Integer,
        number -> Integer,
        attended -> Integer,
        meetings -> Integer,
        issued_at -> Stamp,
    }
}
