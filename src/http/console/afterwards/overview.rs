//! What is left to do when an event is over; preparing thanks and surveys.

use actix_web::HttpResponse;

use super::entry;
use crate::domain::announcement::{AnnouncementDraft, AnnouncementKind};
use crate::domain::audience::AudienceDraft;
use crate::domain::civil;
use crate::domain::fault::FieldFault;
use crate::domain::values::localized::Localized;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::afterwards::entry::EntryKind;
use crate::http::pages::console::afterwards::overview::{AfterwardsView, SessionLine};
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::http::pages::texts::{Language, Texts};
use crate::usecases::retention::rules;
use crate::usecases::statistics::SessionFigures;
use crate::usecases::{Failure, Permission, compose_announcement, statistics};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = page(&visit, 200, None, &[]).await;
    visit.answer(outcome)
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let event = visit.part("event")?;
    let draft = draft(&fields).ok_or(Failure::NotFound)?;
    match compose_announcement::create(&visit.app, visit.principal(), event, &draft, None).await {
        // Where its words and its recipients are seen before it is sent.
        Ok(made) => Ok(visit.see_other(&format!("/console/mailings/{}", made.row.id.0))),
        Err(Failure::Invalid(faults)) => page(visit, 422, Some(&fields), &faults).await,
        Err(Failure::Texts(_)) => {
            let fault = FieldFault {
                pointer: "/body".to_owned(),
                code: "unknown_placeholder",
                limit: None,
            };
            page(visit, 422, Some(&fields), &[fault]).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Thanks and surveys go to those who came. Who did not come is not thanked for coming: they get an announcement, with a
/// subject that staff may change before it is sent.
fn draft(fields: &Fields) -> Option<AnnouncementDraft> {
    let (kind, attended) = match fields.text("action") {
        "thanks" => (AnnouncementKind::ThankYou, true),
        "survey" => (AnnouncementKind::Survey, true),
        "absent" => (AnnouncementKind::Announcement, false),
        _ => return None,
    };
    let subject = match kind {
        AnnouncementKind::Announcement => {
            let words = |language| Texts::new(language).t("afterwards-absent-subject");
            let in_language = |code| Language::from_code(code).map(words).unwrap_or_default();
            Localized::both(in_language("ja"), in_language("en"))
        }
        _ => Localized::default(),
    };
    Some(AnnouncementDraft {
        kind,
        subject,
        body: Localized::plain(fields.text("message")),
        url: fields.given("url").filter(|_| kind == AnnouncementKind::Survey).map(str::to_owned),
        filter: AudienceDraft { attended: Some(attended), ..AudienceDraft::default() },
    })
}

async fn page(visit: &Visit, status: u16, typed: Option<&Fields>, faults: &[FieldFault]) -> Page {
    let (app, principal) = (&visit.app, visit.principal());
    let event = visit.part("event")?;
    let standing = rules::of_event(app, principal, event).await?;
    let (programme, sessions) = statistics::sessions_of_event(app, principal, event).await?;
    let event = &programme.event;
    let (language, zone) = (visit.value_language(), event.time_zone);
    let goes = standing
        .purged_at
        .or(standing.standing.map(crate::domain::retention::RetentionStanding::purge_at));
    let frame = visit.frame(Section::Events);
    let value = |name: &str| typed.map_or("", |fields| fields.text(name));
    let entries = vec![
        entry(
            frame.texts(),
            "message",
            ("afterwards-message", "afterwards-message-hint"),
            EntryKind::Text,
            true,
            value("message"),
            (faults, "/body"),
        ),
        entry(
            frame.texts(),
            "url",
            ("afterwards-survey-url", "afterwards-survey-url-hint"),
            EntryKind::Line,
            false,
            value("url"),
            (faults, "/url"),
        ),
    ];
    let view = AfterwardsView {
        nav: visit.event_nav(&programme, EventPart::Afterwards),
        path: format!("/console/events/{}/afterwards", event.id),
        sessions: sessions.iter().map(|it| line(visit, it, zone)).collect(),
        is_over: standing.ended.is_none_or(|ended| ended <= app.clock.now()),
        purge: goes.map(|at| civil::date(language, at, zone)).unwrap_or_default(),
        is_purged: standing.purged_at.is_some(),
        is_course: programme.sessions.iter().any(|session| session.meetings.len() > 1),
        entries,
        may_mail: standing.purged_at.is_none()
            && principal.may_in(event.id, Permission::WriteOutbox),
        frame,
    };
    visit.page(status, &view)
}

fn line(visit: &Visit, figures: &SessionFigures, zone: chrono_tz::Tz) -> SessionLine {
    let language = visit.value_language();
    SessionLine {
        name: figures.name.get(language).to_owned(),
        when: figures.starts_at.map(|at| civil::date_time(language, at, zone)).unwrap_or_default(),
        confirmed: figures.confirmed,
        came: figures.came,
        absent: figures.absent,
    }
}
