//! The names of the application form's fields, shared by the form, its errors and the check page.

use std::fmt;

use super::questions::AddressPart;

/// A field of the application form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldName {
    /// No field in particular: the form as a whole.
    Form,
    /// The session applied for.
    Session,
    /// The session that is wished for in this place, from 2, should the ones before it have no seat.
    Wish(usize),
    /// Name of the company.
    Company,
    /// 法人番号 of the company.
    CorporateNumber,
    /// Name of the applicant.
    Name,
    /// Its reading.
    Kana,
    /// Mail address of the applicant.
    Email,
    /// Telephone number of the applicant.
    Phone,
    /// How many persons come.
    Seats,
    /// Name of the attendee with this index (from 0).
    AttendeeName(usize),
    /// Reading of that name.
    AttendeeKana(usize),
    /// Mail address of that attendee.
    AttendeeEmail(usize),
    /// Whether that attendee does not come after all.
    AttendeeLeaves(usize),
    /// The answer to the organizer's question with this key.
    Answer(String),
    /// Consent to the use of personal data.
    Consent,
    /// A field of another form than that of an application, by its own name.
    Named(String),
}

impl fmt::Display for FieldName {
    /// The field's name in forms, which is its id in pages too. Attendees count from 1 there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => f.write_str("form"),
            Self::Session => f.write_str("session"),
            Self::Wish(place) => write!(f, "wish-{place}"),
            Self::Company => f.write_str("company"),
            Self::CorporateNumber => f.write_str("corporate_number"),
            Self::Name => f.write_str("name"),
            Self::Kana => f.write_str("kana"),
            Self::Email => f.write_str("email"),
            Self::Phone => f.write_str("phone"),
            Self::Seats => f.write_str("seats"),
            Self::AttendeeName(index) => write!(f, "attendee-{}-name", index + 1),
            Self::AttendeeKana(index) => write!(f, "attendee-{}-kana", index + 1),
            Self::AttendeeEmail(index) => write!(f, "attendee-{}-email", index + 1),
            Self::AttendeeLeaves(index) => write!(f, "attendee-{}-leaves", index + 1),
            Self::Answer(key) => write!(f, "answer-{key}"),
            Self::Consent => f.write_str("consent"),
            Self::Named(name) => f.write_str(name),
        }
    }
}

impl FieldName {
    /// Attendees beyond this index are not fields of any form: a bound for what a request may name.
    const MOST_ATTENDEES: usize = 100;
    /// Nor are wishes beyond this place.
    const MOST_WISHES: usize = 9;

    /// The field with this name in a sent form.
    pub fn parse(name: &str) -> Option<Self> {
        if let Some(key) = name.strip_prefix("answer-") {
            return (!key.is_empty()).then(|| Self::Answer(key.to_owned()));
        }
        if let Some((number, part)) =
            name.strip_prefix("attendee-").and_then(|rest| rest.split_once('-'))
        {
            return Self::attendee(number.parse::<usize>().ok()?.checked_sub(1)?, part);
        }
        if let Some(place) = name.strip_prefix("wish-") {
            return Self::wish(place.parse().ok()?);
        }
        let plain = [
            Self::Session,
            Self::Company,
            Self::CorporateNumber,
            Self::Name,
            Self::Kana,
            Self::Email,
            Self::Phone,
            Self::Seats,
            Self::Consent,
        ];
        plain.into_iter().find(|field| field.to_string() == name)
    }

    /// The field that shows what is wrong at this JSON pointer of the API's body of an application.
    pub fn from_pointer(pointer: &str) -> Self {
        let mut parts = pointer.split('/').skip(1);
        let found = match (parts.next(), parts.next(), parts.next()) {
            (Some("applicant"), Some(part), None) => Self::parse(part),
            (Some("company"), Some("corporate_number"), None) => Some(Self::CorporateNumber),
            (Some("company"), _, None) => Some(Self::Company),
            (Some("attendees"), Some(index), part) => {
                index.parse().ok().and_then(|index| Self::attendee(index, part.unwrap_or("name")))
            }
            (Some("answers"), Some(key), Some(part)) if AddressPart::parse(part).is_some() => {
                Some(Self::Answer(format!("{key}.{part}")))
            }
            // A pointer may go on into the answer (one of several choices): the question is the field.
            (Some("answers"), Some(key), _) => {
                Some(Self::Answer(key.replace("~1", "/").replace("~0", "~")))
            }
            (Some("seats"), None, None) => Some(Self::Seats),
            (Some("consent"), None, None) => Some(Self::Consent),
            (Some("session"), None, None) => Some(Self::Session),
            // The first of the further wishes is the second in all.
            (Some("wishes"), index, None) => {
                let index = index.and_then(|index| index.parse().ok()).unwrap_or(0_usize);
                Self::wish(index.saturating_add(2))
            }
            _ => None,
        };
        found.unwrap_or(Self::Form)
    }

    fn wish(place: usize) -> Option<Self> {
        (2..=Self::MOST_WISHES).contains(&place).then_some(Self::Wish(place))
    }

    fn attendee(index: usize, part: &str) -> Option<Self> {
        if index >= Self::MOST_ATTENDEES {
            return None;
        }
        match part {
            "name" => Some(Self::AttendeeName(index)),
            "kana" => Some(Self::AttendeeKana(index)),
            "email" => Some(Self::AttendeeEmail(index)),
            "leaves" => Some(Self::AttendeeLeaves(index)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_the_name_it_writes() {
        let fields = [
            FieldName::Session,
            FieldName::Wish(2),
            FieldName::CorporateNumber,
            FieldName::Email,
            FieldName::AttendeeKana(2),
            FieldName::AttendeeLeaves(0),
            FieldName::Answer("needs-1".into()),
            FieldName::Consent,
        ];
        for field in fields {
            assert_eq!(FieldName::parse(&field.to_string()), Some(field));
        }
    }

    #[test]
    fn names_of_no_field_are_refused() {
        for name in [
            "",
            "form",
            "attendee-0-name",
            "attendee-101-name",
            "attendee--name",
            "attendee-1-x",
            "wish-1",
            "wish-10",
            "wish-",
            "answer-",
            "nom",
        ] {
            assert_eq!(FieldName::parse(name), None, "{name}");
        }
    }

    #[test]
    fn a_pointer_of_the_api_leads_to_the_field_of_the_form() {
        let cases = [
            ("/applicant/name", FieldName::Name),
            ("/company/name", FieldName::Company),
            ("/company", FieldName::Company),
            ("/company/corporate_number", FieldName::CorporateNumber),
            ("/attendees/0/email", FieldName::AttendeeEmail(0)),
            ("/attendees/1", FieldName::AttendeeName(1)),
            ("/answers/needs", FieldName::Answer("needs".into())),
            ("/answers/themes/2", FieldName::Answer("themes".into())),
            ("/answers/home/city", FieldName::Answer("home.city".into())),
            ("/seats", FieldName::Seats),
            ("/wishes/0", FieldName::Wish(2)),
            ("/wishes", FieldName::Wish(2)),
            ("/wishes/99", FieldName::Form),
            ("/consent", FieldName::Consent),
            ("/elsewhere", FieldName::Form),
            ("", FieldName::Form),
        ];
        for (pointer, field) in cases {
            assert_eq!(FieldName::from_pointer(pointer), field, "{pointer}");
        }
    }
}
