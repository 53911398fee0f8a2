//! Forms and mails of an event in the console, as typed views.

pub mod builder;
pub mod effects;
pub mod fault_sentences;
pub mod input;

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
    use effects::FormEffectsView;
    Ok(pages_of!(language; FormBuilderView, FormEffectsView))
}
