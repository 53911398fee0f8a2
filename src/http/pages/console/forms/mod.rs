//! Forms and mails of an event in the console, as typed views.

pub mod builder;
pub mod cards;
pub mod compose;
pub mod compose_fields;
pub mod effects;
pub mod fault_sentences;
pub mod input;
pub mod mail_editor;
pub mod mail_list;
pub mod mail_settings;
pub mod mail_words;
pub mod mailings;
pub mod outbox_mail;
pub mod unreachable;

use crate::http::pages::console::settings::SettingsLine;

/// The organization's settings for mail, as a page of its settings.
pub const MAIL_SETTINGS: SettingsLine = SettingsLine {
    path: "/console/settings/mail",
    word: "mail-settings",
    means: "mail-settings-means",
};
/// The organization's texts of mails, as a page of its settings.
pub const MAIL_TEXTS: SettingsLine = SettingsLine {
    path: "/console/settings/mails",
    word: "mails-heading",
    means: "mails-settings-means",
};

#[cfg(any(test, feature = "test-hooks"))]
use crate::http::pages::gallery::{Page, pages_of};
#[cfg(any(test, feature = "test-hooks"))]
use crate::http::pages::texts::Language;

/// The pages of the room in one language.
///
/// # Errors
/// When a template cannot be written.
#[cfg(any(test, feature = "test-hooks"))]
pub fn gallery(language: Language) -> Result<Vec<Page>, askama::Error> {
    use builder::FormBuilderView;
    use compose::ComposeView;
    use effects::FormEffectsView;
    use mail_editor::MailEditorView;
    use mail_list::MailListView;
    use mail_settings::MailSettingsView;
    use mailings::{MailingView, MailingsView};
    use outbox_mail::OutboxMailView;
    use unreachable::UnreachableView;
    Ok(pages_of!(language;
        FormBuilderView, FormEffectsView, MailListView, MailEditorView, ComposeView, MailingsView, MailingView,
        UnreachableView, MailSettingsView, OutboxMailView,
    ))
}
