//! The tables of registrations, and of what counts them.

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::store::types::{Stamp, Uid};

    company_seats (id) {
        id -> Uid,
        organization_id -> Uid,
        session_id -> Uid,
        name_key -> Text,
        corporate_number -> Nullable<Text>,
        people -> Integer,
        registrations -> Integer,
        created_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text};
    use crate::store::types::{Json, Stamp, Uid};

    registrations (id) {
        id -> Uid,
        organization_id -> Uid,
        event_id -> Uid,
        session_id -> Uid,
        sequence -> BigInt,
        reception_number -> Text,
        state -> Text,
        person_key -> Nullable<Binary>,
        applicant_name -> Text,
        applicant_kana -> Nullable<Text>,
        applicant_email -> Nullable<Text>,
        applicant_phone -> Nullable<Text>,
        company_name -> Nullable<Text>,
        company_key -> Nullable<Text>,
        corporate_number -> Nullable<Text>,
        company_seat_id -> Nullable<Uid>,
        seats -> Integer,
        attendees -> Json,
        answers -> Json,
        language -> Text,
        source -> Text,
        exceeded_reason -> Nullable<Text>,
        note -> Nullable<Text>,
        search_key -> Text,
        offer_expires_at -> Nullable<Stamp>,
        received_at -> Stamp,
        registered_at -> Stamp,
        updated_at -> Stamp,
        version -> BigInt,
        wishes -> Nullable<Json>,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Text};
    use crate::store::types::Uid;

    choice_counts (session_id, question_key, choice, organization_id) {
        organization_id -> Uid,
        session_id -> Uid,
        question_key -> Text,
        choice -> Text,
        most -> Integer,
        taken -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::store::types::Uid;

    registration_counts (session_id, state, block, organization_id) {
        organization_id -> Uid,
        session_id -> Uid,
        state -> Text,
        block -> BigInt,
        count -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Text};
    use crate::store::types::{Stamp, Uid};

    idempotency_keys (session_id, key_hash) {
        session_id -> Uid,
        organization_id -> Uid,
        key_hash -> Binary,
        body_hash -> Binary,
        outcome -> Text,
        created_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::store::types::{Json, Stamp, Uid};

    application_drafts (id, organization_id) {
        id -> Uid,
        organization_id -> Uid,
        event_id -> Uid,
        session_id -> Nullable<Uid>,
        message_key -> Binary,
        sender -> Text,
        subject -> Text,
        original -> Text,
        attachments -> Integer,
        draft -> Json,
        language -> Text,
        state -> Text,
        registration_id -> Nullable<Uid>,
        received_at -> Stamp,
        created_at -> Stamp,
        updated_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::store::types::{Stamp, Uid};

    uploads (id, organization_id) {
        id -> Uid,
        organization_id -> Uid,
        event_id -> Uid,
        registration_id -> Nullable<Uid>,
        name -> Text,
        file_type -> Text,
        size -> Integer,
        sha256 -> Binary,
        content -> Binary,
        uploaded_at -> Stamp,
    }
}
