//! The page that says why an application was not taken, and what can be done instead.

use askama::Template;

use super::{contact::Contact, frame::Frame, moment::Moment, session::Session};

/// Why an application was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The last seat went while the form was filled in.
    Filled {
        /// Whether one can wait for a seat.
        waiting_list: bool,
    },
    /// Fewer seats are left than the application asks for.
    NotEnoughSeats {
        /// Seats that are left.
        left: u32,
        /// Whether one can wait for seats.
        waiting_list: bool,
    },
    /// The company's persons are as many as one company may send.
    CompanyLimit {
        /// Persons of one company.
        most: u32,
    },
    /// One may hold only one of several sessions, and holds another.
    HoldsAnother {
        /// How many of these sessions one may hold.
        limit: u32,
    },
    /// Applications have not begun.
    NotOpen {
        /// When they begin.
        opens_at: Option<Moment>,
    },
    /// The deadline has passed.
    Closed {
        /// When it was.
        closed_at: Option<Moment>,
    },
    /// The organizer has cancelled the session.
    Cancelled,
    /// This person is registered already. The mail was sent again; nothing of it is shown.
    AlreadyRegistered,
    /// This very form was sent before, with other answers, and was accepted.
    AlreadySent,
}

impl Refusal {
    /// The key of the heading.
    pub fn heading(&self) -> &'static str {
        match self {
            Self::Filled { .. } => "refused-filled",
            Self::NotEnoughSeats { .. } => "refused-not-enough",
            Self::CompanyLimit { .. } => "refused-company-limit",
            Self::HoldsAnother { .. } => "refused-holds-another",
            Self::NotOpen { .. } => "refused-not-open",
            Self::Closed { .. } => "refused-closed",
            Self::Cancelled => "refused-cancelled",
            Self::AlreadyRegistered => "refused-already",
            Self::AlreadySent => "refused-sent",
        }
    }

    /// Whether the answers are kept for another try on this page.
    pub fn keeps_answers(&self) -> bool {
        matches!(
            self,
            Self::Filled { .. }
                | Self::NotEnoughSeats { .. }
                | Self::CompanyLimit { .. }
                | Self::Closed { .. }
                | Self::Cancelled
                | Self::AlreadyRegistered
        )
    }

    /// Whether another session may have what this one has not.
    pub fn leads_elsewhere(&self) -> bool {
        matches!(
            self,
            Self::Filled { .. }
                | Self::NotEnoughSeats { .. }
                | Self::Closed { .. }
                | Self::Cancelled
        )
    }

    /// Whether its own words say that the answers are kept.
    fn says_kept(&self) -> bool {
        matches!(self, Self::Filled { .. } | Self::NotEnoughSeats { .. })
    }

    /// Whether somebody else might be taken under the same address.
    fn could_be_another(&self) -> bool {
        *self == Self::AlreadyRegistered
    }

    /// Whether fewer people might be taken.
    pub fn could_be_fewer(&self) -> bool {
        matches!(self, Self::NotEnoughSeats { .. } | Self::CompanyLimit { .. })
    }

    /// Whether one can wait for a seat.
    pub fn can_wait(&self) -> bool {
        matches!(
            self,
            Self::Filled { waiting_list: true } | Self::NotEnoughSeats { waiting_list: true, .. }
        )
    }
}

/// In place of the form or after it: why not, what instead, whom to ask.
///
/// The buttons send the kept answers to `/e/{slug}/apply`: `waiting_list=yes` to wait for a seat,
/// `session=ID`, after the hidden one, for another session, `change=seats` back to the form for fewer people.
#[derive(Debug, Template)]
#[template(path = "refused.html")]
pub struct RefusedView {
    /// Around the page.
    pub frame: Frame,
    /// The event's part of the URL.
    pub slug: String,
    /// The event's title.
    pub event_title: String,
    /// Name of the session that was applied for; empty for the only one.
    pub session_name: String,
    /// The id of that session.
    pub session_id: String,
    /// Why.
    pub refusal: Refusal,
    /// Other sessions that can be applied for.
    pub alternatives: Vec<Session>,
    /// The answers as hidden fields ([`super::entered::Entered::to_pairs`]).
    pub hidden: Vec<(String, String)>,
    /// The value of the hidden field `form`.
    pub token: String,
    /// Whom to ask.
    pub contact: Contact,
}

#[cfg(any(test, feature = "test-hooks"))]
impl RefusedView {
    /// One for each refusal.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{frame::LanguageSwitch, samples};
        let view = |refusal: Refusal| Self {
            frame: Frame::new(language, "萩市", LanguageSwitch::None),
            slug: "telework-2026".into(),
            event_title: "テレワーク説明会".into(),
            session_name: "下関".into(),
            session_id: "s1".into(),
            alternatives: if refusal.leads_elsewhere() {
                samples::live_sessions()
            } else {
                Vec::new()
            },
            hidden: samples::right().to_pairs(),
            token: "sample-token".into(),
            contact: samples::contact(),
            refusal,
        };
        vec![
            ("filled-waiting-list", view(Refusal::Filled { waiting_list: true })),
            ("filled", view(Refusal::Filled { waiting_list: false })),
            ("not-enough", view(Refusal::NotEnoughSeats { left: 1, waiting_list: true })),
            ("company-limit", view(Refusal::CompanyLimit { most: 5 })),
            ("holds-another", view(Refusal::HoldsAnother { limit: 1 })),
            ("not-open", view(Refusal::NotOpen { opens_at: Some(samples::opening()) })),
            ("closed", view(Refusal::Closed { closed_at: Some(samples::deadline()) })),
            ("cancelled", view(Refusal::Cancelled)),
            ("already", view(Refusal::AlreadyRegistered)),
            ("sent", view(Refusal::AlreadySent)),
        ]
    }
}
