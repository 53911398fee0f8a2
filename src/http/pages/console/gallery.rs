//! Every page of the console in every state, with samples in place of data: for tests and for looking at.

use super::{
    drafts::DraftsView,
    error::ConsoleErrorView,
    event::ConsoleEventView,
    home::HomeView,
    job::JobView,
    kept_form::{KeptFormView, SendAgainView},
    mailbox::{MailboxMessageView, MailboxView},
    outbox::OutboxView,
    settings::SettingsView,
    sign_in::{SignInConfirmView, SignInView},
};
use crate::http::pages::gallery::{Page, pages_of};
use crate::http::pages::texts::Language;

/// The pages of the console in one language. Rooms add theirs.
///
/// # Errors
/// When a template cannot be written.
pub fn pages(language: Language) -> Result<Vec<Page>, askama::Error> {
    let mut pages = pages_of!(language;
        DraftsView, SignInView, SignInConfirmView, HomeView, ConsoleEventView, MailboxView,
        MailboxMessageView, OutboxView, ConsoleErrorView, SettingsView, JobView, KeptFormView,
        SendAgainView,
    );
    pages.extend(super::choosing::gallery(language)?);
    pages.extend(super::events::gallery(language)?);
    pages.extend(super::door::gallery(language)?);
    pages.extend(super::dashboard::gallery(language)?);
    pages.extend(super::forms::gallery(language)?);
    pages.extend(super::afterwards::gallery(language)?);
    pages.extend(super::exports::gallery(language)?);
    pages.extend(super::attendees::gallery(language)?);
    pages.extend(super::imports::gallery(language)?);
    pages.extend(super::people::gallery(language)?);
    Ok(pages)
}
