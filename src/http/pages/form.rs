//! The application form of an event: which fields it has, filled with what was typed.

use super::{
    attendees::Party,
    contact::Contact,
    entered::Entered,
    faults::{self, Fault},
    field::{Choice, Control, Field, LineKind},
    field_name::FieldName,
    session::{Session, Unit},
    texts::Texts,
};

/// Up to this many persons the number is chosen from a list; beyond, it is typed.
const MOST_LISTED_SEATS: u32 = 6;

/// What kind of answer a question of the organizer wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionKind {
    /// One line.
    ShortText,
    /// Several lines.
    LongText,
    /// A number.
    Number,
    /// One of the choices.
    Choice,
    /// Any of the choices.
    Choices,
    /// A day.
    Date,
    /// Yes or no.
    YesNo,
    /// A box to tick.
    Consent,
}

/// A question of the organizer, in the page's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Names the answer.
    pub key: String,
    /// What kind of answer it wants.
    pub kind: QuestionKind,
    /// What is asked.
    pub label: String,
    /// Why, and how to answer; may be empty.
    pub hint: String,
    /// Whether it must be answered.
    pub required: bool,
    /// Value and label of each choice.
    pub choices: Vec<(String, String)>,
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
    /// The organizer's own questions.
    pub questions: Vec<Question>,
    /// Who will hold the personal data.
    pub organizer: String,
    /// What the personal data are used for, one string a paragraph. Empty: the service's own words.
    pub purpose: Vec<String>,
    /// Whom to ask.
    pub contact: Contact,
    /// The value of the hidden field `form`, which tells one application from another.
    pub token: String,
}

/// Fields that belong together.
#[derive(Debug, Clone)]
pub struct Group {
    /// What they are about.
    pub heading: String,
    /// What one should know before answering; may be empty.
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
        groups.push(builder.applicant_group(true));
        groups.extend((self.unit == Unit::Company).then(|| builder.attendees_group()));
        groups.extend((!self.questions.is_empty()).then(|| builder.questions_group()));
        groups
    }

    /// The fields that an applicant may change afterwards: neither session nor company nor address.
    pub fn changeable_groups(
        &self,
        texts: Texts,
        entered: &Entered,
        faults: &[Fault],
        party: &Party,
    ) -> Vec<Group> {
        let builder = Builder { texts, form: self, entered, faults };
        let mut groups = vec![builder.applicant_group(false)];
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
    let lines: Vec<String> = when.chain(seats.into_iter().flatten()).collect();
    Choice {
        value: session.id.clone(),
        label: session.name.clone(),
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
        let label = self.texts.t("field-session");
        let field = self.field(FieldName::Session, label, String::new(), true, control);
        Group {
            heading: self.texts.t("group-session"),
            intro: String::new(),
            fields: vec![field],
            can_grow: false,
        }
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

    /// With the address where `with_email`: it identifies a registration and is not changed afterwards.
    fn applicant_group(&self, with_email: bool) -> Group {
        let entered = self.entered;
        let name = ("field-name", "field-name-hint");
        let kana = ("field-kana", "field-kana-hint");
        let email = ("field-email", "field-email-hint");
        let phone = ("field-phone", "field-phone-hint");
        let mut fields = vec![
            self.line(FieldName::Name, name, true, LineKind::Name, &entered.name),
            self.line(FieldName::Kana, kana, false, LineKind::Kana, &entered.kana),
        ];
        if with_email {
            fields.push(self.line(FieldName::Email, email, true, LineKind::Email, &entered.email));
        }
        fields.push(self.line(FieldName::Phone, phone, false, LineKind::Telephone, &entered.phone));
        // Afterwards the number stands beside the people it counts.
        if with_email && self.form.unit == Unit::Person && self.form.people_per_application > 1 {
            fields.push(self.seats(self.form.people_per_application));
        }
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

    fn questions_group(&self) -> Group {
        let fields = self.form.questions.iter().map(|question| self.question(question)).collect();
        Group {
            heading: self.texts.t("group-questions"),
            intro: String::new(),
            fields,
            can_grow: false,
        }
    }

    fn question(&self, question: &Question) -> Field {
        let value = self.entered.answer(&question.key).to_owned();
        let control = match question.kind {
            QuestionKind::ShortText => Control::Line { value, kind: LineKind::Text },
            QuestionKind::Number => Control::Line { value, kind: LineKind::Number },
            QuestionKind::Date => Control::Line { value, kind: LineKind::Date },
            QuestionKind::LongText => Control::Text { value },
            QuestionKind::Choice => Control::One(self.choices(question)),
            QuestionKind::Choices => Control::Many(self.choices(question)),
            QuestionKind::YesNo => Control::One(self.yes_or_no(question)),
            QuestionKind::Consent => {
                Control::Tick { statement: self.texts.t("answer-agree"), ticked: value == "true" }
            }
        };
        let name = FieldName::Answer(question.key.clone());
        self.field(name, question.label.clone(), question.hint.clone(), question.required, control)
    }

    fn choices(&self, question: &Question) -> Vec<Choice> {
        let choice = |(value, label): &(String, String)| Choice {
            value: value.clone(),
            label: label.clone(),
            hint: String::new(),
            chosen: self.entered.has_chosen(&question.key, value),
        };
        question.choices.iter().map(choice).collect()
    }

    fn yes_or_no(&self, question: &Question) -> Vec<Choice> {
        let choice = |(value, key): (&str, &str)| Choice {
            value: value.to_owned(),
            label: self.texts.t(key),
            hint: String::new(),
            chosen: self.entered.has_chosen(&question.key, value),
        };
        [("true", "answer-yes"), ("false", "answer-no")].map(choice).to_vec()
    }
}
