//! The tables of mailings to many.

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::store::types::{Json, Stamp, Uid};

    mailings (id) {
        organization_id -> Uid,
        id -> Uid,
        event_id -> Uid,
        session_id -> Nullable<Uid>,
        kind -> Text,
        cause -> Text,
        state -> Text,
        content -> Json,
        audience -> Json,
        facts_before -> Nullable<Json>,
        created_by -> Text,
        due_at -> Stamp,
        started_at -> Nullable<Stamp>,
        recorded_at -> Nullable<Stamp>,
        ended_at -> Nullable<Stamp>,
        recording_round -> Integer,
        recording_session -> Nullable<Uid>,
        recording_sequence -> BigInt,
        created_at -> Stamp,
        updated_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::store::types::Uid;

    mailing_recipients (mailing_id, registration_id, organization_id) {
        organization_id -> Uid,
        mailing_id -> Uid,
        registration_id -> Uid,
        mail_id -> Uid,
        state -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Text};
    use crate::store::types::{Stamp, Uid};

    session_reminders (session_id, before_minutes, organization_id) {
        organization_id -> Uid,
        session_id -> Uid,
        before_minutes -> Integer,
        event_id -> Uid,
        starts_at -> Stamp,
        due_at -> Stamp,
        state -> Text,
    }
}
