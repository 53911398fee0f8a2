//! Sessions filled with as many registrations as a test wants, written by SQL.

use diesel::QueryableByName;
use diesel::RunQueryDsl as _;
use diesel::sql_types::{BigInt, Text};
use serde_json::Value;
use uketsuke::store::StoreError;

use super::app::TestApp;
use super::bodies;

/// Counts of a session `s` by state and block that are not those of its registrations, both ways.
macro_rules! drifted_counts {
    () => {
        "SELECT COALESCE(c.state, r.state) AS state
         FROM (SELECT state, (sequence - 1) / 2048 AS block, COUNT(*) AS count FROM registrations
               WHERE session_id = s.id GROUP BY 1, 2) AS r
         FULL JOIN (SELECT state, block, count FROM registration_counts WHERE session_id = s.id AND count <> 0) AS c
         ON c.state = r.state AND c.block = r.block
         WHERE c.count IS NULL OR r.count IS NULL OR c.count <> r.count"
    };
}
pub(crate) use drifted_counts;

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// A session with many registrations.
pub struct FilledSession {
    pub session: String,
    /// What the first one's application was answered.
    pub first: Value,
}

impl TestApp {
    /// Runs a statement; how many rows it touched.
    #[track_caller]
    pub fn sql(&self, statement: &str) -> usize {
        let run = |conn: &mut _| Ok::<_, StoreError>(diesel::sql_query(statement).execute(conn)?);
        self.app().database.write(run).expect("the statement is right")
    }

    /// The number that a query gives under the name `number`.
    #[track_caller]
    pub fn sql_number(&self, query: &str) -> i64 {
        let run = |conn: &mut _| {
            Ok::<_, StoreError>(diesel::sql_query(query).get_result::<Number>(conn)?.number)
        };
        self.app().database.read(run).expect("the query is right")
    }

    fn columns_of_registrations(&self) -> Vec<String> {
        let query = if self.app().database.is_postgres() {
            "SELECT column_name::text AS name FROM information_schema.columns \
             WHERE table_name = 'registrations' AND table_schema = current_schema()"
        } else {
            "SELECT name FROM pragma_table_info('registrations')"
        };
        let load = |conn: &mut _| Ok::<_, StoreError>(diesel::sql_query(query).load::<Name>(conn)?);
        let names = self.app().database.read(load).expect("columns");
        names.into_iter().map(|row| row.name).collect()
    }

    /// A session with one registration made by an application, sequence number 1, and `many` more like it
    /// with the numbers from 2 on; `step` apart. About a third of them wait.
    ///
    /// One of about a thousand has withdrawn, one of 5,003 was declined; one of 5,009 was changed in
    /// June 2026, the others in January.
    pub fn filled_session(&self, many: i64, step: i64) -> FilledSession {
        let session = self.session(bodies::session("下関", 1_000_000));
        let first = self.apply(&session, &bodies::applicant(1)).expect(201).json();
        let first_id = first["id"].as_str().expect("an id").to_owned();
        let postgres = self.app().database.is_postgres();
        let uuid = |id: &str| {
            let hex = id.replace('-', "");
            if postgres { format!("'{hex}'::uuid") } else { format!("X'{hex}'") }
        };
        let columns = self.columns_of_registrations();
        let values: Vec<String> = columns.iter().map(|name| value(name, postgres)).collect();
        let numbers = if postgres {
            format!("generate_series(1, {many}) AS numbers(n)")
        } else {
            format!(
                "(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {many}) \
                 SELECT n FROM numbers) AS numbers"
            )
        };
        // A reception number is unique in an organization.
        let others = self.sql_number("SELECT COUNT(*) AS number FROM registrations");
        self.sql(&format!(
            "INSERT INTO registrations ({}) SELECT {} FROM registrations r, {numbers} WHERE r.id = {}",
            columns.join(", "),
            values.join(", ").replace("{step}", &step.to_string()).replace("{others}", &others.to_string()),
            uuid(&first_id),
        ));
        let id = uuid(&session);
        self.sql(&format!("DELETE FROM registration_counts WHERE session_id = {id}"));
        self.sql(&format!(
            "INSERT INTO registration_counts (organization_id, session_id, state, block, count)
             SELECT organization_id, session_id, state, (sequence - 1) / 2048, COUNT(*) FROM registrations
             WHERE session_id = {id} GROUP BY 1, 2, 3, 4"
        ));
        self.sql(&format!("DELETE FROM arrival_counts WHERE session_id = {id}"));
        let hour = if postgres {
            "FLOOR(EXTRACT(EPOCH FROM received_at) / 3600)::bigint"
        } else {
            "CAST(strftime('%s', received_at) AS INTEGER) / 3600"
        };
        self.sql(&format!(
            "INSERT INTO arrival_counts (organization_id, session_id, hour, source, count)
             SELECT organization_id, session_id, {hour} - sequence % 720, source, COUNT(*) FROM registrations
             WHERE session_id = {id} GROUP BY 1, 2, 3, 4"
        ));
        self.sql(&format!(
            "UPDATE sessions SET next_sequence = {}, taken = t.taken, waiting = t.waiting FROM
             (SELECT SUM(CASE WHEN state = 'confirmed' THEN 1 ELSE 0 END) AS taken,
                     SUM(CASE WHEN state = 'waitlisted' THEN 1 ELSE 0 END) AS waiting
              FROM registrations WHERE session_id = {id}) AS t WHERE sessions.id = {id}",
            2 + many * step
        ));
        FilledSession { session, first }
    }
}

/// What a column of the `n`th has; `r` is the first one's row.
fn value(column: &str, postgres: bool) -> String {
    let name = "substr('佐藤鈴木高橋田中渡辺伊藤山本中村小林加藤吉田山田', 1 + 2 * (n % 12), 2) || \
                substr('太郎花子一郎美咲健太陽菜翔太葵衣大輔結衣', 1 + 2 * (n / 12 % 10), 2)";
    let number = if postgres {
        "lpad(to_hex(n + {others}), 8, '0')"
    } else {
        "printf('%08x', n + {others})"
    };
    let email = "'p' || n || '@example.jp'";
    let phone = "'0' || (9000000000 + CAST(n AS BIGINT) * 7919 % 999999937)";
    match column {
        "id" if postgres => "gen_random_uuid()".to_owned(),
        "token_hash" if postgres => "decode(md5(random()::text), 'hex')".to_owned(),
        "id" | "token_hash" => "randomblob(16)".to_owned(),
        "sequence" => "1 + n * {step}".to_owned(),
        "reception_number" => number.to_owned(),
        "person_key" | "company_seat_id" => "NULL".to_owned(),
        "state" => "CASE WHEN n % 5003 = 7 THEN 'declined' WHEN n % 997 = 3 THEN 'withdrawn' \
                    WHEN n % 3 = 1 THEN 'waitlisted' ELSE 'confirmed' END"
            .to_owned(),
        "updated_at" => {
            let time = "CASE WHEN n % 5009 = 11 THEN '2026-06-01T00:00:00.000000Z' ELSE '2026-01-01T00:00:00.000000Z' END";
            if postgres { format!("({time})::timestamptz") } else { time.to_owned() }
        }
        "applicant_name" => name.to_owned(),
        "applicant_email" => email.to_owned(),
        "applicant_phone" => phone.to_owned(),
        "search_key" => {
            let line = if postgres { "chr(10)" } else { "char(10)" };
            format!(
                "{number} || {line} || {name} || {line} || 'やまだたろう' || {line} || {email} || {line} || {phone} || \
                 CASE WHEN n % 499 = 1 THEN {line} || '竜' ELSE '' END"
            )
        }
        other => format!("r.{other}"),
    }
}
