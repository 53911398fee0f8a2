//! The application form as a browser without JavaScript has it: opened, filled in, sent, read.

use scraper::{ElementRef, Html, Selector};

use super::world::World;
use crate::support::answer::Answer;
use crate::support::app::TestApp;

/// Where the world's form is sent, to be looked over.
pub const APPLY: &str = "/e/hostile/apply";
/// Where it is sent from the check page, for good.
pub const SEND: &str = "/e/hostile/apply/send";

/// A page that was answered.
pub struct Page {
    pub status: u16,
    html: Html,
    pub text: String,
}

impl Page {
    /// Fails unless the answer is a page.
    #[track_caller]
    pub fn of(answer: &Answer) -> Self {
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8"),
            "{}",
            answer.text()
        );
        let text = answer.text();
        Self { status: answer.status, html: Html::parse_document(&text), text }
    }

    pub fn find(&self, selector: &str) -> Option<ElementRef<'_>> {
        let selector = Selector::parse(selector).expect("a selector");
        // The order of the document, so that the first is the one that people meet first.
        self.html.select(&selector).next()
    }

    pub fn count(&self, selector: &str) -> usize {
        let selector = Selector::parse(selector).expect("a selector");
        self.html.select(&selector).count()
    }

    /// What stands in the first element, without spaces around it.
    pub fn words(&self, selector: &str) -> Option<String> {
        self.find(selector).map(|element| element.text().collect::<String>().trim().to_owned())
    }

    /// The value of the first field of this name, as the browser would send it back.
    pub fn value(&self, name: &str) -> Option<String> {
        let area = self.find(&format!("textarea[name=\"{name}\"]"));
        let area = area.map(|area| area.text().collect::<String>());
        area.or_else(|| self.attribute(&format!("input[name=\"{name}\"]"), "value"))
    }

    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.find(selector)?.attr(name).map(str::to_owned)
    }

    /// The hidden fields, as the next step sends them.
    pub fn hidden(&self) -> Vec<(String, String)> {
        let selector = Selector::parse("main input[type=hidden], form input[type=hidden]")
            .expect("a selector");
        let attribute =
            |field: ElementRef<'_>, name| field.attr(name).unwrap_or_default().to_owned();
        self.html
            .select(&selector)
            .map(|field| (attribute(field, "name"), attribute(field, "value")))
            .collect()
    }

    /// Fails unless this field is marked as wrong, with the same sentence at it and in the summary.
    #[track_caller]
    pub fn assert_wrong(&self, field: &str) {
        assert_eq!(self.status, 422, "{field}: {}", self.text);
        let at_field = self.words(&format!("[id=\"{field}-error\"]"));
        let in_summary = self.words(&format!("#errors a[href=\"#{field}\"]"));
        assert!(
            at_field.as_ref().is_some_and(|sentence| sentence.chars().count() > 5),
            "{field}: {at_field:?}"
        );
        assert_eq!(at_field, in_summary, "{field}");
        let marked = format!(
            "[id=\"{field}\"][aria-invalid=true], [aria-invalid=true]:has([id=\"{field}\"]), .field-wrong:has([id=\"{field}\"])"
        );
        assert!(self.find(&marked).is_some(), "{field} is not marked: {}", self.text);
        let described = format!("[aria-describedby~=\"{field}-error\"]");
        assert!(self.find(&described).is_some(), "{field} is not described by its error");
    }
}

/// A form that somebody has opened just now.
pub fn fresh_token(app: &TestApp) -> String {
    let page = Page::of(&app.get(APPLY).expect(200));
    page.value("form").expect("a token")
}

/// The world's form, filled in well.
pub fn filled_in(world: &World<'_>, token: &str) -> Vec<(String, String)> {
    let fields = [
        ("form", token),
        ("session", &world.session),
        ("name", "佐藤　花子"),
        ("kana", "さとう はなこ"),
        ("email", "hanako@example.jp"),
        ("phone", "000-1234-5678"),
        ("seats", "1"),
        ("answer-short_text", "車いすで行きます"),
        ("consent", "true"),
    ];
    fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

/// The same with one field filled in otherwise, or not at all.
pub fn with_field(
    mut fields: Vec<(String, String)>,
    name: &str,
    value: Option<&str>,
) -> Vec<(String, String)> {
    fields.retain(|(given, _)| given != name);
    fields.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    fields
}

/// Sends fields as a browser does.
pub fn send(app: &TestApp, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    app.form(path, &fields, None)
}
