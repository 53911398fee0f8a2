//! Answers that do not fit the organizer's question: its kind, its choices, its length.

use serde_json::{Value, json};

use super::applications::with;
use super::case::Case;

pub fn cases() -> Vec<Case> {
    let table = [texts(), numbers(), dates(), choices()].concat();
    let answered = |(key, answer, fault): (&str, Value, &str)| {
        let name: String = format!("{key}: {answer}").chars().take(80).collect();
        let body = with(&json!({ "answers": { key: answer } }));
        Case::apply(name, &body).breaks(&[(&format!("/answers/{key}"), fault)])
    };
    let mut cases: Vec<Case> = table.into_iter().map(answered).collect();
    let odd_key = with(&json!({ "answers": { "a/b~\u{0}": 1, &"x".repeat(500): 2 } }));
    cases.push(Case::apply("questions that nobody asked", &odd_key).breaks(&[
        ("/answers/a~1b~0", "unknown_question"),
        (&format!("/answers/{}", "x".repeat(40)), "unknown_question"),
    ]));
    cases
}

type Row = (&'static str, Value, &'static str);

fn texts() -> Vec<Row> {
    vec![
        ("short_text", json!("一\n二"), "control_character"),
        ("short_text", json!("a\u{0}"), "control_character"),
        ("short_text", json!("a\u{202E}b"), "invisible_character"),
        ("short_text", json!("長".repeat(201)), "too_long"),
        ("short_text", json!(3), "wrong_type"),
        ("short_text", json!(["a"]), "wrong_type"),
        ("short_text", json!({ "a": "b" }), "wrong_type"),
        ("long_text", json!("一\u{0}二"), "control_character"),
        ("long_text", json!("一\u{2067}二"), "invisible_character"),
        ("long_text", json!("長".repeat(4_001)), "too_long"),
        ("long_text", json!(format!("q{}", "\u{323}".repeat(9))), "combining_heavy"),
        ("long_text", json!([[[["deep"]]]]), "wrong_type"),
        ("long_text", json!(true), "wrong_type"),
        ("unasked", json!("a"), "unknown_question"),
    ]
}

fn numbers() -> Vec<Row> {
    vec![
        ("number", json!(1.5), "not_a_number"),
        ("number", json!("1.5"), "not_a_number"),
        ("number", json!("1e3"), "not_a_number"),
        ("number", json!(1e3), "not_a_number"),
        ("number", json!("0x10"), "not_a_number"),
        ("number", json!("十"), "not_a_number"),
        ("number", json!("1 2"), "not_a_number"),
        ("number", json!("99999999999999999999"), "not_a_number"),
        ("number", json!(u64::MAX), "not_a_number"),
        ("number", json!(1_000_000_001), "out_of_range"),
        ("number", json!("-1000000001"), "out_of_range"),
        ("number", json!(true), "wrong_type"),
        ("number", json!([1]), "wrong_type"),
    ]
}

fn dates() -> Vec<Row> {
    vec![
        ("date", json!("2026-02-30"), "not_a_date"),
        ("date", json!("2026-13-01"), "not_a_date"),
        ("date", json!("2027-02-29"), "not_a_date"),
        ("date", json!("2026-10-15T10:00:00Z"), "not_a_date"),
        ("date", json!("明日"), "not_a_date"),
        ("date", json!("15.10.2026"), "not_a_date"),
        ("date", json!("0001-01-01"), "out_of_range"),
        ("date", json!("9999-12-31"), "out_of_range"),
        ("date", json!("-0044-03-15"), "not_a_date"),
        ("date", json!(20_261_015), "wrong_type"),
    ]
}

fn choices() -> Vec<Row> {
    vec![
        ("choice", json!("c"), "unknown_choice"),
        ("choice", json!("A"), "unknown_choice"),
        ("choice", json!("a\u{0}"), "unknown_choice"),
        ("choice", json!(["a"]), "wrong_type"),
        ("choice", json!(0), "wrong_type"),
        ("choices", json!(["a", "c"]), "unknown_choice"),
        ("choices", json!(["a", 3]), "wrong_type"),
        ("choices", json!("a"), "wrong_type"),
        ("choices", json!({ "a": true }), "wrong_type"),
        ("yes_no", json!("maybe"), "wrong_type"),
        ("yes_no", json!(1), "wrong_type"),
        ("consent", json!(2), "wrong_type"),
        ("consent", json!({ "agreed": true, "wording": "別の文" }), "wrong_type"),
        ("postal_address", json!("萩市"), "wrong_type"),
        ("postal_address", json!({ "city": "萩市", "land": "x" }), "unknown_field"),
        ("file", json!("../../etc/passwd"), "unknown_upload"),
        ("file", json!({ "upload": "x" }), "wrong_type"),
    ]
}
