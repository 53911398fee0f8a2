//! The rows that a decided batch writes.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::clock;
use crate::domain::application::{Application, Company, searched_by};
use crate::domain::ids::RegistrationId;
use crate::domain::seats::board::Fate;
use crate::domain::seats::outcome::AuditSubject;
use crate::domain::seats::{Apply, Board, Change, Command, Decision, Request};
use crate::domain::values::company_name::CompanyName;
use crate::domain::values::corporate_number::CorporateNumber;
use crate::domain::values::email::EmailAddress;
use crate::domain::values::kana::Kana;
use crate::domain::values::phone::PhoneNumber;
use crate::store::StoreError;
use crate::store::audit::AuditRow;
use crate::store::programmes::{stored, to_json};
use crate::store::registrations::RegistrationRow;
use crate::store::seat_changes::ChangedAnswers;
use crate::store::types::{Id, JsonText, Time};

/// Rows of the registrations that are new on the board, in the state they have after the batch.
pub fn registrations(
    board: &Board,
    commands: &[Command],
) -> Result<Vec<RegistrationRow>, StoreError> {
    let applied: HashMap<RegistrationId, (&Apply, DateTime<Utc>)> = commands
        .iter()
        .filter_map(|command| match command.asked() {
            Request::Apply(apply) => Some((apply.registration, (apply.as_ref(), command.at))),
            _ => None,
        })
        .collect();
    let new = board.registrations.values().filter(|held| held.fate == Fate::New);
    new.filter_map(|held| {
        applied.get(&held.id).map(|(apply, at)| registration(board, held, apply, *at))
    })
    .collect()
}

fn registration(
    board: &Board,
    held: &crate::domain::seats::Held,
    apply: &Apply,
    at: DateTime<Utc>,
) -> Result<RegistrationRow, StoreError> {
    let session = board
        .sessions
        .get(&held.session)
        .ok_or(StoreError::Unreadable("a registration without session"))?;
    let application = &apply.application;
    let company = CompanyColumns::of(application.company.as_ref());
    Ok(RegistrationRow {
        id: Id(held.id.0),
        organization_id: Id(session.organization.0),
        event_id: Id(session.event.0),
        session_id: Id(held.session.0),
        sequence: held.sequence,
        reception_number: held.reception_number.clone(),
        state: held.state.as_str().to_owned(),
        person_key: held.person.map(|key| key.to_vec()),
        applicant_name: application.applicant.name.as_str().to_owned(),
        applicant_kana: application.applicant.kana.as_ref().map(Kana::as_str).map(str::to_owned),
        applicant_email: application
            .applicant
            .email
            .as_ref()
            .map(EmailAddress::as_str)
            .map(str::to_owned),
        applicant_phone: application
            .applicant
            .phone
            .as_ref()
            .map(PhoneNumber::as_str)
            .map(str::to_owned),
        company_name: company.name,
        company_key: company.key,
        corporate_number: company.number,
        company_seat_id: held.company_seat.map(|id| Id(id.0)),
        seats: stored(held.seats),
        attendees: to_json(&application.attendees)?,
        answers: to_json(&application.answers)?,
        language: application.language.as_str().to_owned(),
        source: application.source.as_str().to_owned(),
        exceeded_reason: application.exceed_reason.clone(),
        note: application.note.clone(),
        search_key: searched_by(&held.reception_number, &apply.search_text),
        offer_expires_at: held.expires_at.map(Time),
        received_at: Time(application.received_at.unwrap_or(at)),
        registered_at: Time(at),
        updated_at: Time(at),
        version: held.version,
        wishes: wishes(apply)?,
    })
}

/// The sessions that were wished for, the first first, where there was more than one.
fn wishes(apply: &Apply) -> Result<Option<JsonText>, StoreError> {
    if apply.wishes.is_empty() {
        return Ok(None);
    }
    let all: Vec<_> = std::iter::once(&apply.session).chain(&apply.wishes).collect();
    to_json(&all).map(Some)
}

struct CompanyColumns {
    name: Option<String>,
    key: Option<String>,
    number: Option<String>,
}

impl CompanyColumns {
    fn of(company: Option<&Company>) -> Self {
        Self {
            name: company.map(|company| company.name.as_str().to_owned()),
            key: company.map(|company| CompanyName::key(&company.name)),
            number: company
                .and_then(|c| c.corporate_number.as_ref())
                .map(CorporateNumber::as_str)
                .map(str::to_owned),
        }
    }
}

/// New answers of those changes that were carried out.
pub fn changed_answers(
    commands: &[Command],
    decisions: &[Decision],
) -> Result<Vec<ChangedAnswers>, StoreError> {
    commands
        .iter()
        .zip(decisions)
        .filter(|(_, decision)| decision.outcome.is_ok())
        .filter_map(|(command, _)| match command.asked() {
            Request::Change(change) | Request::Merge { kept: change, .. } => Some(answers(change)),
            _ => None,
        })
        .collect()
}

fn answers(change: &Change) -> Result<ChangedAnswers, StoreError> {
    let Application { applicant, company, attendees, answers, language, .. } = &change.application;
    let company = CompanyColumns::of(company.as_ref());
    Ok(ChangedAnswers {
        id: Id(change.registration.0),
        applicant_name: applicant.name.as_str().to_owned(),
        applicant_kana: applicant.kana.as_ref().map(Kana::as_str).map(str::to_owned),
        applicant_email: applicant.email.as_ref().map(EmailAddress::as_str).map(str::to_owned),
        applicant_phone: applicant.phone.as_ref().map(PhoneNumber::as_str).map(str::to_owned),
        company_name: company.name,
        company_key: company.key,
        corporate_number: company.number,
        attendees: to_json(attendees)?,
        answers: to_json(answers)?,
        language: language.as_str().to_owned(),
        search_key: change.search_text.clone(),
    })
}

/// The audit lines of a batch.
pub fn audit(
    board: &Board,
    commands: &[Command],
    decisions: &[Decision],
) -> Result<Vec<AuditRow>, StoreError> {
    let mut rows = Vec::new();
    for (command, decision) in commands.iter().zip(decisions) {
        for line in &decision.audit {
            let (kind, subject, organization) = subject(board, line.subject)?;
            rows.push(AuditRow {
                id: Id(clock::uuid_v7(command.at)),
                organization_id: organization,
                at: Time(command.at),
                actor: command.actor.to_string(),
                action: line.action.to_owned(),
                subject_kind: kind.to_owned(),
                subject_id: Id(subject),
                details: JsonText(line.details.to_string()),
            });
        }
    }
    Ok(rows)
}

fn subject(board: &Board, subject: AuditSubject) -> Result<(&'static str, Uuid, Id), StoreError> {
    let of_session = |id| board.sessions.get(id).map(|session| session.organization);
    let (kind, id, organization) = match subject {
        AuditSubject::Registration(id) => {
            let held = board.registrations.get(&id);
            ("registration", id.0, held.and_then(|held| of_session(&held.session)))
        }
        AuditSubject::Session(id) => ("session", id.0, of_session(&id)),
        AuditSubject::Group(id) => {
            ("session_group", id.0, board.groups.get(&id).map(|group| group.organization))
        }
    };
    let organization =
        organization.ok_or(StoreError::Unreadable("an audit line without organization"))?;
    Ok((kind, id, Id(organization.0)))
}
