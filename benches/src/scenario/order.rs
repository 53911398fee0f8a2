//! Whether applicants got their places in the order in which they came, as far as it can be told from outside.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::load::open::Exchange;

/// Registrations that stand behind somebody who sent to the same node only after they were answered.
pub fn out_of_order(exchanges: &[Exchange]) -> usize {
    let nodes: BTreeSet<usize> = exchanges.iter().map(|exchange| exchange.node).collect();
    let at = |node| accepted(exchanges).filter(move |exchange| exchange.node == node).collect();
    nodes.into_iter().map(|node| out_of_order_at_a_node(at(node))).sum()
}

fn out_of_order_at_a_node(mut by_sent: Vec<&Exchange>) -> usize {
    by_sent.sort_by_key(|exchange| exchange.sent);
    let mut by_answered = by_sent.clone();
    by_answered.sort_by_key(|exchange| exchange.answered);
    let (mut answered, mut highest, mut wrong) = (by_answered.into_iter().peekable(), 0, 0);
    for exchange in by_sent {
        while let Some(earlier) = answered.next_if(|earlier| earlier.answered < exchange.sent) {
            highest = highest.max(sequence(earlier));
        }
        wrong += usize::from(sequence(exchange) < highest);
    }
    wrong
}

/// The longest time between the sending of one and of another who stands before, though sent later: both
/// were on their way at once, and which came first cannot be told.
pub fn overtaking(exchanges: &[Exchange]) -> Duration {
    let mut by_sequence: Vec<&Exchange> = accepted(exchanges).collect();
    by_sequence.sort_by_key(|exchange| sequence(exchange));
    let (mut latest, mut longest) = (Duration::ZERO, Duration::ZERO);
    for exchange in by_sequence {
        longest = longest.max(latest.saturating_sub(exchange.sent));
        latest = latest.max(exchange.sent);
    }
    longest
}

/// Registrations whose state or waiting place does not follow from their sequence, where `before` were
/// confirmed already and so many seats were free.
pub fn wrong_places(exchanges: &[Exchange], before: u32, seats: u32) -> usize {
    let behind_all_seats = u64::from(before) + u64::from(seats);
    let is_wrong = |exchange: &&Exchange| {
        exchange.accepted.is_some_and(|accepted| {
            let place = accepted.sequence.checked_sub(behind_all_seats).filter(|place| *place > 0);
            accepted.position != place || accepted.is_confirmed != place.is_none()
        })
    };
    exchanges.iter().filter(is_wrong).count()
}

fn accepted(exchanges: &[Exchange]) -> impl Iterator<Item = &Exchange> {
    exchanges.iter().filter(|exchange| exchange.accepted.is_some())
}

fn sequence(exchange: &Exchange) -> u64 {
    exchange.accepted.map_or(0, |accepted| accepted.sequence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::open::Accepted;

    fn exchange(sent: u64, answered: u64, sequence: u64) -> Exchange {
        placed(sent, answered, sequence, None)
    }

    fn placed(sent: u64, answered: u64, sequence: u64, position: Option<u64>) -> Exchange {
        let at = Duration::from_millis;
        let accepted = Some(Accepted { is_confirmed: position.is_none(), sequence, position });
        let (sent, answered) = (at(sent), at(answered));
        Exchange { number: 0, due: sent, sent, answered, node: 0, status: 201, accepted }
    }

    #[test]
    fn only_who_was_answered_before_another_sent_must_stand_before() {
        assert_eq!(out_of_order(&[exchange(0, 5, 1), exchange(6, 9, 2)]), 0);
        assert_eq!(out_of_order(&[exchange(0, 5, 2), exchange(6, 9, 1)]), 1);
        assert_eq!(out_of_order(&[exchange(0, 7, 2), exchange(6, 9, 1)]), 0);
    }

    #[test]
    fn nodes_give_places_in_turns_of_their_own() {
        let elsewhere = Exchange { node: 1, ..exchange(6, 9, 1) };
        assert_eq!(out_of_order(&[exchange(0, 5, 2), elsewhere]), 0);
    }

    #[test]
    fn overtaking_is_the_time_by_which_the_one_before_sent_later() {
        let exchanges = [exchange(0, 7, 2), exchange(6, 9, 1), exchange(8, 9, 3)];
        assert_eq!(overtaking(&exchanges), Duration::from_millis(6));
    }

    #[test]
    fn a_place_follows_from_the_sequence() {
        let right = [exchange(0, 1, 102), placed(0, 1, 103, Some(1)), placed(0, 1, 104, Some(2))];
        assert_eq!(wrong_places(&right, 100, 2), 0);
        let wrong = [exchange(0, 1, 103), placed(0, 1, 104, Some(1)), placed(0, 1, 102, Some(1))];
        assert_eq!(wrong_places(&wrong, 100, 2), 3);
    }
}
