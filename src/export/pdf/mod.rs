//! Printed pages as PDF: Japanese text in lines, pictures, codes to scan; text stays text, and is tagged.
//!
//! ```text
//! layout ─ blocks placed on pages, one below the other       line_breaking ─ where lines may end
//! font   ─ Noto Sans JP, and how wide its text is            writing ─ pages as a PDF file
//! table  ─ rows with a header on every page                  fitting ─ text made small enough for its place
//! ```
//! A document is first laid out (plain numbers, in points of 1/72 inch from the upper left corner), then written.

pub mod fitting;
pub mod font;
pub mod layout;
pub mod line_breaking;
pub mod table;
pub mod writing;

pub use layout::{Area, Block, Layout, Role, Style};
pub use writing::{About, PdfFault, write};
