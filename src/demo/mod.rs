//! The core case, for the demonstration: plain data from a case file, shifted into the future.

mod case;
pub mod load;
pub mod sample;
mod shift;

pub use self::case::{CORE_CASE, Case, CaseError, CaseEvent, CasePlace, CaseSession, CaseUnit};
