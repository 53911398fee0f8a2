//! Applications that a committee selects from: chosen, substitutes, not chosen.

use super::world::{Party, World, staff};
use crate::domain::event::Allocation;
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::seats::{Actor, Done, MailKind, Refusal, Request, Select, Selection};
use crate::domain::state::State;

fn by_approval(capacity: u32) -> (World, SessionId) {
    let mut world = World::people();
    let session = world.session(capacity);
    world.at(session).allocation = Allocation::Approval;
    (world, session)
}

fn select(selections: &[(RegistrationId, Selection)]) -> Request {
    Request::Select(Select { selections: selections.to_vec(), exceed_reason: None })
}

#[test]
fn applications_are_taken_without_a_seat_until_somebody_chooses() {
    let (mut world, session) = by_approval(1);
    let first = world.apply(session, &Party::of(1));
    assert_eq!(first.state(), State::Pending);
    assert_eq!(first.decision.mails[0].kind, MailKind::RegistrationReceived);
    assert_eq!(world.apply(session, &Party::of(1)).state(), State::Pending);
    let counts = world.counts(session);
    assert_eq!((counts.taken, counts.waiting), (0, 0));
    // Who could never be chosen hears it at once.
    let refusal = world.apply(session, &Party::of(2)).refusal();
    assert_eq!(refusal, Refusal::NotEnoughSeats { left: 1, wanted: 2 });
}

#[test]
fn a_selection_tells_everybody_in_one_step() {
    let (mut world, session) = by_approval(1);
    let ids = world.strangers(session, 4);
    let selections = [
        (ids[2], Selection::Chosen),
        (ids[3], Selection::Substitute),
        (ids[0], Selection::Substitute),
        (ids[1], Selection::NotChosen),
    ];
    let answer = world.run(ids[0], staff(), select(&selections));
    let done = Done::Selected { chosen: 1, substitutes: 2, not_chosen: 1 };
    assert_eq!(answer.decision.outcome, Ok(done));
    let kinds: Vec<MailKind> = answer.decision.mails.iter().map(|mail| mail.kind).collect();
    let received = MailKind::RegistrationReceived;
    assert_eq!(kinds, [MailKind::Accepted, received, received, MailKind::Declined]);
    let states = ids.map_states(&world);
    assert_eq!(states, [State::Waitlisted, State::Declined, State::Confirmed, State::Waitlisted]);
    // Substitutes come in the order in which they were named, not in that of their arrival.
    assert_eq!(world.withdraw(ids[2]).promoted(), [ids[3]]);
}

/// The states of registrations, in their order.
trait MapStates {
    fn map_states(&self, world: &World) -> Vec<State>;
}

impl MapStates for Vec<RegistrationId> {
    fn map_states(&self, world: &World) -> Vec<State> {
        self.iter().map(|id| world.state_of(*id)).collect()
    }
}

#[test]
fn a_selection_of_more_than_there_are_seats_changes_nothing() {
    let (mut world, session) = by_approval(1);
    let ids = world.strangers(session, 2);
    let both = [(ids[0], Selection::Chosen), (ids[1], Selection::Chosen)];
    let answer = world.run(ids[0], staff(), select(&both));
    assert!(answer.decision.outcome.is_err() && answer.decision.mails.is_empty());
    assert!(answer.decision.audit.is_empty());
    assert_eq!(ids.map_states(&world), [State::Pending, State::Pending]);
    let on_purpose = Select {
        selections: both.to_vec(),
        exceed_reason: Some("市長の承認による".into()),
    };
    world.run(ids[0], staff(), Request::Select(on_purpose));
    assert_eq!(ids.map_states(&world), [State::Confirmed, State::Confirmed]);
    assert_eq!((world.counts(session).taken, world.counts(session).exceeded), (2, 1));
}

#[test]
fn only_staff_select_and_only_what_awaits_it() {
    let (mut world, session) = by_approval(2);
    let id = world.strangers(session, 1)[0];
    let by_applicant = world.run(id, Actor::Applicant, Request::Accept(id));
    assert_eq!(by_applicant.refusal(), Refusal::NoOffer);
    world.run(id, staff(), Request::Accept(id));
    assert_eq!(world.state_of(id), State::Confirmed);
    let again = world.run(id, staff(), select(&[(id, Selection::NotChosen)]));
    assert_eq!(again.refusal(), Refusal::WrongState { state: State::Confirmed });
    let other = world.strangers(session, 1)[0];
    let declined = world.run(other, staff(), Request::Decline(other));
    assert_eq!(declined.decision.mails[0].kind, MailKind::Declined);
    assert_eq!(world.state_of(other), State::Declined);
    // Who was not chosen may apply again, and who awaits it may withdraw.
    let third = world.strangers(session, 1)[0];
    world.withdraw(third);
    assert_eq!(world.state_of(third), State::Withdrawn);
    assert_eq!(world.counts(session).taken, 1);
}

#[test]
fn an_application_that_awaits_the_selection_moves_with_its_applicant_a_chosen_one_by_staff() {
    let (mut world, session) = by_approval(1);
    let other = world.session(1);
    world.at(other).allocation = Allocation::Approval;
    let id = world.strangers(session, 1)[0];
    assert_eq!(world.move_to(id, other).state(), State::Pending);
    world.run(id, staff(), Request::Accept(id));
    let refusal = world.move_to(id, session).refusal();
    assert_eq!(refusal, Refusal::WrongState { state: State::Confirmed });
}
