//! Bodies that are no JSON, or JSON of another shape, on every route that takes one.

use super::case::{APPLY, Case};

/// Routes that take a body, with whether they need a token.
pub const ROUTES_WITH_BODY: [(&str, &str, bool); 11] = [
    ("POST", APPLY, false),
    ("PATCH", "/api/v1/registrations/{token}", false),
    ("POST", "/api/v1/registrations/{token}/move", false),
    ("POST", "/api/v1/events", true),
    ("PATCH", "/api/v1/events/{event}", true),
    ("POST", "/api/v1/events/{event}/sessions", true),
    ("PATCH", "/api/v1/sessions/{session}", true),
    ("PUT", "/api/v1/mail-texts/promoted/ja", true),
    ("POST", "/api/v1/mail-texts/promoted/ja/preview", true),
    ("PATCH", "/api/v1/mail-settings", true),
    ("POST", "/api/v1/outbox/retry", true),
];

/// Bytes of a body at most.
const BODY_MAX: usize = 256 * 1024;

pub fn cases() -> Vec<Case> {
    let bodies = bodies();
    let mut cases = Vec::new();
    for (method, path, staff) in ROUTES_WITH_BODY {
        let request = |name: &str| {
            let case = Case::new(format!("{name}: {method} {path}"), method, path);
            if staff { case.by_staff() } else { case }
        };
        for (name, body, (status, code, pointer, fault)) in &bodies {
            let faults: &[(&str, &str)] = if fault.is_empty() { &[] } else { &[(pointer, fault)] };
            let case = request(name).header("Content-Type", "application/json").body(body.clone());
            cases.push(case.is(*status, code, faults));
        }
        for content_type in content_types() {
            let case = request(&format!("Content-Type {content_type}"))
                .header("Content-Type", content_type)
                .body("{}");
            cases.push(case.is(415, "unsupported_media_type", &[]));
        }
        cases.push(request("no Content-Type").body("{}").is(415, "unsupported_media_type", &[]));
        let packed = request("compressed")
            .header("Content-Type", "application/json")
            .header("Content-Encoding", "gzip");
        cases.push(packed.body([0x1F, 0x8B, 8, 0]).is(415, "unsupported_media_type", &[]));
    }
    cases
}

fn content_types() -> [&'static str; 7] {
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=shift_jis",
        "text/json",
        "json",
        "*/*",
    ]
}

/// Status, code, pointer and code of the fault; the latter two empty where no field is to blame.
type Verdict = (u16, &'static str, String, &'static str);

fn malformed() -> Verdict {
    (400, "malformed_json", String::new(), "")
}

fn malformed_at(pointer: &str, fault: &'static str) -> Verdict {
    (400, "malformed_json", pointer.to_owned(), fault)
}

fn broken(pointer: &str, fault: &'static str) -> Verdict {
    (422, "validation_failed", pointer.to_owned(), fault)
}

fn bodies() -> Vec<(&'static str, Vec<u8>, Verdict)> {
    let mut bodies: Vec<(&str, Vec<u8>, Verdict)> = no_json();
    bodies.extend([
        ("the same key twice", br#"{"a":1,"a":2}"#.to_vec(), malformed_at("/a", "duplicate_key")),
        (
            "the same key, spelled otherwise",
            br#"{"a":1,"\u0061":2}"#.to_vec(),
            malformed_at("/a", "duplicate_key"),
        ),
        (
            "the same key inside",
            br#"{"a":[{"b/c":{"d":1,"d":2}}]}"#.to_vec(),
            malformed_at("/a/0/b~1c/d", "duplicate_key"),
        ),
        (
            "ten thousand brackets",
            "[".repeat(10_000).into(),
            malformed_at(&"/0".repeat(32), "too_deep"),
        ),
        (
            "ten thousand closed brackets",
            nested(10_000).into(),
            malformed_at(&"/0".repeat(32), "too_deep"),
        ),
        (
            "ten thousand braces",
            r#"{"a":"#.repeat(10_000).into(),
            malformed_at(&"/a".repeat(32), "too_deep"),
        ),
        (
            "a number beyond all numbers",
            br#"{"seats":1e400}"#.to_vec(),
            broken("/seats", "out_of_range"),
        ),
        ("an unknown field", br#"{"colour":"red"}"#.to_vec(), broken("/colour", "unknown_field")),
        (
            "a field of prototypes",
            br#"{"__proto__":{"admin":true}}"#.to_vec(),
            broken("/__proto__", "unknown_field"),
        ),
        (
            "an unknown field with an odd name",
            br#"{"a/~\u0000b":1}"#.to_vec(),
            broken("/a~1~0b", "unknown_field"),
        ),
        ("an array", b"[]".to_vec(), broken("", "wrong_type")),
        (
            "an array of values in order",
            br#"[["x"],[],1,{},"ja",true]"#.to_vec(),
            broken("", "wrong_type"),
        ),
        ("null", b"null".to_vec(), broken("", "wrong_type")),
        ("true", b"true".to_vec(), broken("", "wrong_type")),
        ("a number", b"3".to_vec(), broken("", "wrong_type")),
        ("a text", br#""text""#.to_vec(), broken("", "wrong_type")),
        (
            "one byte too large",
            [b"{".to_vec(), vec![b' '; BODY_MAX], b"}".to_vec()].concat(),
            (413, "body_too_large", String::new(), ""),
        ),
    ]);
    bodies
}

fn nested(depth: usize) -> String {
    format!("{}{}", "[".repeat(depth), "]".repeat(depth))
}

fn no_json() -> Vec<(&'static str, Vec<u8>, Verdict)> {
    let bodies: [(&str, &[u8]); 19] = [
        ("nothing", b""),
        ("only spaces", b" \r\n\t "),
        ("cut off", br#"{"applicant":{"name":"#),
        ("cut off in a text", "{\"applicant\":{\"name\":\"山".as_bytes()),
        ("cut off in a character", b"{\"applicant\":{\"name\":\"\xE5\xB1"),
        ("no JSON", b"nope"),
        ("something after the end", b"{} {}"),
        ("a comma too many", br#"{"a":1,}"#),
        ("single quotes", b"{'a':1}"),
        ("a comment", b"{} // yes"),
        ("a leading zero", br#"{"seats":01}"#),
        ("no number", br#"{"seats":NaN}"#),
        ("a byte order mark", b"\xEF\xBB\xBF{}"),
        ("Shift_JIS", b"{\"applicant\":{\"name\":\"\x8E\x52\x93\x63\"}}"),
        ("UTF-16", b"\xFF\xFE{\0}\0"),
        ("an overlong slash", b"{\"a\":\"\xC0\xAF\"}"),
        ("half a surrogate pair", br#"{"a":"\ud842"}"#),
        ("a surrogate in UTF-8", b"{\"a\":\"\xED\xA1\x82\"}"),
        ("a NUL in a text", b"{\"a\":\"\0\"}"),
    ];
    bodies.into_iter().map(|(name, body)| (name, body.to_vec(), malformed())).collect()
}
