//! The page on which an application is looked over before it is sent.

use askama::Template;

use super::{
    entered::Entered,
    field_name::FieldName,
    form::ApplicationForm,
    frame::Frame,
    session::{Session, Unit},
    texts::Texts,
};

/// One line of what was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What was asked.
    pub label: String,
    /// What was answered; empty: nothing.
    pub answer: String,
    /// The field that its 変更 leads back to.
    pub field: FieldName,
}

/// The answers with the number of a company's people, where it is that of their names.
fn counted(form: &ApplicationForm, entered: &Entered) -> Entered {
    let mut entered = entered.clone();
    if form.unit == Unit::Company && entered.seats.trim().is_empty() {
        let named = entered.attendees.iter().filter(|attendee| !attendee.is_empty()).count();
        entered.seats = named.max(1).to_string();
    }
    entered
}

/// Every answer but the session, in the order of the form. Lines for attendees and wishes that are empty are
/// no answers.
pub fn rows(form: &ApplicationForm, texts: Texts, entered: &Entered) -> Vec<Row> {
    let entered = &counted(form, entered);
    let filled = form.groups(texts, entered, &[]).into_iter().flat_map(|group| group.fields);
    let shown = filled.filter(|field| match field.name {
        FieldName::Session => false,
        FieldName::Wish(_) => !field.answer().is_empty(),
        FieldName::AttendeeName(index)
        | FieldName::AttendeeKana(index)
        | FieldName::AttendeeEmail(index) => {
            entered.attendees.get(index).is_some_and(|attendee| !attendee.is_empty())
        }
        FieldName::Answer(ref key) => form.asks(key, entered),
        _ => true,
    });
    shown
        .map(|field| Row { answer: field.answer(), label: field.label, field: field.name })
        .collect()
}

/// 「まだ完了していません」: every answer with its own 変更, then one button.
#[derive(Debug, Template)]
#[template(path = "check.html")]
pub struct CheckView {
    /// Around the page.
    pub frame: Frame,
    /// The form.
    pub form: ApplicationForm,
    /// The session applied for.
    pub session: Option<Session>,
    /// Those wished for after it, in order.
    pub others: Vec<Session>,
    /// The answers.
    pub rows: Vec<Row>,
    /// The answers as hidden fields.
    pub hidden: Vec<(String, String)>,
    /// What the personal data are used for.
    pub purpose: Vec<String>,
    /// The name under which the 法人番号 is registered, where it is another company's.
    pub registered_name: Option<String>,
}

impl CheckView {
    /// What was entered, to be looked over.
    pub fn new(frame: Frame, form: ApplicationForm, entered: &Entered) -> Self {
        let texts = frame.texts();
        let rows = rows(&form, texts, entered);
        let (session, purpose) = (form.chosen_session(entered).cloned(), form.purpose(texts));
        let named = |id: &String| form.sessions.iter().find(|session| session.id == *id).cloned();
        Self {
            session,
            others: entered.wishes.iter().filter_map(named).collect(),
            rows,
            hidden: entered.to_pairs(),
            purpose,
            registered_name: None,
            form,
            frame,
        }
    }

    /// Whether another session could be chosen.
    pub fn can_change_session(&self) -> bool {
        self.form.sessions.len() > 1
    }

    /// What the session is called: the first of several wishes, or the only one.
    fn session_label(&self) -> &'static str {
        if self.form.ranked_wishes() > 1 { "field-first-wish" } else { "field-session" }
    }

    /// Whether the application will wait for a seat: none of the sessions wished for has one.
    pub fn will_wait(&self) -> bool {
        self.waits_for().is_some()
    }

    /// The session it will wait for: the first of them with a waiting list.
    fn waits_for(&self) -> Option<&Session> {
        let mut wished = self.session.iter().chain(&self.others);
        wished.find(|session| session.has_waiting_list_only()).filter(|_| !self.has_seats())
    }

    /// Whether only a later wish has a seat. A session that has closed may still take who opened the form before.
    fn gets_another(&self) -> bool {
        self.session.as_ref().is_some_and(Session::is_full) && self.has_seats()
    }

    fn has_seats(&self) -> bool {
        self.session.iter().chain(&self.others).any(Session::has_seats)
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl CheckView {
    /// For a citizen, for the waiting list, for a company.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{frame::LanguageSwitch, samples};
        let view = |form: ApplicationForm, entered: &Entered| {
            Self::new(
                Frame::new(language, form.organizer.clone(), LanguageSwitch::Form),
                form,
                entered,
            )
        };
        let waiting = Entered { session: "s2".into(), ..samples::right() };
        let ranked = ApplicationForm { wishes: 3, ..samples::form() };
        let full_first = Entered { wishes: vec!["s1".into()], ..waiting.clone() };
        let full_last = Entered { wishes: vec!["s2".into()], ..samples::right() };
        vec![
            ("citizen", view(samples::form_with_file(), &samples::right())),
            ("wishes", view(ranked.clone(), &full_last)),
            ("wishes-first-is-full", view(ranked, &full_first)),
            ("waiting-list", view(samples::form(), &waiting)),
            ("company", view(samples::company_form(), &samples::right_company())),
        ]
    }
}
