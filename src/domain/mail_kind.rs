//! The kinds of mail that a decision may owe.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The kind of a mail: its folder under `emails/`, and its name in the database and the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    RegistrationConfirmed,
    Waitlisted,
    Promoted,
    Withdrawn,
}

impl MailKind {
    /// Every kind there is.
    pub const ALL: [Self; 4] =
        [Self::RegistrationConfirmed, Self::Waitlisted, Self::Promoted, Self::Withdrawn];

    /// The name in `emails/`, database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RegistrationConfirmed => "registration_confirmed",
            Self::Waitlisted => "waitlisted",
            Self::Promoted => "promoted",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The kind with this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

impl fmt::Display for MailKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
