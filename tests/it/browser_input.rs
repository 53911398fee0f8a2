//! The form's scripts in headless Chromium: readings, companies, postal codes, proof of work.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use uketsuke::domain::public_registers::Register;
use uketsuke::reference::{Source, import};

use crate::registers::{PLACES, corporate_number, corporation};
use crate::support::app::{Place, TestApp};
use crate::support::bodies;
use crate::support::figures::figure;

fn played(app: &TestApp) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("node")
        .args(["input.mjs", "--base", &app.url(""), "--out"])
        .arg(root.join("target/screenshots"))
        .current_dir(root.join("tests/browser"))
        .stdin(Stdio::null())
        .output()
        .expect("node can be run (tests/run installs it)");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("the browser did not play ({error}): {}", String::from_utf8_lossy(&output.stderr))
    })
}

fn imported(app: &TestApp, register: Register, text: &str) {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    let source = Source { register, file: file.path() };
    import(&app.app().database, &source, app.app().clock.now(), &mut |_| {}).expect("imported");
}

#[test]
fn the_form_s_scripts_help_people_and_work_for_them() {
    let app = TestApp::at(Place::sqlite(), &[]);
    imported(&app, Register::PostalCodes, PLACES);
    let list = corporation(1, "株式会社例示商事") + &corporation(2, "例示物産株式会社");
    imported(&app, Register::Corporations, &list);
    let sessions = [bodies::session("下関", 20)];
    let citizens = json!({ "slug": "citizens", "application_rules": { "proof_of_work": true, "form_layout": "one_page" } });
    app.publish(&bodies::with(bodies::event(&sessions), &citizens));
    app.publish(&bodies::with(bodies::company_event(&sessions), &json!({
        "slug": "companies", "application_rules": { "form_layout": "one_page" },
        "questions": [{ "key": "address", "kind": "postal_address", "label": "住所", "required": false }]
    })));
    let seen = played(&app);
    assert_eq!((&seen["error"], &seen["complaints"]), (&Value::Null, &json!([])), "{seen:#}");
    assert_eq!(seen["findings"], json!([]));
    let steps = &seen["steps"];
    let furigana = json!({ "proposed": "やまだ たろう", "attendee": "はなこ", "edited": "ヤマダ", "name": "鈴木" });
    assert_eq!(steps["furigana"], furigana);
    assert_eq!(steps["company"]["options"], json!(["株式会社例示商事", "例示物産株式会社"]));
    assert_eq!(steps["company"]["number"], json!(corporate_number(1)));
    assert!(
        steps["company"]["said"].as_str().is_some_and(|said| said.contains("2件")),
        "{steps:#}"
    );
    let postal = json!({ "one": ["山口県", "例示市", ""], "towns": ["見本町", "東見本"], "kept": "書きなおした市" });
    assert_eq!(steps["postal"], postal);
    assert_eq!(steps["proof"]["hidden"], json!(true));
    for step in ["proof", "early"] {
        assert!(
            steps[step]["number"].as_str().is_some_and(|number| number.len() >= 8),
            "{steps:#}"
        );
    }
    let heading = steps["withoutScripts"]["heading"].as_str().unwrap_or_default();
    assert!(!heading.is_empty() && !heading.contains("申し込みが完了"), "{steps:#}");
    figure(
        "robots",
        format!("proof of work in headless Chromium: {} ms", steps["proof"]["milliseconds"]),
    );
    app.end();
}
