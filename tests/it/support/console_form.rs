//! A form of the console, filled in and sent as a browser without JavaScript does.

use scraper::{ElementRef, Html, Selector};

use super::answer::Answer;
use super::console::Desk;

/// A form with its values.
pub struct ConsoleForm {
    action: String,
    pub values: Vec<(String, String)>,
    /// The whole page.
    pub page: String,
}

fn all<'a>(element: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    element.select(&Selector::parse(selector).expect("a selector")).collect()
}

/// What a control sends.
fn value_of(control: ElementRef<'_>) -> Option<(String, String)> {
    let name = control.attr("name")?.to_owned();
    let value = match (control.value().name(), control.attr("type")) {
        ("textarea", _) => control.text().collect::<String>(),
        ("select", _) => {
            let chosen = all(control, "option[selected]").into_iter().next();
            let chosen = chosen.or_else(|| all(control, "option").into_iter().next());
            chosen.and_then(|option| option.attr("value")).unwrap_or_default().to_owned()
        }
        ("input", Some("radio" | "checkbox")) => {
            control.attr("checked")?;
            control.attr("value").unwrap_or("on").to_owned()
        }
        ("input", Some("file")) => return None,
        _ => control.attr("value").unwrap_or_default().to_owned(),
    };
    Some((name, value))
}

impl ConsoleForm {
    /// The form of a page whose address begins so.
    #[track_caller]
    pub fn of(answer: &Answer, action: &str) -> Self {
        let page = answer.text();
        let html = Html::parse_document(&page);
        let selector = format!("main form[action^=\"{action}\"]");
        let found = html.select(&Selector::parse(&selector).expect("a selector")).next();
        let form = found.unwrap_or_else(|| panic!("no form for {action}: {page}"));
        let values =
            all(form, "input, textarea, select").into_iter().filter_map(value_of).collect();
        Self { action: form.attr("action").expect("an address").to_owned(), values, page }
    }

    /// Types into a field that is there.
    #[track_caller]
    pub fn fill(&mut self, name: &str, value: &str) -> &mut Self {
        let field = self.values.iter_mut().find(|(known, _)| known == name);
        match field {
            Some((_, known)) => value.clone_into(known),
            None => panic!("no field {name}: {}", self.page),
        }
        self
    }

    /// Chooses what was not chosen.
    pub fn choose(&mut self, name: &str, value: &str) -> &mut Self {
        self.values.retain(|(known, _)| known != name);
        self.values.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Presses the button that sends this action.
    pub fn press(&self, desk: &Desk<'_>, action: &str) -> Answer {
        let mut fields: Vec<(&str, &str)> =
            self.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.retain(|(name, _)| *name != "action");
        fields.push(("action", action));
        desk.app.form(&self.action, &fields, Some(&desk.cookie))
    }
}

impl Desk<'_> {
    /// The form of the page at `path` whose address begins so.
    #[track_caller]
    pub fn form(&self, path: &str, action: &str) -> ConsoleForm {
        ConsoleForm::of(&self.get(path).expect(200), action)
    }

    /// The page to which an answer leads.
    #[track_caller]
    pub fn follow(&self, answer: &Answer) -> Answer {
        let to =
            answer.header("location").unwrap_or_else(|| panic!("no redirect: {}", answer.text()));
        self.get(to).expect(200)
    }
}
