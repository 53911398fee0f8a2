//! Somebody at an address of their own who fills in an event's form, as fast as a program.

use scraper::{ElementRef, Html, Selector};

use super::answer::Answer;
use super::app::{Place, TestApp};

/// Fields with their values, as a form sends them.
pub type Fields = Vec<(String, String)>;

/// A service that believes this machine about where requests come from, with further settings.
pub fn app_behind_proxy(place: Place, extra: &[(&str, &str)]) -> TestApp {
    let mut settings = vec![("UKETSUKE_TRUSTED_PROXIES", "127.0.0.1")];
    settings.extend(extra);
    TestApp::at(place, &settings)
}

/// Who asks from `address`.
pub struct FormVisitor<'a> {
    pub app: &'a TestApp,
    pub address: &'a str,
}

impl FormVisitor<'_> {
    pub fn get(&self, path: &str) -> Answer {
        self.app.send("GET", path, &[("X-Forwarded-For", self.address)], b"")
    }

    pub fn post_json(&self, path: &str, body: &serde_json::Value) -> Answer {
        let headers = [("X-Forwarded-For", self.address), ("Content-Type", "application/json")];
        self.app.send("POST", path, &headers, body.to_string().as_bytes())
    }

    pub fn post(&self, path: &str, fields: &Fields) -> Answer {
        let body: String =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let headers = [
            ("X-Forwarded-For", self.address),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        self.app.send("POST", path, &headers, body.as_bytes())
    }

    /// The form of an event, filled in by the person with this number.
    pub fn filled_form(&self, event: &str, number: usize) -> Fields {
        let page = self.get(&format!("/e/{event}/apply")).expect(200);
        let mut fields = hidden(&page);
        for (name, value) in [
            ("name", format!("山田 {number}郎")),
            ("kana", "やまだ たろう".to_owned()),
            ("email", format!("taro{number}@example.jp")),
            ("seats", "1".to_owned()),
            ("consent", "true".to_owned()),
        ] {
            fields.push((name.to_owned(), value));
        }
        fields
    }

    /// Sends a form to the office.
    pub fn send(&self, event: &str, fields: &Fields) -> Answer {
        let mut sent = fields.clone();
        sent.push(("action".to_owned(), "send".to_owned()));
        self.post(&format!("/e/{event}/apply/send"), &sent)
    }
}

/// The hidden fields of a page's form, as its next step sends them.
pub fn hidden(page: &Answer) -> Fields {
    let html = Html::parse_document(&page.text());
    let selector = Selector::parse("form#application input[type=hidden]").expect("a selector");
    let attribute = |field: ElementRef<'_>, name| field.attr(name).unwrap_or_default().to_owned();
    html.select(&selector)
        .map(|field| (attribute(field, "name"), attribute(field, "value")))
        .collect()
}

/// The value of a field.
pub fn value<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}
