//! The attendee table takes about as long for a million as for ten thousand, and so does its search.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::app::TestApp;
use crate::support::figures::{figure, full_run};
use crate::support::on_both_databases;

/// Times the time at ten thousand that any page may take.
const AT_MOST: f64 = 3.0;
/// Registrations in the small session.
const SMALL: i64 = 10_000;
/// Each page is asked for so often in turn with the other session's; the quickest counts, for other work
/// on the machine only adds to it.
const TIMES: usize = 7;
/// Differences below this are the machine's, not the list's.
const NOISE: Duration = Duration::from_millis(4);

/// Registrations in the large session.
fn large() -> i64 {
    if full_run() { 1_000_000 } else { 50_000 }
}

/// Pages by their queries; `{last}` is the highest sequence number.
const PAGES: [(&str, &str); 21] = [
    ("first page", ""),
    ("page in the middle", "cursor={middle}"),
    ("last page", "cursor={last}"),
    ("confirmed", "state=confirmed"),
    ("waiting", "state=waitlisted&cursor={middle}"),
    ("declined, which is rare", "state=declined"),
    ("two states", "state=withdrawn,declined&cursor={middle}"),
    ("changed since", "updated_since=2026-05-01T00:00:00Z"),
    ("a common name", "q=山田"),
    ("a common name in the middle", "q=山田&cursor={middle}"),
    ("name and given name", "q=佐藤%20美咲"),
    ("a character that all have", "q=や"),
    ("a character that few have", "q=龍"),
    ("a character that few have, among the waiting", "q=龍&state=waitlisted"),
    ("a character that none has", "q=鷹"),
    ("one address", "q=p4321@example.jp"),
    ("one telephone number", "q=09034218399"),
    ("part of many addresses", "q=example&cursor={last}"),
    ("what nobody has", "q=西園寺公望"),
    ("two names that nobody has both", "q=佐藤%20山田"),
    ("a common name among the declined", "q=山田&state=declined"),
];

fn asked(app: &TestApp, session: &str, query: &str) -> Value {
    let url = app.url(&format!("/api/v1/sessions/{session}/registrations?{query}"));
    let url = url::Url::parse(&url).expect("a URL");
    let query = url.query().unwrap_or_default();
    app.staff_get(&format!("{}?{query}", url.path())).expect(200).json()
}

fn time(app: &TestApp, session: &str, query: &str) -> Duration {
    let began = Instant::now();
    asked(app, session, query);
    began.elapsed()
}

fn placed(query: &str, registrations: i64) -> String {
    query
        .replace("{middle}", &(registrations / 2).to_string())
        .replace("{last}", &(registrations - 100).to_string())
}

on_both_databases! {
    fn any_page_of_a_large_session_takes_about_as_long_as_of_a_small_one(app) {
        let small = app.filled_session(SMALL - 1, 1).session;
        let large_session = app.filled_session(large() - 1, 1).session;
        let began = Instant::now();
        let made = app.make_search_indexes();
        let database = if app.app().database.is_postgres() { "PostgreSQL" } else { "SQLite" };
        figure("search", format!("on {database}: the index of {made} segments in {:?}", began.elapsed()));
        if app.app().database.is_postgres() {
            app.sql("ANALYZE");
        }
        let mut slow = Vec::new();
        for (name, query) in PAGES {
            let (mut before, mut after) = (Duration::MAX, Duration::MAX);
            for _ in 0..TIMES {
                before = before.min(time(app, &small, &placed(query, SMALL)));
                after = after.min(time(app, &large_session, &placed(query, large())));
            }
            let ratio = after.as_secs_f64() / before.as_secs_f64();
            figure("list", format!(
                "on {database}: {name}: {:.1} ms of {SMALL}, {:.1} ms of {}: {ratio:.2}",
                before.as_secs_f64() * 1e3, after.as_secs_f64() * 1e3, large()
            ));
            if ratio > AT_MOST && after > before + NOISE {
                slow.push(name);
            }
        }
        assert!(slow.is_empty(), "not flat: {slow:?}");
    }
}
