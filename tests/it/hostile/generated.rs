//! Garbage at every operation of the OpenAPI document: never a fault of the server's own, and every no in
//! the one known shape.

use serde_json::Value;

use super::ids::spellings;
use super::world::World;
use crate::support::answer::Answer;
use crate::support::on_both_databases;

/// Sets of garbage that each operation gets.
const SETS: usize = 20;

/// A sequence that is the same in every run (Knuth's multiplier).
struct Sequence(u64);

impl Sequence {
    fn next(&mut self) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default()
    }

    fn pick<T: Clone>(&mut self, among: &[T]) -> T {
        among[self.next() % among.len()].clone()
    }

    fn bytes(&mut self) -> Vec<u8> {
        let length = self.next() % 300;
        (0..length).map(|_| self.next().to_le_bytes()[0]).collect()
    }

    /// JSON of any shape, of keys that there are and others.
    fn json(&mut self, depth: usize) -> Value {
        let keys = [
            "applicant",
            "name",
            "email",
            "kana",
            "phone",
            "company",
            "attendees",
            "seats",
            "answers",
            "consent",
            "language",
            "source",
            "received_at",
            "note",
            "title",
            "slug",
            "sessions",
            "capacity",
            "meetings",
            "starts_at",
            "ends_at",
            "questions",
            "session_groups",
            "session",
            "group",
            "closes_at",
            "",
            "\u{0}",
            "a/b~c",
            "説明",
        ];
        let texts = [
            "",
            "\u{0}",
            "山田",
            "taro@example.jp",
            "2026-10-15T14:00:00+09:00",
            "2026-02-30",
            "ja",
            "\u{202E}",
            "%",
            "'--",
            "=1",
        ];
        match self.next() % if depth == 0 { 6 } else { 9 } {
            0 => Value::Null,
            1 => (self.next().is_multiple_of(2)).into(),
            2 => self.pick(&[0_i64, 1, -1, 5, i64::MAX, i64::MIN]).into(),
            3 => self.pick(&[0.5, -0.0, 1e300]).into(),
            4 | 5 => self.pick(&texts).into(),
            6 => (0..self.next() % 4).map(|_| self.json(depth - 1)).collect::<Vec<_>>().into(),
            _ => {
                let fields = (0..self.next() % 6)
                    .map(|_| (self.pick(&keys).to_owned(), self.json(depth - 1)));
                Value::Object(fields.collect())
            }
        }
    }

    fn body(&mut self) -> Vec<u8> {
        match self.next() % 5 {
            0 => self.bytes(),
            1 => {
                let mut text = self.json(3).to_string().into_bytes();
                text.truncate(self.next() % (text.len() + 1));
                text
            }
            _ => self.json(4).to_string().into_bytes(),
        }
    }

    fn query(&mut self) -> String {
        let names = [
            "cursor",
            "limit",
            "state",
            "q",
            "updated_since",
            "columns",
            "encoding",
            "lang",
            "mine",
            "kind",
            "x",
            "%00",
            "",
        ];
        let values = [
            "",
            "0",
            "-1",
            "1",
            "abc",
            "%00",
            "%FF",
            "confirmed",
            "true",
            "2026-10-15T14:00:00Z",
            "%25_%5C",
            "''",
            "99999999999999999999",
            "utf-8-bom",
            "name",
            "%F0%9F%98%80",
            "a,b,c",
            "&&==",
        ];
        let pairs: Vec<String> = (0..self.next() % 4)
            .map(|_| format!("{}={}", self.pick(&names), self.pick(&values)))
            .collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    /// The path with something that exists, or garbage, for each of its parameters.
    fn path(&mut self, pattern: &str, world: &World<'_>) -> String {
        let ids = [&world.event, &world.session, &world.registration, &world.token, &world.mail];
        let mut path = pattern.to_owned();
        while let Some((before, rest)) = path.split_once('{') {
            let after = rest.split_once('}').map_or("", |(_, after)| after);
            let id = if self.next().is_multiple_of(3) {
                self.pick(&spellings()).replace(['{', '}'], "")
            } else {
                self.pick(&ids).clone()
            };
            path = format!("{before}{id}{after}");
        }
        path
    }

    fn headers(&mut self, token: Option<&str>) -> Vec<(String, String)> {
        let types = [
            "application/json",
            "application/json",
            "application/json",
            "application/json; charset=utf-8",
            "text/plain",
            "",
        ];
        let mut headers = vec![("Content-Type".to_owned(), self.pick(&types).to_owned())];
        headers.extend(token.map(|token| ("Authorization".to_owned(), format!("Bearer {token}"))));
        if self.next().is_multiple_of(4) {
            headers.push(("Idempotency-Key".to_owned(), self.pick(&["", "k", "a b"]).to_owned()));
        }
        if self.next().is_multiple_of(4) {
            headers.push((
                self.pick(&["If-Match", "If-None-Match"]).to_owned(),
                self.pick(&["\"1\"", "*", "x", ""]).to_owned(),
            ));
        }
        headers
    }
}

/// Fails unless a no is a problem with all that was promised.
#[track_caller]
fn assert_known_shape(answer: &Answer, what: &str) {
    assert!(answer.status < 500, "{what}: {} {}", answer.status, answer.text());
    if answer.status < 400 {
        return;
    }
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json"),
        "{what}: {}",
        answer.text()
    );
    let problem = answer.json();
    for member in ["type", "title", "detail", "code", "request_id"] {
        assert!(
            problem[member].as_str().is_some_and(|text| !text.is_empty()),
            "{what}: {member} in {problem}"
        );
    }
    assert_eq!(problem["status"], answer.status, "{what}");
    assert_eq!(
        problem["type"],
        format!("urn:problem-type:uketsuke:{}", problem["code"].as_str().unwrap_or_default())
    );
    let errors = problem["errors"].as_array().expect("errors");
    let is_fault = |fault: &Value| {
        fault["pointer"].is_string() && fault["code"].is_string() && fault["detail"].is_string()
    };
    assert!(errors.iter().all(is_fault), "{what}: {problem}");
    assert_eq!(
        answer.status == 422 && problem["code"] == "validation_failed",
        !errors.is_empty() && answer.status == 422,
        "{what}: {problem}"
    );
}

on_both_databases! {
    fn garbage_at_any_operation_is_refused_in_the_known_shape(app) {
        let world = World::new(app);
        let document = app.get("/api/v1/openapi.json").expect(200).json();
        let mut sequence = Sequence(2026);
        let mut tried = 0;
        for (pattern, operations) in document["paths"].as_object().expect("paths") {
            for method in operations.as_object().expect("operations").keys() {
                let method = method.to_uppercase();
                for set in 0..SETS {
                    let token = (set % 2 == 0).then_some(app.token.as_str());
                    let path = format!("/api/v1{}{}", sequence.path(pattern, &world), sequence.query());
                    let headers = sequence.headers(token);
                    let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                    let body = if method == "GET" { Vec::new() } else { sequence.body() };
                    let answer = app.send(&method, &path, &headers, &body);
                    let shown: String = path.chars().take(200).collect();
                    assert_known_shape(&answer, &format!("{method} {shown} {headers:?} {}", String::from_utf8_lossy(&body)));
                    tried += 1;
                }
            }
        }
        assert!(tried >= SETS * 20, "only {tried} requests");
    }
}
