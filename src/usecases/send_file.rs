//! Sending a file that an application will name.

use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::clock;
use crate::domain::application::{ApplicationDraft, Standing};
use crate::domain::event::{Availability, Event, Programme};
use crate::domain::fault::FieldFault;
use crate::domain::ids::SessionId;
use crate::domain::question::file::uploads_of;
use crate::domain::question::{AnswerFault, Answers, FileType, Question, QuestionKind, SentFile};
use crate::domain::seats::Refusal;
use crate::domain::values::file_name::harmless_name;
use crate::links::UploadPlace;
use crate::store::types::{Id, Time};
use crate::store::uploads::{self, UploadRow};

use super::{Failure, Permission, Principal, find_programme};

/// Bytes that may wait at an organization for their registration: what is sent by those who never apply is
/// removed after a day, and must not fill the disk until then.
const UNCLAIMED_MAX: i64 = 1_000_000_000;

/// A file as it came.
pub struct Incoming {
    /// As its sender's machine calls it.
    pub name: String,
    /// How large it is.
    pub bytes: u64,
    /// Nothing of one that is too large for any question.
    pub content: Vec<u8>,
}

/// A file that was taken, with the name under which an answer names it.
pub struct Taken {
    pub name: String,
    pub file: SentFile,
}

/// Takes a file for a question of an event.
///
/// # Errors
/// [`Failure::Invalid`] at the question's answer; [`Failure::Conflict`] while too much waits.
pub async fn take(
    app: &App,
    event: &Event,
    place: UploadPlace,
    question: &Question,
    incoming: Incoming,
) -> Result<Taken, Failure> {
    let now = app.clock.now();
    let size = incoming.bytes;
    let file_type = question
        .check_file(size, FileType::of(&incoming.content))
        .map_err(|fault| Failure::Invalid(vec![at_answer(question, fault)]))?;
    let file = SentFile {
        upload: clock::uuid_v7(now),
        name: harmless_name(&incoming.name, file_type.endings()),
        file_type,
        bytes: u32::try_from(size).unwrap_or(u32::MAX),
    };
    let row = UploadRow {
        id: Id(file.upload),
        organization_id: Id(event.organization.0),
        event_id: Id(event.id.0),
        registration_id: None,
        name: file.name.clone(),
        file_type: file_type.media_type().to_owned(),
        size: i32::try_from(size).unwrap_or(i32::MAX),
        sha256: Sha256::digest(&incoming.content).to_vec(),
        content: incoming.content,
        uploaded_at: Time(now),
    };
    app.write(move |conn| {
        let waiting = uploads::unclaimed_bytes(conn, row.organization_id)?;
        if waiting + i64::from(row.size) > UNCLAIMED_MAX {
            return Err(Failure::Conflict("too_many_files"));
        }
        Ok::<_, Failure>(uploads::insert(conn, &row)?)
    })
    .await?;
    let name = app.links.upload_name(event.id, place, &file);
    Ok(Taken { name, file })
}

/// The fault of a file, as one of its answer.
fn at_answer(question: &Question, fault: AnswerFault) -> FieldFault {
    let pointer = format!("/answers/{}", question.key);
    FieldFault { pointer, code: fault.code, limit: fault.limit }
}

/// Where a file is sent to by the API: a session that takes applications, and a question for a file.
pub struct Destination {
    programme: std::sync::Arc<Programme>,
    at: UploadPlace,
    question: Question,
}

impl Destination {
    /// # Errors
    /// [`Failure::NotFound`], [`Failure::Refused`] where nobody can apply, [`Failure::Invalid`] where the
    /// question asks for no file. Staff may send to their own at any time, as they may apply for somebody.
    pub async fn of_session(
        app: &App,
        principal: Option<&Principal>,
        session: &str,
        question: &str,
    ) -> Result<Self, Failure> {
        let (programme, id) = match principal {
            Some(principal) => {
                let found =
                    find_programme::own_session(app, principal.organization, session).await?;
                principal.must_in(found.0.event.id, Permission::WriteRegistrations)?;
                found
            }
            None => find_programme::public_session(app, session).await?,
        };
        let current = programme.session(id).ok_or(Failure::NotFound)?;
        match programme.availability(current, app.clock.now()) {
            _ if principal.is_some() => {}
            Availability::Open | Availability::Waitlist | Availability::Full => {}
            Availability::NotOpen => {
                return Err(Refusal::NotOpen { opens_at: current.settings.opens_at }.into());
            }
            Availability::Closed => return Err(Refusal::Closed.into()),
            Availability::Cancelled => return Err(Refusal::Cancelled.into()),
        }
        let asked = file_questions(&programme.event).find(|asked| asked.key == question);
        let question =
            asked.cloned().ok_or_else(|| Failure::invalid("/question", "unknown_question"))?;
        Ok(Self { programme, at: UploadPlace::Session(id), question })
    }

    pub async fn take(self, app: &App, incoming: Incoming) -> Result<Taken, Failure> {
        take(app, &self.programme.event, self.at, &self.question, incoming).await
    }
}

/// The questions of an event that ask for a file.
pub fn file_questions(event: &Event) -> impl Iterator<Item = &Question> {
    event.questions.iter().filter(|question| question.kind == QuestionKind::File)
}

/// The files that a draft names and that were sent to one of these places, with what stands already.
pub fn standing(
    app: &App,
    event: &Event,
    places: &[UploadPlace],
    draft: &ApplicationDraft,
    earlier: &Answers,
) -> Standing {
    let now = app.clock.now();
    let named = file_questions(event)
        .filter_map(|question| draft.answers.get(&question.key).and_then(|value| value.as_str()));
    let opened = named.filter_map(|name| {
        let file = app.links.open_upload(event.id, places, name, now)?;
        Some((name.to_owned(), file))
    });
    Standing { answers: earlier.clone(), files: opened.collect() }
}

/// Holds what an application names against what is there: a file that has been removed meanwhile, or is part
/// of another registration, cannot be named. Whoever repeats a request may name their own again: that of a
/// registration in one of the sessions `repeats`.
pub async fn check_there(
    app: &App,
    event: &Event,
    answers: &Answers,
    repeats: &[SessionId],
) -> Result<(), Failure> {
    let ids: Vec<Id> = uploads_of(answers).into_iter().map(Id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let (event, wanted) = (Id(event.id.0), ids.clone());
    let there = app.read(move |conn| uploads::standing(conn, event, &wanted)).await?;
    let is_usable = |id: &Id| {
        let is_theirs = |owner: &Option<Id>| {
            owner.is_none_or(|session| repeats.iter().any(|repeated| repeated.0 == session.0))
        };
        there.iter().any(|(known, owner)| known == id && is_theirs(owner))
    };
    let lost = answers.iter().filter(|(_, answer)| {
        let file = crate::domain::question::file::stored_file(answer);
        file.is_some_and(|file| !is_usable(&Id(file.upload)))
    });
    let faults: Vec<FieldFault> = lost
        .map(|(key, _)| FieldFault {
            pointer: format!("/answers/{key}"),
            code: "unknown_upload",
            limit: None,
        })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Failure::Invalid(faults)) }
}
