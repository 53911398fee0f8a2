//! The tables of the search index.

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
