//! A registration's states with the one table that says which action leads where.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where a registration stands (domain.md, "A registration's states").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for the organizer's selection (選考中), or for the applicant to confirm the mail address: then it
    /// has a deadline, and holds its seat until then.
    Pending,
    /// Waits for a seat (キャンセル待ち).
    Waitlisted,
    /// Has been offered a seat until a deadline (席の案内中).
    Offered,
    /// Holds its seat (確定).
    Confirmed,
    /// Takes part in a draw (抽選待ち).
    EnteredDraw,
    /// The applicant, or staff for them, withdrew it (取消).
    Withdrawn,
    /// Not selected (見送り).
    Declined,
    /// The applicant did not want the seat that was offered (辞退).
    DeclinedOffer,
}

/// What can happen to a registration after it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Withdraw,
    /// A freed seat is given at once.
    Promote,
    /// A freed seat is offered with a deadline.
    Offer,
    AcceptOffer,
    DeclineOffer,
    ExpireOffer,
    /// The applicant shows that the mail address is theirs.
    ConfirmAddress,
    /// Nobody has confirmed the address in time.
    ExpireHold,
    /// The organizer selects a pending application.
    Select,
    /// The organizer selects it as a substitute.
    SelectAsSubstitute,
    /// The organizer, or the draw where nobody waits for seats, does not select it.
    Reject,
    WinDraw,
    LoseDraw,
}

impl State {
    pub const ALL: [Self; 8] = [
        Self::Pending,
        Self::Waitlisted,
        Self::Offered,
        Self::Confirmed,
        Self::EnteredDraw,
        Self::Withdrawn,
        Self::Declined,
        Self::DeclinedOffer,
    ];

    /// The states in which a person counts as registered: one of these per person and session.
    pub const ACTIVE: [Self; 5] =
        [Self::Pending, Self::Waitlisted, Self::Offered, Self::Confirmed, Self::EnteredDraw];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Waitlisted => "waitlisted",
            Self::Offered => "offered",
            Self::Confirmed => "confirmed",
            Self::EnteredDraw => "entered_draw",
            Self::Withdrawn => "withdrawn",
            Self::Declined => "declined",
            Self::DeclinedOffer => "declined_offer",
        }
    }

    pub fn is_active(self) -> bool {
        Self::ACTIVE.contains(&self)
    }

    /// Whether a seat is taken while a registration is in this state, whatever else is known of it
    /// ([`crate::domain::seats::Held::holds_seat`] knows more).
    pub fn holds_seat(self) -> bool {
        matches!(self, Self::Confirmed | Self::Offered)
    }

    /// The table. `None`: this action means nothing in this state, and nothing is changed.
    pub fn after(self, action: Action) -> Option<Self> {
        use Action as A;
        match (self, action) {
            (state, A::Withdraw) if state.is_active() => Some(Self::Withdrawn),
            (Self::Waitlisted, A::Offer) => Some(Self::Offered),
            (Self::Waitlisted, A::Promote)
            | (Self::Offered, A::AcceptOffer)
            | (Self::Pending, A::Select | A::ConfirmAddress)
            | (Self::EnteredDraw, A::WinDraw) => Some(Self::Confirmed),
            (Self::Offered, A::DeclineOffer) => Some(Self::DeclinedOffer),
            (Self::Offered, A::ExpireOffer)
            | (Self::Pending, A::SelectAsSubstitute)
            | (Self::EnteredDraw, A::LoseDraw) => Some(Self::Waitlisted),
            (Self::Pending | Self::EnteredDraw, A::Reject) => Some(Self::Declined),
            (Self::Pending, A::ExpireHold) => Some(Self::Withdrawn),
            _ => None,
        }
    }
}

/// A word that names no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such state")]
pub struct UnknownState;

impl FromStr for State {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(UnknownState)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTIONS: [Action; 13] = [
        Action::Withdraw,
        Action::Promote,
        Action::Offer,
        Action::AcceptOffer,
        Action::DeclineOffer,
        Action::ExpireOffer,
        Action::ConfirmAddress,
        Action::ExpireHold,
        Action::Select,
        Action::SelectAsSubstitute,
        Action::Reject,
        Action::WinDraw,
        Action::LoseDraw,
    ];

    #[test]
    fn what_has_ended_never_comes_back() {
        for state in State::ALL.into_iter().filter(|state| !state.is_active()) {
            for action in ACTIONS {
                assert_eq!(state.after(action), None, "{state:?} {action:?}");
            }
        }
    }

    #[test]
    fn every_active_registration_can_be_withdrawn() {
        for state in State::ACTIVE {
            assert_eq!(state.after(Action::Withdraw), Some(State::Withdrawn));
        }
    }

    #[test]
    fn a_confirmed_registration_can_only_be_withdrawn() {
        let possible: Vec<_> =
            ACTIONS.into_iter().filter(|a| State::Confirmed.after(*a).is_some()).collect();
        assert_eq!(possible, [Action::Withdraw]);
    }

    #[test]
    fn the_names_of_the_states_are_read_back() {
        for state in State::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert_eq!("Confirmed".parse::<State>(), Err(UnknownState));
    }
}
