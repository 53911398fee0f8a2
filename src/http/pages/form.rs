//! The application form of an event: which fields it has, filled with what was typed.

use std::collections::BTreeMap;

use super::{
    attendees::Party,
    contact::Contact,
    entered::Entered,
    faults::{self, Fault},
    field::{Choice, Control, Field, LineKind},
    field_name::FieldName,
    questions::ChosenFile,
    session::{Session, Unit},
    texts::Texts,
};

pub use super::questions::{Question, QuestionKind};

/// Up to this many persons the number is chosen from a list; beyond, it is typed.
const MOST_LISTED_SEATS: u32 = 6;

/// The name of the field that nobody sees, and that programs fill in which fill in everything.
pub const TRAP: &str = "homepage";

/// A proof of work that the browser is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofAsked {
    /// The proof, where there is one already.
    pub value: String,
    /// Puzzles to be solved.
    pub puzzles: u32,
    /// Zero bits with which the hash of each begins.
    pub bits: u32,
}

/// The form of an event.
#[derive(Debug, Clone)]
pub struct ApplicationForm {
    /// The event's part of the URL.
    pub slug: String,
    /// The event's title.
    pub event_title: String,
    /// What one can apply for now, or the one session that was applied for.
    pub sessions: Vec<Session>,
    /// What the capacity counts; for companies the form asks for the company.
    pub unit: Unit,
    /// How many persons one application may bring.
    pub people_per_application: u32,
    /// How many of the sessions one application may name in order of preference; 1: there is no order.
    pub wishes: u32,
    /// Whether it is asked in steps instead of on one page.
    pub in_steps: bool,
    /// The organizer's own questions.
    pub questions: Vec<Question>,
    /// How many persons may still have a choice, by question and value, where there are only so many.
    pub choices_left: BTreeMap<(String, String), u32>,
    /// Files that are here already, by question.
    pub files: BTreeMap<String, ChosenFile>,
    /// Who will hold the personal data.
    pub organizer: String,
    /// What the personal data are used for, one string a paragraph. Empty: the service's own words.
    pub purpose: Vec<String>,
    /// Whom to ask.
    pub contact: Contact,
    /// The value of the hidden field `form`, which tells one application from another.
    pub token: String,
    /// Where the event asks the browser to work for the form.
    pub proof: Option<ProofAsked>,
}

/// Fields that belong together.
#[derive(Debug, Clone)]
pub struct Group {
    /// What they are about.
    pub heading: String,
    /// What one should know before answering, a line a paragraph; may be empty.
    pub intro: String,
    /// The fields.
    pub fields: Vec<Field>,
    /// Whether a further line for an attendee can be asked for below them.
    pub can_grow: bool,
}

/// Makes the fields of one form in one language.
pub(super) struct Builder<'a> {
    pub(super) texts: Texts,
    pub(super) form: &'a ApplicationForm,
    pub(super) entered: &'a Entered,
    pub(super) faults: &'a [Fault],
}

impl ApplicationForm {
    /// The one session that the form is for, if there is no choice.
    pub fn only_session(&self) -> Option<&Session> {
        (self.sessions.len() == 1).then(|| self.sessions.first()).flatten()
    }

    /// How many places of preference the form has: no more than there are sessions.
    pub fn ranked_wishes(&self) -> usize {
        usize::try_from(self.wishes).unwrap_or(usize::MAX).min(self.sessions.len())
    }

    /// The session that is chosen, if any.
    pub fn chosen_session(&self, entered: &Entered) -> Option<&Session> {
        self.sessions.iter().find(|session| session.id == entered.session).or(self.only_session())
    }

    /// The fields of an application, in groups, without the consent.
    pub fn groups(&self, texts: Texts, entered: &Entered, faults: &[Fault]) -> Vec<Group> {
        let builder = Builder { texts, form: self, entered, faults };
        let mut groups = Vec::new();
        groups.extend((self.sessions.len() > 1).then(|| builder.session_group()));
        groups.extend((self.unit == Unit::Company).then(|| builder.company_group()));
        groups.push(builder.application_group());
        groups.extend((self.unit == Unit::Company).then(|| builder.attendees_group()));
        groups.extend((!self.questions.is_empty()).then(|| builder.questions_group()));
        groups
    }

    /// The fields that an applicant may change afterwards: neither session nor company.
    pub fn changeable_groups(
        &self,
        texts: Texts,
        entered: &Entered,
        faults: &[Fault],
        party: &Party,
    ) -> Vec<Group> {
        let builder = Builder { texts, form: self, entered, faults };
        let mut groups = vec![builder.applicant_group()];
        groups.extend(self.is_for_several().then(|| builder.party_group(party)));
        groups.extend((!self.questions.is_empty()).then(|| builder.questions_group()));
        groups
    }

    /// Whether one application can bring people whom it names: several, or those of a company.
    fn is_for_several(&self) -> bool {
        self.unit == Unit::Company || self.people_per_application > 1
    }

    /// The box to tick for consent to the use of personal data.
    pub fn consent(&self, texts: Texts, entered: &Entered, faults: &[Fault]) -> Field {
        let builder = Builder { texts, form: self, entered, faults };
        let control =
            Control::Tick { statement: texts.t("consent-statement"), ticked: entered.consent };
        builder.field(FieldName::Consent, texts.t("consent-label"), String::new(), true, control)
    }

    /// What the personal data are used for, one string a paragraph.
    pub fn purpose(&self, texts: Texts) -> Vec<String> {
        if self.purpose.is_empty() {
            vec![
                texts.t1("consent-purpose", "organizer", &self.organizer),
                texts.t("consent-purpose-limits"),
            ]
        } else {
            self.purpose.clone()
        }
    }
}

/// A session as one of several, with its dates and free seats; chosen, if its id is `chosen`.
pub(super) fn session_choice(texts: Texts, session: &Session, chosen: &str) -> Choice {
    let when = session.meetings.iter().map(|meeting| meeting.when.text.clone());
    let seats = [Some(session.seats_line(texts)), session.waiting_line(texts)];
    // A session without a name is called by its time.
    let mut lines: Vec<String> = when.chain(seats.into_iter().flatten()).collect();
    let label = if session.name.is_empty() && !lines.is_empty() {
        lines.remove(0)
    } else {
        session.name.clone()
    };
    Choice {
        value: session.id.clone(),
        label,
        hint: lines.join("\n"),
        chosen: session.id == chosen,
    }
}

impl Builder<'_> {
    pub(super) fn field(
        &self,
        name: FieldName,
        label: String,
        hint: String,
        required: bool,
        control: Control,
    ) -> Field {
        let mut field = Field {
            texts: self.texts,
            name,
            label,
            hint,
            required,
            error: None,
            control,
            condition: None,
            focused: false,
        };
        let fault = self.faults.iter().find(|fault| fault.field == field.name);
        field.error =
            fault.map(|fault| faults::sentence(self.texts, fault, &field.label, field.manner()));
        field
    }

    fn line(
        &self,
        name: FieldName,
        keys: (&str, &str),
        required: bool,
        kind: LineKind,
        value: &str,
    ) -> Field {
        let control = Control::Line { value: value.to_owned(), kind };
        self.field(name, self.texts.t(keys.0), self.texts.t(keys.1), required, control)
    }

    fn session_group(&self) -> Group {
        let choice = |session: &Session| session_choice(self.texts, session, &self.entered.session);
        let control = Control::One(self.form.sessions.iter().map(choice).collect());
        let ranked = self.form.ranked_wishes();
        let label = self.texts.t(if ranked > 1 { "field-first-wish" } else { "field-session" });
        let first = self.field(FieldName::Session, label, String::new(), true, control);
        let others = (2..=ranked).map(|place| self.wish(place));
        let intro = if ranked > 1 {
            self.texts.t1("group-wishes-intro", "most", ranked)
        } else {
            String::new()
        };
        Group {
            heading: self.texts.t("group-session"),
            intro,
            fields: std::iter::once(first).chain(others).collect(),
            can_grow: false,
        }
    }

    fn wish(&self, place: usize) -> Field {
        let wished = self.entered.wishes.get(place - 2).map_or("", String::as_str);
        let none = Choice {
            value: String::new(),
            label: self.texts.t("wish-none"),
            hint: String::new(),
            chosen: wished.is_empty(),
        };
        let choice = |session: &Session| Choice {
            value: session.id.clone(),
            label: session.in_one_line(),
            hint: String::new(),
            chosen: session.id == wished,
        };
        let choices = std::iter::once(none).chain(self.form.sessions.iter().map(choice)).collect();
        let label = self.texts.t1("field-wish", "number", place);
        let hint = self.texts.t("field-wish-hint");
        self.field(FieldName::Wish(place), label, hint, false, Control::Select(choices))
    }

    fn company_group(&self) -> Group {
        let company = ("field-company", "field-company-hint");
        let number = ("field-corporate-number", "field-corporate-number-hint");
        let fields = vec![
            self.line(FieldName::Company, company, true, LineKind::Company, &self.entered.company),
            self.line(
                FieldName::CorporateNumber,
                number,
                false,
                LineKind::Number,
                &self.entered.corporate_number,
            ),
        ];
        Group {
            heading: self.texts.t("group-company"),
            intro: String::new(),
            fields,
            can_grow: false,
        }
    }

    /// Who applies, and how many they bring; afterwards the number stands beside the people it counts.
    fn application_group(&self) -> Group {
        let mut group = self.applicant_group();
        if self.form.unit == Unit::Person && self.form.people_per_application > 1 {
            group.fields.push(self.seats(self.form.people_per_application));
        }
        group
    }

    fn applicant_group(&self) -> Group {
        let entered = self.entered;
        let name = ("field-name", "field-name-hint");
        let kana = ("field-kana", "field-kana-hint");
        let email = ("field-email", "field-email-hint");
        let phone = ("field-phone", "field-phone-hint");
        let fields = vec![
            self.line(FieldName::Name, name, true, LineKind::Name, &entered.name),
            self.line(FieldName::Kana, kana, false, LineKind::Kana, &entered.kana),
            self.line(FieldName::Email, email, true, LineKind::Email, &entered.email),
            self.line(FieldName::Phone, phone, false, LineKind::Telephone, &entered.phone),
        ];
        Group {
            heading: self.texts.t("group-applicant"),
            intro: String::new(),
            fields,
            can_grow: false,
        }
    }

    /// The number of people, up to `most`.
    pub(super) fn seats(&self, most: u32) -> Field {
        let label = self.texts.t("field-seats");
        let hint = self.texts.t1("field-seats-hint", "most", most);
        let typed = if self.entered.seats.is_empty() { "1" } else { self.entered.seats.as_str() };
        let control = if most <= MOST_LISTED_SEATS {
            let choice = |number: u32| Choice {
                value: number.to_string(),
                label: self.texts.t1("people", "number", number),
                hint: String::new(),
                chosen: typed == number.to_string(),
            };
            Control::One((1..=most).map(choice).collect())
        } else {
            Control::Line { value: typed.to_owned(), kind: LineKind::Number }
        };
        self.field(FieldName::Seats, label, hint, true, control)
    }
}
