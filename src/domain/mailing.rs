//! A mailing: one mail to each of many, with the life it has.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a mailing is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailingState {
    /// Staff compose it.
    Draft,
    /// It starts by itself at a time.
    Waiting,
    /// Recipients are recorded, then each is owed a mail.
    Running,
    /// Staff have stopped it, and may resume it.
    Paused,
    /// Everybody has been written to, as far as can be.
    Done,
    /// It was given up; nobody else is written to.
    Aborted,
}

impl MailingState {
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Waiting, Self::Running, Self::Paused, Self::Done, Self::Aborted];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::Aborted => "aborted",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether it may still write to somebody.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Done | Self::Aborted)
    }

    /// Where an order of staff leads. `None`: it means nothing in this state.
    pub fn after(self, order: MailingOrder) -> Option<Self> {
        match (self, order) {
            (Self::Draft, MailingOrder::Start) => Some(Self::Waiting),
            (Self::Paused, MailingOrder::Resume) => Some(Self::Running),
            (Self::Waiting | Self::Running, MailingOrder::Pause) => Some(Self::Paused),
            (state, MailingOrder::Abort) if state.is_open() => Some(Self::Aborted),
            _ => None,
        }
    }
}

/// What staff tell a mailing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailingOrder {
    Start,
    Pause,
    Resume,
    Abort,
}

/// How a recipient stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecipientState {
    /// Is one of the recipients; no mail is owed yet.
    Recorded,
    /// The mail is in the queue.
    Owed,
    /// A server has taken the mail.
    Sent,
    /// The mail was given up, or nobody knows what became of it: the queue says why.
    Failed,
    /// There is no mail address.
    WithoutAddress,
    /// The address wants no announcements.
    Unsubscribed,
    /// No longer concerned when its turn came, or the mailing was aborted before.
    Dropped,
}

impl RecipientState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Owed => "owed",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::WithoutAddress => "without_address",
            Self::Unsubscribed => "unsubscribed",
            Self::Dropped => "dropped",
        }
    }

    /// What the state of a mail in the queue means for its recipient.
    pub fn of_mail(state: &str) -> Self {
        match state {
            "sent" => Self::Sent,
            "failed" | "unknown" | "bounced" => Self::Failed,
            "aborted" => Self::Dropped,
            _ => Self::Owed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_ended_takes_no_orders() {
        for state in [MailingState::Done, MailingState::Aborted] {
            for order in [
                MailingOrder::Start,
                MailingOrder::Pause,
                MailingOrder::Resume,
                MailingOrder::Abort,
            ] {
                assert_eq!(state.after(order), None);
            }
        }
    }

    #[test]
    fn a_mailing_is_started_once_and_resumed_only_from_a_pause() {
        assert_eq!(MailingState::Draft.after(MailingOrder::Start), Some(MailingState::Waiting));
        assert_eq!(MailingState::Running.after(MailingOrder::Start), None);
        assert_eq!(MailingState::Paused.after(MailingOrder::Start), None);
        assert_eq!(MailingState::Running.after(MailingOrder::Resume), None);
        assert_eq!(MailingState::Paused.after(MailingOrder::Resume), Some(MailingState::Running));
    }

    #[test]
    fn states_have_one_name_everywhere() {
        for state in MailingState::ALL {
            assert_eq!(MailingState::parse(state.as_str()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }
}
