//! Timetables as organizers have them: rows copied from a sheet, days that come again.

mod columns;
pub mod day;
pub mod hours;
pub mod pasted;
pub mod recurrence;
mod sheet;
