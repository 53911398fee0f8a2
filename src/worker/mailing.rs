//! Working on mailings: reminders are made when their time has come, recipients recorded, mails owed.
//!
//! Every step is one short transaction that holds the mailing's own row and nothing that applicants press
//! on. A worker that is killed in between leaves a mailing where the last step left it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

use crate::app::App;
use crate::domain::audience::Audience;
use crate::domain::ids::{EventId, OrganizationId, SessionId};
use crate::domain::mailing::MailingState;
use crate::domain::state::State;
use crate::letters::mailings::NewMailing;
use crate::letters::{Postmark, owing, recording};
use crate::mail::News;
use crate::store::mailings;
use crate::store::reminders::{self, ReminderRow};
use crate::store::types::Time;
use crate::store::{Conn, StoreError};

/// How often is looked without being woken.
const ROUND: Duration = Duration::from_secs(1);
/// How long is waited where something failed.
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// What a mailing waits whose step failed: it must not keep the others from their turn.
const FAILED_STEP: TimeDelta = TimeDelta::seconds(30);
/// How long it is remembered who has asked for a link: as long as they cannot ask again.
const ASKED_KEPT: TimeDelta = TimeDelta::hours(2);
/// Rounds between two sweeps: about an hour.
const SWEEP_EVERY: u32 = 3_600;

/// Works until told to stop.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut bell = app.mailings_wait.listener();
    let mut round = 0_u32;
    while !*stop.borrow() {
        bell.mark_unchanged();
        let pause = match work(&app, &stop, round.is_multiple_of(SWEEP_EVERY)).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::error!(%error, "mailings cannot be worked on");
                AFTER_FAILURE
            }
        };
        round = round.wrapping_add(1);
        tokio::select! {
            _ = bell.changed() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Does what is due until nothing is, and says how long there is nothing to do.
async fn work(
    app: &App,
    stop: &watch::Receiver<bool>,
    sweep: bool,
) -> Result<Duration, StoreError> {
    if sweep {
        let before = Time(app.clock.now() - ASKED_KEPT);
        // Some at a time, until all are gone: anybody can ask for links.
        while app.write(move |conn| mailings::forget_asked_links(conn, before)).await? > 0 {}
    }
    catch_up(app, stop).await?;
    let due = app
        .read(|conn| Ok::<_, StoreError>([mailings::next_due(conn)?, reminders::next_due(conn)?]))
        .await?;
    let now = app.clock.now();
    let next = due.into_iter().flatten().map(|due| (due.0 - now).to_std().unwrap_or_default());
    Ok(next.min().unwrap_or(ROUND).clamp(Duration::from_millis(10), ROUND))
}

/// Does what is due now until nothing is: for tests, and for the worker's rounds. How many mails were
/// owed.
pub async fn catch_up(app: &App, stop: &watch::Receiver<bool>) -> Result<usize, StoreError> {
    make_reminders(app).await?;
    let mut owed = 0;
    while !*stop.borrow() {
        let now = app.clock.now();
        let is_due = app.read(mailings::next_due).await?.is_some_and(|due| due.0 <= now);
        if !is_due {
            return Ok(owed);
        }
        match step(app).await? {
            None => return Ok(owed),
            Some(mails) => owed += mails,
        }
    }
    Ok(owed)
}

/// One step of one mailing; how many mails it owed. Nothing: there was none to take.
async fn step(app: &App) -> Result<Option<usize>, StoreError> {
    let now = app.clock.now();
    let postmark = Postmark { domain: app.public_url.host().to_owned() };
    let links = app.links.clone();
    let taken = app
        .write(move |conn| {
            let Some(mut row) = mailings::take_due(conn, Time(now))? else { return Ok(None) };
            let id = row.id;
            let done = if row.state == MailingState::Waiting.as_str() {
                recording::begin(conn, &mut row, now).map(|()| 0)
            } else if row.recorded_at.is_none() {
                recording::record(conn, &mut row, now).map(|()| 0)
            } else {
                owing::owe(conn, &mut row, &postmark, &links, now)
            };
            // A step that failed is taken back as a whole; who it was must be known for its next turn.
            match done {
                Ok(mails) => Ok(Some(mails)),
                Err(error) => Err(StepFault::Step(row.organization_id, id, error)),
            }
        })
        .await;
    match taken {
        Ok(Some(mails)) => {
            if mails > 0 {
                app.mail_waits.ring();
            }
            Ok(Some(mails))
        }
        Ok(None) => Ok(None),
        Err(StepFault::Store(error)) => Err(error),
        Err(StepFault::Step(organization, id, error)) => {
            tracing::error!(mailing = %id.0, %error, "a mailing's step failed; it is tried again");
            let later = Time(now + FAILED_STEP);
            let put_off = move |conn: &mut Conn| match mailings::locked(conn, organization, id)? {
                Some(row) => mailings::save(conn, &mailings::MailingRow { due_at: later, ..row }),
                None => Ok(()),
            };
            app.write(put_off).await?;
            Ok(Some(0))
        }
    }
}

/// Why a step was not done.
enum StepFault {
    /// The database, before it was known whose step it would be.
    Store(StoreError),
    /// The step of this mailing.
    Step(crate::store::types::Id, crate::store::types::Id, StoreError),
}

impl From<StoreError> for StepFault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Makes mailings of the reminders whose time has come.
async fn make_reminders(app: &App) -> Result<(), StoreError> {
    loop {
        let now = app.clock.now();
        let due = app.read(move |conn| reminders::due(conn, Time(now))).await?;
        if due.is_empty() {
            return Ok(());
        }
        app.write(move |conn| {
            due.iter().try_for_each(|reminder| make_reminder(conn, reminder, now))
        })
        .await?;
    }
}

/// Late is better than never, until the session begins; then it is of no use. All workers try, and one
/// turns it.
fn make_reminder(
    conn: &mut Conn,
    reminder: &ReminderRow,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if reminder.starts_at.0 <= now {
        reminders::turn(conn, reminder, "missed")?;
        return Ok(());
    }
    if !reminders::turn(conn, reminder, "made")? {
        return Ok(());
    }
    let session = SessionId(reminder.session_id.0);
    let confirmed = Audience::of(vec![session], &[State::Confirmed]);
    let audience = Audience { applied_until: Some(reminder.due_at.0), ..confirmed };
    let (minutes, starts_at) = (reminder.before_minutes, reminder.starts_at.0.timestamp());
    let new = NewMailing {
        organization: OrganizationId(reminder.organization_id.0),
        event: EventId(reminder.event_id.0),
        session: Some(session),
        news: &News::Reminder,
        audience: &audience,
        cause: Some(format!("reminder:{session}:{minutes}:{starts_at}")),
        by: "reminder".to_owned(),
        state: MailingState::Waiting,
        due_at: now,
    };
    mailings::insert(conn, &new.row(now)?)?;
    Ok(())
}
