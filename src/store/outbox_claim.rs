//! Taking mails from the queue for a worker: what may go out now; what is put aside or given up instead.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::backend::Conn;
use super::error::StoreError;
use super::mail_rates::{self, MailRate};
use super::outbox::{self, OutboxRow, Settlement};
use super::types::{Id, Time};
use super::{mail_hold, mail_settings};
use crate::domain::mail_settings::MailSettings;

/// Stands in `last_reply` of a mail that came up too late to be of use.
pub const TOO_LATE: &str = "given up: it was due only after it had ceased to be of use";

/// Mails put aside in one go once one of an organization on hold was met.
const ASIDE_AT_ONCE: i32 = 500;

/// What a worker asks for.
pub struct Wanted {
    pub lease: Id,
    pub now: Time,
    /// When the lease ends.
    pub until: Time,
    /// Less urgent mails are left to others.
    pub least_urgent: i16,
    /// Mails at most.
    pub most: i32,
    /// The limit of their sender, if there is one.
    pub rate: Option<MailRate>,
}

/// What it gets.
#[derive(Default)]
pub struct Taken {
    /// The most urgent first.
    pub rows: Vec<OutboxRow>,
    /// What the mails' organizations have decided, where it is not the usual.
    pub settings: HashMap<Id, MailSettings>,
    /// Mails that were put aside or given up: there may be more behind them.
    pub set_aside: usize,
    /// The sender's limit is reached until then.
    pub not_before: Option<DateTime<Utc>>,
}

/// Takes mails that may go out now.
pub fn take(conn: &mut Conn, wanted: &Wanted) -> Result<Taken, StoreError> {
    if mail_hold::is_on(conn)? {
        return Ok(Taken::default());
    }
    let allowance = wanted.rate.as_ref().map(|rate| mail_rates::allowance(conn, rate, wanted.now));
    let allowance = allowance.transpose()?;
    let most = allowance.map_or(wanted.most, |allowance| wanted.most.min(allowance.mails));
    if let Some(allowance) = allowance
        && most < 1
    {
        return Ok(Taken { not_before: Some(allowance.next_at), ..Taken::default() });
    }
    let (lease, now) = (wanted.lease, wanted.now);
    let rows = outbox::claim(conn, lease, now, wanted.until, wanted.least_urgent, most)?;
    let organizations: HashSet<Id> = rows.iter().map(|row| row.organization_id).collect();
    let organizations: Vec<Id> = organizations.into_iter().collect();
    let settings = mail_settings::of_many(conn, &organizations)?;
    let (rows, mut set_aside) = without_held(conn, wanted, rows, &settings)?;
    let is_late = |row: &OutboxRow| row.give_up_at.is_some_and(|give_up_at| give_up_at < now);
    let (late, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_late);
    set_aside += give_up(conn, wanted, late)?;
    if let (Some(rate), Some(allowance)) = (&wanted.rate, allowance) {
        mail_rates::spend(conn, rate, allowance, rows.len(), now)?;
    }
    Ok(Taken { rows, settings, set_aside, not_before: None })
}

/// Puts aside what is of organizations on hold, with more of theirs that is next, so that a hundred
/// thousand mails on hold are passed over once, not by every claim.
fn without_held(
    conn: &mut Conn,
    wanted: &Wanted,
    rows: Vec<OutboxRow>,
    settings: &HashMap<Id, MailSettings>,
) -> Result<(Vec<OutboxRow>, usize), StoreError> {
    let held: Vec<Id> =
        settings.iter().filter(|(_, settings)| settings.hold).map(|(id, _)| *id).collect();
    if held.is_empty() {
        return Ok((rows, 0));
    }
    let (aside, rows): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| held.contains(&row.organization_id));
    outbox::put_back(conn, wanted.lease, &ids(&aside), "held", wanted.now)?;
    let more = mail_hold::put_aside(conn, &held, wanted.now, ASIDE_AT_ONCE)?;
    Ok((rows, aside.len() + more))
}

/// Gives up what came up too late. A mail whose last worker died on the way may have arrived.
fn give_up(conn: &mut Conn, wanted: &Wanted, late: Vec<OutboxRow>) -> Result<usize, StoreError> {
    let is_in_doubt = |row: &OutboxRow| row.last_reply.as_deref() == Some(outbox::LEASE_EXPIRED);
    let (in_doubt, others): (Vec<_>, Vec<_>) = late.into_iter().partition(is_in_doubt);
    let mut given_up = 0;
    for (state, rows) in [("unknown", in_doubt), ("failed", others)] {
        let ended = Settlement { state, due_at: None, reply: Some(TOO_LATE) };
        given_up += outbox::give_up(conn, wanted.lease, &ids(&rows), &ended, wanted.now)?;
    }
    Ok(given_up)
}

/// Gives back mails that were taken and not tried: they lose no attempt, nor does their sender's allowance.
pub fn give_back(
    conn: &mut Conn,
    lease: Id,
    ids: &[Id],
    rate: Option<&MailRate>,
    now: Time,
) -> Result<(), StoreError> {
    let mails = outbox::put_back(conn, lease, ids, "retry", now)?;
    match rate {
        Some(rate) => mail_rates::give_back(conn, rate, mails, now),
        None => Ok(()),
    }
}

/// Gives back mails that are to be tried later; they lose no attempt.
pub fn put_off(
    conn: &mut Conn,
    lease: Id,
    ids: &[Id],
    rate: Option<&MailRate>,
    until: Time,
    now: Time,
) -> Result<(), StoreError> {
    outbox::put_off(conn, lease, ids, until)?;
    give_back(conn, lease, ids, rate, now)
}

fn ids(rows: &[OutboxRow]) -> Vec<Id> {
    rows.iter().map(|row| row.id).collect()
}
