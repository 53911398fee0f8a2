//! The decision: commands in their order against what is taken.

use chrono::{DateTime, Utc};

use super::board::{Board, Held, SeatSession};
use super::command::{Actor, Command, PersonKey, Request};
use super::outcome::{AuditLine, Decision, Done, MailOwed, Refusal, Registered};
pub use super::waiting::NeedsMoreWaiting;
use crate::domain::event::{EventStatus, Window, window};
use crate::domain::ids::{CompanySeatId, RegistrationId, SessionId};
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

pub(super) type Outcome = Result<Done, Refusal>;

/// The board while commands are decided, with what the present one owes.
pub(super) struct Deciding {
    pub(super) board: Board,
    pub(super) mails: Vec<MailOwed>,
    pub(super) audit: Vec<AuditLine>,
}

impl Deciding {
    fn one(&mut self, command: &Command) -> Result<Outcome, NeedsMoreWaiting> {
        let outcome = self.asked(command, command.asked())?;
        if matches!(command.request, Request::Quietly(_)) {
            let subject = command.request.subject();
            // Who is registered already is not reminded of it, either.
            let is_told = |mail: &MailOwed| outcome.is_ok() && Some(mail.registration) != subject;
            self.mails.retain(is_told);
        }
        Ok(outcome)
    }

    fn asked(&mut self, command: &Command, request: &Request) -> Result<Outcome, NeedsMoreWaiting> {
        let at = command.at;
        match request {
            Request::Apply(apply) => self.apply_once(apply, &command.actor, at),
            Request::Withdraw(id) => self.end(*id, Action::Withdraw, at),
            Request::Decline(id) => self.decline(*id, &command.actor, at),
            Request::Accept(id) => self.accept(*id, &command.actor, at),
            Request::Select(select) => self.select(select, at),
            Request::Draw(draw) => self.draw(draw, at),
            Request::GiveSeat { registration, exceed_reason } => {
                self.give_seat(*registration, exceed_reason.as_deref(), &command.actor, at)
            }
            Request::Merge { kept, dropped } => self.merge(kept, *dropped, &command.actor, at),
            // Nothing is quieter than quiet.
            Request::Quietly(request) => self.asked(command, request),
            Request::Expire(id) => self.expire(*id, at),
            Request::Change(change) => self.change(change, &command.actor, at),
            Request::Move { registration, to, .. } => {
                self.move_to(*registration, *to, &command.actor, at)
            }
            Request::Reconfigure(new) => self.reconfigure(new, at),
            Request::ReconfigureGroups(groups) => self.reconfigure_groups(groups, at),
        }
    }

    /// Takes the seats of a registration that has just come to its session, or queues it there. One that awaits a
    /// selection or a draw has neither.
    pub(super) fn settle_in(&mut self, held: &Held, new_seat: CompanySeatId) -> Registered {
        let mut registered = Registered {
            registration: held.id,
            session: held.session,
            reception_number: held.reception_number.clone(),
            state: held.state,
            position: None,
            joined_company_seat: false,
            sequence: held.sequence,
        };
        if held.holds_seat() {
            let seat = self.board.take(held.id, new_seat);
            let seat = seat.and_then(|id| self.board.company_seats.get(&id));
            registered.joined_company_seat = seat.is_some_and(|seat| seat.registrations > 1);
        } else if held.state == State::Waitlisted {
            registered.position = Some(self.board.queue(held.session, held.id));
        }
        registered
    }

    pub(super) fn next_sequence(&mut self, session: SessionId) -> i64 {
        let Some(session) = self.board.sessions.get_mut(&session) else { return 0 };
        let sequence = session.next_sequence;
        session.next_sequence += 1;
        session.changed = true;
        sequence
    }

    /// Gives back what a registration holds: its seats, or its place on the waiting list.
    pub(super) fn leave(&mut self, held: &Held) {
        if held.holds_seat() {
            self.board.release(held.id);
        } else if held.state == State::Waitlisted {
            self.board.leave_waiting_list(held.session, held.id);
        }
    }

    pub(super) fn set_state(&mut self, id: RegistrationId, state: State) {
        if let Some(held) = self.board.registrations.get_mut(&id) {
            held.enter_state(state);
        }
    }
}

/// Whether applications are taken. Staff may enter what arrived outside the times, but nothing into
/// what is cancelled or not yet published.
pub(super) fn check_window(
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

/// Applicants change nothing once their session has begun; staff may.
pub(super) fn check_not_begun(
    session: &SeatSession,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<(), Refusal> {
    if session.has_begun(at) && !actor.is_staff() { Err(Refusal::Closed) } else { Ok(()) }
}

/// Whether this person may be registered in the session: once there, and in so many of its group.
/// `except`: the session they leave for it.
pub(super) fn check_person(
    board: &Board,
    session: &SeatSession,
    person: Option<PersonKey>,
    except: Option<SessionId>,
) -> Result<(), Refusal> {
    let Some(person) = person else { return Ok(()) };
    if board.persons.contains_key(&(session.id, person)) {
        return Err(Refusal::AlreadyRegistered);
    }
    let Some(group) = session.group.and_then(|id| board.groups.get(&id)) else { return Ok(()) };
    match group.sessions_per_applicant {
        Some(limit) if board.held_in_group(group.id, person, except) >= limit => {
            Err(Refusal::GroupLimit { limit })
        }
        _ => Ok(()),
    }
}
