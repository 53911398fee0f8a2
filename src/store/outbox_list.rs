//! Looking at the mail queue: pages, counts, what is due; and what staff do with a mail.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::backend::Conn;
use super::error::StoreError;
use super::outbox::OutboxRow;
use super::schema::outbox;
use super::types::{Id, Time};
use crate::domain::mail_state::MailState;

/// The states of mails that need a hand, as the index of these mails has them.
const IN_TROUBLE: &str = "state IN ('failed', 'unknown', 'bounced')";

/// Which mails of an organization.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Option<MailState>,
    /// Only those that need a hand, in whichever state.
    pub in_trouble: bool,
    pub kind: Option<String>,
    pub event: Option<Id>,
    /// Only those about one of these events.
    pub among: Option<Vec<Id>>,
    pub session: Option<Id>,
    pub registration: Option<Id>,
    /// The whole address.
    pub recipient: Option<String>,
    /// Only those whose state is as it is since then or later.
    pub since: Option<Time>,
}

/// One page of an organization's mails, newest first, before `before`.
pub fn page(
    conn: &mut Conn,
    organization: Id,
    filter: &Filter,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<OutboxRow>, StoreError> {
    let mut query = outbox::table
        .filter(outbox::organization_id.eq(organization))
        .order(outbox::id.desc())
        .limit(limit)
        .select(OutboxRow::as_select())
        .into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(outbox::state.eq(state.as_str()));
    }
    if filter.in_trouble || filter.state.is_some_and(|state| MailState::IN_TROUBLE.contains(&state))
    {
        query = query.filter(sql::<Bool>(IN_TROUBLE));
    }
    if let Some(kind) = &filter.kind {
        query = query.filter(outbox::kind.eq(kind.clone()));
    }
    if let Some(event) = filter.event {
        query = query.filter(outbox::event_id.eq(event));
    }
    if let Some(among) = &filter.among {
        query = query.filter(outbox::event_id.eq_any(among.clone()));
    }
    if let Some(session) = filter.session {
        query = query.filter(outbox::session_id.eq(session));
    }
    if let Some(registration) = filter.registration {
        query = query.filter(outbox::registration_id.eq(registration));
    }
    if let Some(recipient) = &filter.recipient {
        query = query.filter(outbox::recipient.eq(recipient.clone()));
    }
    if let Some(since) = filter.since {
        query = query.filter(outbox::updated_at.ge(since));
    }
    if let Some(before) = before {
        query = query.filter(outbox::id.lt(before));
    }
    Ok(query.load(conn)?)
}

pub fn by_id(conn: &mut Conn, organization: Id, id: Id) -> Result<Option<OutboxRow>, StoreError> {
    Ok(outbox::table
        .find(id)
        .filter(outbox::organization_id.eq(organization))
        .select(OutboxRow::as_select())
        .first(conn)
        .optional()?)
}

/// Moves a mail by hand from one state to another, due now. `false`: it was not in that state any more.
pub fn move_by_hand(
    conn: &mut Conn,
    id: Id,
    from: MailState,
    to: MailState,
    now: Time,
) -> Result<bool, StoreError> {
    let moved = diesel::update(outbox::table.find(id).filter(outbox::state.eq(from.as_str())))
        .set((outbox::state.eq(to.as_str()), outbox::due_at.eq(now), outbox::updated_at.eq(now)))
        .execute(conn)?;
    Ok(moved == 1)
}

/// Lets a mail be tried until then.
pub fn prolong(conn: &mut Conn, id: Id, give_up_at: Time) -> Result<(), StoreError> {
    diesel::update(outbox::table.find(id))
        .set(outbox::give_up_at.eq(Some(give_up_at)))
        .execute(conn)?;
    Ok(())
}

/// How many mails are in each state, over all organizations.
pub fn count_by_state(conn: &mut Conn) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(outbox::table
        .group_by(outbox::state)
        .select((outbox::state, diesel::dsl::count_star()))
        .load(conn)?)
}

/// How many of an organization's mails, or of one event's, are in each state.
pub fn count_own_by_state(
    conn: &mut Conn,
    organization: Id,
    event: Option<Id>,
) -> Result<Vec<(String, i64)>, StoreError> {
    let mut query = outbox::table
        .filter(outbox::organization_id.eq(organization))
        .group_by(outbox::state)
        .select((outbox::state, diesel::dsl::count_star()))
        .into_boxed();
    if let Some(event) = event {
        query = query.filter(outbox::event_id.eq(event));
    }
    Ok(query.load(conn)?)
}

/// The same for the mails about these events alone.
pub fn count_among_by_state(
    conn: &mut Conn,
    organization: Id,
    among: &[Id],
) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(outbox::table
        .filter(outbox::organization_id.eq(organization))
        .filter(outbox::event_id.eq_any(among.to_vec()))
        .group_by(outbox::state)
        .select((outbox::state, diesel::dsl::count_star()))
        .load(conn)?)
}

/// How many of an organization's mails, or of those about some of its events, have come into each of the states in which
/// they need a hand, since then.
pub fn count_in_trouble(
    conn: &mut Conn,
    organization: Id,
    among: Option<&[Id]>,
    since: Time,
) -> Result<Vec<(String, i64)>, StoreError> {
    let mut query = outbox::table
        .filter(sql::<Bool>(IN_TROUBLE))
        .filter(outbox::organization_id.eq(organization))
        .filter(outbox::updated_at.ge(since))
        .group_by(outbox::state)
        .select((outbox::state, diesel::dsl::count_star()))
        .into_boxed();
    if let Some(events) = among {
        query = query.filter(outbox::event_id.eq_any(events));
    }
    Ok(query.load(conn)?)
}

/// How many mails of an event, or of one of its sessions, need a hand, by state.
pub fn trouble_of(
    conn: &mut Conn,
    organization: Id,
    event: Id,
    session: Option<Id>,
) -> Result<Vec<(String, i64)>, StoreError> {
    let mut query = outbox::table
        .filter(sql::<Bool>(IN_TROUBLE))
        .filter(outbox::organization_id.eq(organization))
        .filter(outbox::event_id.eq(event))
        .group_by(outbox::state)
        .select((outbox::state, diesel::dsl::count_star()))
        .into_boxed();
    if let Some(session) = session {
        query = query.filter(outbox::session_id.eq(session));
    }
    Ok(query.load(conn)?)
}

/// When the mail of this priority that has been due the longest became due.
pub fn oldest_due(conn: &mut Conn, priority: i16, now: Time) -> Result<Option<Time>, StoreError> {
    Ok(outbox::table
        .filter(sql::<Bool>("state IN ('queued', 'retry')"))
        .filter(outbox::priority.eq(priority))
        .filter(outbox::due_at.le(now))
        .order(outbox::due_at)
        .select(outbox::due_at)
        .first(conn)
        .optional()?)
}
