//! Exports, as typed views.

pub mod dialog;
pub mod run;
pub mod save;
pub mod schedules;
pub mod unfit;
pub mod words;

#[cfg(any(test, feature = "test-hooks"))]
pub use gallery::gallery;

#[cfg(any(test, feature = "test-hooks"))]
mod gallery {
    //! The pages of this room in every state.

    use super::dialog::ExportView;
    use super::run::ExportRunView;
    use super::save::SaveSetView;
    use super::schedules::SchedulesView;
    use super::unfit::UnfitView;
    use crate::http::pages::gallery::{Page, pages_of};
    use crate::http::pages::texts::Language;

    /// All of them in one language.
    ///
    /// # Errors
    /// When a template cannot be written.
    pub fn gallery(language: Language) -> Result<Vec<Page>, askama::Error> {
        Ok(pages_of!(language; ExportView, SaveSetView, UnfitView, SchedulesView, ExportRunView))
    }
}
