//! Mail addresses and telephone numbers by which nobody can be reached.

use serde_json::json;

use super::applications::{applicant_with, with};
use super::case::Case;

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (address, fault) in hostile_addresses() {
        let shown: String = address.escape_debug().to_string().chars().take(60).collect();
        let body = applicant_with(&json!({ "email": address }));
        cases.push(
            Case::apply(format!("email {shown}"), &body).breaks(&[("/applicant/email", fault)]),
        );
        let body = with(&json!({ "attendees": [{ "name": "花子", "email": address }] }));
        cases.push(
            Case::apply(format!("attendee's email {shown}"), &body)
                .breaks(&[("/attendees/0/email", fault)]),
        );
    }
    for number in hostile_numbers() {
        let body = applicant_with(&json!({ "phone": number }));
        let name = format!("phone {}", number.escape_debug()).chars().take(60).collect::<String>();
        cases.push(Case::apply(name, &body).breaks(&[("/applicant/phone", "invalid_phone")]));
    }
    cases
}

fn hostile_addresses() -> Vec<(String, &'static str)> {
    let invalid = [
        "taro",
        "@",
        "@example.jp",
        "taro@",
        "taro@@example.jp",
        "taro@example@example.jp",
        "taro yamada@example.jp",
        "taro@exa mple.jp",
        "taro@example",
        "taro@localhost",
        "taro@example.jp.",
        "taro@.jp",
        "taro@example..jp",
        "taro@-example.jp",
        "taro@example-.jp",
        "taro@exa_mple.jp",
        "taro@example.1",
        "taro@127.0.0.1",
        "taro@[127.0.0.1]",
        "taro@[IPv6:::1]",
        "\"taro yamada\"@example.jp",
        "taro(comment)@example.jp",
        "<taro@example.jp>",
        "Taro <taro@example.jp>",
        "taro@example.jp,hanako@example.jp",
        "taro@example.jp;hanako@example.jp",
        "taro@example.jp hanako@example.jp",
        "mailto:taro@example.jp\u{3000}x",
        // Dots that only the carriers' addresses may have.
        ".taro@example.jp",
        "taro.@example.jp",
        "ta..ro@example.jp",
        "ta..ro@docomo.ne.jp.example.jp",
        "ta..ro@notdocomo.ne.jp",
        "...@docomo.ne.jp",
        "@docomo.ne.jp",
        "taro@xn--\u{0061}.jp.",
        "taro@%00.jp",
        "taro@example.jp?subject=x",
    ];
    let mut addresses: Vec<(String, &str)> =
        invalid.map(|address| (address.to_owned(), "invalid_email")).to_vec();
    addresses.extend([
        ("山田@example.jp".to_owned(), "non_ascii_local_part"),
        ("taro@example.jp\r\nBcc: hanako@example.jp".to_owned(), "control_character"),
        ("taro\0@example.jp".to_owned(), "control_character"),
        ("taro@example.jp\0".to_owned(), "control_character"),
        ("ta\u{200B}ro@example.jp".to_owned(), "invisible_character"),
        ("\u{202E}taro@example.jp".to_owned(), "invisible_character"),
        (format!("{}@example.jp", "a".repeat(65)), "too_long"),
        (format!("taro@{}.jp", "a.".repeat(125)), "invalid_email"),
        (format!("taro@{}.jp", "a".repeat(64)), "invalid_email"),
        (format!("{}@example.jp", "a".repeat(100_000)), "too_long"),
    ]);
    addresses
}

fn hostile_numbers() -> Vec<String> {
    let numbers = [
        "電話",
        "123",
        "000-1234-5",
        "1234567890",
        "+0123456789",
        "+",
        "-",
        "000-1234-5678 内線5",
        "000\u{0}12345678",
        "000;12345678",
        "=000-1234-5678",
    ];
    let mut numbers: Vec<String> = numbers.map(str::to_owned).to_vec();
    numbers.push("0".repeat(12));
    numbers.push("0".repeat(100_000));
    numbers
}
