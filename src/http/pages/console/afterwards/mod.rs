//! What comes after an event, as typed views.

pub mod absences;
pub mod completion;
pub mod entry;
pub mod overview;
pub mod person;
pub mod purges;
pub mod retention;
pub mod rule;
pub mod statistics;

#[cfg(any(test, feature = "test-hooks"))]
pub use gallery::gallery;

#[cfg(any(test, feature = "test-hooks"))]
mod gallery {
    //! The pages of this room in every state.

    use super::absences::AbsencesView;
    use super::completion::{CompletionCertificateView, CompletionView};
    use super::overview::AfterwardsView;
    use super::person::PersonPurgeView;
    use super::purges::{CertificateView, PurgesView};
    use super::retention::RetentionView;
    use super::rule::RuleView;
    use super::statistics::StatisticsView;
    use crate::http::pages::gallery::{Page, pages_of};
    use crate::http::pages::texts::Language;

    /// All of them in one language.
    ///
    /// # Errors
    /// When a template cannot be written.
    pub fn gallery(language: Language) -> Result<Vec<Page>, askama::Error> {
        Ok(pages_of!(language;
            AfterwardsView, AbsencesView, StatisticsView, CompletionView, CompletionCertificateView,
            RetentionView, RuleView, PurgesView, CertificateView, PersonPurgeView,
        ))
    }
}
