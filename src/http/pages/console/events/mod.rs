//! Pages on which events are made, changed, copied, published, rehearsed and ended.

pub mod checklist;
pub mod editor;
pub mod fields;
pub mod hub;
pub mod preview;
pub mod sheet;
pub mod words;

#[cfg(any(test, feature = "test-hooks"))]
mod samples;

/// Every page of this room in every state.
///
/// # Errors
/// When a template cannot be written.
#[cfg(any(test, feature = "test-hooks"))]
pub fn gallery(
    language: crate::http::pages::texts::Language,
) -> Result<Vec<crate::http::pages::gallery::Page>, askama::Error> {
    use crate::http::pages::gallery::pages_of;
    use checklist::ChecklistView;
    use editor::EditorView;
    use hub::HubView;
    use preview::PreviewView;
    use sheet::SheetView;
    Ok(pages_of!(language; EditorView, SheetView, PreviewView, HubView, ChecklistView))
}
