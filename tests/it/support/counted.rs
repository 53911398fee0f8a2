//! Numbers straight from a database.

use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl as _};
use uketsuke::store::{Database, StoreError};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The number in the column `count` of a statement's only row.
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

/// Registrations without their mail.
pub const WITHOUT_MAIL: &str = "SELECT COUNT(*) AS count FROM registrations r
    WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.registration_id = r.id)";
/// Mails without their registration.
pub const WITHOUT_REGISTRATION: &str = "SELECT COUNT(*) AS count FROM outbox o
    WHERE NOT EXISTS (SELECT 1 FROM registrations r WHERE r.id = o.registration_id)";
/// Sessions whose count is not that of their registrations.
pub const DRIFTED: &str = "SELECT COUNT(*) AS count FROM sessions s
    WHERE s.taken <> (SELECT COALESCE(SUM(r.seats), 0) FROM registrations r WHERE r.session_id = s.id AND r.state = 'confirmed')
    OR s.waiting <> (SELECT COUNT(*) FROM registrations r WHERE r.session_id = s.id AND r.state = 'waitlisted')";
