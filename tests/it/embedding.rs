//! The form within a page of another site, in headless Chromium: `tests/browser/embed.mjs`.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::outward::published;
use crate::support::app::TestApp;
use crate::support::figures::figure;

/// A port that nobody uses at the moment.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

#[test]
fn a_form_is_filled_in_within_a_listed_site_and_not_shown_within_another() {
    let app = TestApp::on_sqlite();
    published(&app, "telework");
    let (listed, unlisted) = (free_port(), free_port());
    let origins = json!({ "embed_origins": [format!("http://127.0.0.1:{listed}")] });
    app.staff("PATCH", "/api/v1/organization", &origins).expect(200);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("node")
        .arg("embed.mjs")
        .args(["--base", &app.url(""), "--event", "telework"])
        .args(["--listed", &listed.to_string(), "--unlisted", &unlisted.to_string(), "--out"])
        .arg(root.join("target/screenshots"))
        .current_dir(root.join("tests/browser"))
        .stdin(Stdio::null())
        .output()
        .expect("node can be run (tests/run installs it)");
    let seen: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let within = &seen["listed"];
    assert_eq!(within["error"], Value::Null, "{seen:#}");
    assert_eq!(within["title"], "説明会の申し込み");
    assert_eq!(within["number"].as_str().map(str::len), Some(8), "{seen:#}");
    // The page around it stayed, got no cookie of ours, and the frame is as high as what is in it.
    assert_eq!(within["address"], format!("http://127.0.0.1:{listed}/"));
    assert_eq!(within["cookies"], 0);
    assert_eq!(within["manage"], "_top");
    assert_eq!(within["complaints"], json!([]));
    let number = |value: &Value| value.as_f64().expect("a number");
    let (height, content) = (number(&within["heights"][1]), number(&within["content"]));
    assert!((height - content).abs() <= 2.0, "{height} for {content}");
    figure("embedding", format!("the frame is {height} px high for {content} px"));
    // The negative control: the same page of another origin, and the browser says why it shows nothing.
    let other = &seen["unlisted"];
    assert_eq!(other["forms"], 0, "{seen:#}");
    let complaints = other["complaints"].to_string();
    assert!(complaints.contains("frame-ancestors"), "{seen:#}");
    app.end();
}
