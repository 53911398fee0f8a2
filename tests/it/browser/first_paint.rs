//! How soon something is to be seen on a slow line.

use serde::Deserialize;
use serde_json::json;

use super::script::played;
use crate::support::app::TestApp;
use crate::support::bodies;
use crate::support::figures::figure;

/// Milliseconds until something is painted, at 400 kbit/s with 400 ms to the server and back.
const LATEST_PAINT: f64 = 2_500.0;

/// When a page was first painted.
#[derive(Debug, Deserialize)]
struct Paints {
    paints: Vec<Paint>,
}

#[derive(Debug, Deserialize)]
struct Paint {
    path: String,
    milliseconds: f64,
}

#[test]
fn on_a_slow_line_a_page_is_to_be_seen_soon() {
    let app = TestApp::on_sqlite();
    let sessions: Vec<_> =
        ["下関", "萩(午前)", "萩(午後)"].map(|name| bodies::session(name, 20)).into();
    app.publish(&bodies::with(bodies::event(&sessions), &json!({ "slug": "telework" })));
    let paths = ["/e/telework", "/e/telework/apply"];
    let seen: Paints =
        played("first_paint.mjs", &[&[app.url("").as_str()], &paths[..]].concat(), |_| {});
    assert_eq!(seen.paints.len(), paths.len());
    for Paint { path, milliseconds } in &seen.paints {
        figure("first paint", format!("{path}: {milliseconds:.0} ms at 400 kbit/s and 400 ms"));
        assert!(*milliseconds > 400.0, "{path}: the slow line was not slow");
        assert!(*milliseconds < LATEST_PAINT, "{path}: {milliseconds} ms");
    }
    app.end();
}
