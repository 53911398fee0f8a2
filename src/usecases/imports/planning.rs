//! What the rows of a list would do, row by row: the same for a trial and for what is carried out.

use std::collections::HashMap;

use chrono::{DateTime, Timelike as _, Utc};

use super::attendees;
use crate::app::App;
use crate::domain::application::{
    Application, ApplicationDraft, AttendeeDraft, CompanyDraft, Sender,
};
use crate::domain::event::{CapacityUnit, Programme};
use crate::domain::ids::SessionId;
use crate::domain::values::language::Language;
use crate::domain::values::phone::PhoneNumber;
use crate::domain::values::reception_number::ReceptionNumber;
use crate::domain::values::search_key::search_key;
use crate::export::columns::QuestionColumn;
use crate::export::telephone::hyphenated;
use crate::import::headers::Meaning;
use crate::import::typed;
use crate::store::imports::{self, ImportRow};
use crate::store::registrations::RegistrationRow;
use crate::usecases::{Failure, Principal, Registration};

/// What a row would do.
pub enum Plan {
    /// A registration of its own.
    New {
        session: SessionId,
        application: Box<Application>,
        draft: Box<ApplicationDraft>,
    },
    /// A registration that exists would be changed, by this row and perhaps by others.
    Changes(Box<Changed>),
    Unchanged,
    Faulty {
        field: String,
        code: String,
    },
}

/// A registration that a list changes.
pub struct Changed {
    pub before: Registration,
    pub application: Application,
}

/// A row with what it would do.
pub struct Planned {
    pub line: i64,
    pub plan: Plan,
}

/// What is known beside the rows.
pub struct Planner<'a> {
    pub app: &'a App,
    pub row: &'a ImportRow,
    pub programme: &'a Programme,
    pub mapping: &'a [Meaning],
    pub questions: Vec<QuestionColumn>,
    pub now: DateTime<Utc>,
}

/// A row's cells by their meaning.
pub(super) struct Cells<'a>(HashMap<&'a Meaning, String>);

impl Cells<'_> {
    pub(super) fn get(&self, meaning: &Meaning) -> &str {
        self.0.get(meaning).map_or("", String::as_str)
    }

    fn given(&self, meaning: &Meaning) -> Option<String> {
        Some(self.get(meaning).to_owned()).filter(|text| !text.is_empty())
    }

    pub(super) fn has(&self, meaning: &Meaning) -> bool {
        self.0.contains_key(meaning)
    }
}

pub(super) type Fault = (String, String);

pub(super) fn fault(field: &str, code: &str) -> Fault {
    (field.to_owned(), code.to_owned())
}

impl<'a> Planner<'a> {
    pub fn new(
        app: &'a App,
        principal: &Principal,
        row: &'a ImportRow,
        programme: &'a Programme,
        mapping: &'a [Meaning],
    ) -> Self {
        let questions =
            crate::usecases::export_attendees::question_columns(&programme.event, principal);
        Self { app, row, programme, mapping, questions, now: app.clock.now() }
    }

    /// Plans the rows of a part. Several rows of one registration are one change, at the first of them that can be
    /// taken in.
    pub async fn plan(&self, rows: &[(i64, Vec<String>)]) -> Result<Vec<Planned>, Failure> {
        let cells: Vec<(i64, Cells<'_>)> =
            rows.iter().map(|(line, cells)| (*line, self.cells(cells))).collect();
        let known = self.known(&cells).await?;
        let places = attendees::places(&cells, &known);
        let mut planned = Vec::with_capacity(cells.len());
        let mut drafts: Vec<(String, Change)> = Vec::new();
        for (line, cells) in &cells {
            let number = number_of(cells.get(&Meaning::ReceptionNumber));
            let plan = match number {
                None => self.new_one(cells).unwrap_or_else(faulty),
                Some(number) => match known.get(&number) {
                    None => faulty(fault("reception_number", "not_found")),
                    Some(registration) => {
                        let place = drafts.iter().position(|(known, _)| *known == number);
                        let place = place.unwrap_or_else(|| {
                            let change = Change::of(registration);
                            drafts.push((number.clone(), change));
                            drafts.len() - 1
                        });
                        let change = &mut drafts[place].1;
                        match self.lay_over(&change.draft, registration, cells, places.get(line)) {
                            Ok(draft) => {
                                change.lay(draft, *line);
                                Plan::Unchanged
                            }
                            Err(found) => faulty(found),
                        }
                    }
                },
            };
            planned.push(Planned { line: *line, plan });
        }
        for (number, change) in drafts.into_iter().filter(|(_, change)| change.is_changed) {
            let (Some(before), Some(line)) = (known.get(&number), change.line) else { continue };
            let plan = self.changed(before, &change.draft);
            let own = planned.iter_mut().find(|planned| planned.line == line);
            if let Some(own) = own {
                own.plan = plan;
            }
        }
        Ok(planned)
    }

    fn cells(&self, cells: &[String]) -> Cells<'a> {
        let meant = self.mapping.iter().zip(cells.iter().map(Some).chain(std::iter::repeat(None)));
        let meant = meant.filter(|(meaning, _)| **meaning != Meaning::Ignored);
        Cells(
            meant
                .map(|(meaning, cell)| {
                    (meaning, cell.map_or_else(String::new, |it| typed::plain(it)))
                })
                .collect(),
        )
    }

    /// The registrations that rows name by their numbers.
    async fn known(
        &self,
        cells: &[(i64, Cells<'_>)],
    ) -> Result<HashMap<String, Registration>, Failure> {
        let numbers =
            cells.iter().filter_map(|(_, cells)| number_of(cells.get(&Meaning::ReceptionNumber)));
        let mut numbers: Vec<String> = numbers.collect();
        numbers.sort_unstable();
        numbers.dedup();
        if numbers.is_empty() {
            return Ok(HashMap::new());
        }
        let organization = self.row.organization_id;
        let rows: Vec<RegistrationRow> = self
            .app
            .read(move |conn| imports::by_reception_numbers(conn, organization, &numbers))
            .await?;
        let event = self.row.event_id;
        let mut known = HashMap::new();
        for row in rows.into_iter().filter(|row| row.event_id == event) {
            known.insert(row.reception_number.clone(), Registration::of(row, None)?);
        }
        Ok(known)
    }

    fn new_one(&self, cells: &Cells<'_>) -> Result<Plan, Fault> {
        let session = self.session(cells)?;
        let given = |meaning| cells.given(&meaning);
        let mut draft = ApplicationDraft {
            source: Some("list".to_owned()),
            consent: true,
            note: given(Meaning::Note),
            ..ApplicationDraft::default()
        };
        draft.applicant.name = Self::name(cells).unwrap_or_default();
        draft.applicant.kana = given(Meaning::Kana);
        draft.applicant.email = given(Meaning::Email);
        draft.applicant.phone = given(Meaning::Phone);
        let company = cells.get(&Meaning::Company);
        if !company.is_empty() {
            let corporate_number = given(Meaning::CorporateNumber);
            draft.company = Some(CompanyDraft { name: company.to_owned(), corporate_number });
        }
        if let Some(seats) = given(Meaning::Seats) {
            draft.seats =
                Some(typed::number(&seats).ok_or_else(|| fault("seats", "not_a_number"))?);
        }
        let attendee = cells.get(&Meaning::AttendeeName);
        let names_people = self.programme.event.capacity_unit == CapacityUnit::Company
            || self.programme.event.people_per_application > 1;
        if !attendee.is_empty() && names_people && attendee != draft.applicant.name {
            draft.attendees.push(AttendeeDraft {
                name: attendee.to_owned(),
                kana: given(Meaning::AttendeeKana),
                email: given(Meaning::AttendeeEmail),
            });
        }
        if let Some(at) = given(Meaning::ReceivedAt) {
            let at = typed::time(&at, self.programme.event.time_zone);
            let at = at.ok_or_else(|| fault("received_at", "not_a_time"))?;
            draft.received_at = Some(at.to_rfc3339());
        }
        for question in &self.programme.event.questions {
            let cell = cells.get(&Meaning::Answer(question.key.clone()));
            if !cell.is_empty() {
                let answer = typed::answer(question, cell);
                let answer = answer.ok_or_else(|| fault(&question.key, "not_importable"))?;
                draft.answers.insert(question.key.clone(), answer);
            }
        }
        let application = self.application(&draft, None)?;
        let (application, draft) = (Box::new(application), Box::new(draft));
        Ok(Plan::New { session, application, draft })
    }

    fn name(cells: &Cells<'_>) -> Option<String> {
        let whole = cells.given(&Meaning::Name);
        let parts = || {
            let (family, given) = (cells.get(&Meaning::FamilyName), cells.get(&Meaning::GivenName));
            Some(format!("{family} {given}").trim().to_owned()).filter(|name| !name.is_empty())
        };
        whole.or_else(parts).or_else(|| cells.given(&Meaning::AttendeeName))
    }

    fn application(
        &self,
        draft: &ApplicationDraft,
        before: Option<&Registration>,
    ) -> Result<Application, Fault> {
        let standing = before.map(Registration::standing).unwrap_or_default();
        let event = &self.programme.event;
        Application::parse_knowing(draft, event, Sender::Staff, self.now, &standing).map_err(
            |faults| {
                let first = faults.into_iter().next();
                first.map_or_else(
                    || fault("", "invalid"),
                    |found| {
                        (found.pointer.trim_start_matches('/').to_owned(), found.code.to_owned())
                    },
                )
            },
        )
    }

    fn session(&self, cells: &Cells<'_>) -> Result<SessionId, Fault> {
        if let Some(session) = self.row.session_id {
            return Ok(SessionId(session.0));
        }
        let named = cells.get(&Meaning::Session);
        match (self.programme.sessions.as_slice(), named) {
            ([only], "") => Ok(only.id),
            (_, "") => Err(fault("session", "required")),
            (sessions, named) => self
                .session_named(named)
                .or_else(|| sessions.iter().map(|one| one.id).find(|id| id.to_string() == named))
                .ok_or_else(|| fault("session", "unknown_choice")),
        }
    }

    fn session_named(&self, named: &str) -> Option<SessionId> {
        let key = search_key(named);
        let found = self.programme.sessions.iter().find(|session| {
            [Language::Ja, Language::En]
                .iter()
                .any(|language| search_key(session.name.get(*language)) == key)
        });
        found.map(|session| session.id)
    }

    /// Lays what was edited in a row over the registration's draft: the draft that it comes to. What says the same
    /// leaves everything as it is.
    fn lay_over(
        &self,
        draft: &ApplicationDraft,
        own: &Registration,
        cells: &Cells<'_>,
        place: Option<&Result<usize, Fault>>,
    ) -> Result<ApplicationDraft, Fault> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let edited = |meaning: &Meaning, stored: &str| {
            cells.0.get(meaning).filter(|cell| cell.as_str() != typed::plain(stored)).cloned()
        };
        let optional = |cell: String| Some(cell).filter(|cell| !cell.is_empty());
        let mut laid = draft.clone();
        let draft = &mut laid;
        if let Some(name) = edited(&Meaning::Name, &own.applicant_name) {
            draft.applicant.name = name;
        }
        if let Some(kana) = edited(&Meaning::Kana, &text(&own.applicant_kana)) {
            draft.applicant.kana = optional(kana);
        }
        if let Some(email) = edited(&Meaning::Email, &text(&own.applicant_email)) {
            draft.applicant.email = optional(email);
        }
        if let Some(phone) = edited(&Meaning::Phone, &text(&own.applicant_phone))
            .filter(|phone| !is_same_phone(phone, &text(&own.applicant_phone)))
        {
            draft.applicant.phone = optional(phone);
        }
        company(draft, own, &edited);
        if let Some(seats) = edited(&Meaning::Seats, &own.seats.to_string()) {
            let seats = typed::number(&seats).ok_or_else(|| fault("seats", "not_a_number"))?;
            if seats != i64::from(own.seats) {
                draft.seats = Some(seats);
            }
        }
        if let Some(place) = place {
            attendees::lay_over(draft, own, cells, place.clone()?)?;
        }
        for question in &self.questions {
            let meaning = Meaning::Answer(question.key.clone());
            let Some(cell) = cells.0.get(&meaning) else { continue };
            let stored = own.answers.get(&question.key);
            if typed::says_the_same(question, stored, cell) {
                continue;
            }
            let asked = self.programme.event.questions.iter().find(|it| it.key == question.key);
            let asked = asked.ok_or_else(|| fault(&question.key, "not_changeable"))?;
            if cell.is_empty() {
                draft.answers.remove(&question.key);
                continue;
            }
            let answer = typed::answer(asked, cell);
            let answer = answer.ok_or_else(|| fault(&question.key, "not_importable"))?;
            draft.answers.insert(question.key.clone(), answer);
        }
        self.check_fixed(own, cells)?;
        Ok(laid)
    }

    /// What a list cannot change is told where it was edited.
    fn check_fixed(&self, own: &Registration, cells: &Cells<'_>) -> Result<(), Fault> {
        let session = cells.get(&Meaning::Session);
        let is_own = |named: &str| {
            self.session_named(named) == Some(own.session) || named == own.session.to_string()
        };
        if !session.is_empty() && !is_own(session) {
            return Err(fault("session", "not_changeable"));
        }
        let note = own.note.clone().unwrap_or_default();
        if cells.has(&Meaning::Note) && cells.get(&Meaning::Note) != typed::plain(&note) {
            return Err(fault("note", "not_changeable"));
        }
        let zone = self.programme.event.time_zone;
        let minute = |at: DateTime<chrono_tz::Tz>| at.with_second(0)?.with_nanosecond(0);
        let received = cells.get(&Meaning::ReceivedAt);
        let stored = minute(own.received_at.with_timezone(&zone));
        if !received.is_empty() && typed::time(received, zone).and_then(minute) != stored {
            return Err(fault("received_at", "not_changeable"));
        }
        Ok(())
    }

    fn changed(&self, before: &Registration, draft: &ApplicationDraft) -> Plan {
        match self.application(draft, Some(before)) {
            Ok(application) => {
                Plan::Changes(Box::new(Changed { before: before.clone(), application }))
            }
            Err(found) => faulty(found),
        }
    }
}

/// What the rows of one registration come to.
struct Change {
    /// The first row that could be taken in: there the change stands.
    line: Option<i64>,
    draft: ApplicationDraft,
    is_changed: bool,
}

impl Change {
    fn of(registration: &Registration) -> Self {
        Self { line: None, draft: registration.draft(), is_changed: false }
    }

    fn lay(&mut self, draft: ApplicationDraft, line: i64) {
        let written = |draft: &ApplicationDraft| serde_json::to_value(draft).unwrap_or_default();
        self.is_changed |= written(&draft) != written(&self.draft);
        self.draft = draft;
        self.line.get_or_insert(line);
    }
}

fn faulty((field, code): Fault) -> Plan {
    Plan::Faulty { field, code }
}

/// The company, where its name or number was edited.
fn company(
    draft: &mut ApplicationDraft,
    own: &Registration,
    edited: &impl Fn(&Meaning, &str) -> Option<String>,
) {
    let stored = own.company_name.clone().unwrap_or_default();
    let number = own.corporate_number.clone().unwrap_or_default();
    let name = edited(&Meaning::Company, &stored);
    let corporate_number = edited(&Meaning::CorporateNumber, &number);
    if name.is_none() && corporate_number.is_none() {
        return;
    }
    let name = name.unwrap_or(stored);
    let corporate_number = corporate_number.unwrap_or(number);
    draft.company = (!name.is_empty()).then(|| CompanyDraft {
        name,
        corporate_number: Some(corporate_number).filter(|number| !number.is_empty()),
    });
}

/// A reception number as it is stored; nothing for an empty cell. What is none names nobody.
pub(super) fn number_of(cell: &str) -> Option<String> {
    if cell.is_empty() {
        return None;
    }
    let parsed = ReceptionNumber::parse(cell).map(|number| number.as_str().to_owned());
    Some(parsed.unwrap_or_else(|_| cell.to_owned()))
}

fn is_same_phone(cell: &str, stored: &str) -> bool {
    cell == hyphenated(stored)
        || PhoneNumber::parse(cell).is_ok_and(|number| number.as_str() == stored)
}
