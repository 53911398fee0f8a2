//! One batch: load the board, decide, write, commit, answer.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::oneshot;

use super::attendance;
use super::choosing;
use super::claims;
use super::letters::{self, Case, Programmes};
use super::queue::{Batch, Queue};
use super::rows;
use super::snapshot::{Committed, Snapshot};
use super::{Answer, DeskError, Guard};
use crate::clock::{self, Clock};
use crate::domain::ids::EventId;
use crate::domain::seats::decide::NeedsMoreWaiting;
use crate::domain::seats::{Command, Decided, Decision, Done, Reconfigure, Request, decide};
use crate::domain::values::reception_number::ReceptionNumber;
use crate::letters::{Postmark, notices};
use crate::store::programmes::EventRef;
use crate::store::seats::{self, KnownGroups, Loaded, Versions, Wanted};
use crate::store::types::Time;
use crate::store::{Conn, Database, StoreError, audit, database, outbox, programmes, seat_changes};

/// Those at the head of a waiting list that are looked at first.
const WAITING_AT_FIRST: i64 = 100;
/// What somebody hears whose command made the desk panic; whether it was done cannot be known.
const PANICKED: StoreError = StoreError::Unreadable("the desk panicked over a command");
/// A batch whose registrations were moved by another node between looking and locking begins anew.
const LOCK_ATTEMPTS: usize = 5;
/// A reception number that somebody has already is drawn anew this often.
const NUMBER_ATTEMPTS: usize = 3;

/// A desk thread's equipment.
pub struct Worker {
    database: Database,
    /// Its connection; a panic takes it along, and the next batch opens another.
    writer: Option<database::Desk>,
    snapshot: Snapshot,
    clock: Clock,
    postmark: Postmark,
    wake: Arc<dyn Fn() + Send + Sync>,
    programmes: Programmes,
    groups: KnownGroups,
    guard: Guard,
    lanes: Option<Lanes>,
}

/// The lanes of the batch at hand, until others may work on them.
struct Lanes {
    queue: Arc<Queue>,
    events: Vec<EventId>,
    /// Commands in the whole batch.
    commands: usize,
    /// Others may work on them already, but this batch is not on disk yet.
    are_released: bool,
}

/// What a committed batch leaves to be told.
struct Written {
    decisions: Vec<Decision>,
    committed: Vec<Committed>,
    owes_mail: bool,
}

impl Worker {
    pub fn new(
        database: &Database,
        snapshot: &Snapshot,
        clock: &Clock,
        postmark: &Postmark,
        wake: Arc<dyn Fn() + Send + Sync>,
        guard: Guard,
    ) -> Self {
        Self {
            database: database.clone(),
            writer: None,
            snapshot: snapshot.clone(),
            clock: clock.clone(),
            postmark: postmark.clone(),
            wake,
            programmes: Programmes::default(),
            groups: KnownGroups::default(),
            guard,
            lanes: None,
        }
    }

    /// Works until the queue is closed and empty.
    pub fn run(mut self, queue: &Arc<Queue>, lanes_at_once: usize) {
        while let Some(Batch { events, commands }) = queue.take(lanes_at_once) {
            let (mut commands, replies): (Vec<_>, Vec<_>) =
                commands.into_iter().map(|waiting| (waiting.command, waiting.reply)).unzip();
            metrics::histogram!("uketsuke_desk_batch_size")
                .record(size_for_metrics(commands.len()));
            let (queue_of_lanes, size) = (Arc::clone(queue), commands.len());
            self.lanes =
                Some(Lanes { queue: queue_of_lanes, events, commands: size, are_released: false });
            let answers = self.surviving(&mut commands);
            queue.answered(&commands);
            reply(replies, answers);
            self.give_lanes_back();
        }
    }

    fn give_lanes_back(&mut self) {
        match self.lanes.take() {
            Some(Lanes { queue, events, are_released: true, .. }) => queue.committed(&events),
            Some(Lanes { queue, events, .. }) => queue.finish(&events),
            None => {}
        }
    }

    /// Lets another thread begin with the next batch while this one is being committed: it waits for the
    /// locks in PostgreSQL, and has them the moment this batch is on disk. Not from a part of a batch that
    /// is played one by one: the rest of it comes before all others. (Only if the database says no at the
    /// commit itself, which no constraint of the schema waits for, does a batch come after the next.)
    fn overlap_the_commit(&mut self, commands: &[Command]) {
        let overlaps = self.guard.is_on() && self.database.is_postgres();
        let Some(lanes) = &mut self.lanes else { return };
        if overlaps && !lanes.are_released && lanes.commands == commands.len() {
            lanes.are_released = true;
            lanes.queue.release(&lanes.events);
        }
    }

    /// Decides a batch, and outlives a panic over it: then each command is tried alone, so that the one
    /// at fault fails alone and nobody waits for ever.
    fn surviving(&mut self, commands: &mut [Command]) -> Vec<Answer> {
        match self.caught(commands) {
            Some(answers) => answers,
            None if commands.len() > 1 => commands
                .iter_mut()
                .flat_map(|command| {
                    let alone = std::slice::from_mut(command);
                    self.caught(alone).unwrap_or_else(|| failed(PANICKED, 1))
                })
                .collect(),
            None => failed(PANICKED, commands.len()),
        }
    }

    fn caught(&mut self, commands: &mut [Command]) -> Option<Vec<Answer>> {
        let answers = catch_unwind(AssertUnwindSafe(|| self.answers(commands))).ok();
        if answers.is_none() {
            self.programmes = Programmes::default();
        }
        answers
    }

    /// Decides a batch. One that the database refuses as a whole is played again one by one, so that
    /// the command at fault fails alone.
    fn answers(&mut self, commands: &mut [Command]) -> Vec<Answer> {
        match self.attempt(commands) {
            Ok(answers) => answers,
            Err(error) if commands.len() > 1 && !matches!(error, StoreError::Unavailable(_)) => {
                tracing::warn!(%error, "a batch is played again one by one");
                self.one_by_one(commands)
            }
            Err(error) if error.is_constraint() => vec![self.alone(commands)],
            Err(error) => failed(error, commands.len()),
        }
    }

    /// Decides each command by itself. Once the database is away, the rest need not find it out each for
    /// themselves.
    fn one_by_one(&mut self, commands: &mut [Command]) -> Vec<Answer> {
        let mut away: Option<Arc<StoreError>> = None;
        let mut answers = Vec::with_capacity(commands.len());
        for command in commands {
            let answer = match &away {
                Some(error) => Err(DeskError::Store(Arc::clone(error))),
                None => self.alone(std::slice::from_mut(command)),
            };
            if let Err(DeskError::Store(error)) = &answer
                && matches!(**error, StoreError::Unavailable(_))
            {
                away = Some(Arc::clone(error));
            }
            answers.push(answer);
        }
        answers
    }

    /// Decides one command by itself, with a new reception number if the first was somebody's.
    fn alone(&mut self, command: &mut [Command]) -> Answer {
        let mut attempt = self.attempt(command);
        for _ in 0..NUMBER_ATTEMPTS {
            if !attempt.as_ref().is_err_and(StoreError::is_constraint) {
                break;
            }
            draw_new_number(command);
            attempt = self.attempt(command);
        }
        match attempt {
            Ok(mut answers) => answers.pop().unwrap_or(Err(DeskError::Closed)),
            Err(error) => {
                tracing::error!(%error, "a command could not be carried out");
                Err(DeskError::Store(Arc::new(error)))
            }
        }
    }

    fn attempt(&mut self, commands: &[Command]) -> Result<Vec<Answer>, StoreError> {
        let mut attempt = self.write(commands);
        for _ in 1..LOCK_ATTEMPTS {
            if !matches!(attempt, Err(StoreError::MovedMeanwhile)) {
                break;
            }
            attempt = self.write(commands);
        }
        attempt
    }

    fn write(&mut self, commands: &[Command]) -> Result<Vec<Answer>, StoreError> {
        let now = self.clock.now();
        let stale = if self.guard.is_on() {
            None
        } else {
            let database = self.database.clone();
            Some(database.read(|conn| decide_batch(conn, commands, &mut self.groups))?)
        };
        let mut writer = self.writer.take().unwrap_or_else(|| database::Desk::new(&self.database));
        let written = writer.write(|conn| {
            let decided = match stale {
                Some(decided) => decided,
                None => decide_batch(conn, commands, &mut self.groups)?,
            };
            self.transact(conn, commands, decided, Time(now))
        });
        self.writer = Some(writer);
        self.forget_what_is_redefined(commands);
        if written.is_err() {
            self.programmes.forget_all();
        }
        let written = written?;
        self.snapshot.committed(&written.committed);
        if written.owes_mail {
            (self.wake)();
        }
        Ok(written.decisions.into_iter().map(|decision| Ok(decision.outcome)).collect())
    }

    /// What was kept of an event while its definition was being changed may be the old one, or one that
    /// was taken back.
    fn forget_what_is_redefined(&mut self, commands: &[Command]) {
        for command in commands {
            if matches!(command.request, Request::Reconfigure(_)) {
                self.programmes.forget(command.event);
                self.snapshot.forget(command.event);
            }
        }
    }

    fn transact(
        &mut self,
        conn: &mut Conn,
        commands: &[Command],
        (decided, mut versions): (Decided, Versions),
        now: Time,
    ) -> Result<Written, StoreError> {
        let Decided { board, decisions } = decided;
        let new = rows::registrations(&board, commands)?;
        let answers = rows::changed_answers(commands, &decisions)?;
        let before = letters::before_changes(conn, &decisions)?;
        seat_changes::write(conn, &board, &new, &answers, now)?;
        claims::write(conn, &new, commands, &decisions)?;
        attendance::write(conn, commands, &decisions, now)?;
        choosing::write(conn, &board, commands, &decisions)?;
        for event in self.write_definitions(conn, commands, &decisions, now)? {
            versions.events.remove(&event);
        }
        let case = Case {
            board: &board,
            decisions: &decisions,
            new: &new,
            before: &before,
            versions: &versions.events,
            now: now.0,
        };
        let mails = letters::write(conn, &case, &mut self.programmes, &self.postmark)?;
        outbox::insert(conn, &mails)?;
        audit::insert(conn, &rows::audit(&board, commands, &decisions)?)?;
        let changed = board.sessions.values().filter(|session| session.changed);
        let after = |id| versions.sessions.get(id).map_or(1, |version| version + 1);
        let committed =
            changed.map(|session| Committed::of(session, &board, after(&session.id))).collect();
        self.overlap_the_commit(commands);
        Ok(Written { decisions, committed, owes_mail: !mails.is_empty() })
    }

    /// Writes what changes in sessions beside their seats; of which events.
    fn write_definitions(
        &mut self,
        conn: &mut Conn,
        commands: &[Command],
        decisions: &[Decision],
        now: Time,
    ) -> Result<Vec<EventId>, StoreError> {
        let mut changed = Vec::new();
        for (command, decision) in commands.iter().zip(decisions) {
            let Request::Reconfigure(new) = &command.request else { continue };
            let Ok(Done::Reconfigured { .. }) = decision.outcome else { continue };
            self.programmes.forget(command.event);
            write_definition(conn, new, command, now)?;
            changed.push(command.event);
        }
        Ok(changed)
    }
}

/// Writes a definition with everything that hangs on it: reminders, and what people are told.
fn write_definition(
    conn: &mut Conn,
    new: &Reconfigure,
    command: &Command,
    now: Time,
) -> Result<(), StoreError> {
    let gone = StoreError::Unreadable("an event that is gone");
    let before = programmes::load(conn, &EventRef::Id(command.event))?.ok_or(gone)?;
    if let Some(session) = new.definition() {
        programmes::update_session_definition(conn, session, now)?;
    }
    programmes::touch(conn, command.event, now)?;
    let by = command.actor.to_string();
    notices::follow(conn, &before, &[new.session], &new.notice, &by, now.0)
}

/// Decides on a board under lock; where more of a waiting list is needed, with more of it.
pub(super) fn decide_batch(
    conn: &mut Conn,
    commands: &[Command],
    groups: &mut KnownGroups,
) -> Result<(Decided, Versions), StoreError> {
    let mut wanted = wanted(commands);
    loop {
        let Loaded { board, versions, .. } = seats::load(conn, &wanted, groups)?;
        match decide(board, commands) {
            Ok(decided) => return Ok((decided, versions)),
            Err(NeedsMoreWaiting(session)) => {
                let limit = wanted.waiting.entry(session).or_insert(0);
                *limit = (*limit * 10).max(WAITING_AT_FIRST);
            }
        }
    }
}

fn wanted(commands: &[Command]) -> Wanted {
    let mut wanted = Wanted::default();
    for command in commands {
        match command.asked() {
            Request::Apply(apply) => {
                for session in std::iter::once(&apply.session).chain(&apply.wishes) {
                    wanted.sessions.insert(*session);
                    wanted.persons.extend(apply.person.map(|person| (*session, person)));
                }
                wanted
                    .idempotency_keys
                    .extend(apply.idempotency.map(|key| (apply.session, key.key_hash)));
            }
            Request::Withdraw(id)
            | Request::Accept(id)
            | Request::Decline(id)
            | Request::GiveSeat { registration: id, .. }
            | Request::Expire(id) => {
                wanted.registrations.insert(*id);
            }
            Request::Select(select) => {
                wanted.registrations.extend(select.selections.iter().map(|(id, _)| *id));
            }
            Request::Draw(draw) => {
                wanted.sessions.insert(draw.session);
                wanted.draws.insert(draw.session);
            }
            Request::Merge { kept: change, dropped } => {
                wanted.registrations.extend([change.registration, *dropped]);
                wanted.renamed.extend(change.person.map(|person| (change.registration, person)));
            }
            // Unwrapped by `asked`.
            Request::Quietly(_) => {}
            Request::Change(change) => {
                wanted.registrations.insert(change.registration);
                wanted.renamed.extend(change.person.map(|person| (change.registration, person)));
            }
            Request::Move { registration, to, person } => {
                wanted.registrations.insert(*registration);
                wanted.sessions.insert(*to);
                wanted.moves.insert((*registration, *to));
                wanted.renamed.extend(person.map(|person| (*registration, person)));
            }
            Request::Reconfigure(new) => {
                wanted.events.insert(command.event);
                wanted.sessions.insert(new.session);
                wanted.groups.extend(new.definition().and_then(|session| session.group));
            }
            Request::ReconfigureGroups(new) => {
                wanted.groups.extend(new.iter().map(|settings| settings.group));
            }
        }
    }
    wanted
}

fn draw_new_number(commands: &mut [Command]) {
    for command in commands {
        let asked = match &mut command.request {
            Request::Quietly(request) => request.as_mut(),
            request => request,
        };
        if let Request::Apply(apply) = asked {
            apply.reception_number = Some(ReceptionNumber::from_random(clock::random_u64()));
        }
    }
}

fn failed(error: StoreError, commands: usize) -> Vec<Answer> {
    tracing::error!(%error, commands, "a batch could not be written");
    let shared = Arc::new(error);
    (0..commands).map(|_| Err(DeskError::Store(Arc::clone(&shared)))).collect()
}

/// Somebody who has gone away hears nothing; what was decided stands all the same.
fn reply(replies: Vec<oneshot::Sender<Answer>>, answers: Vec<Answer>) {
    for (reply, answer) in replies.into_iter().zip(answers) {
        drop(reply.send(answer));
    }
}

fn size_for_metrics(size: usize) -> f64 {
    u32::try_from(size).map_or(f64::MAX, f64::from)
}
