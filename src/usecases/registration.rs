//! A registration as use cases hand it out.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::application::{
    ApplicantDraft, ApplicationDraft, Attendee, AttendeeDraft, CompanyDraft, Source, Standing,
};
use crate::domain::event::{Event, Programme, Session};
use crate::domain::ids::{EventId, OrganizationId, RegistrationId, SessionId};
use crate::domain::question::Answers;
use crate::domain::question::former::unrestricted;
use crate::domain::state::State;
use crate::domain::values::language::Language;
use crate::links::Links;
use crate::store::programmes::{EventRef, count, from_json};
use crate::store::registrations::{self, RegistrationRow};
use crate::store::{Conn, StoreError, waiting_places};

use super::{Failure, Permission, Principal};

/// One application to one session, with its answers (申込).
#[derive(Clone)]
pub struct Registration {
    pub id: RegistrationId,
    pub organization: OrganizationId,
    pub event: EventId,
    pub session: SessionId,
    pub sequence: i64,
    pub reception_number: String,
    pub state: State,
    /// Place on the waiting list, from 1, while it waits.
    pub position: Option<u32>,
    pub applicant_name: String,
    pub applicant_kana: Option<String>,
    pub applicant_email: Option<String>,
    pub applicant_phone: Option<String>,
    pub company_name: Option<String>,
    pub corporate_number: Option<String>,
    /// Persons.
    pub seats: u32,
    pub attendees: Vec<Attendee>,
    pub answers: Answers,
    pub language: Language,
    pub source: Source,
    pub note: Option<String>,
    pub exceeded_reason: Option<String>,
    /// Until when an offer, or the confirmation of the address, is waited for; while it waits: when an offer ran
    /// out.
    pub offer_expires_at: Option<DateTime<Utc>>,
    /// The sessions that were wished for, the first first; empty where it was one.
    pub wishes: Vec<SessionId>,
    pub received_at: DateTime<Utc>,
    pub registered_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub version: i64,
}

impl Registration {
    /// # Errors
    /// [`StoreError::Unreadable`] for a row that this program did not write.
    pub fn of(row: RegistrationRow, position: Option<u32>) -> Result<Self, StoreError> {
        Ok(Self {
            id: RegistrationId(row.id.0),
            organization: OrganizationId(row.organization_id.0),
            event: EventId(row.event_id.0),
            session: SessionId(row.session_id.0),
            sequence: row.sequence,
            reception_number: row.reception_number,
            state: row.state.parse().map_err(|_| StoreError::Unreadable("state"))?,
            position,
            applicant_name: row.applicant_name,
            applicant_kana: row.applicant_kana,
            applicant_email: row.applicant_email,
            applicant_phone: row.applicant_phone,
            company_name: row.company_name,
            corporate_number: row.corporate_number,
            seats: count(row.seats),
            attendees: from_json(&row.attendees)?,
            answers: from_json(&row.answers)?,
            language: Language::parse(&row.language).unwrap_or(Language::Ja),
            source: Source::parse(&row.source).ok_or(StoreError::Unreadable("source"))?,
            note: row.note,
            exceeded_reason: row.exceeded_reason,
            offer_expires_at: row.offer_expires_at.map(|time| time.0),
            wishes: row.wishes.as_ref().map(from_json).transpose()?.unwrap_or_default(),
            received_at: row.received_at.0,
            registered_at: row.registered_at.0,
            updated_at: row.updated_at.0,
            version: row.version,
        })
    }

    /// What stands already, for whoever reads the registration's draft again.
    pub fn standing(&self) -> Standing {
        Standing { answers: self.answers.clone(), ..Standing::default() }
    }

    /// With the answers that this member or token may see.
    #[must_use]
    pub fn seen_by(mut self, principal: &Principal, event: &Event) -> Self {
        if !principal.may_in(event.id, Permission::ReadRestrictedAnswers) {
            self.answers = unrestricted(&self.answers, &event.questions, &event.former_questions);
        }
        self
    }

    /// Whether this is what the mail to its address said.
    pub fn is_proven_by(&self, links: &Links, proof: &str) -> bool {
        self.applicant_email
            .as_deref()
            .is_some_and(|address| links.proves_address(self.id, address, proof))
    }

    /// The application that would make this registration: what a change is laid over.
    pub fn draft(&self) -> ApplicationDraft {
        ApplicationDraft {
            applicant: ApplicantDraft {
                name: self.applicant_name.clone(),
                kana: self.applicant_kana.clone(),
                email: self.applicant_email.clone(),
                phone: self.applicant_phone.clone(),
            },
            company: self
                .company_name
                .clone()
                .map(|name| CompanyDraft { name, corporate_number: self.corporate_number.clone() }),
            attendees: self.attendees.iter().map(draft_of_attendee).collect(),
            seats: Some(i64::from(self.seats)),
            answers: self.answers.clone(),
            language: Some(self.language.as_str().to_owned()),
            consent: true,
            ..ApplicationDraft::default()
        }
    }
}

fn draft_of_attendee(attendee: &Attendee) -> AttendeeDraft {
    AttendeeDraft {
        name: attendee.name.as_str().to_owned(),
        kana: attendee.kana.as_ref().map(|kana| kana.as_str().to_owned()),
        email: attendee.email.as_ref().map(|email| email.as_str().to_owned()),
    }
}

/// A registration with the programme it belongs to.
#[derive(Clone)]
pub struct Placed {
    pub registration: Registration,
    pub programme: Arc<Programme>,
}

impl Placed {
    /// With the answers that this member or token may see.
    #[must_use]
    pub fn seen_by(self, principal: &Principal) -> Self {
        let registration = self.registration.seen_by(principal, &self.programme.event);
        Self { registration, ..self }
    }

    /// The session it is for.
    pub fn session(&self) -> Option<&Session> {
        self.programme.session(self.registration.session)
    }

    /// Until when its applicant names and replaces attendees; nothing where no meeting is set.
    pub fn names_until(&self) -> Option<DateTime<Utc>> {
        let starts_at = self.session()?.starts_at()?;
        Some(self.programme.event.application_rules.names_until(starts_at))
    }
}

/// The registration behind a manage link.
///
/// # Errors
/// [`Failure::NotFound`] for a token that opens nothing.
pub async fn by_token(app: &App, token: &str) -> Result<Placed, Failure> {
    let id = app.links.open_manage_token(token).ok_or(Failure::NotFound)?;
    let found = app
        .read(move |conn| {
            // Whose personal data are gone has no page any more.
            let row = registrations::by_id(conn, id)?.filter(|row| !row.applicant_name.is_empty());
            row.map(|row| with_position(conn, row)).transpose()
        })
        .await?;
    place(app, found.ok_or(Failure::NotFound)?).await
}

/// A registration of an organization, by id. A foreign one is as if it did not exist.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn of_organization(
    app: &App,
    organization: OrganizationId,
    id: &str,
) -> Result<Placed, Failure> {
    let id: RegistrationId = id.parse().map_err(|_| Failure::NotFound)?;
    let found = app
        .read(move |conn| {
            let row = registrations::by_id(conn, id)?;
            row.map(|row| with_position(conn, row)).transpose()
        })
        .await?;
    let registration =
        found.filter(|found| found.organization == organization).ok_or(Failure::NotFound)?;
    place(app, registration).await
}

/// The same as this member or token sees it.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn seen_by(app: &App, principal: &Principal, id: &str) -> Result<Placed, Failure> {
    let placed = of_organization(app, principal.organization, id).await?;
    Ok(placed.seen_by(principal))
}

fn with_position(conn: &mut Conn, row: RegistrationRow) -> Result<Registration, StoreError> {
    let waits = row.state == State::Waitlisted.as_str();
    let position = if waits {
        Some(waiting_places::one(conn, SessionId(row.session_id.0), row.sequence)?)
    } else {
        None
    };
    Registration::of(row, position)
}

async fn place(app: &App, registration: Registration) -> Result<Placed, Failure> {
    let programme = super::find_programme::by_ref(app, EventRef::Id(registration.event))
        .await?
        .ok_or(Failure::NotFound)?;
    Ok(Placed { registration, programme })
}
