//! Who gets a seat where not whoever comes first: selections and draws.

pub mod draw;
pub mod overview;
pub mod selection;

#[cfg(any(test, feature = "test-hooks"))]
pub use gallery::gallery;

#[cfg(any(test, feature = "test-hooks"))]
mod gallery {
    //! The pages of this room with samples.

    use super::draw::DrawView;
    use super::overview::ChoosingView;
    use super::selection::{ReleaseView, SelectionView};
    use crate::http::pages::gallery::{Page, pages_of};
    use crate::http::pages::texts::Language;

    /// The pages in one language.
    ///
    /// # Errors
    /// When a template cannot be written.
    pub fn gallery(language: Language) -> Result<Vec<Page>, askama::Error> {
        Ok(pages_of!(language; ChoosingView, SelectionView, ReleaseView, DrawView))
    }
}
