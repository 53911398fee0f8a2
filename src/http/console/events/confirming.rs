//! The page between a form and its deed: what was foreseen, and whether it is still so.

use super::sheet::{BACK_WORD, edit_nav, event_path};
use crate::domain::event::Programme;
use crate::domain::seats::Refusal;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Fields;
use crate::http::console::visit::Visit;
use crate::http::pages::console::events::fields::field;
use crate::http::pages::console::events::preview::{Difference, MailDraft, PreviewView};
use crate::http::pages::console::events::sheet::FormButton;
use crate::http::pages::console::events::words;
use crate::http::pages::console::frame::Section;
use crate::http::pages::texts::Texts;
use crate::mail::ChangedField;
use crate::usecases::foresee_change::Foreseen;

/// What is shown of a deed.
pub struct Deed<'a> {
    pub programme: &'a Programme,
    pub heading: &'static str,
    pub about: String,
    pub action: String,
    pub back_path: String,
    pub button: FormButton,
    /// Whether staff choose here whether people are told.
    pub asks_whether_to_tell: bool,
    /// What would happen, beside what was foreseen.
    pub more: Vec<String>,
}

/// Whether a form is the confirmation of what was foreseen, and that is still so.
pub fn is_confirmed(typed: &Fields, foreseen: &Foreseen) -> bool {
    typed.text("action") == "confirm"
        && typed.text("seen") == foreseen.seen()
        && foreseen.refusal.is_none()
}

/// Whether people are to be told.
pub fn notify(typed: &Fields) -> bool {
    typed.text("notify") != "no"
}

/// The page.
pub fn page(visit: &Visit, typed: &Fields, foreseen: &Foreseen, deed: Deed<'_>) -> Page {
    let texts = Texts::new(visit.language());
    let refused = foreseen.refusal.as_ref().map(|refusal| refused(texts, refusal));
    let mut hidden: Vec<(String, String)> = typed
        .pairs()
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "csrf" | "action" | "seen" | "notify"))
        .cloned()
        .collect();
    hidden.push(("seen".to_owned(), foreseen.seen()));
    let tells = deed.asks_whether_to_tell && foreseen.is_news && foreseen.addressed.all() > 0;
    let notify = typed.given("notify").unwrap_or("yes");
    if !tells && typed.has("notify") {
        hidden.push(("notify".to_owned(), notify.to_owned()));
    }
    let view = PreviewView {
        frame: visit.frame(Section::Events),
        nav: Some(edit_nav(visit, deed.programme)),
        heading: deed.heading,
        about: deed.about,
        is_shown_again: typed.text("action") == "confirm" && refused.is_none(),
        differences: differences(visit, foreseen),
        effects: effects(texts, foreseen).into_iter().chain(deed.more).collect(),
        mail: foreseen.mail.as_ref().map(|mail| MailDraft {
            subject: mail.rendered.subject.clone(),
            text: mail.rendered.text.clone(),
        }),
        action: deed.action,
        hidden,
        fields: if tells && refused.is_none() {
            vec![field(texts, "notify", notify, &[])]
        } else {
            Vec::new()
        },
        button: refused.is_none().then_some(deed.button),
        refused,
        back: (deed.back_path, BACK_WORD),
    };
    visit.page(if view.refused.is_some() { 409 } else { 200 }, &view)
}

/// The page of everything that can be changed.
pub fn edit_path(programme: &Programme) -> String {
    format!("{}/edit", event_path(programme))
}

fn differences(visit: &Visit, foreseen: &Foreseen) -> Vec<Difference> {
    let (texts, language) = (Texts::new(visit.language()), visit.value_language());
    let changes = foreseen.changes.iter();
    changes
        .map(|change| Difference {
            name: Difference::name_of(texts, name_of(change.field)),
            before: change.before.get(language).to_owned(),
            after: change.after.get(language).to_owned(),
        })
        .collect()
}

fn name_of(field: ChangedField) -> &'static str {
    match field {
        ChangedField::Title => "title",
        ChangedField::SessionName => "session_name",
        ChangedField::Time => "time",
        ChangedField::Place => "place",
        ChangedField::Contact => "contact",
        ChangedField::JoinLink => "join_link",
        _ => "",
    }
}

fn effects(texts: Texts, foreseen: &Foreseen) -> Vec<String> {
    if foreseen.refusal.is_some() {
        return Vec::new();
    }
    let mut effects = Vec::new();
    if foreseen.promoted > 0 {
        effects.push(texts.t1(words::PROMOTED, "number", foreseen.promoted));
    }
    if foreseen.is_news {
        let addressed = foreseen.addressed;
        if addressed.with_address > 0 {
            effects.push(texts.t1(words::TOLD, "number", addressed.with_address));
        }
        if addressed.without > 0 {
            effects.push(texts.t1(words::CALLED, "number", addressed.without));
        }
        if addressed.all() == 0 {
            effects.push(texts.t(words::NOBODY));
        }
    }
    effects
}

fn refused(texts: Texts, refusal: &Refusal) -> String {
    match refusal {
        Refusal::CapacityBelowConfirmed { confirmed, people } => {
            texts.t2(words::BELOW_CONFIRMED, "confirmed", *confirmed, "people", *people)
        }
        Refusal::GroupFixed => texts.t(words::GROUP_FIXED),
        Refusal::Cancelled => texts.t(words::CANCELLED),
        _ => texts.t(words::REFUSED),
    }
}
