//! The tables of events with their sessions.

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
    use crate::store::types::{Json, Stamp, Uid};

    events (id) {
        id -> Uid,
        organization_id -> Uid,
        slug -> Text,
        status -> Text,
        title -> Json,
        audience -> Json,
        description -> Json,
        contact -> Json,
        capacity_unit -> Text,
        allocation -> Text,
        people_per_application -> Integer,
        people_per_company -> Nullable<Integer>,
        questions -> Json,
        time_zone -> Text,
        version -> BigInt,
        published_at -> Nullable<Stamp>,
        reminders -> Json,
        application_rules -> Json,
        limits_choices -> Bool,
        former_questions -> Json,
        created_at -> Stamp,
        updated_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::store::types::{Json, Uid};

    session_groups (id) {
        id -> Uid,
        organization_id -> Uid,
        event_id -> Uid,
        key -> Text,
        name -> Json,
        capacity -> Nullable<Integer>,
        sessions_per_applicant -> Nullable<Integer>,
        taken -> Integer,
        exceeded -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
    use crate::store::types::{Json, Stamp, Uid};

    sessions (id) {
        id -> Uid,
        organization_id -> Uid,
        event_id -> Uid,
        group_id -> Nullable<Uid>,
        position -> Integer,
        name -> Json,
        status -> Text,
        capacity -> Integer,
        people_capacity -> Nullable<Integer>,
        waiting_list -> Bool,
        head_blocks -> Bool,
        starts_at -> Stamp,
        ends_at -> Stamp,
        opens_at -> Nullable<Stamp>,
        closes_at -> Stamp,
        grace_seconds -> Integer,
        taken -> Integer,
        people -> Integer,
        exceeded -> Integer,
        people_exceeded -> Integer,
        waiting -> Integer,
        next_sequence -> BigInt,
        calendar_sequence -> Integer,
        version -> BigInt,
        created_at -> Stamp,
        updated_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::store::types::{Json, Stamp, Uid};

    meetings (id) {
        id -> Uid,
        organization_id -> Uid,
        session_id -> Uid,
        position -> Integer,
        starts_at -> Stamp,
        ends_at -> Stamp,
        venue -> Nullable<Json>,
        address -> Nullable<Json>,
        online_url -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Text};
    use crate::store::types::{Json, Stamp, Uid};

    event_images (event_id, organization_id) {
        event_id -> Uid,
        organization_id -> Uid,
        alternative -> Json,
        hash -> Text,
        width -> Integer,
        height -> Integer,
        page -> Binary,
        preview -> Binary,
        updated_at -> Stamp,
    }
}
