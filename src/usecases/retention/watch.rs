//! Keeping the rules of retention: owners are told, what is due is purged, what is freed is overwritten.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::erase::{self, NewPurge, PurgeKind};
use super::warn;
use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::ids::{EventId, OrganizationId};
use crate::domain::retention::{self, EventRetention, RetentionRule, RetentionStanding};
use crate::domain::seats::Actor;
use crate::store::programmes::EventRef;
use crate::store::retention::{Candidate, EventRetentionRow};
use crate::store::types::{Id, JsonText, Time};
use crate::store::{purges, retention as kept};
use crate::usecases::{Failure, find_programme, statistics};

/// How often it is looked whether something goes on or is due.
const ROUND: Duration = Duration::from_secs(20);
/// Rounds between two looks at all events: about ten minutes.
const LOOK_EVERY: u32 = 30;
/// Purges that are looked at in one round.
const AT_ONCE: i64 = 20;
/// Hours of the night, in which a database file may be written anew: nobody waits for it.
const NIGHT: std::ops::Range<u32> = 1..5;
/// A machine that is switched off at night does by day what has waited for so long.
const WAITED_ENOUGH: TimeDelta = TimeDelta::hours(24);

/// When what disturbs others may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hours {
    /// At night, where the event is, or when it has waited for a day.
    Night,
    /// Now: for tests, and for whoever asks for it.
    Any,
}

impl Hours {
    fn allow(self, since: DateTime<Utc>, now: DateTime<Utc>, zone: chrono_tz::Tz) -> bool {
        self == Self::Any
            || NIGHT.contains(&now.with_timezone(&zone).hour())
            || now - since > WAITED_ENOUGH
    }
}

/// Watches until told to stop. Several nodes may.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let (mut round, mut was_well) = (0_u32, true);
    while !*stop.borrow() {
        let kept = once(&app, Hours::Night, round.is_multiple_of(LOOK_EVERY)).await;
        if let Err(error) = &kept
            && was_well
        {
            tracing::warn!(%error, "the rules of retention could not be kept now");
        }
        was_well = kept.is_ok();
        round = round.wrapping_add(1);
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Does what is to be done now; with `look`, also looks at every event.
///
/// # Errors
/// Those of the database.
pub async fn once(app: &App, hours: Hours, look: bool) -> Result<(), Failure> {
    if look {
        look_at_events(app, hours).await?;
    }
    let open = app.read(move |conn| purges::open(conn, "erasing", AT_ONCE)).await?;
    for id in open {
        erase::work_off(app, id).await?;
    }
    let now = app.clock.now();
    let oldest = app.read(move |conn| purges::open(conn, "overwriting", 1)).await?;
    let Some(oldest) = oldest.first().copied() else { return Ok(()) };
    let began = DateTime::from_timestamp_millis(milliseconds(oldest)).unwrap_or(now);
    if hours.allow(began, now, chrono_tz::Asia::Tokyo) {
        erase::overwrite(app).await?;
    }
    Ok(())
}

/// When an id of ours was made (RFC 9562, version 7).
fn milliseconds(id: Id) -> i64 {
    i64::try_from(id.0.as_u128() >> 80).unwrap_or(i64::MAX)
}

async fn look_at_events(app: &App, hours: Hours) -> Result<(), Failure> {
    let now = app.clock.now();
    let over = app.read(move |conn| kept::candidates(conn, None, Time(now))).await?;
    for candidate in over {
        let organization = OrganizationId(candidate.organization.0);
        let rule = app.read(move |conn| kept::rule(conn, organization)).await?;
        let own = candidate.row.as_ref().map(EventRetentionRow::retention).unwrap_or_default();
        match retention::standing(candidate.ended.0, &rule, &own, now) {
            RetentionStanding::ToWarn { .. } => {
                warn::of_event(app, candidate).await?;
            }
            RetentionStanding::Due { purge_at } => {
                purge(app, &candidate, &rule, &own, (purge_at, hours)).await?;
            }
            RetentionStanding::Kept { .. } | RetentionStanding::Warned { .. } => {}
        }
    }
    Ok(())
}

async fn purge(
    app: &App,
    candidate: &Candidate,
    rule: &RetentionRule,
    own: &EventRetention,
    (purge_at, hours): (DateTime<Utc>, Hours),
) -> Result<(), Failure> {
    let event = EventRef::Id(EventId(candidate.event.0));
    let Some(programme) = find_programme::by_ref(app, event).await? else { return Ok(()) };
    let now = app.clock.now();
    if !hours.allow(purge_at, now, programme.event.time_zone) {
        return Ok(());
    }
    keep_statistics(app, &programme).await?;
    let new = NewPurge {
        programme,
        registration: None,
        kind: PurgeKind::Retention,
        rule: told(rule, own),
        actor: Actor::Service,
    };
    let row = new.row(now)?;
    app.write(move |conn| erase::begin(conn, &row)).await?;
    Ok(())
}

/// The rule as a certificate says it.
fn told(rule: &RetentionRule, own: &EventRetention) -> Value {
    let reason = own.days.and(own.reason.as_ref()).unwrap_or(&rule.reason);
    let put_off = own.postponed.as_ref();
    json!({
        "days": own.days.unwrap_or(rule.days),
        "reason": reason,
        "postponed_until": put_off.map(|it| it.until),
        "postponed_reason": put_off.map(|it| &it.reason),
    })
}

/// Keeps what an event was in numbers: afterwards its answers are gone.
///
/// # Errors
/// Those of the database.
pub async fn keep_statistics(app: &App, programme: &Arc<Programme>) -> Result<(), Failure> {
    let figures = statistics::fresh(app, programme).await?;
    let text = serde_json::to_string(&figures).unwrap_or_default();
    let (organization, event) = (Id(programme.event.organization.0), Id(programme.event.id.0));
    let now = Time(app.clock.now());
    app.write(move |conn| {
        let known = kept::of_event(conn, organization, event)?;
        // Of an event that is purged once more, the first numbers are the whole ones.
        if known.as_ref().is_some_and(|row| row.purged_at.is_some() && row.statistics.is_some()) {
            return Ok(());
        }
        let fresh = || EventRetentionRow::new(organization, event, now);
        let mut row = known.unwrap_or_else(fresh);
        row.statistics = Some(JsonText(text));
        kept::set_of_event(conn, &row)
    })
    .await?;
    Ok(())
}
