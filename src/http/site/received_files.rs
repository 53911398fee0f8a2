//! Files that came with a form become part of what was typed.

use std::collections::BTreeMap;

use super::fault::PageFault;
use super::sent_files::ChosenFile;
use super::sent_form::SentForm;
use super::typed_answers::{self, KEPT};
use crate::app::App;
use crate::domain::event::Event;
use crate::domain::question::Answers;
use crate::domain::question::file::stored_file;
use crate::http::pages::entered::Entered;
use crate::http::pages::faults::Fault;
use crate::http::pages::field_name::FieldName;
use crate::http::pages::questions as pages;
use crate::http::spool;
use crate::links::UploadPlace;
use crate::usecases::Failure;
use crate::usecases::send_file::{self, Incoming};

/// Stores the files and writes their names into the answers; takes away what is to be taken away. A file that
/// is not accepted leaves the one that was there.
pub async fn receive(
    app: &App,
    event: &Event,
    place: UploadPlace,
    form: &SentForm,
    files: Vec<ChosenFile>,
    entered: &mut Entered,
) -> Result<Vec<Fault>, PageFault> {
    for question in send_file::file_questions(event) {
        // Of two answers the later one is what was chosen last.
        if let Some(names) = entered.answers.get_mut(&question.key) {
            names.drain(..names.len().saturating_sub(1));
        }
        if form.value(&format!("remove-{}", question.key)).is_some() {
            entered.answers.remove(&question.key);
        }
    }
    let mut faults = Vec::new();
    for file in files {
        let mut asked = send_file::file_questions(event);
        let Some(question) = asked.find(|asked| file.field == format!("file-{}", asked.key)) else {
            continue;
        };
        let (name, bytes) = (file.name, file.content.bytes());
        let _room = spool::room().await;
        let incoming = Incoming { name, bytes, content: file.content.content().await? };
        match send_file::take(app, event, place, question, incoming).await {
            Ok(taken) => {
                entered.answers.insert(question.key.clone(), vec![taken.name]);
            }
            Err(Failure::Invalid(found)) => faults.extend(found.into_iter().map(|fault| {
                let field = FieldName::from_pointer(&fault.pointer);
                Fault { field, code: fault.code.to_owned(), limit: fault.limit }
            })),
            // Everything else that was typed is worth more than the file.
            Err(Failure::Conflict("too_many_files")) => {
                let field = FieldName::Answer(question.key.clone());
                faults.push(Fault::new(field, "no_room_for_files"));
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(faults)
}

/// What is wrong: the files, then everything else but what follows from a file that was not accepted.
pub fn with_file_faults(files: &[Fault], others: Vec<Fault>) -> Vec<Fault> {
    let others =
        others.into_iter().filter(|other| files.iter().all(|fault| fault.field != other.field));
    files.iter().cloned().chain(others).collect()
}

/// Files that the form has already, as it shows them: those that were sent to it, and those that stand.
pub fn files_of(
    app: &App,
    event: &Event,
    place: UploadPlace,
    entered: &Entered,
    earlier: &Answers,
) -> BTreeMap<String, pages::ChosenFile> {
    let now = app.clock.now();
    let mut files = BTreeMap::new();
    for question in send_file::file_questions(event) {
        let name = entered.answer(&question.key);
        let file = if name == KEPT {
            earlier.get(&question.key).and_then(stored_file)
        } else {
            app.links.open_upload(event.id, &[place], name, now)
        };
        files.extend(file.map(|file| (question.key.clone(), typed_answers::shown(&file))));
    }
    files
}
