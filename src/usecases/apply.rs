//! Applying to a session: by the form, by the API, or through staff.

use std::borrow::Cow;
use std::sync::Arc;
use std::time;

use chrono::Duration;

use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::clock;
use crate::desk::DeskError;
use crate::domain::application::{Application, ApplicationDraft, Sender};
use crate::domain::event::{Event, Programme};
use crate::domain::fault::Faults;
use crate::domain::ids::{CompanySeatId, RegistrationId, SessionId};
use crate::domain::question::Answers;
use crate::domain::seats::{
    Actor, Admission, Apply, Command, Done, Idempotency, PersonKey, Refusal, Registered, Request,
};
use crate::domain::wishes::wishes;
use crate::links::{OpenedForm, UploadPlace};

use super::{Failure, Permission, Principal, find_programme, send_file};

/// How long a second press of the same button waits for the first one's answer, in all ten seconds.
const PRESSES_WAIT: u32 = 200;
const PRESSES_PAUSE: time::Duration = time::Duration::from_millis(50);

/// A registration that was accepted, with the link to its own page.
pub struct Applied {
    pub registered: Registered,
    pub manage_token: String,
    pub manage_url: String,
    pub programme: Arc<Programme>,
}

/// What is known of who applies, beside what they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// As much as the event asks for.
    Enough,
    /// The event asks for a proof of work, and there was none: then the address is to be confirmed.
    Unproved,
}

/// How long an unproved application's seat is held, where the event does not say it.
const UNPROVED_HELD: Duration = Duration::hours(1);

/// Applies by the API, as anybody. `idempotency` is the caller's key with the body it came with.
pub async fn by_api(
    app: &App,
    session: &str,
    draft: &ApplicationDraft,
    idempotency: Option<Idempotency>,
    known: Known,
) -> Result<Applied, Failure> {
    let (programme, session) = find_programme::public_session(app, session).await?;
    let entry = Entry {
        sender: Sender::Api,
        actor: Actor::Applicant,
        form: None,
        admission: Admission::OrWaits,
        idempotency,
        known,
        asked: Asked::Everything,
    };
    enter(app, programme, session, draft, entry).await
}

/// Applies by the web form. The form's own token makes sure that it registers once; `waits` says that
/// the applicant agrees to the waiting list.
pub async fn by_form(
    app: &App,
    session: &str,
    draft: &ApplicationDraft,
    form: OpenedForm,
    waits: bool,
    known: Known,
) -> Result<Applied, Failure> {
    let (programme, session) = find_programme::public_session(app, session).await?;
    // The same form is the same application: pressed twice, it is answered twice and registers once.
    let key_hash: [u8; 32] = Sha256::digest(form.nonce).into();
    let idempotency =
        Some(Idempotency { key_hash, body_hash: body_hash(draft), keeps_refusals: false });
    for _ in 0..PRESSES_WAIT {
        let entry = Entry {
            sender: Sender::WebForm,
            actor: Actor::Applicant,
            form: Some(form),
            admission: Admission::of(waits),
            idempotency,
            known,
            asked: Asked::Everything,
        };
        match enter(app, Arc::clone(&programme), session, draft, entry).await {
            // A browser shows the answer to the last press only: it waits for that to the first.
            Err(Failure::Desk(DeskError::InProgress)) => tokio::time::sleep(PRESSES_PAUSE).await,
            other => return other,
        }
    }
    Err(DeskError::InProgress.into())
}

/// Enters an application that came by telephone, mail, fax, paper or a list (代理入力).
pub async fn by_staff(
    app: &App,
    principal: &Principal,
    session: &str,
    draft: &ApplicationDraft,
    idempotency: Option<Idempotency>,
) -> Result<Applied, Failure> {
    let (programme, session) =
        find_programme::own_session(app, principal.organization, session).await?;
    principal.must_in(programme.event.id, Permission::WriteRegistrations)?;
    let entry = Entry {
        sender: Sender::Staff,
        actor: principal.actor.clone(),
        form: None,
        admission: Admission::OrWaits,
        idempotency,
        known: Known::Enough,
        asked: Asked::Everything,
    };
    enter(app, programme, session, draft, entry).await
}

/// Registers somebody who stands at the door without a registration (当日参加). Whoever receives people there may.
pub async fn at_the_door(
    app: &App,
    principal: &Principal,
    programme: &Arc<Programme>,
    session: SessionId,
    draft: &ApplicationDraft,
    idempotency: Option<Idempotency>,
) -> Result<Applied, Failure> {
    principal.must_in(programme.event.id, Permission::CheckIn)?;
    let entry = Entry {
        sender: Sender::Staff,
        actor: principal.actor.clone(),
        form: None,
        admission: Admission::AtTheDoor,
        idempotency,
        known: Known::Enough,
        asked: Asked::Nothing,
    };
    enter(app, Arc::clone(programme), session, draft, entry).await
}

/// Looks a draft over as the form's check page needs it, without applying.
///
/// # Errors
/// [`Failure::Invalid`] with every fault.
pub fn check(
    app: &App,
    programme: &Programme,
    draft: &ApplicationDraft,
    form: OpenedForm,
) -> Result<Application, Failure> {
    let event = &programme.event;
    let places = [UploadPlace::Form(form.nonce)];
    let standing = send_file::standing(app, event, &places, draft, &Answers::new());
    Application::parse_knowing(draft, event, Sender::WebForm, app.clock.now(), &standing)
        .map_err(Failure::Invalid)
}

/// The key of an Idempotency-Key header with the hash of what came with it.
pub fn idempotency(key: &str, body: &[u8]) -> Idempotency {
    Idempotency {
        key_hash: Sha256::digest(key.as_bytes()).into(),
        body_hash: Sha256::digest(body).into(),
        keeps_refusals: true,
    }
}

/// The key of a sheet that staff fill in: the same sheet is one entry. Refused, it may be sent again.
pub fn sheet_key(sheet: &str, draft: &ApplicationDraft) -> Idempotency {
    Idempotency {
        key_hash: Sha256::digest(format!("sheet:{sheet}").as_bytes()).into(),
        body_hash: body_hash(draft),
        keeps_refusals: false,
    }
}

/// The hash of a draft, by which one request is told from another with the same key.
pub fn body_hash(draft: &ApplicationDraft) -> [u8; 32] {
    // Maps are ordered, so that the same answers always give the same text.
    Sha256::digest(serde_json::to_vec(draft).unwrap_or_default()).into()
}

/// How an application comes in.
struct Entry {
    sender: Sender,
    actor: Actor,
    form: Option<OpenedForm>,
    admission: Admission,
    idempotency: Option<Idempotency>,
    known: Known,
    asked: Asked,
}

/// Whether the organizer's questions are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Everything,
    /// Somebody stands at the door, and others behind them.
    Nothing,
}

impl Asked {
    /// The event as it asks.
    fn of(self, event: &Event) -> Cow<'_, Event> {
        match self {
            Self::Everything => Cow::Borrowed(event),
            Self::Nothing => Cow::Owned(Event { questions: Vec::new(), ..event.clone() }),
        }
    }
}

async fn enter(
    app: &App,
    programme: Arc<Programme>,
    session: SessionId,
    draft: &ApplicationDraft,
    entry: Entry,
) -> Result<Applied, Failure> {
    let now = app.clock.now();
    let event = &*entry.asked.of(&programme.event);
    let places = places(&programme, session, &entry);
    let standing = send_file::standing(app, event, &places, draft, &Answers::new());
    let application = Application::parse_knowing(draft, event, entry.sender, now, &standing)
        .map_err(Failure::Invalid)?;
    let wishes = wishes(draft, &programme, session).map_err(Failure::Invalid)?;
    let mut repeats: Vec<SessionId> = Vec::new();
    if entry.idempotency.is_some() {
        repeats.extend(std::iter::once(&session).chain(&wishes));
    }
    send_file::check_there(app, event, &application.answers, &repeats).await?;
    let registration = RegistrationId(clock::uuid_v7(now));
    let apply = Apply {
        session,
        wishes,
        registration,
        company_seat: CompanySeatId(clock::uuid_v7(now)),
        person: person_key(&application),
        search_text: application.search_text(),
        reception_number: None,
        application,
        form_opened_at: entry.form.map(|form| form.opened_at),
        admission: entry.admission,
        confirms_within: confirms_within(&programme, &entry),
        idempotency: entry.idempotency,
    };
    let request = Request::Apply(Box::new(apply));
    let command = Command { event: programme.event.id, at: now, actor: entry.actor, request };
    match app.desk.submit(command).await?.map_err(at_its_field)? {
        Done::Registered(registered) => {
            let manage_token = app.links.manage_token(registered.registration);
            let manage_url = app.links.manage_url(registered.registration);
            Ok(Applied { registered, manage_token, manage_url, programme })
        }
        _ => Err(Failure::Conflict("unexpected_answer")),
    }
}

/// Where the files of an application may have been sent to. Staff choose the session last, so theirs to any of the event.
fn places(programme: &Programme, session: SessionId, entry: &Entry) -> Vec<UploadPlace> {
    match entry.form {
        Some(form) => vec![UploadPlace::Form(form.nonce)],
        None if entry.actor.is_staff() => {
            programme.sessions.iter().map(|session| UploadPlace::Session(session.id)).collect()
        }
        None => vec![UploadPlace::Session(session)],
    }
}

/// How long the seat is only held for the applicant to confirm the mail address.
fn confirms_within(programme: &Programme, entry: &Entry) -> Option<Duration> {
    let staff_know_them = entry.actor.is_staff();
    let unproved = (entry.known == Known::Unproved).then_some(UNPROVED_HELD);
    let asked = programme.event.application_rules.address_confirmation.or(unproved);
    asked.filter(|_| !staff_know_them)
}

/// A choice that has just been used up is a fault of the answer that names it.
pub fn at_its_field(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::ChoiceFull { question, left, .. } => {
            let mut faults = Faults::default();
            faults.add_limit(format!("/answers/{question}"), "choice_full", i64::from(left));
            Failure::Invalid(faults.into_vec())
        }
        refusal => Failure::Refused(refusal),
    }
}

/// What tells one person from another, hashed so that the index holds no names.
pub fn person_key(application: &Application) -> Option<PersonKey> {
    let identity = application.person_identity()?;
    Sha256::digest(identity.as_bytes())[..16].try_into().ok()
}
