//! A registration (申込) as its applicant sees it.

use super::{contact::Contact, moment::Moment, qr::QrPicture, session::Session};

pub use super::standing::Standing;

/// A registration. It holds what its applicant entered: shown only behind the secret link.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The number to read out.
    pub reception_number: String,
    /// Where it stands.
    pub standing: Standing,
    /// Until when an answer is waited for, or was.
    pub deadline: Option<Moment>,
    /// The event's title.
    pub event_title: String,
    /// The event's part of the URL.
    pub slug: String,
    /// The session, with the join link where the applicant may have it.
    pub session: Session,
    /// Label and answer of what was entered, in the page's language.
    pub answers: Vec<(String, String)>,
    /// What is read at the entrance; only where there is a seat.
    pub entrance: Option<QrPicture>,
    /// How many people come under it.
    pub people: u32,
    /// How many of its people are still without a name, where names are wanted.
    pub unnamed: u32,
    /// Until when they can be named; nothing where that is over, or not known.
    pub names_until: Option<Moment>,
    /// Path of the manage page: `/r/{token}`.
    pub manage_path: String,
    /// Path of the calendar file.
    pub calendar_path: String,
    /// Path of the page for changes; `None` where nothing may be changed.
    pub change_path: Option<String>,
    /// Path of the page for moving to another session; `None` where it cannot move.
    pub move_path: Option<String>,
    /// Path of the page for withdrawing.
    pub withdraw_path: String,
    /// Whom to ask.
    pub contact: Contact,
}

impl Registration {
    /// Whether some of its people can leave while others come.
    pub fn is_party(&self) -> bool {
        self.people > 1
    }
}
