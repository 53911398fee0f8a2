//! The tables of attendees: notes, what is done with many at once, lists that are taken in.

diesel::table! {
    use diesel::sql_types::Text;
    use crate::store::types::{Stamp, Uid};

    registration_notes (id, organization_id) {
        organization_id -> Uid,
        id -> Uid,
        event_id -> Uid,
        registration_id -> Uid,
        written_by -> Text,
        text -> Text,
        written_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::store::types::Uid;

    attendee_columns (member_id, event_id, organization_id) {
        organization_id -> Uid,
        member_id -> Uid,
        event_id -> Uid,
        shown -> Text,
    }
}

diesel::table! {
    use crate::store::types::Uid;

    members_without_shortcuts (member_id, organization_id) {
        organization_id -> Uid,
        member_id -> Uid,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::store::types::{Stamp, Uid};

    bulk_actions (id, organization_id) {
        organization_id -> Uid,
        id -> Uid,
        event_id -> Uid,
        action -> Text,
        target_session_id -> Nullable<Uid>,
        reason -> Nullable<Text>,
        total -> BigInt,
        job_id -> Nullable<Uid>,
        back -> Text,
        created_by -> Text,
        created_at -> Stamp,
        target_meeting_id -> Nullable<Uid>,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer};
    use crate::store::types::Uid;

    bulk_parts (bulk_id, part, organization_id) {
        organization_id -> Uid,
        bulk_id -> Uid,
        part -> Integer,
        registrations -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::store::types::Uid;

    bulk_failures (bulk_id, position, organization_id) {
        organization_id -> Uid,
        bulk_id -> Uid,
        position -> BigInt,
        registration_id -> Uid,
        code -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    use crate::store::types::{Json, Stamp, Uid};

    imports (id, organization_id) {
        organization_id -> Uid,
        id -> Uid,
        event_id -> Uid,
        session_id -> Nullable<Uid>,
        format -> Text,
        fingerprint -> Text,
        headers -> Json,
        mapping -> Json,
        tells_by_mail -> Bool,
        state -> Text,
        total -> BigInt,
        report -> Json,
        job_id -> Nullable<Uid>,
        created_by -> Text,
        created_at -> Stamp,
        updated_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::store::types::Uid;

    import_parts (import_id, part, organization_id) {
        organization_id -> Uid,
        event_id -> Uid,
        import_id -> Uid,
        part -> Integer,
        cells -> Text,
        persons -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::store::types::{Json, Uid};

    import_rows (import_id, line, organization_id) {
        organization_id -> Uid,
        event_id -> Uid,
        import_id -> Uid,
        line -> BigInt,
        finding -> Text,
        field -> Nullable<Text>,
        code -> Nullable<Text>,
        registration_id -> Nullable<Uid>,
        version -> Nullable<BigInt>,
        before -> Nullable<Json>,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::store::types::{Json, Stamp, Uid};

    import_mappings (fingerprint, organization_id) {
        organization_id -> Uid,
        fingerprint -> Text,
        mapping -> Json,
        updated_at -> Stamp,
    }
}
