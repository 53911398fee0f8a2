//! A form of a console page, filled in and sent as a browser without JavaScript would.

use scraper::{ElementRef, Html, Selector};

use super::answer::Answer;
use super::console::Desk;

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

fn value_of(control: ElementRef<'_>) -> Option<String> {
    let element = control.value();
    match element.name() {
        "textarea" => {
            let text: String = control.text().collect();
            Some(text.strip_prefix('\n').unwrap_or(&text).to_owned())
        }
        "select" => {
            let options: Vec<_> = control.select(&selector("option")).collect();
            let chosen = options.iter().find(|option| option.value().attr("selected").is_some());
            let chosen = chosen.or(options.first())?;
            Some(chosen.value().attr("value").unwrap_or_default().to_owned())
        }
        _ => {
            let is_box = matches!(element.attr("type"), Some("checkbox" | "radio"));
            let is_sent = !is_box || element.attr("checked").is_some();
            is_sent.then(|| element.attr("value").unwrap_or_default().to_owned())
        }
    }
}

/// What the form at `action` on the page would send, without its buttons.
#[track_caller]
pub fn fields(page: &str, action: &str) -> Vec<(String, String)> {
    let document = Html::parse_document(page);
    let all = selector("form[method=post]");
    let mut forms = document.select(&all);
    let form = forms.find(|form| form.value().attr("action") == Some(action));
    let form = form.unwrap_or_else(|| panic!("no form for {action} in {page}"));
    let controls = selector("input[name], textarea[name], select[name]");
    form.select(&controls)
        .filter_map(|control| Some((control.value().attr("name")?.to_owned(), value_of(control)?)))
        .collect()
}

impl Desk<'_> {
    /// Opens the page, types into the form at the same path, and presses the button `do`.
    #[track_caller]
    pub fn fill(&self, path: &str, typed: &[(&str, &str)], button: &str) -> Answer {
        let page = self.get(path).expect(200).text();
        self.fill_on(&page, path, typed, button)
    }

    /// The same on a page that is open.
    #[track_caller]
    pub fn fill_on(&self, page: &str, path: &str, typed: &[(&str, &str)], button: &str) -> Answer {
        let mut sent = fields(page, path);
        for (name, value) in typed {
            sent.retain(|(known, _)| known != name);
            sent.push(((*name).to_owned(), (*value).to_owned()));
        }
        sent.push(("do".to_owned(), button.to_owned()));
        let pairs: Vec<(&str, &str)> =
            sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.app.form(path, &pairs, Some(&self.cookie))
    }
}
