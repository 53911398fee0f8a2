//! The tables, as both databases have them.

mod afterwards;
mod allocation;
mod attendees;
mod door;
mod exports;
mod forms;
mod long_work;
mod people;
mod rehearsing;

pub use afterwards::*;
pub use allocation::{drawn_places, selection_marks};
pub use attendees::{
    attendee_columns, bulk_actions, bulk_failures, bulk_parts, import_mappings, import_parts,
    import_rows, imports, members_without_shortcuts, registration_notes,
};
pub use door::{check_ins, self_check_in_faults};
pub use exports::*;
pub use forms::{arrival_counts, unsaved_drafts};
pub use long_work::jobs;
pub use people::{
    account_totps, accounts, audit_heads, audit_seals, console_sessions, event_rights, members,
    organization_security, passkeys, provider_identities, recovery_codes, sign_in_attempts,
    sign_in_failures, sign_in_links,
};
pub use rehearsing::rehearsals;

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
    use crate::store::types::{Json, Stamp, Uid};

    organizations (id) {
        id -> Uid,
        slug -> Text,
        name -> Text,
        time_zone -> Text,
        reply_to -> Nullable<Text>,
        created_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
    use crate::store::types::{Json, Stamp, Uid};

    api_tokens (id) {
        id -> Uid,
        organization_id -> Uid,
        token_hash -> Binary,
        name -> Text,
        scopes -> Text,
        created_at -> Stamp,
        expires_at -> Nullable<Stamp>,
        revoked_at -> Nullable<Stamp>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
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
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
    use crate::store::types::{Json, Stamp, Uid};

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
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
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
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
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
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
    use crate::store::types::{Json, Stamp, Uid};

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
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
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
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
    use crate::store::types::{Json, Stamp, Uid};

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
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
    use crate::store::types::{Json, Stamp, Uid};

    outbox (id) {
        id -> Uid,
        organization_id -> Uid,
        event_id -> Nullable<Uid>,
        session_id -> Nullable<Uid>,
        registration_id -> Nullable<Uid>,
        kind -> Text,
        dedup_key -> Text,
        priority -> SmallInt,
        recipient -> Text,
        language -> Text,
        message_id -> Text,
        context -> Json,
        facts_version -> Nullable<BigInt>,
        state -> Text,
        attempts -> Integer,
        due_at -> Stamp,
        give_up_at -> Nullable<Stamp>,
        lease -> Nullable<Uid>,
        leased_until -> Nullable<Stamp>,
        last_reply -> Nullable<Text>,
        created_at -> Stamp,
        updated_at -> Stamp,
        sent_at -> Nullable<Stamp>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
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
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
    use crate::store::types::{Json, Stamp, Uid};

    mail_texts (scope, kind, language, organization_id) {
        organization_id -> Uid,
        scope -> Uid,
        kind -> Text,
        language -> Text,
        subject -> Text,
        body -> Text,
        version -> BigInt,
        updated_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
    use crate::store::types::{Json, Stamp, Uid};

    mail_facts (session_id, version, organization_id) {
        organization_id -> Uid,
        session_id -> Uid,
        version -> BigInt,
        facts -> Json,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
    use crate::store::types::{Json, Stamp, Uid};

    caught_mails (outbox_id) {
        outbox_id -> Uid,
        organization_id -> Uid,
        recipient -> Text,
        subject -> Text,
        message -> Binary,
        caught_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::Binary;
    use crate::store::types::{Stamp, Uid};

    mail_unsubscribes (address_key, organization_id) {
        organization_id -> Uid,
        address_key -> Binary,
        unsubscribed_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Text};
    use crate::store::types::{Stamp, Uid};

    bounced_addresses (address_key, organization_id) {
        organization_id -> Uid,
        address_key -> Binary,
        outbox_id -> Uid,
        status -> Text,
        bounced_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Nullable, Text};
    use crate::store::types::{Stamp, Uid};

    incoming_mails (id) {
        id -> Uid,
        organization_id -> Uid,
        message_key -> Binary,
        class -> Text,
        outbox_id -> Nullable<Uid>,
        status -> Nullable<Text>,
        read_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
    use crate::store::types::{Json, Stamp, Uid};

    audit_lines (id) {
        id -> Uid,
        organization_id -> Uid,
        at -> Stamp,
        actor -> Text,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Uid,
        details -> Json,
        mac -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
    use crate::store::types::{Json, Stamp, Uid};

    installation (key) {
        key -> Text,
        value -> Text,
        updated_at -> Stamp,
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
    use diesel::sql_types::{BigInt, Bool};
    use crate::store::types::Uid;

    search_segments (session_id, segment, organization_id) {
        organization_id -> Uid,
        session_id -> Uid,
        segment -> BigInt,
        built -> Bool,
        due -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Integer};
    use crate::store::types::Uid;

    search_postings (session_id, part, segment, organization_id) {
        organization_id -> Uid,
        session_id -> Uid,
        part -> Integer,
        segment -> BigInt,
        postings -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::BigInt;
    use crate::store::types::Uid;

    search_edits (session_id, segment, sequence, version, organization_id) {
        organization_id -> Uid,
        session_id -> Uid,
        segment -> BigInt,
        sequence -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{Bool, Nullable, Text};
    use crate::store::types::{Stamp, Uid};

    mail_settings (organization_id) {
        organization_id -> Uid,
        hold -> Bool,
        rehearsal_to -> Nullable<Text>,
        after_unknown -> Text,
        after_unknown_mailing -> Text,
        updated_at -> Stamp,
        sender_name -> Nullable<Text>,
    }
}

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

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::store::types::{Json, Stamp, Uid};

    organization_brands (organization_id) {
        organization_id -> Uid,
        colour -> Nullable<Text>,
        embed_origins -> Json,
        logo -> Nullable<Binary>,
        logo_type -> Nullable<Text>,
        logo_hash -> Nullable<Text>,
        logo_width -> Nullable<Integer>,
        logo_height -> Nullable<Integer>,
        updated_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Text};

    postal_codes (edition, code, place) {
        edition -> Integer,
        code -> Text,
        place -> Integer,
        prefecture -> Text,
        city -> Text,
        town -> Text,
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

diesel::table! {
    use diesel::sql_types::{Integer, Text};

    corporations (edition, number) {
        edition -> Integer,
        number -> Text,
        name -> Text,
        name_key -> Text,
        prefecture -> Text,
        city -> Text,
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

diesel::allow_tables_to_appear_in_same_query!(
    organizations,
    accounts,
    members,
    sign_in_links,
    console_sessions,
    event_rights,
    audit_seals,
    audit_heads,
    api_tokens,
    events,
    rehearsals,
    session_groups,
    sessions,
    meetings,
    company_seats,
    registrations,
    idempotency_keys,
    outbox,
    caught_mails,
    audit_lines,
    installation
);

diesel::allow_tables_to_appear_in_same_query!(check_ins, registrations);
