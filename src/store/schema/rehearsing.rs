//! The table of rehearsals.

diesel::table! {
    use diesel::sql_types::Text;
    use crate::store::types::{Stamp, Uid};

    rehearsals (event_id) {
        event_id -> Uid,
        organization_id -> Uid,
        of_event_id -> Uid,
        mail_to -> Text,
        started_at -> Stamp,
    }
}
