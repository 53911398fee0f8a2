//! Importing public registers: reading their files row by row, and putting one edition in the place of another.

mod corporations_file;
mod import;
mod postal_file;

pub use import::{ImportError, Progress, Source, import};
