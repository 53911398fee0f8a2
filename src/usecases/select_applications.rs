//! Selecting among applications (選考): staff mark what they mean to do, then everybody is told together.

use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::hex::hex;
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::question::Answers;
use crate::domain::question::former::unrestricted;
use crate::domain::seats::{Command, Done, Request, Select, Selection};
use crate::domain::values::line::Line;
use crate::store::StoreError;
use crate::store::programmes::{count, from_json, stored};
use crate::store::selection_marks::{self, CandidateRow, MarkRow};
use crate::store::types::{Id, Time};

use super::{Failure, Permission, Principal, find_programme};

/// Characters of a reason.
const REASON_MAX: usize = 200;

/// An application that awaits the selection, with what is meant for it.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub id: RegistrationId,
    pub reception_number: String,
    pub name: String,
    pub company: Option<String>,
    /// Persons.
    pub seats: u32,
    pub received_at: chrono::DateTime<chrono::Utc>,
    /// What was answered, as far as whoever asks may read it.
    pub answers: Answers,
    pub mark: Option<Selection>,
    /// The order among substitutes; 0 where none is given.
    pub rank: u32,
}

/// All candidates of a session.
pub struct Candidates {
    pub programme: Arc<Programme>,
    pub session: SessionId,
    pub candidates: Vec<Candidate>,
}

/// What is meant for one application; nothing takes a mark back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub registration: RegistrationId,
    pub selection: Option<Selection>,
    pub rank: u32,
}

/// The name of a selection in the API.
pub fn name_of(selection: Selection) -> &'static str {
    match selection {
        Selection::Chosen => "chosen",
        Selection::Substitute => "substitute",
        Selection::NotChosen => "not_chosen",
    }
}

/// The selection with this name.
pub fn parse(text: &str) -> Option<Selection> {
    [Selection::Chosen, Selection::Substitute, Selection::NotChosen]
        .into_iter()
        .find(|selection| name_of(*selection) == text)
}

async fn of_session(
    app: &App,
    principal: &Principal,
    session: &str,
    permission: Permission,
) -> Result<(Arc<Programme>, SessionId), Failure> {
    let (programme, session) =
        find_programme::own_session(app, principal.organization, session).await?;
    principal.must_in(programme.event.id, permission)?;
    Ok((programme, session))
}

/// Whether one may choose in this session, before anything else of a request is looked at.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`].
pub async fn may_choose(app: &App, principal: &Principal, session: &str) -> Result<(), Failure> {
    of_session(app, principal, session, Permission::WriteRegistrations).await.map(drop)
}

/// The applications of a session that await the selection, in their order of arrival.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`].
pub async fn candidates(
    app: &App,
    principal: &Principal,
    session: &str,
) -> Result<Candidates, Failure> {
    let (programme, session) =
        of_session(app, principal, session, Permission::ReadRegistrations).await?;
    let mut candidates = app
        .read(move |conn| {
            let rows = selection_marks::candidates(conn, Id(session.0))?;
            let marks = selection_marks::of_session(conn, Id(session.0))?;
            let all = rows.into_iter().map(|row| candidate(row, &marks));
            Ok::<_, Failure>(all.collect::<Result<Vec<_>, StoreError>>()?)
        })
        .await?;
    let event = &programme.event;
    if !principal.may_in(event.id, Permission::ReadRestrictedAnswers) {
        for one in &mut candidates {
            one.answers = unrestricted(&one.answers, &event.questions, &event.former_questions);
        }
    }
    Ok(Candidates { programme, session, candidates })
}

fn candidate(row: CandidateRow, marks: &[MarkRow]) -> Result<Candidate, StoreError> {
    let mark = marks.iter().find(|mark| mark.registration_id == row.id);
    Ok(Candidate {
        answers: from_json(&row.answers)?,
        id: RegistrationId(row.id.0),
        reception_number: row.reception_number,
        name: row.name,
        company: row.company,
        seats: count(row.seats),
        received_at: row.received_at.0,
        mark: mark.and_then(|mark| parse(&mark.selection)),
        rank: mark.map_or(0, |mark| count(mark.rank)),
    })
}

/// Keeps what is meant; nobody is told.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`]. Marks of what awaits no selection any more are left out.
pub async fn mark(
    app: &App,
    principal: &Principal,
    session: &str,
    marks: Vec<Mark>,
) -> Result<(), Failure> {
    let (programme, session) =
        of_session(app, principal, session, Permission::WriteRegistrations).await?;
    let organization = Id(programme.event.organization.0);
    let (now, by) = (Time(app.clock.now()), principal.actor.to_string());
    app.write(move |conn| {
        let waiting = selection_marks::candidates(conn, Id(session.0))?;
        let awaits = |mark: &&Mark| waiting.iter().any(|row| row.id.0 == mark.registration.0);
        let (given, taken_back): (Vec<&Mark>, Vec<&Mark>) =
            marks.iter().filter(awaits).partition(|mark| mark.selection.is_some());
        let taken_back: Vec<Id> = taken_back.iter().map(|mark| Id(mark.registration.0)).collect();
        selection_marks::unmark(conn, &taken_back)?;
        for mark in given {
            let Some(selection) = mark.selection else { continue };
            let row = MarkRow {
                organization_id: organization,
                registration_id: Id(mark.registration.0),
                session_id: Id(session.0),
                selection: name_of(selection).to_owned(),
                rank: stored(mark.rank),
                marked_by: by.clone(),
                marked_at: now,
            };
            selection_marks::mark(conn, &row)?;
        }
        Ok::<_, Failure>(())
    })
    .await
}

/// Tells everybody what is meant for them, in one step. Substitutes wait in the order of their ranks, those without
/// one after them, in their order of arrival. `seen` is the [`fingerprint`] of what staff were shown.
///
/// # Errors
/// [`Failure::Conflict`] where nothing is meant for anybody, and `changed_meanwhile` where it is not what was shown;
/// the desk's refusals: then nobody is told anything.
pub async fn release(
    app: &App,
    principal: &Principal,
    session: &str,
    seen: &str,
    exceed_reason: Option<&str>,
) -> Result<Done, Failure> {
    let found = candidates(app, principal, session).await?;
    let selections = in_order(&found.candidates);
    if selections.is_empty() {
        return Err(Failure::Conflict("nothing_selected"));
    }
    if fingerprint(&selections) != seen {
        return Err(Failure::Conflict("changed_meanwhile"));
    }
    select(app, principal, &found.programme, selections, exceed_reason).await
}

/// What is meant, as it is carried out.
pub fn in_order(candidates: &[Candidate]) -> Vec<(RegistrationId, Selection)> {
    let mut marked: Vec<&Candidate> =
        candidates.iter().filter(|candidate| candidate.mark.is_some()).collect();
    marked.sort_by_key(|candidate| if candidate.rank == 0 { u32::MAX } else { candidate.rank });
    marked
        .into_iter()
        .filter_map(|candidate| candidate.mark.map(|mark| (candidate.id, mark)))
        .collect()
}

/// What tells one selection from another: a colleague may mark while somebody reads the preview.
pub fn fingerprint(selections: &[(RegistrationId, Selection)]) -> String {
    let mut hash = Sha256::new();
    for (registration, selection) in selections {
        hash.update(registration.0.as_bytes());
        hash.update(name_of(*selection));
    }
    hex(&hash.finalize())
}

/// Carries out a selection that was made elsewhere, in its order.
///
/// # Errors
/// As [`release`].
pub async fn carry_out(
    app: &App,
    principal: &Principal,
    session: &str,
    selections: Vec<(RegistrationId, Selection)>,
    exceed_reason: Option<&str>,
) -> Result<Done, Failure> {
    let found = candidates(app, principal, session).await?;
    let is_known = |id: &RegistrationId| found.candidates.iter().any(|known| known.id == *id);
    if let Some(unknown) = selections.iter().position(|(id, _)| !is_known(id)) {
        let pointer = format!("/selections/{unknown}/registration");
        return Err(Failure::invalid(&pointer, "unknown_choice"));
    }
    if selections.is_empty() {
        return Err(Failure::invalid("/selections", "required"));
    }
    select(app, principal, &found.programme, selections, exceed_reason).await
}

async fn select(
    app: &App,
    principal: &Principal,
    programme: &Programme,
    selections: Vec<(RegistrationId, Selection)>,
    exceed_reason: Option<&str>,
) -> Result<Done, Failure> {
    principal.must_in(programme.event.id, Permission::WriteRegistrations)?;
    let reason = exceed_reason.map(str::trim).filter(|reason| !reason.is_empty());
    let reason = reason
        .map(|reason| Line::parse(reason, REASON_MAX))
        .transpose()
        .map_err(|fault| Failure::invalid("/exceed_reason", fault.code()))?;
    let select =
        Select { selections, exceed_reason: reason.map(|reason| reason.as_str().to_owned()) };
    let command = Command {
        event: programme.event.id,
        at: app.clock.now(),
        actor: principal.actor.clone(),
        request: Request::Select(select),
    };
    Ok(app.desk.submit(command).await??)
}

/// How many are chosen, substitutes and not chosen: for answers.
pub fn numbers(done: &Done) -> Value {
    match done {
        Done::Selected { chosen, substitutes, not_chosen } => serde_json::json!({
            "chosen": chosen, "substitutes": substitutes, "not_chosen": not_chosen,
        }),
        _ => Value::Null,
    }
}
