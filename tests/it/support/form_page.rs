//! A page with a form, as a browser without JavaScript sends it on.

use scraper::{ElementRef, Html, Selector};

use super::answer::Answer;

/// A page that was answered.
pub struct FormPage {
    html: Html,
    pub text: String,
}

impl FormPage {
    pub fn of(answer: &Answer) -> Self {
        let text = answer.text();
        Self { html: Html::parse_document(&text), text }
    }

    fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        let selector = Selector::parse(selector).expect("a selector");
        self.html.select(&selector).collect()
    }

    /// An attribute of every element that the selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        self.all(selector).iter().filter_map(|found| found.attr(name)).map(str::to_owned).collect()
    }

    /// The words of every element that the selector finds.
    pub fn words(&self, selector: &str) -> Vec<String> {
        let words = |found: &ElementRef<'_>| found.text().collect::<String>().trim().to_owned();
        self.all(selector).iter().map(words).collect()
    }

    /// The value of the first field of this name.
    #[track_caller]
    pub fn value(&self, name: &str) -> String {
        let found = self.attributes(&format!("input[name=\"{name}\"]"), "value");
        found.into_iter().next().unwrap_or_else(|| panic!("no {name}: {}", self.text))
    }

    /// The hidden fields, as the next step sends them.
    pub fn hidden(&self) -> Vec<(String, String)> {
        let fields = self.all("main input[type=hidden]");
        let attribute =
            |field: &ElementRef<'_>, name| field.attr(name).unwrap_or_default().to_owned();
        fields.iter().map(|field| (attribute(field, "name"), attribute(field, "value"))).collect()
    }
}

/// Fields of a form.
pub fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
