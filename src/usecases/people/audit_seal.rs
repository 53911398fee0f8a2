//! Sealing the audit trail, behind everybody's back: after the commit, in an order of its own.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;
use uuid::Builder;

use crate::app::App;
use crate::store::audit_key;
use crate::store::audit_seals;
use crate::store::types::{Id, Time};
use crate::usecases::Failure;

/// How often it is looked for lines without a seal.
const ROUND: Duration = Duration::from_millis(500);
/// Between two rounds while the desk is busy: seats go first.
const BUSY_ROUND: Duration = Duration::from_secs(2);
/// Organizations in a round at most.
const ORGANIZATIONS: i64 = 200;
/// A line's id is made before its transaction commits: one that commits later than this after others is found by the round
/// that looks at everything.
const LATE: TimeDelta = TimeDelta::minutes(10);
/// So many rounds, and lines are looked for that were late.
const LATE_EVERY: u32 = 60;
/// So many rounds, and every line is looked at.
const ALL_EVERY: u32 = 7_200;

/// Seals until told to stop. Several processes may: the head's row decides who goes first.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut was_well = true;
    let mut round: u32 = 0;
    while !*stop.borrow() {
        let sealed = look(&app, depth(round)).await;
        if let Err(error) = &sealed
            && was_well
        {
            tracing::error!(%error, "the audit trail could not be sealed");
        }
        was_well = sealed.is_ok();
        round = round.wrapping_add(1);
        let pause = if app.desk.waiting() > 0 { BUSY_ROUND } else { ROUND };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// How far back is looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    New,
    Late,
    All,
}

fn depth(round: u32) -> Depth {
    if round.is_multiple_of(ALL_EVERY) {
        Depth::All
    } else if round.is_multiple_of(LATE_EVERY) {
        Depth::Late
    } else {
        Depth::New
    }
}

/// Seals every line that has no seal; how many.
///
/// # Errors
/// Those of the database.
pub async fn once(app: &App) -> Result<usize, Failure> {
    look(app, Depth::All).await
}

async fn look(app: &App, depth: Depth) -> Result<usize, Failure> {
    let now = app.clock.now();
    let since = match depth {
        Depth::New => None,
        Depth::Late => Some(first_id_of(now - LATE * 2)),
        Depth::All => Some(Id(uuid::Uuid::nil())),
    };
    let due = app.read(move |conn| audit_seals::due(conn, since, ORGANIZATIONS)).await?;
    let mut sealed = 0;
    for organization in due {
        loop {
            let some = seal(app, organization, depth, now).await?;
            sealed += some;
            if some < 1_000 {
                break;
            }
        }
    }
    Ok(sealed)
}

async fn seal(
    app: &App,
    organization: Id,
    depth: Depth,
    now: DateTime<Utc>,
) -> Result<usize, Failure> {
    app.write(move |conn| {
        let Some(key) = audit_key::lent() else { return Ok(0) };
        let above = |newest: Id| match depth {
            Depth::All => Id(uuid::Uuid::nil()),
            Depth::New | Depth::Late => first_id_of(made_at(newest) - LATE),
        };
        Ok(audit_seals::seal_some(conn, &key, organization, above, Time(now))?)
    })
    .await
}

/// The smallest id that is made at a time (RFC 9562, version 7).
fn first_id_of(at: DateTime<Utc>) -> Id {
    let milliseconds = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    Id(Builder::from_unix_timestamp_millis(milliseconds, &[0; 10]).into_uuid())
}

/// When an id was made; long ago for one that is not ours.
fn made_at(id: Id) -> DateTime<Utc> {
    let (seconds, nanos) = id.0.get_timestamp().map_or((0, 0), |made| made.to_unix());
    let made =
        i64::try_from(seconds).ok().and_then(|seconds| DateTime::from_timestamp(seconds, nanos));
    made.unwrap_or_default()
}
