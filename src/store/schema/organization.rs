//! The tables of organizations: who they are, how they look, what was done.

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::store::types::{Stamp, Uid};

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
    use diesel::sql_types::{Binary, Nullable, Text};
    use crate::store::types::{Stamp, Uid};

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
    use diesel::sql_types::{Binary, Nullable, Text};
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
    use diesel::sql_types::Text;
    use crate::store::types::Stamp;

    installation (key) {
        key -> Text,
        value -> Text,
        updated_at -> Stamp,
    }
}
