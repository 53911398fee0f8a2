//! A database of the first version becomes one of this version, with everything that was in it.

use diesel::QueryableByName;
use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection as _;
use diesel::sql_types::BigInt;
use uketsuke::config::DatabaseUrl;
use uketsuke::store::{Database, StoreError, migrate};

use crate::support::app::Place;
use crate::support::postgres::TestDatabase;

const FIRST_ON_POSTGRESQL: &str =
    include_str!("../../migrations/postgres/2026-11-21-000001_foundation/up.sql");
const FIRST_ON_SQLITE: &str =
    include_str!("../../migrations/sqlite/2026-11-21-000001_foundation/up.sql");

/// How diesel remembers that the first migration was applied.
const REMEMBERED: &str =
    "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL,
        run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
    INSERT INTO __diesel_schema_migrations (version) VALUES ('20261121000001');";

/// An organization with an event, a session of two seats, two that have them, one who waits and one
/// who has withdrawn; a mail that was caught, an Idempotency-Key, an audit line. `@1@` is an id.
const FILLED: &str = r#"
INSERT INTO organizations (id, slug, name, created_at) VALUES (@1@, 'hagi', '萩市', @now@);
INSERT INTO events (id, organization_id, slug, status, title, audience, description, contact, capacity_unit,
    allocation, people_per_application, questions, time_zone, version, created_at, updated_at)
    VALUES (@2@, @1@, 'e', 'published', '"題"', '""', '""', '""', 'person', 'first_come', 3, '[]', 'Asia/Tokyo', 1, @now@, @now@);
INSERT INTO sessions (id, organization_id, event_id, position, name, status, capacity, waiting_list, head_blocks,
    starts_at, ends_at, closes_at, grace_seconds, taken, people, waiting, next_sequence, version, created_at, updated_at)
    VALUES (@3@, @1@, @2@, 0, '"下関"', 'scheduled', 2, @true@, @false@, @now@, @now@, @now@, 0, 2, 2, 1, 5, 1, @now@, @now@);
INSERT INTO idempotency_keys (session_id, organization_id, key_hash, body_hash, outcome, created_at)
    VALUES (@3@, @1@, @bytes@, @bytes@, '{}', @now@);
INSERT INTO outbox (id, organization_id, registration_id, kind, dedup_key, priority, recipient, language, message_id,
    context, state, due_at, created_at, updated_at)
    VALUES (@8@, @1@, @4@, 'registration_confirmed', 'a', 0, 'a@example.jp', 'ja', '<a@example.jp>', '{}', 'sent', @now@, @now@, @now@);
INSERT INTO caught_mails (outbox_id, organization_id, recipient, subject, message, caught_at)
    VALUES (@8@, @1@, 'a@example.jp', 's', @bytes@, @now@);
INSERT INTO audit_lines (id, organization_id, at, actor, action, subject_kind, subject_id, details)
    VALUES (@9@, @1@, @now@, 'applicant', 'registered', 'registration', @4@, '{}');
"#;

const REGISTRATION: &str = "
INSERT INTO registrations (id, organization_id, event_id, session_id, sequence, reception_number, token_hash, state,
    applicant_name, seats, attendees, answers, language, source, search_key, received_at, registered_at, updated_at, version)
    VALUES (@id@, @1@, @2@, @3@, @sequence@, 'N@sequence@', @token@, '@state@', '山田', 1, '[]', '{}', 'ja', 'web', '山田',
            @now@, @now@, @now@, 1);";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn spelled(statement: &str, postgres: bool) -> String {
    let mut text = statement.to_owned();
    for number in 1..=9 {
        let id = format!("0000000000000000000000000000000{number}");
        let id = if postgres { format!("'{id}'::uuid") } else { format!("X'{id}'") };
        text = text.replace(&format!("@{number}@"), &id);
    }
    let (now, bytes) = if postgres {
        ("now()", "'\\x00'::bytea")
    } else {
        ("'2026-11-21T00:00:00.000000Z'", "X'00'")
    };
    text = text.replace("@now@", now).replace("@bytes@", bytes);
    let truth = if postgres { ("true", "false") } else { ("1", "0") };
    text.replace("@true@", truth.0).replace("@false@", truth.1)
}

fn fill(database: &Database) {
    let postgres = database.is_postgres();
    let mut text = String::from(if postgres { FIRST_ON_POSTGRESQL } else { FIRST_ON_SQLITE });
    text += REMEMBERED;
    text += &spelled(FILLED, postgres);
    for (number, state) in [(4, "confirmed"), (5, "confirmed"), (6, "waitlisted"), (7, "withdrawn")]
    {
        let token =
            if postgres { format!("'\\x0{number}'::bytea") } else { format!("X'0{number}'") };
        let row = REGISTRATION
            .replace("@id@", &format!("@{number}@"))
            .replace("@sequence@", &(number - 3).to_string())
            .replace("@state@", state)
            .replace("@token@", &token);
        text += &spelled(&row, postgres);
    }
    database.write(|conn| Ok::<_, StoreError>(conn.batch_execute(&text)?)).expect("filled");
}

fn count(database: &Database, query: &str) -> i64 {
    let count = |conn: &mut _| {
        Ok::<_, StoreError>(diesel::sql_query(query).get_result::<Count>(conn)?.count)
    };
    database.read(count).expect("counted")
}

fn assert_everything_stays(url: &str) {
    let url = DatabaseUrl::parse(url).expect("a url");
    let database = Database::open(&url, 2).expect("opened");
    fill(&database);
    migrate::migrate(&database).expect("migrated");
    for (table, rows) in [
        ("registrations", 4),
        ("outbox", 1),
        ("caught_mails", 1),
        ("idempotency_keys", 1),
        ("audit_lines", 1),
    ] {
        assert_eq!(
            count(&database, &format!("SELECT COUNT(*) AS count FROM {table}")),
            rows,
            "{table}"
        );
    }
    for (state, rows) in [("confirmed", 2), ("waitlisted", 1), ("withdrawn", 1)] {
        let query = format!(
            "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) AS count FROM registration_counts WHERE state = '{state}'"
        );
        assert_eq!(count(&database, &query), rows, "{state}");
    }
}

mod a_database_of_the_first_version_keeps_everything_and_gets_its_counts {
    use super::*;

    #[test]
    fn on_sqlite() {
        assert_everything_stays(&Place::sqlite().url);
    }

    #[test]
    fn on_postgresql() {
        assert_everything_stays(TestDatabase::empty().url());
    }
}
