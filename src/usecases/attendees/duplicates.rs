//! Registrations that may be of the same person or company: shown to staff, never merged silently.

use std::collections::BTreeMap;

use crate::app::App;
use crate::domain::application::{ApplicationDraft, search_words};
use crate::domain::event::Programme;
use crate::domain::ids::RegistrationId;
use crate::domain::values::company_name::CompanyName;
use crate::domain::values::email::EmailAddress;
use crate::domain::values::phone::PhoneNumber;
use crate::domain::values::search_key::search_key;
use crate::store::registration_list::{self, Filter};
use crate::store::{Conn, StoreError};
use crate::usecases::registration::Placed;
use crate::usecases::{Failure, Registration};

/// Registrations looked at for one word in one session.
const LOOKED_AT: i64 = 50;

/// Why two registrations may belong together, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    SameMail,
    SameTelephone,
    SameName,
    SameCompany,
}

/// What is known of whom others are compared with.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Nothing of it: an application that is not registered yet.
    pub registration: Option<RegistrationId>,
    pub name: String,
    pub mail: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
}

impl Person {
    /// Whom a draft names.
    pub fn of_draft(draft: &ApplicationDraft) -> Self {
        let phone = draft.applicant.phone.as_deref();
        let phone = phone.and_then(|text| PhoneNumber::parse(text).ok());
        Self {
            registration: None,
            name: draft.applicant.name.clone(),
            mail: draft.applicant.email.clone(),
            phone: phone.map(|phone| phone.as_str().to_owned()),
            company: draft.company.as_ref().map(|company| company.name.clone()),
        }
    }

    fn of_registration(own: &Registration) -> Self {
        Self {
            registration: Some(own.id),
            name: own.applicant_name.clone(),
            mail: own.applicant_email.clone(),
            phone: own.applicant_phone.clone(),
            company: own.company_name.clone(),
        }
    }
}

/// Those of the event that are like this one, with why.
pub async fn of(app: &App, placed: &Placed) -> Result<Vec<(Likeness, Registration)>, Failure> {
    let own = Person::of_registration(&placed.registration);
    of_person(app, &placed.programme, own).await
}

/// Those of an event that are like this person, with why.
pub async fn of_person(
    app: &App,
    programme: &Programme,
    own: Person,
) -> Result<Vec<(Likeness, Registration)>, Failure> {
    let sessions: Vec<_> = programme.sessions.iter().map(|session| session.id).collect();
    let found = app.read_aged(move |conn: &mut Conn| {
        let mut alike: BTreeMap<RegistrationId, (Likeness, Registration)> = BTreeMap::new();
        for (likeness, text) in told(&own) {
            let filter = Filter { words: search_words(&text), ..Filter::default() };
            for session in &sessions {
                let rows = registration_list::page(conn, *session, &filter, None, LOOKED_AT)?;
                for row in rows {
                    let other = Registration::of(row, None)?;
                    if Some(other.id) != own.registration && is_alike(likeness, &own, &other) {
                        alike.entry(other.id).or_insert((likeness, other));
                    }
                }
            }
        }
        Ok::<_, StoreError>(alike.into_values().collect::<Vec<_>>())
    });
    let mut found = found.await?;
    found.sort_by_key(|(likeness, other)| (*likeness, other.registered_at));
    Ok(found)
}

/// What others are looked for by.
fn told(own: &Person) -> Vec<(Likeness, String)> {
    let known = [
        (Likeness::SameMail, own.mail.as_deref().and_then(key_of)),
        (Likeness::SameTelephone, own.phone.clone()),
        (Likeness::SameName, Some(own.name.clone())),
        (Likeness::SameCompany, own.company.as_deref().and_then(core_of)),
    ];
    let known = known.into_iter().filter_map(|(likeness, text)| Some((likeness, text?)));
    known.filter(|(_, text)| !text.trim().is_empty()).collect()
}

fn key_of(mail: &str) -> Option<String> {
    EmailAddress::parse(mail).ok().map(|address| address.key())
}

/// A company's name without its legal form, as a word to look for.
fn core_of(name: &str) -> Option<String> {
    CompanyName::parse(name).ok().map(|name| name.key())
}

fn is_alike(likeness: Likeness, own: &Person, other: &Registration) -> bool {
    match likeness {
        Likeness::SameMail => {
            own.mail.as_deref().and_then(key_of)
                == other.applicant_email.as_deref().and_then(key_of)
        }
        Likeness::SameTelephone => own.phone == other.applicant_phone,
        Likeness::SameName => search_key(&own.name) == search_key(&other.applicant_name),
        Likeness::SameCompany => {
            own.company.as_deref().and_then(core_of)
                == other.company_name.as_deref().and_then(core_of)
        }
    }
}
