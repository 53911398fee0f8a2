//! Searching a large session: the index finds what a look at every row would find, while it is made,
//! after changes, on both databases.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use uketsuke::domain::application::search_words;
use uketsuke::domain::ids::SessionId;
use uketsuke::store::registration_list::{Filter, page};
use uketsuke::store::search_building;

use crate::support::app::TestApp;
use crate::support::figures::{figure, full_run};
use crate::support::filled_session::{FilledSession, drifted_counts};
use crate::support::{bodies, on_both_databases};

/// Sequence numbers in a segment of the index.
const SEGMENT: i64 = 8_192;

fn id_of(app: &TestApp, id: &str) -> String {
    let hex = id.replace('-', "");
    if app.app().database.is_postgres() { format!("'{hex}'::uuid") } else { format!("X'{hex}'") }
}

fn token(registration: &Value) -> String {
    let url = registration["manage_url"].as_str().expect("a manage link");
    url.rsplit('/').next().expect("a token").to_owned()
}

fn named(number: usize, name: &str) -> Value {
    let mut body = bodies::applicant(number);
    body["applicant"]["name"] = json!(name);
    body
}

/// Sequence numbers that a search finds, over all pages.
fn found(app: &TestApp, session: &str, q: &str) -> Vec<i64> {
    let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
    let (mut sequences, mut cursor) = (Vec::new(), "0".to_owned());
    loop {
        let path =
            format!("/api/v1/sessions/{session}/registrations?q={q}&limit=7&cursor={cursor}");
        let page = app.staff_get(&path).expect(200).json();
        let rows = page["items"].as_array().expect("rows");
        sequences.extend(rows.iter().map(|row| row["sequence"].as_i64().expect("a number")));
        match page["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return sequences,
        }
    }
}

/// Makes the session go on with this sequence number.
fn go_on_with(app: &TestApp, session: &str, sequence: i64) {
    let id = id_of(app, session);
    app.sql(&format!("UPDATE sessions SET next_sequence = {sequence} WHERE id = {id}"));
}

fn drifted(app: &TestApp) -> i64 {
    app.sql_number(concat!(
        "SELECT COUNT(*) AS number FROM sessions s WHERE EXISTS (",
        drifted_counts!(),
        ")"
    ))
}

/// A text that somebody may be found by, out of few characters, so that words meet by chance.
fn text() -> impl Strategy<Value = String> {
    "[山田太郎たろうab019%_@.-]{1,6}(\n[山田太郎たろうab019%_@.-]{1,6}){0,2}"
}

/// What somebody may type: the same characters in other widths, cases and kana, one or two words.
fn typed() -> impl Strategy<Value = String> {
    "[山田太郎たろうタロウﾀﾛａＡB019%_@. ]{1,5}"
}

on_both_databases! {
    fn the_index_finds_what_a_look_at_every_row_finds(app) {
        // 600 registrations over two full segments and the begin of a third.
        let session = app.filled_session(600, 32).session;
        let id: SessionId = session.parse().expect("an id");
        let sql_id = id_of(app, &session);
        let runner = &mut TestRunner::new(Config::with_cases(if full_run() { 2_000 } else { 60 }));
        let texts = proptest::collection::vec(text(), 601).new_tree(runner).expect("texts").current();
        for (n, text) in texts.iter().enumerate() {
            app.sql(&format!(
                "UPDATE registrations SET search_key = '{text}' WHERE session_id = {sql_id} AND sequence = {}", 1 + n * 32
            ));
        }
        let case = (typed(), 0_i64..20_000, 1_i64..60, any::<bool>(), any::<bool>());
        let check = |(typed, after, limit, waiting, rare): (String, i64, i64, bool, bool)| {
            let words = search_words(&typed);
            let mut states: Vec<String> = Vec::new();
            states.extend(waiting.then(|| "waitlisted".to_owned()));
            states.extend(rare.then(|| "withdrawn".to_owned()));
            let mut expected = Vec::new();
            for (n, text) in texts.iter().enumerate() {
                let sequence = 1 + i64::try_from(n).expect("small") * 32;
                let state = if n == 0 { "confirmed" } else if n % 5003 == 7 { "declined" }
                    else if n % 997 == 3 { "withdrawn" } else if n % 3 == 1 { "waitlisted" } else { "confirmed" };
                let in_states = states.is_empty() || states.iter().any(|wanted| wanted == state);
                if sequence > after && in_states && words.iter().all(|word| text.contains(word.as_str())) {
                    expected.push(sequence);
                }
            }
            expected.truncate(usize::try_from(limit).expect("small"));
            let filter = Filter { states, words, ..Filter::default() };
            let rows = app.app().database.read(|conn| page(conn, id, &filter, Some(after), limit)).expect("read");
            let found: Vec<i64> = rows.iter().map(|row| row.sequence).collect();
            prop_assert_eq!(found, expected, "{:?}", typed);
            Ok(())
        };
        runner.run(&case, check).expect("without an index");
        app.app().database.write(uketsuke::store::search_index::note_forgotten).expect("noted");
        assert!(search_building::build_one(&app.app().database).expect("made"));
        runner.run(&case, check).expect("with an index of the first segment");
        assert_eq!(app.make_search_indexes(), 1);
        runner.run(&case, check).expect("with an index of both segments");
    }

    fn what_is_erased_while_an_index_is_made_does_not_come_back_with_it(app) {
        if app.app().database.is_postgres() {
            // There the segment is locked from the reading to the writing.
            return;
        }
        let session = app.session(bodies::session("下関", 100));
        app.apply(&session, &named(1, "鱻靁 一郎")).expect(201);
        go_on_with(app, &session, SEGMENT);
        app.apply(&session, &named(2, "山田 二郎")).expect(201);
        let database = &app.app().database;
        let erase = || {
            let this = id_of(app, &session);
            app.sql(&format!("UPDATE registrations SET search_key = '', version = version + 1 WHERE session_id = {this} AND sequence = 1"));
            app.sql(&format!("UPDATE search_segments SET due = 1 WHERE session_id = {this}"));
        };
        let due = || app.sql_number("SELECT COUNT(*) AS number FROM search_segments WHERE due = 1");
        assert!(search_building::build_one_while(database, erase).expect("made"));
        assert_eq!((due(), app.sql_number("SELECT COUNT(*) AS number FROM search_postings")), (1, 0), "nothing old was written");
        assert_eq!(app.make_search_indexes(), 1);
        assert_eq!(due(), 0);
        assert_eq!(found(app, &session, "山田"), [SEGMENT]);
    }

    fn who_registered_a_second_ago_is_found_at_once(app) {
        let session = app.session(bodies::session("下関", 100));
        app.apply(&session, &named(1, "髙橋 一郎")).expect(201);
        go_on_with(app, &session, SEGMENT - 1);
        for number in 2..6 {
            app.apply(&session, &named(number, &format!("高橋 {number}郎"))).expect(201);
        }
        let all = [1, SEGMENT - 1, SEGMENT, SEGMENT + 1, SEGMENT + 2];
        assert_eq!(found(app, &session, "高橋"), all);
        assert_eq!(app.make_search_indexes(), 1, "the batch that filled the segment noted it");
        assert_eq!(found(app, &session, "高橋"), all);
        assert_eq!(found(app, &session, "ﾔﾏﾀﾞ"), all);
        assert_eq!(found(app, &session, "髙"), all);
        assert_eq!(found(app, &session, "TARO3@example.jp"), [SEGMENT]);
        assert_eq!(found(app, &session, "高橋 2郎"), [SEGMENT - 1]);
        assert_eq!(found(app, &session, "%"), [0_i64; 0]);
    }

    fn an_edit_a_move_or_a_withdrawal_is_seen_by_the_search_at_once(app) {
        let event = app.publish(&bodies::event(&[bodies::session("下関", 100), bodies::session("萩", 100)]));
        let session = |n: usize| event["sessions"][n]["id"].as_str().expect("an id").to_owned();
        let (one, other) = (session(0), session(1));
        let first = app.apply(&one, &named(1, "青木 一郎")).expect(201).json();
        let second = app.apply(&one, &named(2, "青木 二郎")).expect(201).json();
        let third = app.apply(&one, &named(3, "青木 三郎")).expect(201).json();
        go_on_with(app, &one, SEGMENT);
        app.apply(&one, &named(4, "青木 四郎")).expect(201);
        assert_eq!(app.make_search_indexes(), 1);
        let path = format!("/api/v1/registrations/{}", token(&first));
        app.json("PATCH", &path, &json!({ "applicant": { "name": "黒川 一郎" } })).expect(200);
        assert_eq!(found(app, &one, "黒川"), [1]);
        assert_eq!(found(app, &one, "青木"), [2, 3, SEGMENT]);
        let moved = format!("/api/v1/registrations/{}/move", token(&second));
        app.post(&moved, &json!({ "session": other })).expect(200);
        assert_eq!((found(app, &one, "二郎"), found(app, &other, "二郎")), (vec![], vec![1]));
        app.json("DELETE", &format!("/api/v1/registrations/{}", token(&third)), &Value::Null).expect(200);
        let withdrawn = app.staff_get(&format!("/api/v1/sessions/{one}/registrations?q=%E4%B8%89&state=withdrawn"));
        assert_eq!(withdrawn.expect(200).json()["items"][0]["sequence"], 3);
        assert_eq!(drifted(app), 0);
        // The control: the index itself knows the first one by its old name only.
        app.sql("DELETE FROM search_edits");
        assert_eq!(found(app, &one, "黒川"), [0_i64; 0]);
    }

    fn several_workers_make_every_index_once_while_texts_change(app) {
        let FilledSession { session, first } = app.filled_session(500, 100);
        let sql_id = id_of(app, &session);
        let full = 50_000 / SEGMENT;
        app.app().database.write(uketsuke::store::search_index::note_forgotten).expect("noted");
        let done = AtomicBool::new(false);
        let path = format!("/api/v1/registrations/{}", token(&first));
        let workers = if app.app().database.is_postgres() { 4 } else { 1 };
        let (mut made, mut edits) = (0, 0);
        std::thread::scope(|scope| {
            let editor = scope.spawn(|| {
                let mut edits = 0_usize;
                while !done.load(Ordering::SeqCst) || edits < 5 {
                    edits += 1;
                    let name = format!("編集 {edits}郎");
                    app.json("PATCH", &path, &json!({ "applicant": { "name": name } })).expect(200);
                }
                edits
            });
            let builders: Vec<_> = (0..workers).map(|_| scope.spawn(|| {
                let mut made = 0;
                while search_building::build_one(&app.app().database).expect("made") {
                    made += 1;
                }
                made
            })).collect();
            made = builders.into_iter().map(|builder| builder.join().expect("no panic")).sum();
            done.store(true, Ordering::SeqCst);
            edits = editor.join().expect("no panic");
        });
        // On SQLite a segment is read again whose texts have changed before it was written.
        let at_most = if app.app().database.is_postgres() { full } else { full + i64::try_from(edits).expect("few") };
        assert!((full..=at_most).contains(&made), "{made} for {full}");
        assert_eq!(app.sql_number("SELECT COUNT(*) AS number FROM search_postings"), full * 1_024);
        assert_eq!(found(app, &session, &format!("編集 {edits}郎")), [1]);
        app.sql(&format!("UPDATE search_segments SET due = TRUE WHERE session_id = {sql_id}"));
        app.make_search_indexes();
        assert_eq!(app.sql_number("SELECT COUNT(*) AS number FROM search_edits"), 0);
        assert_eq!(found(app, &session, &format!("編集 {edits}郎")), [1]);
        assert_eq!(found(app, &session, &format!("編集 {}郎", edits + 1)), [0_i64; 0]);
    }

    fn a_segment_that_is_edited_often_gets_a_new_index(app) {
        let session = app.filled_session(100, 100).session;
        assert_eq!(app.make_search_indexes(), 1);
        let sql_id = id_of(app, &session);
        let note = |from: i64, to: i64| {
            for sequence in from..to {
                app.sql(&format!(
                    "INSERT INTO search_edits (organization_id, session_id, segment, sequence, version)
                     SELECT organization_id, session_id, 0, sequence, 2 FROM registrations
                     WHERE session_id = {sql_id} AND sequence = {}", 1 + 100 * sequence
                ));
            }
        };
        note(0, 31);
        assert_eq!(app.make_search_indexes(), 0);
        note(31, 32);
        assert_eq!(app.make_search_indexes(), 1);
        assert_eq!(app.sql_number("SELECT COUNT(*) AS number FROM search_edits"), 0);
    }

    fn every_page_of_every_filter_comes_once_and_in_order(app) {
        let session = app.filled_session(3_000, 7).session;
        app.make_search_indexes();
        let pages = |query: &str| {
            let (mut rows, mut cursor) = (Vec::new(), "0".to_owned());
            loop {
                let path = format!("/api/v1/sessions/{session}/registrations?limit=211&cursor={cursor}&{query}");
                let page = app.staff_get(&path).expect(200).json();
                for row in page["items"].as_array().expect("rows") {
                    rows.push((row["sequence"].as_i64().expect("a number"), row["position"].as_i64()));
                }
                match page["next_cursor"].as_str() {
                    Some(next) => next.clone_into(&mut cursor),
                    None => return (rows, page["counts"].clone()),
                }
            }
        };
        let (all, counts) = pages("");
        assert_eq!(all.len(), 3_001);
        let waiting: Vec<_> = all.iter().filter_map(|(_, position)| *position).collect();
        assert_eq!(waiting, (1..=i64::try_from(waiting.len()).expect("small")).collect::<Vec<_>>());
        let mut parts = BTreeSet::new();
        for state in ["confirmed", "waitlisted", "withdrawn,declined", "withdrawn,offered"] {
            let (rows, _) = pages(&format!("state={state}"));
            assert!(rows.is_sorted(), "{state}");
            assert!(rows.iter().all(|row| all.contains(row)), "{state}: places are the same in every list");
            parts.extend(rows);
        }
        assert_eq!(parts.len(), all.len());
        // Those who wait far apart from each other.
        let (rare, _) = pages("q=%E9%BE%8D&state=waitlisted");
        assert!(!rare.is_empty() && rare.iter().all(|row| all.contains(row)), "{rare:?}");
        let (june, _) = pages("updated_since=2026-05-01T00:00:00Z");
        assert_eq!(june.len(), 2, "the first, and the eleventh");
        assert_eq!(counts["withdrawn"], 4);
        assert_eq!(drifted(app), 0);
        figure("list", format!("{} pages of one session, each row once", 3_001 / 211 + 1));
    }
}
