//! What others are told of published events: feeds, calendars, structured data, codes to scan, flyers.
//!
//! Nothing is said here that the event's own page does not show to anybody: no address of an online meeting, no
//! counts of persons beyond those of the page. Pure: a programme, a language and our own address in, text or bytes
//! out; no database, no HTTP, no clock.

pub mod calendar;
pub mod door_poster;
pub mod flyer;
mod flyer_words;
pub mod json_feed;
pub mod qr;
pub mod rss;
pub mod structured;
pub mod told;

#[cfg(test)]
mod samples;

pub use told::{Site, Told};
