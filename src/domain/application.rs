//! An application as it stands once every value has parsed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use super::application_draft::{
    ApplicantDraft, ApplicationDraft, AttendeeDraft, CompanyDraft, RegistrationDraft,
};
pub use super::application_search::{search_words, searched_by};
use super::event::Event;
use super::fault::{Faults, FieldFault};
use super::question::{Answers, Known, SentFiles, parse_answers};
use super::values::company_name::CompanyName;
use super::values::corporate_number::CorporateNumber;
use super::values::email::EmailAddress;
use super::values::free_text::FreeText;
use super::values::kana::Kana;
use super::values::language::Language;
use super::values::person_name::PersonName;
use super::values::phone::PhoneNumber;
use super::values::search_key::identity_key;

/// How an application came in (受付経路).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Web,
    Api,
    Telephone,
    Mail,
    Fax,
    Paper,
    /// From another service's or an office's list.
    List,
    /// In person at the counter.
    Counter,
}

impl Source {
    pub const ALL: [Self; 8] = [
        Self::Web,
        Self::Api,
        Self::Telephone,
        Self::Mail,
        Self::Fax,
        Self::Paper,
        Self::List,
        Self::Counter,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Api => "api",
            Self::Telephone => "telephone",
            Self::Mail => "mail",
            Self::Fax => "fax",
            Self::Paper => "paper",
            Self::List => "list",
            Self::Counter => "counter",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == text)
    }
}

/// Who applied and gets the mail (申込者).
#[derive(Clone, PartialEq, Eq)]
pub struct Applicant {
    pub name: PersonName,
    pub kana: Option<Kana>,
    /// Absent only in a proxy entry.
    pub email: Option<EmailAddress>,
    pub phone: Option<PhoneNumber>,
}

/// The company they apply for (企業・団体).
#[derive(Clone, PartialEq, Eq)]
pub struct Company {
    pub name: CompanyName,
    pub corporate_number: Option<CorporateNumber>,
}

impl Company {
    pub fn identity(&self) -> CompanyIdentity {
        CompanyIdentity {
            name_key: self.name.key(),
            corporate_number: self
                .corporate_number
                .as_ref()
                .map(|number| number.as_str().to_owned()),
        }
    }
}

/// What tells one company from another: the 法人番号 where both have one, else the normalised name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyIdentity {
    pub name_key: String,
    pub corporate_number: Option<String>,
}

/// A person who comes under a registration (参加者).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendee {
    pub name: PersonName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kana: Option<Kana>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailAddress>,
}

/// An application whose every value has parsed.
#[derive(Clone, PartialEq, Eq)]
pub struct Application {
    pub applicant: Applicant,
    pub company: Option<Company>,
    pub attendees: Vec<Attendee>,
    /// Persons.
    pub seats: u32,
    pub answers: Answers,
    pub language: Language,
    pub source: Source,
    /// When it really arrived, where staff entered it.
    pub received_at: Option<DateTime<Utc>>,
    pub note: Option<String>,
    pub exceed_reason: Option<String>,
}

/// Who sends an application, which decides what it must contain and may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The applicant, by the web form.
    WebForm,
    /// The applicant, or a program for them, by the API.
    Api,
    /// Staff, for somebody (代理入力): files that must be there may follow.
    Staff,
}

/// What an application is parsed with beside its draft.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Answers of the registration that is being changed.
    pub answers: Answers,
    /// Files that were sent for this application, by the name that its sender was given for each.
    pub files: SentFiles,
}

impl Application {
    /// Parses a draft by the rules of `event`.
    ///
    /// # Errors
    /// Every fault at once, each with its pointer.
    pub fn parse(
        draft: &ApplicationDraft,
        event: &Event,
        sender: Sender,
        now: DateTime<Utc>,
    ) -> Result<Self, Vec<FieldFault>> {
        Self::parse_knowing(draft, event, sender, now, &Standing::default())
    }

    /// The same with what stands from before and what was sent beside the draft.
    ///
    /// # Errors
    /// Every fault at once, each with its pointer.
    pub fn parse_knowing(
        draft: &ApplicationDraft,
        event: &Event,
        sender: Sender,
        now: DateTime<Utc>,
        standing: &Standing,
    ) -> Result<Self, Vec<FieldFault>> {
        let mut faults = Faults::default();
        draft.note_shape_faults(&mut faults);
        let applicant = parse_applicant(&draft.applicant, sender, &mut faults);
        let company = parse_company(draft.company.as_ref(), event, &mut faults);
        let attendees = parse_attendees(&draft.attendees, &mut faults);
        let seats = parse_seats(draft, event, &mut faults);
        let language = parse_language(draft.language.as_deref(), &mut faults);
        let known = Known {
            language,
            earlier: &standing.answers,
            former: &event.former_questions,
            files: &standing.files,
            files_may_follow: sender == Sender::Staff,
        };
        let answers = parse_answers(&event.questions, &draft.answers, &known, &mut faults);
        let entry = parse_entry(draft, sender, now, &mut faults);
        if sender != Sender::Staff && !draft.consent {
            faults.add("/consent", "required");
        }
        let application = applicant.zip(seats).zip(entry).map(|((applicant, seats), entry)| Self {
            applicant,
            company,
            attendees,
            seats,
            answers,
            language,
            source: entry.source,
            received_at: entry.received_at,
            note: entry.note,
            exceed_reason: entry.exceed_reason,
        });
        faults.into_result(application)
    }

    /// What makes two applications those of one person: normalised address (or, without one, the
    /// telephone number) plus normalised name. `None` where staff know neither.
    pub fn person_identity(&self) -> Option<String> {
        let address = match (&self.applicant.email, &self.applicant.phone) {
            (Some(email), _) => email.key(),
            (None, Some(phone)) => phone.as_str().to_owned(),
            (None, None) => return None,
        };
        Some(format!("{address}\n{}", identity_key(self.applicant.name.as_str())))
    }
}

fn optional(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

fn parse_applicant(
    draft: &ApplicantDraft,
    sender: Sender,
    faults: &mut Faults,
) -> Option<Applicant> {
    let name =
        PersonName::parse(&draft.name).map_err(|f| faults.add("/applicant/name", f.code())).ok();
    let kana = parse_kana(draft.kana.as_deref(), "/applicant/kana", faults);
    let email = parse_email(draft.email.as_deref(), "/applicant/email", faults);
    if sender != Sender::Staff && optional(draft.email.as_deref()).is_none() {
        faults.add("/applicant/email", "required");
    }
    let phone = optional(draft.phone.as_deref()).and_then(|text| {
        PhoneNumber::parse(text).map_err(|f| faults.add("/applicant/phone", f.code())).ok()
    });
    Some(Applicant { name: name?, kana, email, phone })
}

fn parse_kana(text: Option<&str>, pointer: &str, faults: &mut Faults) -> Option<Kana> {
    optional(text)
        .and_then(|text| Kana::parse(text).map_err(|f| faults.add(pointer, f.code())).ok())
}

fn parse_email(text: Option<&str>, pointer: &str, faults: &mut Faults) -> Option<EmailAddress> {
    optional(text)
        .and_then(|text| EmailAddress::parse(text).map_err(|f| faults.add(pointer, f.code())).ok())
}

fn parse_company(
    draft: Option<&CompanyDraft>,
    event: &Event,
    faults: &mut Faults,
) -> Option<Company> {
    let Some(draft) = draft else {
        if event.capacity_unit == super::event::CapacityUnit::Company {
            faults.add("/company/name", "required");
        }
        return None;
    };
    let name =
        CompanyName::parse(&draft.name).map_err(|f| faults.add("/company/name", f.code())).ok();
    let corporate_number = optional(draft.corporate_number.as_deref()).and_then(|text| {
        CorporateNumber::parse(text)
            .map_err(|f| faults.add("/company/corporate_number", f.code()))
            .ok()
    });
    Some(Company { name: name?, corporate_number })
}

fn parse_attendees(drafts: &[AttendeeDraft], faults: &mut Faults) -> Vec<Attendee> {
    let mut attendees = Vec::new();
    for (i, draft) in drafts.iter().enumerate() {
        let pointer = format!("/attendees/{i}");
        let name = PersonName::parse(&draft.name)
            .map_err(|f| faults.add(format!("{pointer}/name"), f.code()))
            .ok();
        let kana = parse_kana(draft.kana.as_deref(), &format!("{pointer}/kana"), faults);
        let email = parse_email(draft.email.as_deref(), &format!("{pointer}/email"), faults);
        attendees.extend(name.map(|name| Attendee { name, kana, email }));
    }
    attendees
}

fn parse_seats(draft: &ApplicationDraft, event: &Event, faults: &mut Faults) -> Option<u32> {
    let listed = i64::try_from(draft.attendees.len()).unwrap_or(i64::MAX);
    let seats = draft.seats.unwrap_or(listed.max(1));
    let limit = i64::from(event.people_per_application);
    if seats < 1 || seats > limit {
        faults.add_limit("/seats", "out_of_range", limit);
        return None;
    }
    if seats < listed {
        faults.add_limit("/attendees", "more_attendees_than_seats", seats);
    }
    u32::try_from(seats).ok()
}

fn parse_language(text: Option<&str>, faults: &mut Faults) -> Language {
    match text {
        None => Language::Ja,
        Some(text) => Language::parse(text).unwrap_or_else(|| {
            faults.add("/language", "unknown_choice");
            Language::Ja
        }),
    }
}

/// What staff add to an application that they enter.
struct Entry {
    source: Source,
    received_at: Option<DateTime<Utc>>,
    note: Option<String>,
    exceed_reason: Option<String>,
}

fn parse_entry(
    draft: &ApplicationDraft,
    sender: Sender,
    now: DateTime<Utc>,
    faults: &mut Faults,
) -> Option<Entry> {
    let source = match (sender, draft.source.as_deref()) {
        (Sender::WebForm, _) => Some(Source::Web),
        (Sender::Api, _) => Some(Source::Api),
        (Sender::Staff, Some(word)) => Source::parse(word).or_else(|| {
            faults.add("/source", "unknown_choice");
            None
        }),
        (Sender::Staff, None) => Some(Source::Counter),
    };
    if sender != Sender::Staff {
        return source.map(|source| Entry {
            source,
            received_at: None,
            note: None,
            exceed_reason: None,
        });
    }
    let received_at =
        draft.received_at.as_deref().and_then(|text| parse_arrival(text, now, faults));
    let note = parse_note(draft.note.as_deref(), "/note", faults);
    let exceed_reason = parse_note(draft.exceed_reason.as_deref(), "/exceed_reason", faults);
    source.map(|source| Entry { source, received_at, note, exceed_reason })
}

fn parse_arrival(text: &str, now: DateTime<Utc>, faults: &mut Faults) -> Option<DateTime<Utc>> {
    let arrived =
        super::event::parse_time(text).map_err(|code| faults.add("/received_at", code)).ok()?;
    if arrived > now {
        faults.add("/received_at", "in_the_future");
        return None;
    }
    Some(arrived)
}

fn parse_note(text: Option<&str>, pointer: &str, faults: &mut Faults) -> Option<String> {
    optional(text).and_then(|text| {
        FreeText::parse(text, 2_000)
            .map(|note| note.as_str().to_owned())
            .map_err(|f| faults.add(pointer, f.code()))
            .ok()
    })
}
