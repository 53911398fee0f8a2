//! The audit trail shows any tampering (P19): each row changed in turn, each column, taken out, put in, moved.

use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection as _;
use uketsuke::store::audit_seals;
use uketsuke::store::types::Id;
use uketsuke::store::{Conn, StoreError, organizations};
use uketsuke::usecases::people::audit_check::{self, Checked};
use uketsuke::usecases::people::audit_seal;

use crate::support::app::TestApp;
use crate::support::console::{Desk, link_of};
use crate::support::figures::figure;
use crate::support::{bodies, on_both_databases};

#[derive(diesel::QueryableByName)]
struct LineId {
    #[diesel(sql_type = uketsuke::store::types::Uid)]
    id: Id,
}

fn seal(app: &TestApp) -> usize {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(audit_seal::once(app.app())).expect("sealed")
}

fn checked(app: &TestApp) -> Checked {
    let key = app.app().links.audit_key();
    app.app()
        .database
        .read(|conn| {
            let organization = organizations::by_slug(conn, "hagi")?.expect("there");
            audit_check::check(conn, &key, organization.id)
        })
        .expect("checked")
}

fn lines(app: &TestApp) -> Vec<Id> {
    app.app()
        .database
        .read(|conn| {
            let organization = organizations::by_slug(conn, "hagi")?.expect("there");
            let chain = audit_seals::chain(conn, organization.id, 0, 10_000)?;
            Ok::<_, StoreError>(chain.into_iter().map(|(seal, _)| seal.line_id).collect())
        })
        .expect("read")
}

fn spelled(app: &TestApp, id: Id) -> String {
    if app.app().database.is_postgres() {
        format!("'{}'", id.0)
    } else {
        format!("X'{}'", id.0.simple())
    }
}

/// Does something that nobody may do, looks, and takes it back.
fn noticed(app: &TestApp, statements: &str) -> bool {
    struct TakenBack(bool);
    impl From<StoreError> for TakenBack {
        fn from(error: StoreError) -> Self {
            panic!("{error}");
        }
    }
    let key = app.app().links.audit_key();
    let looked: Result<(), TakenBack> = app.app().database.write(|conn| {
        let tried = match conn {
            Conn::Postgres(conn) => conn.batch_execute(statements),
            Conn::Sqlite(conn) => conn.batch_execute(statements),
        };
        tried.unwrap_or_else(|error| panic!("{error}: {statements}"));
        let organization = organizations::by_slug(conn, "hagi")?.expect("there");
        let checked = audit_check::check(conn, &key, organization.id)?;
        Err(TakenBack(checked.found.is_some()))
    });
    match looked {
        Err(TakenBack(noticed)) => noticed,
        Ok(()) => unreachable!("nothing stays"),
    }
}

/// Some things that leave lines: events, registrations, sign-ins, tokens.
fn busy(app: &TestApp) {
    let session = app.session(bodies::session("下関", 5));
    for number in 1..=8 {
        app.apply(&session, &bodies::applicant(number)).expect(201);
    }
    let desk = Desk::of(app);
    desk.get("/console/audit").expect(200);
    let foreign = Desk::by(app, &link_of(app, "mine", "美祢市"));
    foreign.get("/console").expect(200);
    seal(app);
}

on_both_databases! {
    fn whatever_is_changed_taken_out_put_in_or_moved_is_noticed(app) {
        busy(app);
        let whole = checked(app);
        assert_eq!((whole.found, whole.waiting), (None, 0), "nobody has touched it");
        let ids = lines(app);
        assert!(ids.len() > 10, "{}", ids.len());
        let postgres = app.app().database.is_postgres();
        let another_time = if postgres { "at + interval '1 microsecond'" } else { "replace(at, '0Z', '1Z')" };
        let another_id = if postgres { "'018f4e5c-0000-7000-8000-0000000000ff'" } else { "X'018f4e5c00007000800000000000 00ff'" };
        let another_id = another_id.replace(' ', "");
        let details = if postgres { "'{\"x\":1}'::json" } else { "'{\"x\":1}'" };
        let (mut tried, mut seen) = (0_u64, 0_u64);
        let mut attempt = |statements: &str| {
            tried += 1;
            let is_seen = noticed(app, statements);
            assert!(is_seen, "{statements}");
            seen += u64::from(is_seen);
        };
        for (place, id) in ids.iter().enumerate() {
            let of = format!("WHERE id = {}", spelled(app, *id));
            for change in ["actor = actor || 'x'", "action = action || 'x'", "subject_kind = 'x'", "mac = NULL"] {
                attempt(&format!("UPDATE audit_lines SET {change} {of}"));
            }
            attempt(&format!("UPDATE audit_lines SET details = {details} {of}"));
            if postgres || place % 2 == 0 {
                let changes = app.app().database.read(|conn| at_ends_in_zero(conn, *id)).expect("read");
                if postgres || changes {
                    attempt(&format!("UPDATE audit_lines SET at = {another_time} {of}"));
                }
            }
            attempt(&format!("UPDATE audit_lines SET subject_id = {another_id} {of}"));
            attempt(&format!("UPDATE audit_lines SET id = {another_id} {of}"));
            attempt(&format!("DELETE FROM audit_lines {of}"));
            attempt(&format!("DELETE FROM audit_seals WHERE line_id = {}", spelled(app, *id)));
            attempt(&format!(
                "DELETE FROM audit_lines {of}; DELETE FROM audit_seals WHERE line_id = {}", spelled(app, *id)
            ));
            if let Some(next) = ids.get(place + 1) {
                // The two change places in the order of the seals.
                let (one, other) = (spelled(app, *id), spelled(app, *next));
                attempt(&format!(
                    "UPDATE audit_seals SET line_id = {another_id} WHERE line_id = {one};
                     UPDATE audit_seals SET line_id = {one} WHERE line_id = {other};
                     UPDATE audit_seals SET line_id = {other} WHERE line_id = {another_id};"
                ));
                // The two change what they say.
                attempt(&format!(
                    "UPDATE audit_lines SET id = {another_id} WHERE id = {one};
                     UPDATE audit_lines SET id = {one} WHERE id = {other};
                     UPDATE audit_lines SET id = {other} WHERE id = {another_id};"
                ));
            }
        }
        let last = ids.len();
        attempt(&format!("DELETE FROM audit_seals WHERE position = {last}; DELETE FROM audit_lines WHERE id = {}", spelled(app, ids[last - 1])));
        attempt(&format!("UPDATE audit_heads SET position = {}", last - 1));
        attempt("DELETE FROM audit_heads");
        // Set so far ahead that new lines would not be looked for.
        attempt(&format!("UPDATE audit_heads SET newest_line = {another_id}"));
        attempt("UPDATE audit_heads SET adopted = 1000");
        // Put in: as it would look if the service had written it, but for the signature.
        attempt(&format!(
            "INSERT INTO audit_lines SELECT {another_id}, organization_id, at, actor, action, subject_kind, subject_id, details, NULL
             FROM audit_lines WHERE id = {}", spelled(app, ids[0])
        ));
        attempt(&format!(
            "INSERT INTO audit_lines SELECT {another_id}, organization_id, at, actor, action, subject_kind, subject_id, details, mac
             FROM audit_lines WHERE id = {}", spelled(app, ids[0])
        ));
        // The control: without the key a chain that was made anew cannot be told from the right one; nothing is claimed where
        // nothing was touched.
        assert!(!noticed(app, "UPDATE audit_lines SET action = action"), "what is as it was is well");
        figure("P19", format!("on {}: {tried} ways of tampering with {} lines, {seen} noticed", if postgres { "PostgreSQL" } else { "SQLite" }, ids.len()));
    }

    fn what_is_written_is_sealed_within_a_second_and_the_page_says_so(app) {
        let desk = Desk::of(app);
        seal(app);
        let page = desk.get("/console/audit").expect(200);
        assert!(page.text().contains("サインインしました"), "{}", page.text());
        desk.press("/console/audit/check", &desk.csrf()).expect(303);
        assert!(desk.get("/console/audit").expect(200).text().contains("書き換えや削除はありません"));
        let tamper = "UPDATE audit_lines SET action = 'token_made' WHERE action = 'signed_in'";
        app.app().database.write(|conn| match conn {
            Conn::Postgres(conn) => conn.batch_execute(tamper),
            Conn::Sqlite(conn) => conn.batch_execute(tamper),
        }.map_err(|error| StoreError::Unavailable(error.to_string()))).expect("tampered");
        desk.press("/console/audit/check", &desk.csrf()).expect(303);
        assert!(desk.get("/console/audit").expect(200).text().contains("手が加えられています"));
    }
}

/// Whether adding a microsecond by text works on this row.
fn at_ends_in_zero(conn: &mut Conn, id: Id) -> Result<bool, StoreError> {
    let Conn::Sqlite(conn) = conn else { return Ok(true) };
    let found: Vec<LineId> =
        diesel::sql_query("SELECT id FROM audit_lines WHERE id = ? AND at LIKE '%0Z'")
            .bind::<uketsuke::store::types::Uid, _>(id)
            .load(conn)
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
    Ok(found.first().is_some_and(|found| found.id == id))
}
