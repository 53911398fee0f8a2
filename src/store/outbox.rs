//! The mail queue's rows: written with their cause, claimed under a lease, settled by whoever holds it.

use std::collections::HashSet;

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, SmallInt, Text};

use super::backend::{self, Conn, each};
use super::error::StoreError;
use super::many_rows::{many_rows, write_many};
use super::schema::{caught_mails, outbox};
use super::types::{Id, Json, JsonText, Stamp, Time, Uid};
use crate::domain::mail_kind::MailKind;

/// Stands in `last_reply` of a mail that was kept instead of sent.
pub const CAUGHT: &str = "caught: no mail server is configured";

/// Stands in `last_reply` of a mail that staff got in its recipient's place.
pub const REHEARSED: &str = "sent to staff: a rehearsal";

/// Stands in `last_reply` of a mail whose worker was gone before it said what became of the mail.
pub const LEASE_EXPIRED: &str = "lease expired";

/// Stands in `last_reply` of a mail that is tried no more because its workers die.
pub const WORKERS_DIED: &str = "its worker ended before the mail did, again and again";

/// Attempts after which a mail whose workers die is left to staff: it may be what kills them.
const MOST_DEATHS: i32 = 5;

/// A mail that somebody waits for.
pub const URGENT: i16 = 0;
/// A mail to many that is soon of no use.
pub const TIMELY: i16 = 10;
/// A mail to many, at leisure.
pub const BULK: i16 = 20;
/// As urgent as any mail or less.
pub const ANY_PRIORITY: i16 = i16::MAX;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
pub struct OutboxRow {
    pub id: Id,
    pub organization_id: Id,
    pub event_id: Option<Id>,
    pub session_id: Option<Id>,
    pub registration_id: Option<Id>,
    pub kind: String,
    pub dedup_key: String,
    pub priority: i16,
    pub recipient: String,
    pub language: String,
    pub message_id: String,
    pub context: JsonText,
    /// Of the event, where the mail is about a session: its facts are in `mail_facts`.
    pub facts_version: Option<i64>,
    pub state: String,
    pub attempts: i32,
    pub due_at: Time,
    pub give_up_at: Option<Time>,
    pub lease: Option<Id>,
    pub leased_until: Option<Time>,
    pub last_reply: Option<String>,
    pub created_at: Time,
    pub updated_at: Time,
    pub sent_at: Option<Time>,
}

many_rows! { OutboxRow as OutboxColumns, "outbox", "" {
    id: Uid = Id,
    organization_id: Uid = Id,
    event_id: Nullable<Uid> = Option<Id>,
    session_id: Nullable<Uid> = Option<Id>,
    registration_id: Nullable<Uid> = Option<Id>,
    kind: Text = String,
    dedup_key: Text = String,
    priority: SmallInt = i16,
    recipient: Text = String,
    language: Text = String,
    message_id: Text = String,
    context: Json = JsonText,
    facts_version: Nullable<BigInt> = Option<i64>,
    state: Text = String,
    attempts: Integer = i32,
    due_at: Stamp = Time,
    give_up_at: Nullable<Stamp> = Option<Time>,
    lease: Nullable<Uid> = Option<Id>,
    leased_until: Nullable<Stamp> = Option<Time>,
    last_reply: Nullable<Text> = Option<String>,
    created_at: Stamp = Time,
    updated_at: Stamp = Time,
    sent_at: Nullable<Stamp> = Option<Time>,
} }

/// A mail kept in the database because no server is configured.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = caught_mails, treat_none_as_default_value = false)]
pub struct CaughtMailRow {
    pub outbox_id: Id,
    pub organization_id: Id,
    pub recipient: String,
    pub subject: String,
    pub message: Vec<u8>,
    pub caught_at: Time,
}

/// Of `rows`, those whose cause has no mail yet. Their registrations' sessions must be locked: then nobody
/// else queues for them meanwhile. (ON CONFLICT would make every confirmation of a rush pay for this.)
pub fn not_owed_yet(conn: &mut Conn, rows: Vec<OutboxRow>) -> Result<Vec<OutboxRow>, StoreError> {
    let keys: Vec<&str> = rows.iter().map(|row| row.dedup_key.as_str()).collect();
    if keys.is_empty() {
        return Ok(rows);
    }
    let owed: Vec<String> = outbox::table
        .filter(outbox::dedup_key.eq_any(keys))
        .select(outbox::dedup_key)
        .load(conn)?;
    let mut seen: HashSet<String> = owed.into_iter().collect();
    Ok(rows.into_iter().filter(|row| seen.insert(row.dedup_key.clone())).collect())
}

/// Queues mails.
pub fn insert(conn: &mut Conn, rows: &[OutboxRow]) -> Result<(), StoreError> {
    write_many!(conn, rows);
    Ok(())
}

/// Takes up to `limit` mails that are due, the most urgent first and none that is less urgent than
/// `least_urgent`, for as long as the lease lasts.
pub fn claim(
    conn: &mut Conn,
    lease: Id,
    now: Time,
    until: Time,
    least_urgent: i16,
    limit: i32,
) -> Result<Vec<OutboxRow>, StoreError> {
    let ids = backend::claimable(conn, now, least_urgent, limit)?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    diesel::update(outbox::table.filter(outbox::id.eq_any(&ids)))
        .set((
            outbox::state.eq("sending"),
            outbox::lease.eq(Some(lease)),
            outbox::leased_until.eq(Some(until)),
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(outbox::table
        .filter(outbox::id.eq_any(&ids))
        .filter(outbox::lease.eq(lease))
        .order((outbox::priority, outbox::due_at))
        .select(OutboxRow::as_select())
        .load(conn)?)
}

/// Prolongs a lease on all it still holds; how many that are.
pub fn renew(conn: &mut Conn, lease: Id, until: Time) -> Result<usize, StoreError> {
    let mine = outbox::table.filter(outbox::state.eq("sending")).filter(outbox::lease.eq(lease));
    Ok(diesel::update(mine).set(outbox::leased_until.eq(Some(until))).execute(conn)?)
}

/// Gives back what a worker took and did not settle before its lease ran out. What became of these
/// mails cannot be known, so they are due again with the same Message-ID; not without limit, for a mail
/// may be what its workers die of.
pub fn release_expired(conn: &mut Conn, now: Time) -> Result<usize, StoreError> {
    release(conn, now, now)
}

/// Gives back everything that any worker holds.
pub fn release_all(conn: &mut Conn, now: Time) -> Result<usize, StoreError> {
    release(conn, Time(now.0 + TimeDelta::days(3_650)), now)
}

fn release(conn: &mut Conn, leased_before: Time, now: Time) -> Result<usize, StoreError> {
    let held = || {
        outbox::table
            .filter(outbox::state.eq("sending"))
            .filter(outbox::leased_until.lt(leased_before))
    };
    let deadly = held()
        .filter(outbox::attempts.ge(MOST_DEATHS))
        .filter(outbox::last_reply.eq(LEASE_EXPIRED));
    let left_to_staff = diesel::update(deadly)
        .set((
            outbox::state.eq("unknown"),
            outbox::lease.eq(None::<Id>),
            outbox::leased_until.eq(None::<Time>),
            outbox::last_reply.eq(Some(WORKERS_DIED)),
            outbox::updated_at.eq(now),
        ))
        .execute(conn)?;
    let due_again = diesel::update(held())
        .set((
            outbox::state.eq("retry"),
            outbox::due_at.eq(now),
            outbox::lease.eq(None::<Id>),
            outbox::leased_until.eq(None::<Time>),
            outbox::last_reply.eq(Some(LEASE_EXPIRED)),
            outbox::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(left_to_staff + due_again)
}

/// How one attempt ended.
pub struct Settlement<'a> {
    pub state: &'a str,
    /// When it is tried again, for `retry`.
    pub due_at: Option<Time>,
    pub reply: Option<&'a str>,
}

/// Settles a mail, if this lease still holds it. `false`: somebody else has taken over, and nothing
/// was changed.
pub fn settle(
    conn: &mut Conn,
    id: Id,
    lease: Id,
    settlement: &Settlement<'_>,
    now: Time,
) -> Result<bool, StoreError> {
    let mine =
        outbox::table.find(id).filter(outbox::lease.eq(lease)).filter(outbox::state.eq("sending"));
    let sent_at = (settlement.state == "sent").then_some(now);
    let settled = diesel::update(mine)
        .set((
            outbox::state.eq(settlement.state),
            outbox::due_at.eq(settlement.due_at.unwrap_or(now)),
            outbox::lease.eq(None::<Id>),
            outbox::leased_until.eq(None::<Time>),
            outbox::last_reply.eq(settlement.reply),
            outbox::sent_at.eq(sent_at),
            outbox::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(settled == 1)
}

/// Settles those of these mails that this lease still holds as sent, in one statement; how many they were.
pub fn settle_sent(conn: &mut Conn, ids: &[Id], lease: Id, now: Time) -> Result<usize, StoreError> {
    let mine = outbox::table
        .filter(outbox::id.eq_any(ids))
        .filter(outbox::lease.eq(lease))
        .filter(outbox::state.eq("sending"));
    Ok(diesel::update(mine)
        .set((
            outbox::state.eq("sent"),
            outbox::due_at.eq(now),
            outbox::lease.eq(None::<Id>),
            outbox::leased_until.eq(None::<Time>),
            outbox::last_reply.eq(None::<String>),
            outbox::sent_at.eq(Some(now)),
            outbox::updated_at.eq(now),
        ))
        .execute(conn)?)
}

/// Ends a claim on mails that were not tried: they lose no attempt, and keep their place in the order. How
/// many this lease still held.
pub fn put_back(
    conn: &mut Conn,
    lease: Id,
    ids: &[Id],
    state: &str,
    now: Time,
) -> Result<usize, StoreError> {
    if ids.is_empty() {
        return Ok(0);
    }
    let mine = outbox::table.filter(outbox::id.eq_any(ids)).filter(outbox::lease.eq(lease));
    Ok(diesel::update(mine)
        .set((
            outbox::state.eq(state),
            outbox::attempts.eq(outbox::attempts - 1),
            outbox::lease.eq(None::<Id>),
            outbox::leased_until.eq(None::<Time>),
            outbox::updated_at.eq(now),
        ))
        .execute(conn)?)
}

/// Makes mails that this lease still holds due later, once it gives them back.
pub fn put_off(conn: &mut Conn, lease: Id, ids: &[Id], until: Time) -> Result<(), StoreError> {
    let mine = outbox::table.filter(outbox::id.eq_any(ids)).filter(outbox::lease.eq(lease));
    diesel::update(mine).set(outbox::due_at.eq(until)).execute(conn)?;
    Ok(())
}

/// Ends a claim on mails that are tried no more; how many this lease still held.
pub fn give_up(
    conn: &mut Conn,
    lease: Id,
    ids: &[Id],
    settlement: &Settlement<'_>,
    now: Time,
) -> Result<usize, StoreError> {
    let given_up = put_back(conn, lease, ids, settlement.state, now)?;
    if given_up > 0 {
        diesel::update(outbox::table.filter(outbox::id.eq_any(ids)))
            .set(outbox::last_reply.eq(settlement.reply))
            .execute(conn)?;
    }
    Ok(given_up)
}

pub fn insert_caught(conn: &mut Conn, row: &CaughtMailRow) -> Result<(), StoreError> {
    each!(conn, c => diesel::insert_into(caught_mails::table)
        .values(row)
        .on_conflict((caught_mails::outbox_id, caught_mails::organization_id))
        .do_nothing()
        .execute(c))?;
    Ok(())
}

/// Caught mails, newest first; of one organization, or of all.
pub fn caught(
    conn: &mut Conn,
    organization: Option<Id>,
    limit: i64,
) -> Result<Vec<CaughtMailRow>, StoreError> {
    caught_for(conn, organization, None, limit)
}

/// The same for somebody with this address: mails that open an account are read by its owner alone.
pub fn caught_for(
    conn: &mut Conn,
    organization: Option<Id>,
    reader: Option<&str>,
    limit: i64,
) -> Result<Vec<CaughtMailRow>, StoreError> {
    let mut query = caught_mails::table
        .inner_join(outbox::table.on(outbox::id.eq(caught_mails::outbox_id)))
        .order((caught_mails::caught_at.desc(), caught_mails::outbox_id.desc()))
        .limit(limit)
        .select(CaughtMailRow::as_select())
        .into_boxed();
    if let Some(organization) = organization {
        query = query.filter(caught_mails::organization_id.eq(organization));
    }
    if let Some(reader) = reader {
        query = query.filter(
            outbox::kind.ne_all(opening_kinds()).or(caught_mails::recipient.eq(reader.to_owned())),
        );
    }
    Ok(query.load(conn)?)
}

/// Kinds whose mails open a person's account: only that person reads them.
fn opening_kinds() -> Vec<&'static str> {
    let kinds = MailKind::ALL.into_iter().filter(|kind| kind.opens_account());
    kinds.map(MailKind::as_str).collect()
}

pub fn caught_one(
    conn: &mut Conn,
    organization: Option<Id>,
    reader: Option<&str>,
    id: Id,
) -> Result<Option<CaughtMailRow>, StoreError> {
    let mut query = caught_mails::table
        .inner_join(outbox::table.on(outbox::id.eq(caught_mails::outbox_id)))
        .filter(caught_mails::outbox_id.eq(id))
        .select(CaughtMailRow::as_select())
        .into_boxed();
    if let Some(organization) = organization {
        query = query.filter(caught_mails::organization_id.eq(organization));
    }
    if let Some(reader) = reader {
        query = query.filter(
            outbox::kind.ne_all(opening_kinds()).or(caught_mails::recipient.eq(reader.to_owned())),
        );
    }
    Ok(query.first(conn).optional()?)
}

/// A mail by its id alone, for who comes with a mark that we have signed.
pub fn of_mark(conn: &mut Conn, id: Id) -> Result<Option<OutboxRow>, StoreError> {
    Ok(outbox::table.find(id).select(OutboxRow::as_select()).first(conn).optional()?)
}

/// Marks a mail as come back. `false`: no server has had it, or staff have given it up meanwhile. What a
/// worker still says of it counts no more, as its lease is gone.
pub fn bounce(conn: &mut Conn, id: Id, status: &str, now: Time) -> Result<bool, StoreError> {
    let had_it = ["sent", "unknown", "retry", "sending"];
    let returned = outbox::table
        .filter(outbox::id.eq(id))
        .filter(outbox::state.eq_any(had_it))
        .filter(outbox::attempts.gt(0));
    let bounced = diesel::update(returned)
        .set((
            outbox::state.eq("bounced"),
            outbox::lease.eq(None::<Id>),
            outbox::leased_until.eq(None::<Time>),
            outbox::last_reply.eq(Some(format!("came back: {status}"))),
            outbox::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(bounced == 1)
}
