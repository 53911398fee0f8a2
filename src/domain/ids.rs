//! Identifiers: a type of its own for each thing, so that one cannot be given for another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! identifier {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            /// Any spelling of a UUID; what is none is simply an id that does not exist.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

identifier! {
    /// A tenant (主催者).
    OrganizationId,
    /// A person with rights in an organization (担当者).
    MemberId,
    /// A person who signs in, whatever organizations they work for.
    AccountId,
    /// What is announced (イベント・説明会).
    EventId,
    /// What is applied for (開催回).
    SessionId,
    /// Sessions that share a cap or a limit (合同枠).
    GroupId,
    /// A date, time and place (日程).
    MeetingId,
    /// One application to one session (申込).
    RegistrationId,
    /// The seat that a company holds in a session.
    CompanySeatId,
    /// An application by mail that waits for staff.
    DraftId,
    /// One mail to one person (送信待ちメール).
    OutboxId,
    /// One mail to each of many.
    MailingId,
}
