//! What must hold in the tables at any time, whatever was killed: registrations, mails and counts agree.

use diesel::QueryableByName;
use diesel::RunQueryDsl as _;
use diesel::sql_types::BigInt;
use uketsuke::store::{Database, StoreError};

use super::filled_session::drifted_counts;

/// Registrations without their mail.
pub const WITHOUT_MAIL: &str = "SELECT COUNT(*) AS count FROM registrations r
    WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.registration_id = r.id)";
/// Mails without their registration.
pub const WITHOUT_REGISTRATION: &str = "SELECT COUNT(*) AS count FROM outbox o
    WHERE NOT EXISTS (SELECT 1 FROM registrations r WHERE r.id = o.registration_id)";
/// Sessions in persons whose counts are not those of their registrations, or with a free seat beside a
/// waiting list.
pub const DRIFTED: &str = concat!("SELECT COUNT(*) AS count FROM sessions s WHERE EXISTS (", drifted_counts!(), ") OR s.taken <> (SELECT COALESCE(SUM(r.seats), 0) FROM registrations r WHERE r.session_id = s.id AND r.state = 'confirmed')
    OR s.waiting <> (SELECT COUNT(*) FROM registrations r WHERE r.session_id = s.id AND r.state = 'waitlisted')
    OR s.taken > s.capacity OR (s.taken < s.capacity AND s.waiting > 0)");

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The only row's `count`.
pub fn count(database: &Database, statement: &str) -> i64 {
    database
        .read(|conn| {
            Ok::<_, StoreError>(diesel::sql_query(statement).get_result::<Count>(conn)?.count)
        })
        .expect("counted")
}

/// Runs statements, one after another, in one transaction.
pub fn execute(database: &Database, statements: &[&str]) {
    database
        .write(|conn| {
            for statement in statements {
                diesel::sql_query(*statement).execute(conn)?;
            }
            Ok::<_, StoreError>(())
        })
        .expect("executed");
}

/// How many things do not agree.
pub fn disagreements(database: &Database) -> i64 {
    [WITHOUT_MAIL, WITHOUT_REGISTRATION, DRIFTED]
        .iter()
        .map(|statement| count(database, statement))
        .sum()
}
