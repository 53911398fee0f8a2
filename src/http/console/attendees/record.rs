//! One registration with everything that is known of it.

use actix_web::HttpResponse;

use super::list::label_of;
use super::{history, path_of, path_of_registration};
use crate::domain::event::Programme;
use crate::domain::state::State;
use crate::http::console::open_visit::Page;
use crate::http::console::visit::Visit;
use crate::http::console::{answers, outbox};
use crate::http::extract::Query;
use crate::http::pages::console::attendees::record::{
    AlikeLine, Fact, HistoryLine, MailLine, NoteLine, Presses, RecordView,
};
use crate::http::pages::console::attendees::{source_key, state_key};
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::outbox::{mail_kind_key, mail_state_key};
use crate::http::pages::field::Choice;
use crate::http::pages::texts::Texts;
use crate::usecases::attendees::duplicates::Likeness;
use crate::usecases::attendees::record::{self, Record};
use crate::usecases::{Permission, Registration, send_file};

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = shown(&visit, query).await;
    visit.answer(outcome)
}

async fn shown(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let done = query.text("done");
    query.finish()?;
    let done = done.as_deref().and_then(done_key);
    page(visit, 200, done, None).await
}

/// Key of what was just done.
fn done_key(word: &str) -> Option<&'static str> {
    Some(match word {
        "note" => "attendees-done-note",
        "changed" => "attendees-done-changed",
        "resent" => "attendees-done-resent",
        "merged" => "attendees-done-merged",
        "done" => "attendees-done",
        _ => return None,
    })
}

/// The page, with what the last button came to.
pub async fn page(
    visit: &Visit,
    status: u16,
    done: Option<&'static str>,
    refused: Option<&'static str>,
) -> Page {
    let id = visit.part("registration")?;
    let record = record::see(&visit.app, visit.principal(), id).await?;
    visit.page(status, &view(visit, &record, done, refused))
}

fn view(
    visit: &Visit,
    record: &Record,
    done: Option<&'static str>,
    refused: Option<&'static str>,
) -> RecordView {
    let texts = Texts::new(visit.language());
    let (programme, registration) = (&record.placed.programme, &record.placed.registration);
    let zone = programme.event.time_zone;
    let who = |actor: &str| history::who(texts, actor, &record.names);
    RecordView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(programme, EventPart::Attendees),
        reception_number: registration.reception_number.clone(),
        name: registration.applicant_name.clone(),
        state: state_key(registration.state.as_str()),
        position: registration.position,
        facts: facts(visit, texts, programme, registration),
        attendees: registration.attendees.iter().map(attendee).collect(),
        answers: answers::lines(
            &programme.event,
            &registration.answers,
            &registration.id.to_string(),
            visit.value_language(),
        ),
        missing_files: missing_files(visit, programme, registration),
        history: record
            .history
            .iter()
            .map(|line| HistoryLine {
                at: visit.short_time(line.at.0, zone),
                who: who(&line.actor),
                what: history::sentence(texts, line),
            })
            .collect(),
        notes: record
            .notes
            .iter()
            .map(|note| NoteLine {
                at: visit.short_time(note.written_at.0, zone),
                who: who(&note.written_by),
                text: note.text.clone(),
            })
            .collect(),
        mails: record
            .mails
            .iter()
            .map(|mail| MailLine {
                path: outbox::path_of(mail.id),
                kind: mail_kind_key(&mail.kind),
                state: mail_state_key(&mail.state),
                recipient: mail.recipient.clone(),
                at: visit.short_time(mail.updated_at.0, zone),
            })
            .collect(),
        alike: record
            .alike
            .iter()
            .map(|(likeness, other)| {
                let line = alike_line(visit, programme, *likeness, other);
                let may = may_write(visit, programme) && *likeness != Likeness::SameCompany;
                let both = registration.state.is_active() && other.state.is_active() && may;
                let path = path_of_registration(registration.id);
                let merge_path = both.then(|| format!("{path}/merge?with={}", other.id));
                AlikeLine { merge_path, ..line }
            })
            .collect(),
        presses: presses(visit, programme, registration),
        merged_into: record.merged_into.map(path_of_registration),
        done,
        refused,
        list_path: path_of(registration.session),
        purge_path: may_write(visit, programme)
            .then(|| format!("{}/purge", path_of_registration(registration.id))),
    }
}

/// What was asked of the files that must be there and are not: staff have entered the application without them.
fn missing_files(visit: &Visit, programme: &Programme, registration: &Registration) -> Vec<String> {
    let event = &programme.event;
    let may = visit.principal().may_in(event.id, Permission::ReadRestrictedAnswers);
    let missing = send_file::file_questions(event).filter(|question| {
        question.required
            && question.applies(&registration.answers)
            && !registration.answers.contains_key(&question.key)
            && (may || !question.is_restricted())
    });
    missing.map(|question| question.label.get(visit.value_language()).to_owned()).collect()
}

fn may_write(visit: &Visit, programme: &Programme) -> bool {
    visit.principal().may_in(programme.event.id, Permission::WriteRegistrations)
}

fn attendee(attendee: &crate::domain::application::Attendee) -> String {
    let kana = attendee.kana.as_ref().map(|kana| format!(" ({})", kana.as_str()));
    let email = attendee.email.as_ref().map(|email| format!(" {}", email.as_str()));
    let name = attendee.name.as_str();
    format!("{name}{}{}", kana.unwrap_or_default(), email.unwrap_or_default())
}

fn facts(
    visit: &Visit,
    texts: Texts,
    programme: &Programme,
    registration: &Registration,
) -> Vec<Fact> {
    let zone = programme.event.time_zone;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let session = programme.session(registration.session);
    let session = session.map(|one| label_of(visit, programme, one)).unwrap_or_default();
    let all = [
        ("attendees-column-session", session),
        ("column-kana", text(&registration.applicant_kana)),
        ("column-company", text(&registration.company_name)),
        ("attendees-corporate-number", text(&registration.corporate_number)),
        ("column-email", text(&registration.applicant_email)),
        ("column-phone", text(&registration.applicant_phone)),
        ("column-people", registration.seats.to_string()),
        ("column-source", texts.t(source_key(registration.source.as_str()))),
        ("column-received", visit.short_time(registration.received_at, zone)),
        ("column-registered", visit.short_time(registration.registered_at, zone)),
        ("entry-note", text(&registration.note)),
        ("attendees-exceed-reason", text(&registration.exceeded_reason)),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// One that may belong together with another.
pub fn alike_line(
    visit: &Visit,
    programme: &Programme,
    likeness: Likeness,
    other: &Registration,
) -> AlikeLine {
    let session = programme.session(other.session);
    AlikeLine {
        why: match likeness {
            Likeness::SameMail => "attendees-alike-mail",
            Likeness::SameTelephone => "attendees-alike-phone",
            Likeness::SameName => "attendees-alike-name",
            Likeness::SameCompany => "attendees-alike-company",
        },
        reception_number: other.reception_number.clone(),
        path: path_of_registration(other.id),
        name: other.applicant_name.clone(),
        company: other.company_name.clone().unwrap_or_default(),
        session: session.map(|one| label_of(visit, programme, one)).unwrap_or_default(),
        state: state_key(other.state.as_str()),
        merge_path: None,
    }
}

fn presses(visit: &Visit, programme: &Programme, registration: &Registration) -> Presses {
    if !may_write(visit, programme) {
        return Presses::default();
    }
    let path = path_of_registration(registration.id);
    let state = registration.state;
    let others = programme.sessions.iter().filter(|one| one.id != registration.session);
    let targets = others.filter(|_| state.is_active()).map(|session| Choice {
        value: session.id.to_string(),
        label: label_of(visit, programme, session),
        hint: String::new(),
        chosen: false,
    });
    Presses {
        path: format!("{path}/do"),
        change_path: state.is_active().then(|| format!("{path}/change")),
        withdraw: state.is_active(),
        accept: matches!(state, State::Pending | State::Offered),
        decline: matches!(state, State::Pending | State::Offered),
        give_seat: state == State::Waitlisted,
        targets: targets.collect(),
        resend: state.is_active() && registration.applicant_email.is_some(),
    }
}
