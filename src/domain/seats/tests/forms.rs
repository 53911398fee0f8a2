//! What a web form's application may do that no other does: come again after a refusal, and not wait.

use super::world::{Party, World};
use crate::domain::seats::{Admission, Idempotency, Refusal};
use crate::domain::state::State;

fn form(seats: u32, waits: bool) -> Party {
    let key = Some(Idempotency { key_hash: [1; 32], body_hash: [1; 32], keeps_refusals: false });
    Party {
        form_opened_at: Some(super::world::noon()),
        key,
        admission: Admission::of(waits),
        ..Party::of(seats)
    }
}

#[test]
fn who_was_shown_free_seats_is_not_put_onto_the_waiting_list_unasked() {
    let mut world = World::people();
    let session = world.session(2);
    world.strangers(session, 1);
    let refusal = world.apply(session, &form(2, false)).refusal();
    assert_eq!(refusal, Refusal::NotEnoughSeats { left: 1, wanted: 2 });
    world.strangers(session, 1);
    assert_eq!(world.apply(session, &form(1, false)).refusal(), Refusal::SessionFull);
    assert_eq!(world.counts(session).waiting, 0);
    assert_eq!(world.apply(session, &form(1, true)).state(), State::Waitlisted);
}

#[test]
fn a_form_that_was_refused_may_be_sent_again_and_an_accepted_one_registers_once() {
    let mut world = World::people();
    let session = world.session(1);
    world.settings(session).waiting_list = false;
    let seated = world.strangers(session, 1)[0];
    assert_eq!(world.apply(session, &form(1, false)).refusal(), Refusal::SessionFull);
    world.withdraw(seated);
    let first = world.apply(session, &form(1, false));
    assert_eq!(first.state(), State::Confirmed);
    assert_eq!(world.apply(session, &form(1, false)).registered(), first.registered());
    assert_eq!(world.counts(session).taken, 1);
}
