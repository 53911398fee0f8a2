//! An application entered for somebody who called, wrote or came (代理入力), one after the other.

use std::sync::Arc;

use actix_web::HttpResponse;
use chrono::{NaiveDateTime, TimeZone as _};

use super::change::entered_of;
use super::list::label_of;
use super::press::why;
use super::record::alike_line;
use super::{path_of, path_of_registration};
use crate::clock;
use crate::domain::application::{ApplicationDraft, Source};
use crate::domain::event::{Programme, Session, SessionStatus};
use crate::domain::ids::SessionId;
use crate::domain::question::Answers;
use crate::http::console::open_visit::Page;
use crate::http::console::paths::with_query;
use crate::http::console::posted::Fields;
use crate::http::console::posted_files::PostedFiles;
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::pages::console::attendees::record::AlikeLine;
use crate::http::pages::console::attendees::sheet::{EntryFields, Prepared, SheetView};
use crate::http::pages::console::attendees::source_key;
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::http::pages::entered::{Entered, EnteredAttendee};
use crate::http::pages::faults::Fault;
use crate::http::pages::field::Choice;
use crate::http::pages::texts::Texts;
use crate::http::site::draft::entered as entered_of_draft;
use crate::http::site::form_views::{Offer, form};
use crate::http::site::programme_views::Shown;
use crate::http::site::received_files::{files_of, receive, with_file_faults};
use crate::http::site::sent_form::SentForm;
use crate::http::site::typed::Typed;
use crate::links::UploadPlace;
use crate::store::application_drafts::ApplicationDraftRow;
use crate::store::programmes::from_json;
use crate::usecases::attendees::duplicates::{self, Person};
use crate::usecases::attendees::listing::{self, Scope};
use crate::usecases::{
    Failure, Permission, application_drafts, apply, find_programme, registration,
};

/// The ways by which an application comes to staff, the usual first.
const SOURCES: [Source; 5] =
    [Source::Telephone, Source::Fax, Source::Paper, Source::Counter, Source::Mail];

/// How the field for a time of the day is written.
const LOCAL: &str = "%Y-%m-%dT%H:%M";

/// What a sheet is for.
struct Desk {
    programme: Arc<Programme>,
    session: Option<SessionId>,
    /// The mail that it is completed from.
    draft: Option<ApplicationDraftRow>,
}

/// What stands on the sheet.
#[derive(Default)]
struct Sheet {
    entered: Entered,
    source: String,
    received_at: String,
    note: String,
    reason: String,
    /// Tells this sheet from any other.
    number: String,
    faults: Vec<Fault>,
    received_error: Option<&'static str>,
    alike: Vec<AlikeLine>,
    refused: Option<&'static str>,
    saved: Option<(String, String)>,
}

async fn of_session(visit: &Visit) -> Result<Desk, Failure> {
    let session = visit.part("session")?;
    let (programme, session) =
        find_programme::own_session(&visit.app, visit.principal().organization, session).await?;
    visit.principal().must_in(programme.event.id, Permission::WriteRegistrations)?;
    Ok(Desk { programme, session: Some(session), draft: None })
}

async fn of_draft(visit: &Visit) -> Result<Desk, Failure> {
    let row = application_drafts::show(&visit.app, visit.principal(), visit.part("draft")?).await?;
    let event = row.event_id.0.to_string();
    let programme =
        find_programme::own_event(&visit.app, visit.principal().organization, &event).await?;
    visit.principal().must_in(programme.event.id, Permission::WriteRegistrations)?;
    Ok(Desk { programme, session: None, draft: Some(row) })
}

/// Where the files of a sheet are sent to: staff may name them for any session of the event.
fn place_of(desk: &Desk) -> UploadPlace {
    let first = || desk.programme.sessions.first().map(|session| session.id);
    let session = desk.session.or_else(first);
    UploadPlace::Session(session.unwrap_or(SessionId(desk.programme.event.id.0)))
}

fn new_number() -> String {
    uuid::Builder::from_random_bytes(clock::random_bytes()).into_uuid().to_string()
}

/// Where an application for a session is entered.
pub fn path_of_entry(session: SessionId) -> String {
    format!("/console/sessions/{session}/enter")
}

/// The sessions of a list that an application can be entered for.
pub fn sessions_of(scope: &Scope) -> Vec<&Session> {
    let all = scope.programme.sessions.iter();
    let takes_place = |one: &&Session| one.settings.status != SessionStatus::Cancelled;
    all.filter(|one| scope.session.is_none_or(|only| only == one.id)).filter(takes_place).collect()
}

/// Leads from an event to the sheet of the session that was chosen; of its first one where none was.
pub async fn choose(visit: Visit, query: Query) -> HttpResponse {
    let outcome = chosen(&visit, query).await;
    visit.answer(outcome)
}

async fn chosen(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let wanted = query.text("session");
    query.finish()?;
    let (app, principal) = (&visit.app, visit.principal());
    let scope = listing::of_event(app, principal, visit.part("event")?).await?;
    principal.must_in(scope.programme.event.id, Permission::WriteRegistrations)?;
    let is_wanted = |id: &SessionId| wanted.as_ref().is_none_or(|wanted| *wanted == id.to_string());
    let mut sessions = sessions_of(&scope).into_iter().map(|session| session.id);
    let session = sessions.find(is_wanted).ok_or(Failure::NotFound)?;
    Ok(visit.see_other(&path_of_entry(session)))
}

pub async fn open(visit: Visit, query: Query) -> HttpResponse {
    let outcome = opened(&visit, query).await;
    visit.answer(outcome)
}

async fn opened(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let (source, received_at) = (query.text("source"), query.text("received_at"));
    let saved = query.text("saved");
    query.finish()?;
    let desk = of_session(visit).await?;
    let saved = match saved {
        Some(id) => {
            let organization = visit.principal().organization;
            let placed = registration::of_organization(&visit.app, organization, &id).await?;
            let number = placed.registration.reception_number.clone();
            Some((number, path_of_registration(placed.registration.id)))
        }
        None => None,
    };
    let sheet = Sheet {
        source: source.unwrap_or_default(),
        received_at: received_at.unwrap_or_default(),
        number: new_number(),
        saved,
        ..Sheet::default()
    };
    page(visit, &desk, 200, sheet)
}

pub async fn open_draft(visit: Visit) -> HttpResponse {
    let outcome = opened_draft(&visit).await;
    visit.answer(outcome)
}

async fn opened_draft(visit: &Visit) -> Page {
    let desk = of_draft(visit).await?;
    let Some(row) = &desk.draft else { return Err(Failure::NotFound.into()) };
    let draft: ApplicationDraft = from_json(&row.draft).map_err(Failure::from)?;
    let zone = desk.programme.event.time_zone;
    let sheet = Sheet {
        entered: entered_of_draft(&draft, row.session_id.map(|id| SessionId(id.0))),
        source: Source::Mail.as_str().to_owned(),
        received_at: row.received_at.0.with_timezone(&zone).format(LOCAL).to_string(),
        note: draft.note.clone().unwrap_or_default(),
        number: row.id.0.to_string(),
        ..Sheet::default()
    };
    page(visit, &desk, 200, sheet)
}

fn page(visit: &Visit, desk: &Desk, status: u16, sheet: Sheet) -> Page {
    let programme = &desk.programme;
    let texts = Texts::new(visit.language());
    let shown = Shown { programme, language: visit.value_language(), now: visit.app.clock.now() };
    let offer = desk.session.map_or(Offer::All(None), Offer::Only);
    let mut form = form(shown, offer, "");
    if desk.session.is_none() {
        // Staff enter what has arrived, whatever can still be applied for.
        form.sessions = programme.sessions.iter().map(|one| shown.session(one)).collect();
    }
    form.wishes = 1;
    let (event, nothing) = (&programme.event, Answers::new());
    form.files = files_of(&visit.app, event, place_of(desk), &sheet.entered, &nothing);
    let frame = visit.frame(Section::Events);
    let groups = form.groups(frame.texts(), &sheet.entered, &sheet.faults);
    let Prepared { groups, errors, has_files } =
        SheetView::prepared(&frame, groups, &sheet.faults, sheet.received_error);
    let source = if sheet.source.is_empty() { "telephone" } else { sheet.source.as_str() };
    let sources = SOURCES.map(|one| Choice {
        value: one.as_str().to_owned(),
        label: texts.t(source_key(one.as_str())),
        hint: String::new(),
        chosen: one.as_str() == source,
    });
    let session = desk.session.and_then(|id| programme.session(id));
    let (path, back) = match (&desk.draft, desk.session) {
        (Some(row), _) => {
            (format!("/console/drafts/{}/complete", row.id.0), "/console/drafts".to_owned())
        }
        (None, Some(session)) => (path_of_entry(session), path_of(session)),
        (None, None) => return Err(Failure::NotFound.into()),
    };
    let mut hidden = vec![("sheet".to_owned(), sheet.number)];
    hidden.extend(session.map(|session| ("session".to_owned(), session.id.to_string())));
    let view = SheetView {
        nav: visit.event_nav(programme, EventPart::Attendees),
        heading: "entry-heading",
        about: session.map(|one| label_of(visit, programme, one)).unwrap_or_default(),
        path,
        hidden,
        groups,
        errors,
        has_files,
        entry: Some(EntryFields {
            sources: sources.into(),
            received_at: sheet.received_at,
            received_error: sheet.received_error,
            note: sheet.note,
            exceed_reason: sheet.reason,
        }),
        alike: sheet.alike,
        refused: sheet.refused,
        saved: sheet.saved,
        asks_quietly: false,
        original: desk.draft.as_ref().map(|row| row.original.clone()).unwrap_or_default(),
        back,
        frame,
    };
    visit.page(status, &view)
}

pub async fn save(visit: Visit, posted: PostedFiles) -> HttpResponse {
    let desk = of_session(&visit).await;
    let outcome = saved(&visit, desk, posted).await;
    visit.answer(outcome)
}

pub async fn save_draft(visit: Visit, posted: PostedFiles) -> HttpResponse {
    let desk = of_draft(&visit).await;
    let outcome = saved(&visit, desk, posted).await;
    visit.answer(outcome)
}

async fn saved(visit: &Visit, desk: Result<Desk, Failure>, posted: PostedFiles) -> Page {
    let (fields, files) = posted.admitted(visit)?;
    let desk = desk?;
    let mut sheet = sheet_of(&fields);
    let event = &desk.programme.event;
    let sent = SentForm::from_pairs(fields.pairs().to_vec());
    let wrong_files =
        receive(&visit.app, event, place_of(&desk), &sent, files, &mut sheet.entered).await;
    let wrong_files = wrong_files.map_err(|fault| fault.0)?;
    if fields.text("action") == "add_attendee" {
        sheet.entered.attendees.push(EnteredAttendee::default());
        return page(visit, &desk, 200, sheet);
    }
    let typed = Typed::application(&sheet.entered, event, visit.value_language());
    let Some(draft) = completed(&desk, &mut sheet, typed.draft.clone()) else {
        return page(visit, &desk, 422, sheet);
    };
    let found = with_file_faults(&wrong_files, typed.faults.clone());
    if !found.is_empty() {
        sheet.faults = found;
        return page(visit, &desk, 422, sheet);
    }
    if !fields.has("alike_seen") && !fields.text("action").is_empty() {
        let found =
            duplicates::of_person(&visit.app, &desk.programme, Person::of_draft(&draft)).await?;
        let alike = found.iter().filter(|(why, one)| {
            one.state.is_active() && *why != duplicates::Likeness::SameCompany
        });
        sheet.alike =
            alike.map(|(why, one)| alike_line(visit, &desk.programme, *why, one)).collect();
        if !sheet.alike.is_empty() {
            return page(visit, &desk, 200, sheet);
        }
    }
    match register(visit, &desk, &sheet, &draft).await {
        Ok(applied) => {
            let id = applied.registered.registration.to_string();
            Ok(visit.see_other(&way_on(&desk, &sheet, &id, fields.text("action") == "next")))
        }
        Err(Failure::Invalid(found)) => {
            if found.iter().any(|fault| fault.pointer == "/received_at") {
                sheet.received_error = Some("entry-received-wrong");
            }
            sheet.faults = typed.faults_with(&found);
            sheet.faults.retain(|fault| {
                fault.field != crate::http::pages::field_name::FieldName::Form
                    || sheet.received_error.is_none()
            });
            page(visit, &desk, 422, sheet)
        }
        Err(failure) => {
            sheet.refused = why(&failure);
            if sheet.refused.is_none() {
                return Err(failure.into());
            }
            page(visit, &desk, 409, sheet)
        }
    }
}

fn sheet_of(fields: &Fields) -> Sheet {
    Sheet {
        entered: entered_of(fields),
        source: fields.text("source").to_owned(),
        received_at: fields.text("received_at").to_owned(),
        note: fields.text("remark").to_owned(),
        reason: fields.text("reason").to_owned(),
        number: fields.text("sheet").to_owned(),
        ..Sheet::default()
    }
}

/// The draft with what staff say of it; nothing where the time of arrival is none.
fn completed(desk: &Desk, sheet: &mut Sheet, draft: ApplicationDraft) -> Option<ApplicationDraft> {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let zone = desk.programme.event.time_zone;
    let received_at = match sheet.received_at.as_str() {
        "" => None,
        typed => {
            let local = NaiveDateTime::parse_from_str(typed, LOCAL).ok();
            let at = local.and_then(|local| zone.from_local_datetime(&local).earliest());
            if at.is_none() {
                sheet.received_error = Some("entry-received-wrong");
            }
            Some(at?.to_rfc3339())
        }
    };
    Some(ApplicationDraft {
        source: given(&sheet.source),
        received_at,
        note: given(&sheet.note),
        exceed_reason: given(&sheet.reason),
        consent: true,
        ..draft
    })
}

async fn register(
    visit: &Visit,
    desk: &Desk,
    sheet: &Sheet,
    draft: &ApplicationDraft,
) -> Result<apply::Applied, Failure> {
    let (app, principal) = (&visit.app, visit.principal());
    let session = match desk.session {
        Some(session) => session.to_string(),
        None => sheet.entered.session.clone(),
    };
    if let Some(row) = &desk.draft {
        let id = row.id.0.to_string();
        let session = (!session.is_empty()).then_some(session);
        application_drafts::confirm(app, principal, &id, session, Some(draft.clone())).await
    } else {
        let once = apply::sheet_key(&sheet.number, draft);
        apply::by_staff(app, principal, &session, draft, Some(once)).await
    }
}

/// The next sheet with the same channel and time, or what was saved.
fn way_on(desk: &Desk, sheet: &Sheet, id: &str, is_next: bool) -> String {
    match (&desk.draft, desk.session) {
        (Some(_), _) => "/console/drafts".to_owned(),
        (None, Some(session)) if is_next => {
            let path = path_of_entry(session);
            let kept = [
                ("source", sheet.source.as_str()),
                ("received_at", sheet.received_at.as_str()),
                ("saved", id),
            ];
            with_query(&path, &kept)
        }
        _ => path_of_registration(id),
    }
}
