//! Names and readings that show nothing, turn the text around them, or pile up.

use serde_json::json;

use super::applications::{applicant_with, with};
use super::case::Case;

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, fault) in hostile_names() {
        let shown: String = name.escape_unicode().to_string().chars().take(60).collect();
        let applicant = applicant_with(&json!({ "name": name }));
        cases.push(
            Case::apply(format!("applicant {shown}"), &applicant)
                .breaks(&[("/applicant/name", fault)]),
        );
        let attendee = with(&json!({ "attendees": [{ "name": name }] }));
        cases.push(
            Case::apply(format!("attendee {shown}"), &attendee)
                .breaks(&[("/attendees/0/name", fault)]),
        );
    }
    for (kana, fault) in hostile_readings() {
        let body = applicant_with(&json!({ "kana": kana }));
        cases.push(
            Case::apply(format!("kana {}", kana.escape_unicode()), &body)
                .breaks(&[("/applicant/kana", fault)]),
        );
    }
    cases
}

fn hostile_names() -> Vec<(String, &'static str)> {
    let owned = |(name, fault): (&str, &'static str)| (name.to_owned(), fault);
    let mut names: Vec<(String, &str)> = [
        // Nothing to be seen.
        ("", "empty"),
        (" ", "empty"),
        ("\u{3000}", "empty"),
        (" \u{3000}\t\u{A0}\u{2003}\u{2009}", "empty"),
        ("\r\n", "empty"),
        ("\u{2800}", "empty"),
        ("\u{301}", "empty"),
        // Invisible, alone or between letters.
        ("\u{200B}", "invisible_character"),
        ("山\u{200B}田", "invisible_character"),
        ("山\u{200C}田", "invisible_character"),
        ("山\u{200D}田", "invisible_character"),
        ("山田\u{FEFF}", "invisible_character"),
        ("山\u{AD}田", "invisible_character"),
        ("\u{2060}山田", "invisible_character"),
        ("\u{3164}", "invisible_character"),
        ("\u{FFA0}", "invisible_character"),
        ("山\u{180E}田", "invisible_character"),
        ("山田\u{E0041}\u{E0042}", "invisible_character"),
        ("\u{E0100}", "invisible_character"),
        ("葛\u{E0100}\u{E0101}", "invisible_character"),
        // Changing the direction.
        ("\u{202E}郎太 田山", "invisible_character"),
        ("山田\u{202A}", "invisible_character"),
        ("\u{2066}山田\u{2069}", "invisible_character"),
        ("\u{200F}山田", "invisible_character"),
        ("山田\u{61C}", "invisible_character"),
        // Control characters.
        ("山\u{0}田", "control_character"),
        ("\u{0}", "control_character"),
        ("山\n田", "control_character"),
        ("山田\r\nBcc: x@example.jp", "control_character"),
        ("\u{1B}[31m山田", "control_character"),
        ("山\u{7F}田", "control_character"),
        ("山\u{9B}田", "control_character"),
        ("山\u{85}田", "control_character"),
        ("山\u{2028}田", "control_character"),
        ("山\u{FFFE}田", "control_character"),
        ("山\u{10FFFF}田", "control_character"),
    ]
    .map(owned)
    .to_vec();
    names.push((format!("Z{}", "\u{334}".repeat(50)), "combining_heavy"));
    names.push((format!("山{}", "\u{489}\u{20DD}".repeat(3)), "combining_heavy"));
    names.push(("Z\u{351}\u{36B}\u{343}\u{36A}\u{302}\u{36B}".repeat(9), "combining_heavy"));
    names.push(("長".repeat(101), "too_long"));
    names.push(("𠮷".repeat(101), "too_long"));
    names.push(("長".repeat(50_000), "too_long"));
    names
}

fn hostile_readings() -> Vec<(String, &'static str)> {
    let readings = [
        ("山田", "invalid_kana"),
        ("ー", "invalid_kana"),
        ("123", "invalid_kana"),
        ("やまだ<b>", "invalid_kana"),
        ("やま\u{0}だ", "control_character"),
        ("やま\nだ", "control_character"),
        ("やま\u{202E}だ", "invisible_character"),
        ("\u{200B}", "invisible_character"),
    ];
    let mut readings: Vec<_> = readings.map(|(kana, fault)| (kana.to_owned(), fault)).to_vec();
    readings.push(("か\u{3099}".repeat(201), "too_long"));
    readings.push((format!("か{}", "\u{3099}".repeat(20)), "combining_heavy"));
    readings
}
