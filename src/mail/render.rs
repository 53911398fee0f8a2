//! From a context to the subject, the two texts and the calendar of a mail.

use std::panic::{AssertUnwindSafe, catch_unwind};

use minijinja::Template;
use minijinja::value::{Serde, Value};

use super::calendar::{self, CalendarFault, CalendarPart, CalendarStamp};
use super::context::MailContext;
use super::edited::EditedText;
use super::edited_rendering;
use super::inert;
use super::templates::environment;
use super::view::View;
use crate::domain::values::language::Language;

/// Longest subject, in characters.
pub(super) const LONGEST_SUBJECT: usize = 250;

/// The links of one mail. They are secrets, so they are made when the mail is rendered and are not
/// part of what is stored.
#[derive(Clone, Default)]
pub struct Links {
    /// The applicant's own page (申込確認ページ).
    pub manage_url: String,
    /// The page on which something is to be done, where that is not the manage page or one that the
    /// context names: to confirm an address, to sign in, to fill in a form, to fetch a list.
    pub action_url: Option<String>,
    /// Where announcements are stopped, in mails that may be stopped.
    pub unsubscribe_url: Option<String>,
}

/// A mail ready to be composed.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// Plain text with `\n` line ends, paragraphs unwrapped.
    pub text: String,
    /// A whole HTML document.
    pub html: String,
    /// Calendar files: one to add the meetings, or one per meeting to cancel it (RFC 5546, 3.2.5,
    /// allows one UID per CANCEL).
    pub calendars: Vec<CalendarPart>,
}

/// Why a mail could not be rendered. It fails alone and will fail again: no retry helps.
#[derive(Debug, thiserror::Error)]
pub enum RenderFault {
    /// The time zone of the context does not exist.
    #[error("the mail's time zone does not exist")]
    TimeZone,
    /// A text uses what is not there, or runs away. The values are not in the message.
    #[error("the text {template} cannot be filled in: {kind}")]
    Template {
        /// Path under `emails/`.
        template: String,
        /// What the engine says, without values.
        kind: minijinja::ErrorKind,
    },
    /// The calendar could not be written.
    #[error(transparent)]
    Calendar(#[from] CalendarFault),
    /// A library panicked over this mail.
    #[error("rendering this mail made a library panic")]
    Panicked,
}

/// Renders one mail. The same input gives the same result, always.
pub fn render(
    context: &MailContext,
    language: Language,
    links: &Links,
    stamp: &CalendarStamp,
) -> Result<Rendered, RenderFault> {
    guarded(|| {
        let view = view(context, language, links, stamp)?;
        let folder = context.kind().as_str();
        let filled = |suffix: &str| fill(&format!("{folder}/{language}.{suffix}"), &view);
        Ok(Rendered {
            subject: inert::header_text(&filled("subject.txt")?, LONGEST_SUBJECT),
            text: tidied(&filled("txt")?),
            html: filled("html")?,
            calendars: calendar::parts(context, language, stamp)?,
        })
    })
}

/// Renders one mail with an organization's own text. The same input gives the same result, always.
pub fn render_edited(
    text: &EditedText,
    context: &MailContext,
    language: Language,
    links: &Links,
    stamp: &CalendarStamp,
) -> Result<Rendered, RenderFault> {
    guarded(|| {
        let view = view(context, language, links, stamp)?;
        let filled = edited_rendering::fill_in(text, context.kind(), language, &view)?;
        Ok(Rendered {
            subject: inert::header_text(&filled.subject, LONGEST_SUBJECT),
            text: tidied(&filled.text),
            html: filled.html,
            calendars: calendar::parts(context, language, stamp)?,
        })
    })
}

fn guarded(
    render: impl FnOnce() -> Result<Rendered, RenderFault>,
) -> Result<Rendered, RenderFault> {
    catch_unwind(AssertUnwindSafe(render)).unwrap_or(Err(RenderFault::Panicked))
}

/// What the templates see, taken apart once for all the texts.
fn view(
    context: &MailContext,
    language: Language,
    links: &Links,
    stamp: &CalendarStamp,
) -> Result<Value, RenderFault> {
    Ok(Value::from(Serde(View::new(context, language, links, stamp)?)))
}

/// A text under `emails/`, filled in.
pub(super) fn fill(name: &str, view: &Value) -> Result<String, RenderFault> {
    let rendered = template(name)?.render(view.clone());
    rendered.map_err(|error| fault(name, &error))
}

/// One block of a text under `emails/`, filled in.
pub(super) fn fill_block(name: &str, block: &str, view: &Value) -> Result<String, RenderFault> {
    let mut captured =
        template(name)?.render_captured(view.clone()).map_err(|error| fault(name, &error))?;
    let rendered = captured.with_state_mut(|state| state.render_block(block));
    rendered.map_err(|error| fault(name, &error))
}

fn template(name: &str) -> Result<Template<'static, 'static>, RenderFault> {
    let environment = environment().map_err(|error| fault(name, error))?;
    environment.get_template(name).map_err(|error| fault(name, &error))
}

fn fault(name: &str, error: &minijinja::Error) -> RenderFault {
    RenderFault::Template { template: name.to_owned(), kind: error.kind() }
}

/// At most one empty line in a row, one line end at the end: what conditions in a text leave behind.
pub(super) fn tidied(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut after_empty = true;
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && after_empty) {
            tidy.push_str(line);
            tidy.push('\n');
        }
        after_empty = line.is_empty();
    }
    tidy.truncate(tidy.trim_end().len());
    tidy.push('\n');
    tidy
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
