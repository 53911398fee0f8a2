//! The tables of mail: what is said, what is owed, what has come back.

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, SmallInt, Text};
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
    use diesel::sql_types::{BigInt, Text};
    use crate::store::types::{Stamp, Uid};

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
    use diesel::sql_types::BigInt;
    use crate::store::types::{Json, Uid};

    mail_facts (session_id, version, organization_id) {
        organization_id -> Uid,
        session_id -> Uid,
        version -> BigInt,
        facts -> Json,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Text};
    use crate::store::types::{Stamp, Uid};

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
