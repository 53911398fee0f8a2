//! At the door of a meeting, as typed views.

pub mod choose;
pub mod missing;
pub mod print;
pub mod result;
pub mod scanner;
pub mod walk_in;

#[cfg(any(test, feature = "test-hooks"))]
use super::super::{
    gallery::{Page, pages_of},
    texts::Language,
};

/// The room's pages in one language.
///
/// # Errors
/// When a template cannot be written.
#[cfg(any(test, feature = "test-hooks"))]
pub fn gallery(language: Language) -> Result<Vec<Page>, askama::Error> {
    use choose::ChooseView as DoorChooseView;
    use missing::MissingView as DoorMissingView;
    use print::PrintView as DoorPrintView;
    use scanner::ScannerView as DoorScannerView;
    use walk_in::WalkInView as DoorWalkInView;
    Ok(pages_of!(language;
        DoorChooseView, DoorMissingView, DoorPrintView, DoorScannerView, DoorWalkInView,
    ))
}
