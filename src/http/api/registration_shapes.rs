//! Registrations as the API shows them: to their applicant, and to staff.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::programme_shapes::{MeetingShape, in_zone};
use super::sight::Sight;
use crate::domain::application::Source;
use crate::domain::event::Programme;
use crate::domain::question::Answers;
use crate::domain::state::State;
use crate::domain::values::localized::Localized;
use crate::links::Links;
use crate::usecases::Registration;
use crate::usecases::apply::Applied;
use crate::usecases::list_registrations::RegistrationPage;
use crate::usecases::registration::Placed;

/// An application that was accepted.
#[derive(Serialize, ToSchema)]
#[schema(as = Accepted)]
pub struct AcceptedShape {
    pub id: Uuid,
    pub session: Uuid,
    /// What a person reads out.
    #[schema(example = "A2B3C4D5")]
    pub reception_number: String,
    #[schema(value_type = String, example = "confirmed")]
    pub state: State,
    /// Place on the waiting list, from 1, while it waits.
    pub position: Option<u32>,
    /// Order of acceptance within the session, from 1.
    pub sequence: i64,
    /// The company already held a seat, and this application came under it.
    pub joined_company_seat: bool,
    /// The applicant's own page. Whoever has it may change and withdraw the registration.
    pub manage_url: String,
}

impl AcceptedShape {
    pub fn of(applied: &Applied) -> Self {
        let registered = &applied.registered;
        Self {
            id: registered.registration.0,
            session: registered.session.0,
            reception_number: registered.reception_number.clone(),
            state: registered.state,
            position: registered.position,
            sequence: registered.sequence,
            joined_company_seat: registered.joined_company_seat,
            manage_url: applied.manage_url.clone(),
        }
    }
}

/// Who applied (申込者).
#[derive(Serialize, ToSchema)]
#[schema(as = Applicant)]
pub struct ApplicantShape {
    pub name: String,
    pub kana: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

/// The company they apply for (企業・団体).
#[derive(Serialize, ToSchema)]
#[schema(as = Company)]
pub struct CompanyShape {
    pub name: String,
    pub corporate_number: Option<String>,
}

/// A person who comes under a registration (参加者).
#[derive(Serialize, ToSchema)]
#[schema(as = Attendee)]
pub struct AttendeeShape {
    pub name: String,
    pub kana: Option<String>,
    pub email: Option<String>,
}

/// What applicants and staff both see of a registration.
#[derive(Serialize, ToSchema)]
#[schema(as = RegistrationBase)]
pub struct RegistrationShape {
    pub id: Uuid,
    pub event: Uuid,
    pub session: Uuid,
    #[schema(example = "A2B3C4D5")]
    pub reception_number: String,
    #[schema(value_type = String, example = "confirmed")]
    pub state: State,
    /// Place on the waiting list, from 1, while it waits.
    pub position: Option<u32>,
    pub applicant: ApplicantShape,
    pub company: Option<CompanyShape>,
    pub attendees: Vec<AttendeeShape>,
    /// Persons.
    pub seats: u32,
    #[schema(value_type = Object)]
    pub answers: Answers,
    #[schema(example = "ja")]
    pub language: &'static str,
    /// Until when an offer, or the confirmation of the mail address, is waited for; while it waits: when its
    /// last offer ran out.
    pub offer_expires_at: Option<DateTime<FixedOffset>>,
    /// The sessions that were wished for, the first first; empty where it was one.
    pub wishes: Vec<Uuid>,
    pub registered_at: DateTime<FixedOffset>,
    pub updated_at: DateTime<FixedOffset>,
    /// Also the `ETag`.
    pub version: i64,
}

impl RegistrationShape {
    fn of(registration: &Registration, programme: &Programme) -> Self {
        let zone = programme.event.time_zone;
        Self {
            id: registration.id.0,
            event: registration.event.0,
            session: registration.session.0,
            reception_number: registration.reception_number.clone(),
            state: registration.state,
            position: registration.position,
            applicant: applicant_of(registration),
            company: company_of(registration),
            attendees: attendees_of(registration),
            seats: registration.seats,
            answers: registration.answers.clone(),
            language: registration.language.as_str(),
            offer_expires_at: registration.offer_expires_at.map(|at| in_zone(at, zone)),
            wishes: registration.wishes.iter().map(|session| session.0).collect(),
            registered_at: in_zone(registration.registered_at, zone),
            updated_at: in_zone(registration.updated_at, zone),
            version: registration.version,
        }
    }
}

fn applicant_of(registration: &Registration) -> ApplicantShape {
    ApplicantShape {
        name: registration.applicant_name.clone(),
        kana: registration.applicant_kana.clone(),
        email: registration.applicant_email.clone(),
        phone: registration.applicant_phone.clone(),
    }
}

fn company_of(registration: &Registration) -> Option<CompanyShape> {
    let corporate_number = registration.corporate_number.clone();
    registration.company_name.clone().map(|name| CompanyShape { name, corporate_number })
}

fn attendees_of(registration: &Registration) -> Vec<AttendeeShape> {
    let shape = |attendee: &crate::domain::application::Attendee| AttendeeShape {
        name: attendee.name.as_str().to_owned(),
        kana: attendee.kana.as_ref().map(|kana| kana.as_str().to_owned()),
        email: attendee.email.as_ref().map(|email| email.as_str().to_owned()),
    };
    registration.attendees.iter().map(shape).collect()
}

/// A registration as its applicant sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = Registration)]
pub struct OwnRegistrationShape {
    #[serde(flatten)]
    pub registration: RegistrationShape,
    pub event_title: Localized,
    pub session_name: Localized,
    /// With `online_url` where the seat is confirmed.
    pub meetings: Vec<MeetingShape>,
    pub manage_url: String,
    /// Until when attendees can be named and replaced; 409 `names_fixed` from then on.
    pub names_until: Option<DateTime<FixedOffset>>,
}

impl OwnRegistrationShape {
    pub fn of(placed: &Placed, links: &Links) -> Self {
        let event = &placed.programme.event;
        let has_seat = placed.registration.state == State::Confirmed;
        let sight = if has_seat { Sight::Confirmed } else { Sight::Public };
        let session = placed.session();
        let meetings = session.map(|session| session.meetings.as_slice()).unwrap_or_default();
        Self {
            registration: RegistrationShape::of(&placed.registration, &placed.programme),
            event_title: event.title.clone(),
            session_name: session.map(|session| session.name.clone()).unwrap_or_default(),
            meetings: meetings
                .iter()
                .map(|meeting| MeetingShape::of(meeting, event.time_zone, sight))
                .collect(),
            manage_url: links.manage_url(placed.registration.id),
            names_until: placed.names_until().map(|until| in_zone(until, event.time_zone)),
        }
    }
}

/// A registration as staff see it.
#[derive(Serialize, ToSchema)]
#[schema(as = StaffRegistration)]
pub struct StaffRegistrationShape {
    #[serde(flatten)]
    pub registration: RegistrationShape,
    /// Order of acceptance within the session, from 1.
    pub sequence: i64,
    /// How it came in.
    pub source: Source,
    /// When it really arrived.
    pub received_at: DateTime<FixedOffset>,
    pub note: Option<String>,
    /// Why it was given a seat beyond the capacity.
    pub exceed_reason: Option<String>,
    /// In lists: mail to the applicant's address has come back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_bounced: Option<BouncedShape>,
}

/// Mail to an address has come back.
#[derive(Serialize, ToSchema)]
#[schema(as = BouncedAddress)]
pub struct BouncedShape {
    /// Status of the last report (RFC 3463): `5.1.1` no such mailbox, `5.2.2` mailbox full.
    #[schema(example = "5.1.1")]
    pub status: String,
    pub at: DateTime<FixedOffset>,
}

impl StaffRegistrationShape {
    pub fn of(registration: &Registration, programme: &Programme) -> Self {
        Self {
            registration: RegistrationShape::of(registration, programme),
            sequence: registration.sequence,
            source: registration.source,
            received_at: in_zone(registration.received_at, programme.event.time_zone),
            note: registration.note.clone(),
            exceed_reason: registration.exceeded_reason.clone(),
            email_bounced: None,
        }
    }

    fn listed(registration: &Registration, page: &RegistrationPage) -> Self {
        let zone = page.programme.event.time_zone;
        let bounced = page.bounced.get(&registration.id);
        let email_bounced = bounced.map(|bounced| BouncedShape {
            status: bounced.status.clone(),
            at: in_zone(bounced.at, zone),
        });
        Self { email_bounced, ..Self::of(registration, &page.programme) }
    }
}

/// One page of a session's registrations, in order of sequence.
#[derive(Serialize, ToSchema)]
#[schema(as = RegistrationPage)]
pub struct RegistrationPageShape {
    pub items: Vec<StaffRegistrationShape>,
    /// Give it as `cursor` to get the next page; `null` on the last.
    pub next_cursor: Option<String>,
    /// How many there are in each state, whatever is looked for.
    pub counts: BTreeMap<&'static str, i64>,
}

impl RegistrationPageShape {
    pub fn of(page: &RegistrationPage) -> Self {
        let items = page.registrations.iter();
        Self {
            items: items
                .map(|registration| StaffRegistrationShape::listed(registration, page))
                .collect(),
            next_cursor: page.next.clone(),
            counts: page.counts.iter().map(|(state, count)| (state.as_str(), *count)).collect(),
        }
    }
}
