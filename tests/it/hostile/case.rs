//! One hostile request, beside the answer that it must get.

use serde_json::Value;

use crate::support::answer::Answer;

/// Where an application goes.
pub const APPLY: &str = "/api/v1/sessions/{session}/registrations";

/// What an answer comes down to: these must agree, whatever the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub status: u16,
    pub code: String,
    /// (pointer, code) of each fault, in order of pointer.
    pub faults: Vec<(String, String)>,
}

impl Outcome {
    pub fn of(answer: &Answer) -> Self {
        if answer.header("content-type") != Some("application/problem+json") {
            return Self { status: answer.status, ..Self::default() };
        }
        let problem = answer.json();
        assert_eq!(problem["status"], answer.status, "{problem}");
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let faults = problem["errors"].as_array().expect("errors").iter();
        let mut faults: Vec<_> =
            faults.map(|fault| (text(&fault["pointer"]), text(&fault["code"]))).collect();
        faults.sort();
        Self { status: answer.status, code: text(&problem["code"]), faults }
    }
}

/// A request with its expected answer. In the path, `{session}` and the like stand for what the world
/// has (`world.rs`).
#[derive(Clone)]
pub struct Case {
    pub name: String,
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub expected: Outcome,
    /// What the Allow header must list.
    pub allow: Option<String>,
}

impl Case {
    /// A request without a body.
    pub fn new(name: impl Into<String>, method: &str, path: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            method: method.to_owned(),
            path: path.into(),
            headers: Vec::new(),
            body: Vec::new(),
            expected: Outcome::default(),
            allow: None,
        }
    }

    /// A request with JSON.
    pub fn json(
        name: impl Into<String>,
        method: &str,
        path: impl Into<String>,
        body: &Value,
    ) -> Self {
        Self::new(name, method, path)
            .header("Content-Type", "application/json")
            .body(body.to_string())
    }

    /// An application by anybody.
    pub fn apply(name: impl Into<String>, body: &Value) -> Self {
        Self::json(name, "POST", APPLY, body)
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// With the organizer's token.
    pub fn by_staff(self) -> Self {
        self.header("Authorization", "Bearer {staff}")
    }

    /// Must be answered with this problem.
    pub fn is(mut self, status: u16, code: &str, faults: &[(&str, &str)]) -> Self {
        let mut faults: Vec<_> =
            faults.iter().map(|(at, code)| ((*at).to_owned(), (*code).to_owned())).collect();
        faults.sort();
        self.expected = Outcome { status, code: code.to_owned(), faults };
        self
    }

    /// Must be answered with 422 that names exactly these faults.
    pub fn breaks(self, faults: &[(&str, &str)]) -> Self {
        self.is(422, "validation_failed", faults)
    }

    /// Must be answered with 404.
    pub fn not_found(self) -> Self {
        self.is(404, "not_found", &[])
    }

    /// Must be answered with 405 and these methods.
    pub fn allows(mut self, methods: &str) -> Self {
        self.allow = Some(methods.to_owned());
        self.is(405, "method_not_allowed", &[])
    }
}
