//! People whom no mail reaches, with their telephone numbers: whom staff have to call.

use askama::Template;

use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// Somebody whom no mail reaches.
#[derive(Debug, Clone)]
pub struct UnreachableLine {
    /// Where their registration is.
    pub path: String,
    /// What they read out.
    pub reception_number: String,
    /// Who it is.
    pub name: String,
    /// Where to call; may be empty.
    pub phone: String,
    /// The address that does not work; empty where there is none.
    pub email: String,
    /// For which session.
    pub session: String,
}

/// `/console/events/{event}/unreachable`.
#[derive(Debug, Template)]
#[template(path = "console/forms/unreachable.html")]
pub struct UnreachableView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// Everybody.
    pub lines: Vec<UnreachableLine>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl UnreachableView {
    /// With somebody and with nobody.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::event_nav::EventPart;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let line = |email: &str| UnreachableLine {
            path: "/console/registrations/r1".into(),
            reception_number: "K7M4Q2XH".into(),
            name: "山田 太郎".into(),
            phone: "000-1234-5678".into(),
            email: email.into(),
            session: "下関".into(),
        };
        let view = |lines| Self {
            frame: samples::frame(language, "/console/events/sample/unreachable", Section::Events),
            nav: EventNav::sample(EventPart::Mails),
            lines,
        };
        vec![("some", view(vec![line("taro@example.jp"), line("")])), ("nobody", view(Vec::new()))]
    }
}
