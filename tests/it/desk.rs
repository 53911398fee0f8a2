//! The desk itself: a panic over one command must not stop the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use uketsuke::clock;
use uketsuke::desk::{Desk, Guard, Postmark};
use uketsuke::domain::application::{Application, ApplicationDraft, Sender};
use uketsuke::domain::event::Programme;
use uketsuke::domain::ids::{CompanySeatId, RegistrationId, SessionId};
use uketsuke::domain::seats::{Actor, Apply, Command, Request};

use crate::support::app::TestApp;
use crate::support::{bodies, on_both_databases};

fn command(app: &TestApp, programme: &Programme, session: SessionId, number: usize) -> Command {
    let now = app.app().clock.now();
    let draft: ApplicationDraft =
        serde_json::from_value(bodies::applicant(number)).expect("a draft");
    let application =
        Application::parse(&draft, &programme.event, Sender::Api, now).expect("an application");
    let apply = Apply {
        session,
        registration: RegistrationId(clock::uuid_v7(now)),
        company_seat: CompanySeatId(clock::uuid_v7(now)),
        person: None,
        search_text: application.search_text(),
        reception_number: None,
        wishes: Vec::new(),
        confirms_within: None,
        application,
        form_opened_at: None,
        admission: uketsuke::domain::seats::Admission::OrWaits,
        idempotency: None,
    };
    Command {
        event: programme.event.id,
        at: now,
        actor: Actor::Applicant,
        request: Request::Apply(Box::new(apply)),
    }
}

on_both_databases! {
    fn a_panic_over_one_command_is_answered_and_the_next_is_served(app) {
        let session: SessionId = app.session(bodies::session("下関", 5)).parse().expect("an id");
        let programme = app.app().snapshot.programme_of_session(session).expect("read").expect("there");
        let panics = AtomicBool::new(true);
        let wake: Arc<dyn Fn() + Send + Sync> =
            Arc::new(move || assert!(!panics.swap(false, Ordering::SeqCst), "a fault of the program"));
        let postmark = Postmark { domain: "example.jp".to_owned() };
        let (database, snapshot, clock) = (&app.app().database, &app.app().snapshot, &app.app().clock);
        let desk = Desk::open(database, snapshot, clock, &postmark, &wake, Guard::On).expect("opened");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let submit = |number| runtime.block_on(desk.submit(command(app, &programme, session, number)));
        assert!(submit(1).is_err(), "what panicked is not called done");
        assert!(submit(2).is_ok_and(|decided| decided.is_ok()), "the desk lives on");
        desk.close();
    }
}
