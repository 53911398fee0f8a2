//! The page on which a registration moves to another session of its event.

use askama::Template;

use super::{
    apply::ErrorLine,
    faults::{self, Fault, Manner},
    field::{Control, Field},
    field_name::FieldName,
    form::session_choice,
    frame::Frame,
    moment::Moment,
    registration::Registration,
    session::Session,
};

/// `/r/{token}/move`: the session that is held, and those to choose from with their free seats.
#[derive(Debug, Template)]
#[template(path = "move.html")]
pub struct MoveView {
    /// Around the page.
    pub frame: Frame,
    /// The registration where it is now.
    pub registration: Registration,
    /// The choice; nothing where there is none.
    pub field: Option<Field>,
    /// The moment of the numbers.
    pub counted_at: Option<Moment>,
    /// Sessions that cannot be chosen now.
    pub others: Vec<Session>,
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
}

impl MoveView {
    /// To one of `open`, of which the one with the id `chosen` is chosen; `others` are full or closed.
    pub fn new(
        frame: Frame,
        registration: Registration,
        (open, others): (&[Session], Vec<Session>),
        chosen: &str,
        fault: Option<&Fault>,
    ) -> Self {
        let texts = frame.texts();
        let label = texts.t("field-move");
        let error = fault.map(|fault| faults::sentence(texts, fault, &label, Manner::Choose));
        let in_summary = |sentence: &String| ErrorLine {
            field: (!open.is_empty()).then_some(FieldName::Session),
            sentence: sentence.clone(),
        };
        let errors = error.iter().map(in_summary).collect();
        let choices = open.iter().map(|session| session_choice(texts, session, chosen)).collect();
        let field = (!open.is_empty()).then_some(Field {
            texts,
            name: FieldName::Session,
            label,
            hint: String::new(),
            required: true,
            error,
            control: Control::One(choices),
            condition: None,
            focused: false,
        });
        let counted_at = open.first().map(|session| session.counted_at.clone());
        Self { frame, registration, field, counted_at, others, errors }
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl MoveView {
    /// With sessions to choose from, refused, with none.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{registration::Standing, samples};
        let (open, others): (Vec<Session>, Vec<Session>) =
            samples::every_session().into_iter().partition(Session::is_live);
        let view = |standing, open: &[Session], fault: Option<&Fault>| {
            let frame = samples::frame(language, "/r/sample/move");
            let registration = samples::registration(standing);
            Self::new(frame, registration, (open, others.clone()), "s1", fault)
        };
        let full = Fault::new(FieldName::Session, "session_full");
        let few = Fault { limit: Some(1), ..Fault::new(FieldName::Session, "not_enough_seats") };
        vec![
            ("seat", view(Standing::Confirmed, &open, None)),
            ("waiting", view(Standing::Waitlisted { position: 3 }, &open, None)),
            ("full", view(Standing::Confirmed, &open, Some(&full))),
            ("too-few", view(Standing::Confirmed, &open, Some(&few))),
            ("nowhere", view(Standing::Confirmed, &[], None)),
        ]
    }
}
