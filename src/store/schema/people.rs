//! The tables of people, of how they prove who they are, and of what seals the audit trail.

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::store::types::{Stamp, Uid};

    accounts (id) {
        id -> Uid,
        email -> Text,
        email_key -> Text,
        name -> Text,
        password_hash -> Nullable<Text>,
        password_changed_at -> Nullable<Stamp>,
        created_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::store::types::{Stamp, Uid};

    members (id) {
        id -> Uid,
        organization_id -> Uid,
        account_id -> Uid,
        role -> Text,
        ends_at -> Nullable<Stamp>,
        created_at -> Stamp,
        removed_at -> Nullable<Stamp>,
        invited_as -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Nullable};
    use crate::store::types::{Stamp, Uid};

    sign_in_links (token_hash) {
        token_hash -> Binary,
        account_id -> Uid,
        organization_id -> Nullable<Uid>,
        created_at -> Stamp,
        expires_at -> Stamp,
        used_at -> Nullable<Stamp>,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::store::types::{Stamp, Uid};

    console_sessions (token_hash) {
        token_hash -> Binary,
        id -> Uid,
        account_id -> Uid,
        organization_id -> Uid,
        member_id -> Uid,
        factors -> Integer,
        browser -> Text,
        created_at -> Stamp,
        proved_at -> Stamp,
        seen_at -> Stamp,
        expires_at -> Stamp,
        revoked_at -> Nullable<Stamp>,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::store::types::{Stamp, Uid};

    event_rights (member_id, event_id, organization_id) {
        member_id -> Uid,
        event_id -> Uid,
        organization_id -> Uid,
        role -> Text,
        ends_at -> Nullable<Stamp>,
        created_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::Bool;
    use crate::store::types::{Stamp, Uid};

    organization_security (organization_id) {
        organization_id -> Uid,
        second_factor_required -> Bool,
        updated_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Nullable};
    use crate::store::types::{Stamp, Uid};

    account_totps (account_id) {
        account_id -> Uid,
        secret -> Binary,
        confirmed_at -> Nullable<Stamp>,
        last_step -> BigInt,
        created_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Nullable};
    use crate::store::types::{Stamp, Uid};

    recovery_codes (account_id, code_hash) {
        account_id -> Uid,
        code_hash -> Binary,
        used_at -> Nullable<Stamp>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};
    use crate::store::types::{Stamp, Uid};

    passkeys (id) {
        id -> Uid,
        account_id -> Uid,
        credential_id -> Binary,
        public_key -> Binary,
        sign_count -> BigInt,
        name -> Text,
        created_at -> Stamp,
        used_at -> Nullable<Stamp>,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::store::types::{Stamp, Uid};

    provider_identities (issuer, subject) {
        issuer -> Text,
        subject -> Text,
        account_id -> Uid,
        created_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::store::types::{Json, Stamp, Uid};

    sign_in_attempts (token_hash) {
        token_hash -> Binary,
        kind -> Text,
        account_id -> Nullable<Uid>,
        data -> Json,
        failures -> Integer,
        created_at -> Stamp,
        expires_at -> Stamp,
        used_at -> Nullable<Stamp>,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Text};
    use crate::store::types::{Stamp, Uid};

    sign_in_failures (account_id, kind) {
        account_id -> Uid,
        kind -> Text,
        failures -> Integer,
        last_at -> Stamp,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary};
    use crate::store::types::Uid;

    audit_seals (organization_id, position) {
        organization_id -> Uid,
        position -> BigInt,
        line_id -> Uid,
        seal -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};
    use crate::store::types::{Stamp, Uid};

    audit_heads (organization_id) {
        organization_id -> Uid,
        position -> BigInt,
        seal -> Binary,
        newest_line -> Uid,
        adopted -> BigInt,
        mac -> Binary,
        sealed_at -> Stamp,
        checked_at -> Nullable<Stamp>,
        found -> Nullable<Text>,
    }
}
