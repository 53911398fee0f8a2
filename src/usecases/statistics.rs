//! An event in numbers, without names: by session, channel, day, and by what was chosen, small numbers hidden.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::app::App;
use crate::domain::event::{Programme, Session};
use crate::domain::ids::SessionId;
use crate::domain::question::Question;
use crate::domain::state::State;
use crate::domain::suppression;
use crate::domain::values::localized::Localized;
use crate::store::programmes::from_json;
use crate::store::types::Id;
use crate::store::{Conn, StoreError, attendance, registration_counts, retention, statistics};

use super::kept::Kept;
use super::{Failure, Permission, Principal, find_programme};

/// Answers that are read at a time.
const PAGE: i64 = 5_000;

/// An event in numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventFigures {
    pub made_at: DateTime<Utc>,
    pub sessions: Vec<SessionFigures>,
    /// Applications by channel, the most first.
    pub channels: Vec<(String, i64)>,
    /// Applications by the day on which they arrived, where the event is.
    pub days: Vec<(NaiveDate, i64)>,
    pub choices: Vec<ChoiceFigures>,
}

/// A session in numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SessionFigures {
    pub name: Localized,
    pub starts_at: Option<DateTime<Utc>>,
    /// In the event's unit, as what follows is not.
    pub capacity: u32,
    /// Registrations, whatever became of them.
    pub applied: i64,
    pub confirmed: i64,
    /// Seats of those, in persons.
    pub people: u32,
    pub waitlisted: i64,
    pub withdrawn: i64,
    /// Of the confirmed, those who came to at least one meeting; nothing where nobody was recorded.
    pub came: Option<i64>,
    pub absent: Option<i64>,
}

/// What was chosen in one question, by those with a seat.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChoiceFigures {
    pub label: Localized,
    /// How many answered at all.
    pub answered: u64,
    /// Nothing where the number is too small to be shown.
    pub choices: Vec<(Localized, Option<u64>)>,
}

/// An event's numbers with its programme.
pub struct Statistics {
    pub programme: Arc<Programme>,
    pub figures: EventFigures,
    /// When the answers were purged: what was chosen is as it was then.
    pub purged_at: Option<DateTime<Utc>>,
}

/// An event in numbers, for those who may see who applied.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`].
pub async fn of_event(
    app: &App,
    principal: &Principal,
    event: &str,
) -> Result<Statistics, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    let mut figures = fresh(app, &programme).await?;
    let (organization, id) = (Id(principal.organization.0), Id(programme.event.id.0));
    let kept = app.read(move |conn| retention::of_event(conn, organization, id)).await?;
    let purged_at = kept.as_ref().and_then(|row| row.purged_at).map(|at| at.0);
    if let Some(text) = kept.and_then(|row| row.statistics).filter(|_| purged_at.is_some()) {
        let before: EventFigures = from_json(&text)?;
        figures.choices = before.choices;
    }
    Ok(Statistics { programme, figures, purged_at })
}

/// An event's sessions in numbers, without what is counted answer by answer.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`].
pub async fn sessions_of_event(
    app: &App,
    principal: &Principal,
    event: &str,
) -> Result<(Arc<Programme>, Vec<SessionFigures>), Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    let counted = Arc::clone(&programme);
    let figures = app.read_aged(move |conn| {
        let ids: Vec<Id> = counted.sessions.iter().map(|session| Id(session.id.0)).collect();
        sessions(conn, &counted, &ids)
    });
    Ok((programme, figures.await?))
}

/// The numbers as they are now.
///
/// # Errors
/// Those of the database.
pub async fn fresh(app: &App, programme: &Arc<Programme>) -> Result<EventFigures, Failure> {
    let (programme, now) = (programme.clone(), app.clock.now());
    Ok(app.read_aged(move |conn| count(conn, &programme, now)).await?)
}

fn count(
    conn: &mut Conn,
    programme: &Programme,
    now: DateTime<Utc>,
) -> Result<EventFigures, StoreError> {
    let ids: Vec<Id> = programme.sessions.iter().map(|session| Id(session.id.0)).collect();
    let of_applications = of_applications(conn, programme, &ids)?;
    let (channels, days) = of_applications.arrivals.clone();
    Ok(EventFigures {
        made_at: now,
        sessions: sessions(conn, programme, &ids)?,
        channels,
        days,
        choices: of_applications.choices.clone(),
    })
}

/// What is counted application by application.
struct OfApplications {
    arrivals: ByChannelAndDay,
    choices: Vec<ChoiceFigures>,
}

/// Of which sessions, with which registrations in them, asked what, in which zone.
type OfWhat = (Vec<Id>, statistics::Fingerprint, Vec<Question>, Tz);

static COUNTED: Kept<OfWhat, OfApplications> = Kept::new();

/// Counted once for as long as nobody applies, changes, leaves or is purged: a hundred thousand answers take a moment.
fn of_applications(
    conn: &mut Conn,
    programme: &Programme,
    ids: &[Id],
) -> Result<Arc<OfApplications>, StoreError> {
    let fingerprint = statistics::fingerprint(conn, ids)?;
    let event = &programme.event;
    let of_what = (ids.to_vec(), fingerprint, event.questions.clone(), event.time_zone);
    COUNTED.or_made(of_what, || {
        Ok(OfApplications {
            arrivals: arrivals(conn, programme, ids)?,
            choices: choices(conn, programme)?,
        })
    })
}

fn sessions(
    conn: &mut Conn,
    programme: &Programme,
    ids: &[Id],
) -> Result<Vec<SessionFigures>, StoreError> {
    let sessions: Vec<SessionId> = programme.sessions.iter().map(|session| session.id).collect();
    let mut counts: HashMap<(Id, String), i64> = HashMap::new();
    for (session, state, count) in registration_counts::by_session(conn, &sessions)? {
        counts.insert((session, state), count);
    }
    let mut came: HashMap<Id, HashSet<Id>> = HashMap::new();
    for one in attendance::of_sessions(conn, ids)? {
        came.entry(one.session).or_default().insert(one.registration);
    }
    let figures = |session: &Session| {
        let id = Id(session.id.0);
        let of = |state: State| counts.get(&(id, state.as_str().to_owned())).copied().unwrap_or(0);
        let confirmed = of(State::Confirmed);
        let there = came.get(&id).map(|there| i64::try_from(there.len()).unwrap_or(0));
        SessionFigures {
            name: session.name.clone(),
            starts_at: session.starts_at(),
            capacity: session.settings.capacity,
            applied: State::ALL.into_iter().map(of).sum(),
            confirmed,
            people: session.counts.people,
            waitlisted: of(State::Waitlisted) + of(State::Offered),
            withdrawn: of(State::Withdrawn),
            came: there,
            absent: there.map(|there| (confirmed - there).max(0)),
        }
    };
    Ok(programme.sessions.iter().map(figures).collect())
}

type ByChannelAndDay = (Vec<(String, i64)>, Vec<(NaiveDate, i64)>);

fn arrivals(
    conn: &mut Conn,
    programme: &Programme,
    ids: &[Id],
) -> Result<ByChannelAndDay, StoreError> {
    let (mut channels, mut days) = (BTreeMap::new(), BTreeMap::new());
    for arrived in statistics::arrivals(conn, ids)? {
        *channels.entry(arrived.source).or_insert(0) += arrived.count;
        let hour = format!("{}:00:00", arrived.hour);
        if let Ok(hour) = NaiveDateTime::parse_from_str(&hour, "%Y-%m-%dT%H:%M:%S") {
            let day = hour.and_utc().with_timezone(&programme.event.time_zone).date_naive();
            *days.entry(day).or_insert(0) += arrived.count;
        }
    }
    let mut channels: Vec<(String, i64)> = channels.into_iter().collect();
    channels.sort_by_key(|(_, count)| -*count);
    Ok((channels, days.into_iter().collect()))
}

/// Counts what was chosen. Restricted questions are left out: what is counted here may be passed on.
fn choices(conn: &mut Conn, programme: &Programme) -> Result<Vec<ChoiceFigures>, StoreError> {
    let has_choices = |question: &&Question| !question.choices.is_empty();
    let asked: Vec<&Question> = programme
        .event
        .questions
        .iter()
        .filter(has_choices)
        .filter(|question| !question.is_restricted())
        .collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let mut chosen: HashMap<(String, String), u64> = HashMap::new();
    let mut answered: HashMap<String, u64> = HashMap::new();
    for session in &programme.sessions {
        let mut after = 0;
        loop {
            let page = statistics::answers_after(conn, Id(session.id.0), after, PAGE)?;
            for (_, answers) in &page {
                let answers: BTreeMap<String, Value> = from_json(answers)?;
                for question in &asked {
                    let values = values(answers.get(&question.key));
                    if !values.is_empty() {
                        *answered.entry(question.key.clone()).or_default() += 1;
                    }
                    for value in values {
                        *chosen.entry((question.key.clone(), value.to_owned())).or_default() += 1;
                    }
                }
            }
            match page.last() {
                Some((last, _)) => after = *last,
                None => break,
            }
        }
    }
    let figures = |question: &&Question| {
        let count = |value: &str| {
            chosen.get(&(question.key.clone(), value.to_owned())).copied().unwrap_or(0)
        };
        let counts: Vec<u64> = question.choices.iter().map(|choice| count(&choice.value)).collect();
        let labels = question.choices.iter().map(|choice| choice.label.clone());
        ChoiceFigures {
            label: question.label.clone(),
            answered: answered.get(&question.key).copied().unwrap_or(0),
            choices: labels.zip(suppression::shown(&counts)).collect(),
        }
    };
    Ok(asked.iter().map(figures).collect())
}

fn values(answer: Option<&Value>) -> Vec<&str> {
    match answer {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
