//! The decision: commands in their order against what is taken.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::board::{Board, Fate, Held, Need, Remembered, SeatSession};
use super::command::{Actor, Apply, Change, Command, Reconfigure, Request};
use super::outcome::{AuditLine, AuditSubject, Decision, Done, MailKind, MailOwed, Refusal, Registered};
use super::promote::{company_is_too_many, leave_waiting_list, promote};
pub use super::promote::NeedsMoreWaiting;
use crate::domain::application::Company;
use crate::domain::event::{CapacityUnit, EventStatus, Window, window};
use crate::domain::ids::{CompanySeatId, GroupId, RegistrationId, SessionId};
use crate::domain::state::{Action, State};

/// A batch decided: the board as it is afterwards, and one decision for each command, in order.
#[derive(Debug)]
pub struct Decided {
    pub board: Board,
    pub decisions: Vec<Decision>,
}

/// Decides `commands` in their order. Each sees what those before it have changed.
///
/// # Errors
/// [`NeedsMoreWaiting`]: more of a waiting list has to be on the board to decide; nothing is lost,
/// call again with a board that has it.
pub fn decide(board: Board, commands: &[Command]) -> Result<Decided, NeedsMoreWaiting> {
    let mut desk = Deciding { board, mails: Vec::new(), audit: Vec::new() };
    let mut decisions = Vec::with_capacity(commands.len());
    for command in commands {
        let outcome = desk.one(command)?;
        decisions.push(Decision {
            outcome,
            mails: std::mem::take(&mut desk.mails),
            audit: std::mem::take(&mut desk.audit),
        });
    }
    Ok(Decided { board: desk.board, decisions })
}

type Outcome = Result<Done, Refusal>;

struct Deciding {
    board: Board,
    mails: Vec<MailOwed>,
    audit: Vec<AuditLine>,
}

impl Deciding {
    fn one(&mut self, command: &Command) -> Result<Outcome, NeedsMoreWaiting> {
        let at = command.at;
        match &command.request {
            Request::Apply(apply) => self.apply_once(apply, &command.actor, at),
            Request::Withdraw(id) => self.end(*id, Action::Withdraw, at),
            Request::Decline(id) => self.end(*id, Action::DeclineOffer, at),
            Request::Accept(id) => Ok(self.accept(*id)),
            Request::Change(change) => self.change(change, at),
            Request::Move { registration, to, .. } => self.move_to(*registration, *to, &command.actor, at),
            Request::Reconfigure(new) => self.reconfigure(new, at),
            Request::ReconfigureGroup { group, capacity, sessions_per_applicant } => {
                self.reconfigure_group(*group, *capacity, *sessions_per_applicant, at)
            }
        }
    }

    // --- apply ---------------------------------------------------------------------------------

    fn apply_once(&mut self, apply: &Apply, actor: &Actor, at: DateTime<Utc>) -> Result<Outcome, NeedsMoreWaiting> {
        let Some(key) = apply.idempotency else { return self.apply(apply, actor, at) };
        if let Some(before) = self.board.remembered.get(&(apply.session, key.key_hash)) {
            let same = before.body_hash == key.body_hash;
            return Ok(if same { before.outcome.clone() } else { Err(Refusal::IdempotencyConflict) });
        }
        let outcome = self.apply(apply, actor, at)?;
        if outcome != Err(Refusal::NotFound) {
            let remembered = Remembered { body_hash: key.body_hash, outcome: outcome.clone(), fate: Fate::New };
            self.board.remembered.insert((apply.session, key.key_hash), remembered);
        }
        Ok(outcome)
    }

    fn apply(&mut self, apply: &Apply, actor: &Actor, at: DateTime<Utc>) -> Result<Outcome, NeedsMoreWaiting> {
        let state = match self.admit(apply, actor, at) {
            Ok(state) => state,
            Err(refusal) => {
                if refusal == Refusal::AlreadyRegistered {
                    self.mail_again(apply, at)?;
                }
                return Ok(Err(refusal));
            }
        };
        let registered = self.enter(apply, state, at);
        let kind = if state == State::Confirmed { MailKind::RegistrationConfirmed } else { MailKind::Waitlisted };
        self.owe(kind, &registered, String::new());
        self.note_registered(&registered, apply, actor);
        // A company that has got its seat takes none for those of its people who wait already.
        let company_seated = state == State::Confirmed && apply.application.company.is_some();
        if company_seated && self.session(apply.session).is_some_and(|s| s.counts.waiting > 0) {
            self.promote(apply.session, at)?;
        }
        Ok(Ok(Done::Registered(registered)))
    }

    /// The state a new application gets, or why it gets none.
    fn admit(&mut self, apply: &Apply, actor: &Actor, at: DateTime<Utc>) -> Result<State, Refusal> {
        let session = self.board.sessions.get(&apply.session).ok_or(Refusal::NotFound)?;
        check_window(session, actor, at, apply.form_opened_at)?;
        if let Some(person) = apply.person {
            if self.board.persons.contains_key(&(session.id, person)) {
                return Err(Refusal::AlreadyRegistered);
            }
            check_group_limit(&self.board, session, person, None)?;
        }
        let application = &apply.application;
        let identity = application.company.as_ref().map(Company::identity);
        let need = self.board.need(session, application.seats, identity.as_ref());
        check_company_people(&self.board, session, need)?;
        let exceeds = actor.is_staff() && application.exceed_reason.is_some();
        place(&self.board, session, need, exceeds)
    }

    /// Puts an admitted application on the board, with its seats where it has them.
    fn enter(&mut self, apply: &Apply, state: State, at: DateTime<Utc>) -> Registered {
        let application = &apply.application;
        let sequence = self.next_sequence(apply.session);
        let company = application.company.as_ref().map(Company::identity);
        self.board.registrations.insert(
            apply.registration,
            Held {
                id: apply.registration,
                session: apply.session,
                sequence,
                state,
                seats: application.seats,
                person: apply.person,
                company,
                company_seat: None,
                reception_number: apply.reception_number.clone(),
                registered_at: at,
                version: 1,
                fate: Fate::New,
            },
        );
        self.board.index_person(apply.registration);
        self.settle_in(apply.registration, state, apply.company_seat, application.exceed_reason.is_some())
    }

    /// Takes the seats of a registration that has just come to its session, or queues it there.
    fn settle_in(
        &mut self,
        id: RegistrationId,
        state: State,
        new_seat: CompanySeatId,
        on_purpose: bool,
    ) -> Registered {
        let held = &self.board.registrations[&id];
        let (session_id, sequence, reception_number) = (held.session, held.sequence, held.reception_number.clone());
        let mut registered = Registered {
            registration: id,
            session: session_id,
            reception_number,
            state,
            position: None,
            joined_company_seat: false,
            sequence,
        };
        if state.holds_seat() {
            self.board.take(id, new_seat);
            if on_purpose {
                self.board.exceed_on_purpose(session_id);
            }
            let seat = self.board.registrations[&id].company_seat;
            registered.joined_company_seat = seat.is_some_and(|seat| self.board.company_seats[&seat].registrations > 1);
        } else {
            registered.position = Some(self.queue(session_id, id));
        }
        registered
    }

    /// Puts a registration at the end of the waiting list; its place there, from 1.
    fn queue(&mut self, session: SessionId, id: RegistrationId) -> u32 {
        let Some(seats) = self.board.sessions.get_mut(&session) else { return 0 };
        seats.counts.waiting += 1;
        seats.changed = true;
        let list = self.board.waiting.entry(session).or_default();
        // Behind a part that was not loaded nobody's turn has come.
        if list.complete {
            list.order.push(id);
        }
        seats.counts.waiting
    }

    fn next_sequence(&mut self, session: SessionId) -> i64 {
        let Some(session) = self.board.sessions.get_mut(&session) else { return 0 };
        let sequence = session.next_sequence;
        session.next_sequence += 1;
        session.changed = true;
        sequence
    }

    // --- withdraw, accept, decline -------------------------------------------------------------

    fn end(&mut self, id: RegistrationId, action: Action, at: DateTime<Utc>) -> Result<Outcome, NeedsMoreWaiting> {
        let Some(held) = self.board.registrations.get(&id) else { return Ok(Err(Refusal::NotFound)) };
        let (before, session) = (held.state, held.session);
        let Some(after) = before.after(action) else { return Ok(Err(not_possible(before, action))) };
        let position = self.position_of(id)?;
        self.leave(id, before);
        self.set_state(id, after);
        self.board.index_person(id);
        let withdrawn = action == Action::Withdraw;
        self.note(if withdrawn { "withdrawn" } else { "offer_declined" }, id, json!({ "from": before.as_str() }));
        if withdrawn {
            self.owe_for(MailKind::Withdrawn, id, String::new(), position);
        }
        if before.holds_seat() {
            self.promote(session, at)?;
        }
        let registration = id;
        Ok(Ok(if withdrawn { Done::Withdrawn { registration } } else { Done::Declined { registration } }))
    }

    fn accept(&mut self, id: RegistrationId) -> Outcome {
        let held = self.board.registrations.get(&id).ok_or(Refusal::NotFound)?;
        let after = held.state.after(Action::AcceptOffer).ok_or(not_possible(held.state, Action::AcceptOffer))?;
        self.set_state(id, after);
        self.note("offer_accepted", id, json!({}));
        self.owe_for(MailKind::RegistrationConfirmed, id, String::new(), None);
        Ok(Done::Accepted { registration: id })
    }

    /// Gives back what a registration holds: its seats, or its place on the waiting list.
    fn leave(&mut self, id: RegistrationId, state: State) {
        let session = self.board.registrations[&id].session;
        if state.holds_seat() {
            self.board.release(id);
        } else if state == State::Waitlisted {
            leave_waiting_list(&mut self.board, session, id);
        }
    }

    fn set_state(&mut self, id: RegistrationId, state: State) {
        if let Some(held) = self.board.registrations.get_mut(&id) {
            held.state = state;
            held.version += 1;
            held.fate = held.fate.touched();
        }
    }

    // --- change, move --------------------------------------------------------------------------

    fn change(&mut self, change: &Change, at: DateTime<Utc>) -> Result<Outcome, NeedsMoreWaiting> {
        if let Err(refusal) = self.check_change(change) {
            return Ok(Err(refusal));
        }
        let id = change.registration;
        let held = &self.board.registrations[&id];
        let (state, session, before) = (held.state, held.session, held.seats);
        let seats = change.application.seats;
        if state.holds_seat() {
            self.board.recount(id, seats);
        }
        self.rename_person(change);
        if let Some(held) = self.board.registrations.get_mut(&id) {
            held.seats = seats;
        }
        self.set_state(id, state);
        self.note("changed", id, json!({ "seats": seats, "seats_before": before }));
        if seats < before {
            self.promote(session, at)?;
        }
        Ok(Ok(Done::Changed { registration: id }))
    }

    fn rename_person(&mut self, change: &Change) {
        let Some(held) = self.board.registrations.get_mut(&change.registration) else { return };
        let previous = held.person.map(|person| (held.session, person));
        held.person = change.person;
        if let Some(previous) = previous {
            self.board.persons.remove(&previous);
        }
        self.board.index_person(change.registration);
    }

    fn check_change(&self, change: &Change) -> Result<(), Refusal> {
        let held = self.board.registrations.get(&change.registration).ok_or(Refusal::NotFound)?;
        let session = self.board.sessions.get(&held.session).ok_or(Refusal::NotFound)?;
        if !held.state.is_active() {
            return Err(Refusal::WrongState { state: held.state });
        }
        if session.is_cancelled() {
            return Err(Refusal::Cancelled);
        }
        let other = change.person.and_then(|person| self.board.persons.get(&(session.id, person)));
        if other.is_some_and(|other| *other != held.id) {
            return Err(Refusal::AlreadyRegistered);
        }
        let company = change.application.company.as_ref().map(Company::identity);
        if session.unit == CapacityUnit::Company && company != held.company {
            return Err(Refusal::CompanyFixed);
        }
        check_more_people(&self.board, session, held, change.application.seats)
    }

    fn move_to(
        &mut self,
        id: RegistrationId,
        to: SessionId,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let Some(held) = self.board.registrations.get(&id).cloned() else { return Ok(Err(Refusal::NotFound)) };
        let place = match self.check_move(&held, to, actor, at) {
            Ok(()) => self.place_after_leaving(&held, to),
            Err(refusal) => Err(refusal),
        };
        let state = match place {
            Ok(state) => state,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.leave(id, held.state);
        if let Some(person) = held.person {
            self.board.persons.remove(&(held.session, person));
        }
        let sequence = self.next_sequence(to);
        if let Some(moving) = self.board.registrations.get_mut(&id) {
            moving.session = to;
            moving.sequence = sequence;
        }
        self.set_state(id, state);
        self.board.index_person(id);
        let registered = self.settle_in(id, state, held.next_company_seat(), false);
        self.note("moved", id, json!({ "from_session": held.session, "to_session": to, "state": state.as_str() }));
        let kind = if state == State::Confirmed { MailKind::RegistrationConfirmed } else { MailKind::Waitlisted };
        self.owe(kind, &registered, format!("moved:{}", held.version));
        self.promote(held.session, at)?;
        Ok(Ok(Done::Moved(registered)))
    }

    fn check_move(&self, held: &Held, to: SessionId, actor: &Actor, at: DateTime<Utc>) -> Result<(), Refusal> {
        let from = self.board.sessions.get(&held.session).ok_or(Refusal::NotFound)?;
        let target = self.board.sessions.get(&to).filter(|s| s.event == from.event).ok_or(Refusal::NotFound)?;
        if !matches!(held.state, State::Confirmed | State::Waitlisted) {
            return Err(Refusal::WrongState { state: held.state });
        }
        if to == held.session {
            return Err(Refusal::AlreadyRegistered);
        }
        check_window(target, actor, at, None)?;
        if let Some(person) = held.person {
            if self.board.persons.contains_key(&(to, person)) {
                return Err(Refusal::AlreadyRegistered);
            }
            check_group_limit(&self.board, target, person, Some(held.session))?;
        }
        let need = self.board.need(target, held.seats, held.company.as_ref());
        check_company_people(&self.board, target, need)
    }

    /// Where the registration would stand in `to`, with what it holds now given back. One that has a
    /// seat never loses it for a place on a waiting list.
    fn place_after_leaving(&self, held: &Held, to: SessionId) -> Result<State, Refusal> {
        let mut without = Deciding { board: self.board.clone(), mails: Vec::new(), audit: Vec::new() };
        without.leave(held.id, held.state);
        let target = without.board.sessions.get(&to).ok_or(Refusal::NotFound)?;
        let need = without.board.need(target, held.seats, held.company.as_ref());
        let state = place(&without.board, target, need, false)?;
        if held.state.holds_seat() && state != State::Confirmed {
            return Err(no_room(&without.board, target, need));
        }
        Ok(state)
    }

    // --- settings ------------------------------------------------------------------------------

    fn reconfigure(&mut self, new: &Reconfigure, at: DateTime<Utc>) -> Result<Outcome, NeedsMoreWaiting> {
        let Some(session) = self.board.sessions.get_mut(&new.session) else { return Ok(Err(Refusal::NotFound)) };
        let counts = session.counts;
        let too_low = new.settings.capacity + counts.exceeded < counts.taken
            || new.settings.people_capacity.is_some_and(|cap| cap + counts.people_exceeded < counts.people);
        if too_low {
            return Ok(Err(Refusal::CapacityBelowConfirmed { confirmed: counts.taken, people: counts.people }));
        }
        let before = std::mem::replace(&mut session.settings, new.settings.clone());
        session.reconfigure(new.settings.clone());
        self.audit.push(AuditLine {
            action: "session_changed",
            subject: AuditSubject::Session(new.session),
            details: json!({
                "capacity": new.settings.capacity, "capacity_before": before.capacity,
                "people_capacity": new.settings.people_capacity, "people_capacity_before": before.people_capacity,
                "status": new.settings.status, "status_before": before.status,
            }),
        });
        let promoted = self.promote(new.session, at)?;
        Ok(Ok(Done::Reconfigured { promoted }))
    }

    fn reconfigure_group(
        &mut self,
        id: GroupId,
        capacity: Option<u32>,
        sessions_per_applicant: Option<u32>,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let Some(group) = self.board.groups.get_mut(&id) else { return Ok(Err(Refusal::NotFound)) };
        if capacity.is_some_and(|capacity| capacity + group.exceeded < group.taken) {
            return Ok(Err(Refusal::CapacityBelowConfirmed { confirmed: group.taken, people: group.taken }));
        }
        group.reconfigure(capacity, sessions_per_applicant);
        self.audit.push(AuditLine {
            action: "session_group_changed",
            subject: AuditSubject::Group(id),
            details: json!({ "capacity": capacity, "sessions_per_applicant": sessions_per_applicant }),
        });
        let member = self.board.sessions.values().find(|s| s.group == Some(id)).map(|s| s.id);
        let promoted = match member {
            Some(session) => self.promote(session, at)?,
            None => 0,
        };
        Ok(Ok(Done::Reconfigured { promoted }))
    }

    // --- what a decision owes ------------------------------------------------------------------

    fn promote(&mut self, session: SessionId, at: DateTime<Utc>) -> Result<u32, NeedsMoreWaiting> {
        let promoted = promote(&mut self.board, session, at)?;
        for id in &promoted {
            self.note("promoted", *id, json!({}));
            self.owe_for(MailKind::Promoted, *id, String::new(), None);
        }
        Ok(u32::try_from(promoted.len()).unwrap_or(u32::MAX))
    }

    fn owe(&mut self, kind: MailKind, registered: &Registered, cause: String) {
        self.mails.push(MailOwed {
            registration: registered.registration,
            kind,
            cause,
            position: registered.position,
            joined_company_seat: registered.joined_company_seat,
        });
    }

    fn owe_for(&mut self, kind: MailKind, registration: RegistrationId, cause: String, position: Option<u32>) {
        self.mails.push(MailOwed { registration, kind, cause, position, joined_company_seat: false });
    }

    /// Somebody who applies again has perhaps lost the first mail: it is sent once more, at most once
    /// an hour, so that nobody can be flooded by others who know the address.
    fn mail_again(&mut self, apply: &Apply, at: DateTime<Utc>) -> Result<(), NeedsMoreWaiting> {
        let Some(person) = apply.person else { return Ok(()) };
        let Some(id) = self.board.persons.get(&(apply.session, person)).copied() else { return Ok(()) };
        let kind = match self.board.registrations.get(&id).map(|held| held.state) {
            Some(State::Confirmed) => MailKind::RegistrationConfirmed,
            Some(State::Waitlisted) => MailKind::Waitlisted,
            _ => return Ok(()),
        };
        let position = self.position_of(id)?;
        self.owe_for(kind, id, format!("again:{}", at.format("%Y%m%d%H")), position);
        Ok(())
    }

    /// The place on the waiting list, from 1, of one that waits.
    fn position_of(&self, id: RegistrationId) -> Result<Option<u32>, NeedsMoreWaiting> {
        let Some(held) = self.board.registrations.get(&id) else { return Ok(None) };
        if held.state != State::Waitlisted {
            return Ok(None);
        }
        let Some(list) = self.board.waiting.get(&held.session) else { return Ok(None) };
        match list.order.iter().position(|waiting| *waiting == id) {
            Some(index) => Ok(u32::try_from(index + 1).ok()),
            None if list.complete => Ok(None),
            None => Err(NeedsMoreWaiting(held.session)),
        }
    }

    fn note_registered(&mut self, registered: &Registered, apply: &Apply, actor: &Actor) {
        let mut details = json!({
            "state": registered.state, "sequence": registered.sequence,
            "seats": apply.application.seats, "source": apply.application.source,
        });
        if actor.is_staff() {
            details["received_at"] = json!(apply.application.received_at);
            details["exceed_reason"] = json!(apply.application.exceed_reason);
        }
        self.note("registered", registered.registration, details);
    }

    fn note(&mut self, action: &'static str, id: RegistrationId, details: serde_json::Value) {
        self.audit.push(AuditLine { action, subject: AuditSubject::Registration(id), details });
    }

    fn session(&self, id: SessionId) -> Option<&SeatSession> {
        self.board.sessions.get(&id)
    }
}

/// Whether applications are taken. Staff may enter what arrived outside the times, but nothing into
/// what is cancelled or not yet published.
fn check_window(
    session: &SeatSession,
    actor: &Actor,
    at: DateTime<Utc>,
    form_opened_at: Option<DateTime<Utc>>,
) -> Result<(), Refusal> {
    let not_open = Refusal::NotOpen { opens_at: session.settings.opens_at };
    if session.event_status == EventStatus::Draft {
        return Err(not_open);
    }
    match window(session.event_status, &session.settings, at, form_opened_at) {
        Window::Cancelled => Err(Refusal::Cancelled),
        Window::Open => Ok(()),
        _ if actor.is_staff() => Ok(()),
        Window::NotOpen => Err(not_open),
        Window::Closed => Err(Refusal::Closed),
    }
}

fn check_group_limit(
    board: &Board,
    session: &SeatSession,
    person: super::command::PersonKey,
    except: Option<SessionId>,
) -> Result<(), Refusal> {
    let Some(group) = session.group.and_then(|id| board.groups.get(&id)) else { return Ok(()) };
    match group.sessions_per_applicant {
        Some(limit) if board.held_in_group(group.id, person, except) >= limit => Err(Refusal::GroupLimit { limit }),
        _ => Ok(()),
    }
}

fn check_company_people(board: &Board, session: &SeatSession, need: Need) -> Result<(), Refusal> {
    if !company_is_too_many(board, session, need.company_seat, need.people) {
        return Ok(());
    }
    let people = need.company_seat.and_then(|id| board.company_seats.get(&id)).map_or(0, |seat| seat.people);
    Err(Refusal::CompanyPeopleLimit { limit: session.people_per_company.unwrap_or(0), people })
}

/// More people under a registration need room; fewer never do.
fn check_more_people(board: &Board, session: &SeatSession, held: &Held, seats: u32) -> Result<(), Refusal> {
    let more = seats.saturating_sub(held.seats);
    if more == 0 {
        return Ok(());
    }
    let units = if session.unit == CapacityUnit::Company { 0 } else { more };
    let need = Need { units, people: more, company_seat: held.company_seat };
    check_company_people(board, session, need)?;
    if !held.state.holds_seat() || board.fits(session, need) {
        return Ok(());
    }
    Err(Refusal::NotEnoughSeats { left: left(board, session), wanted: more })
}

/// Where a party that needs this much stands: with its seats, or on the waiting list.
fn place(board: &Board, session: &SeatSession, need: Need, exceed_on_purpose: bool) -> Result<State, Refusal> {
    if exceed_on_purpose {
        return Ok(State::Confirmed);
    }
    let must_queue = session.settings.head_blocks && session.counts.waiting > 0 && need.units > 0;
    if !must_queue && board.fits(session, need) {
        return Ok(State::Confirmed);
    }
    let never_fits = need.units > session.settings.capacity
        || session.settings.people_capacity.is_some_and(|capacity| need.people > capacity);
    if session.settings.waiting_list && !never_fits {
        return Ok(State::Waitlisted);
    }
    Err(no_room(board, session, need))
}

fn no_room(board: &Board, session: &SeatSession, need: Need) -> Refusal {
    match left(board, session) {
        0 => Refusal::SessionFull,
        left => Refusal::NotEnoughSeats { left, wanted: need.units.max(need.people) },
    }
}

fn left(board: &Board, session: &SeatSession) -> u32 {
    board.free_units(session).min(Board::free_people(session))
}

fn not_possible(state: State, action: Action) -> Refusal {
    match action {
        Action::AcceptOffer | Action::DeclineOffer => Refusal::NoOffer,
        _ => Refusal::WrongState { state },
    }
}
