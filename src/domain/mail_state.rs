//! A mail's states in the queue with the one table that says what staff may do with it.

use std::fmt;

/// Where a mail stands (design: mail.md, "Path of one mail").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MailState {
    /// Due, or soon.
    Queued,
    /// A worker has it.
    Sending,
    /// Failed for now, and tried again.
    Retry,
    /// The server has it.
    Sent,
    /// It may have arrived.
    Unknown,
    /// Refused for good, or given up.
    Failed,
    /// Put aside while its organization's mail is on hold.
    Held,
    /// Given up by staff.
    Aborted,
    /// It came back.
    Bounced,
}

/// What staff do with a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByHand {
    /// It is tried again now.
    Retry,
    /// It is tried no more.
    Abort,
}

impl MailState {
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Sending,
        Self::Retry,
        Self::Sent,
        Self::Unknown,
        Self::Failed,
        Self::Held,
        Self::Aborted,
        Self::Bounced,
    ];

    /// The states in which a mail needs somebody's hand.
    pub const IN_TROUBLE: [Self; 3] = [Self::Failed, Self::Unknown, Self::Bounced];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Retry => "retry",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
            Self::Held => "held",
            Self::Aborted => "aborted",
            Self::Bounced => "bounced",
        }
    }

    /// The state with this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// The table. `None`: this may not be done in this state.
    pub fn after(self, action: ByHand) -> Option<Self> {
        match (self, action) {
            (
                Self::Retry | Self::Failed | Self::Unknown | Self::Aborted | Self::Bounced,
                ByHand::Retry,
            ) => Some(Self::Queued),
            (
                Self::Queued | Self::Retry | Self::Unknown | Self::Failed | Self::Held,
                ByHand::Abort,
            ) => Some(Self::Aborted),
            _ => None,
        }
    }

    /// Whether staff must say why they do it: whoever has such a mail may get it twice.
    pub fn needs_reason(self, action: ByHand) -> bool {
        (self, action) == (Self::Unknown, ByHand::Retry)
    }
}

impl fmt::Display for MailState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_permits_what_the_table_says_and_nothing_else() {
        let permits: Vec<(&str, bool, bool)> = MailState::ALL
            .into_iter()
            .map(|state| {
                let may = |action| state.after(action).is_some();
                (state.as_str(), may(ByHand::Retry), may(ByHand::Abort))
            })
            .collect();
        let expected = [
            ("queued", false, true),
            ("sending", false, false),
            ("retry", true, true),
            ("sent", false, false),
            ("unknown", true, true),
            ("failed", true, true),
            ("held", false, true),
            ("aborted", true, false),
            ("bounced", true, false),
        ];
        assert_eq!(permits, expected);
    }

    #[test]
    fn only_what_may_have_arrived_needs_a_reason_to_be_sent_again() {
        for state in MailState::ALL {
            assert_eq!(state.needs_reason(ByHand::Retry), state == MailState::Unknown);
            assert!(!state.needs_reason(ByHand::Abort));
        }
    }

    #[test]
    fn the_names_of_the_states_are_read_back() {
        for state in MailState::ALL {
            assert_eq!(MailState::parse(state.as_str()), Some(state));
        }
        assert_eq!(MailState::parse("Queued"), None);
    }
}
