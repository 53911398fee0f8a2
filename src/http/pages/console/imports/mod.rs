//! Lists that are taken in.

pub mod progress;
pub mod upload;

/// The pages of this room in one language.
///
/// # Errors
/// When a template cannot be written.
#[cfg(any(test, feature = "test-hooks"))]
pub fn gallery(
    language: crate::http::pages::texts::Language,
) -> Result<Vec<crate::http::pages::gallery::Page>, askama::Error> {
    use progress::ProgressView;
    use upload::UploadView;
    Ok(crate::http::pages::gallery::pages_of!(language; UploadView, ProgressView))
}
