//! Writing the text of a mail: what is typed and not saved, whose mail shows it, and trying it out.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::domain::application::search_words;
use crate::domain::event::Programme;
use crate::mail::Rendered;
use crate::store::registration_list::{self, Filter};
use crate::store::registrations::RegistrationRow;
use crate::store::types::Id;
use crate::store::{Conn, StoreError};

use super::edit_mail_text::{self, MailText, PreviewOrder, Scope};
use super::{Failure, Permission, Principal, send_test, unsaved};

/// Persons who are offered to choose from.
const OFFERED: usize = 10;
/// A number up to this is a place in the list, not part of a telephone number.
const PLACE_MAX: i64 = 999;

/// A text as it is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedMailText {
    pub subject: String,
    pub body: String,
    /// The version that the writing began with; 0 where there was none.
    pub version: i64,
    /// Whose mail the preview shows: a registration's id. A sample's where absent.
    pub registration: Option<String>,
}

/// A text with what is being written on it.
pub struct MailDesk {
    pub text: MailText,
    pub typed: TypedMailText,
    /// What is typed differs from what is used.
    pub is_unsaved: bool,
}

/// Somebody whose mail a preview can show.
pub struct Candidate {
    pub id: String,
    pub reception_number: String,
    pub name: String,
    pub session: Id,
}

fn subject(scope: Scope, (kind, language): (&str, &str)) -> String {
    format!("mail:{}:{kind}:{language}", scope.id())
}

/// The text, with what the member has typed and not saved.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn open(
    app: &App,
    by: (&Principal, Scope),
    name: (&str, &str),
) -> Result<MailDesk, Failure> {
    let (principal, scope) = by;
    let text = edit_mail_text::show(app, principal, scope, name).await?;
    let saved = TypedMailText {
        subject: text.subject.clone(),
        body: text.body.clone(),
        version: text.edited.map_or(0, |edited| edited.version),
        registration: None,
    };
    let typed: Option<TypedMailText> = unsaved::of(app, principal, subject(scope, name)).await?;
    let typed = typed.unwrap_or(saved);
    let is_unsaved = typed.subject != text.subject || typed.body != text.body;
    Ok(MailDesk { text, typed, is_unsaved })
}

/// Keeps what was typed.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn keep(
    app: &App,
    (principal, scope): (&Principal, Scope),
    name: (&str, &str),
    typed: &TypedMailText,
) -> Result<(), Failure> {
    edit_mail_text::show(app, principal, scope, name).await?;
    unsaved::keep(app, principal, subject(scope, name), typed).await
}

/// Goes back to what is used.
///
/// # Errors
/// Those of the database.
pub async fn discard(
    app: &App,
    (principal, scope): (&Principal, Scope),
    name: (&str, &str),
) -> Result<(), Failure> {
    unsaved::forget(app, principal, subject(scope, name)).await
}

/// Uses what was typed from now on.
///
/// # Errors
/// [`Failure::Texts`] for a text that breaks rules; `version_mismatch` where others were quicker.
pub async fn save(
    app: &App,
    by: (&Principal, Scope),
    name: (&str, &str),
    typed: &TypedMailText,
) -> Result<(), Failure> {
    let words = (typed.subject.as_str(), typed.body.as_str());
    edit_mail_text::write(app, by, name, words, Some(typed.version)).await?;
    discard(app, by, name).await
}

/// The mail that what was typed makes.
///
/// # Errors
/// [`Failure::Texts`] for a text that breaks rules; [`Failure::NotFound`].
pub async fn preview(
    app: &App,
    by: (&Principal, Scope),
    name: (&str, &str),
    desk: &MailDesk,
) -> Result<Rendered, Failure> {
    let typed = &desk.typed;
    let order = PreviewOrder {
        subject: desk.is_unsaved.then(|| typed.subject.clone()),
        body: desk.is_unsaved.then(|| typed.body.clone()),
        registration: typed.registration.clone(),
        sample: None,
    };
    edit_mail_text::preview(app, by, name, order).await
}

/// Sends that mail to the member; to which address.
///
/// # Errors
/// As [`preview`].
pub async fn send_to_oneself(
    app: &App,
    by: (&Principal, Scope),
    name: (&str, &str),
    desk: &MailDesk,
) -> Result<String, Failure> {
    let rendered = preview(app, by, name, desk).await?;
    let (principal, scope) = by;
    send_test::to_oneself(app, principal, scope.event_id(), rendered).await
}

/// Persons of an event by a word of theirs, or by their place in the list of a session; nobody for who may not know.
///
/// # Errors
/// Those of the database.
pub async fn candidates(
    app: &App,
    principal: &Principal,
    programme: &Programme,
    wanted: &str,
) -> Result<Vec<Candidate>, Failure> {
    if !principal.may_in(programme.event.id, Permission::ReadRegistrations) {
        return Ok(Vec::new());
    }
    let sessions: Vec<_> = programme.sessions.iter().map(|session| session.id).collect();
    let place = wanted.trim().parse::<i64>().ok().filter(|place| (1..=PLACE_MAX).contains(place));
    let words = if place.is_some() { Vec::new() } else { search_words(wanted) };
    let filter = Filter { states: Vec::new(), words, updated_since: None, ..Filter::default() };
    let most = if place.is_some() { 1 } else { i64::try_from(OFFERED).unwrap_or(i64::MAX) };
    let found = app
        .read(move |conn: &mut Conn| {
            let mut found: Vec<RegistrationRow> = Vec::new();
            for session in sessions {
                let after = place.map(|place| place - 1);
                found.extend(registration_list::page(conn, session, &filter, after, most)?);
                if found.len() >= OFFERED {
                    break;
                }
            }
            Ok::<_, StoreError>(found)
        })
        .await?;
    let candidate = |row: RegistrationRow| Candidate {
        id: row.id.0.to_string(),
        reception_number: row.reception_number,
        name: row.applicant_name,
        session: row.session_id,
    };
    Ok(found.into_iter().take(OFFERED).map(candidate).collect())
}
