//! What an applicant has typed so far, just as it was typed.

use std::collections::BTreeMap;

use super::field_name::FieldName;

/// A person of the list of attendees, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnteredAttendee {
    /// Name.
    pub name: String,
    /// Reading of the name.
    pub kana: String,
    /// Mail address.
    pub email: String,
    /// Ticked as one who does not come after all.
    pub leaves: bool,
}

impl EnteredAttendee {
    /// Whether another line says the same of the person.
    pub fn says_the_same(&self, other: &Self) -> bool {
        (&self.name, &self.kana, &self.email) == (&other.name, &other.kana, &other.email)
    }

    /// Whether nothing is typed in this line.
    pub fn is_empty(&self) -> bool {
        [&self.name, &self.kana, &self.email].iter().all(|typed| typed.trim().is_empty())
    }
}

/// The answers of an application form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entered {
    /// The id of the session.
    pub session: String,
    /// The ids of the sessions wished for after it; empty where a place is left out.
    pub wishes: Vec<String>,
    /// Name of the company.
    pub company: String,
    /// 法人番号.
    pub corporate_number: String,
    /// Name of the applicant.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// Mail address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// Number of persons.
    pub seats: String,
    /// The lines for attendees, also the empty ones.
    pub attendees: Vec<EnteredAttendee>,
    /// By question key; several values where several can be chosen.
    pub answers: BTreeMap<String, Vec<String>>,
    /// Whether consent is ticked.
    pub consent: bool,
}

impl Entered {
    /// The answers of a sent form. Names that are no fields are left out.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut entered = Self::default();
        for (name, value) in pairs {
            if let Some(field) = FieldName::parse(name) {
                entered.set(field, value);
            }
        }
        entered
    }

    fn set(&mut self, field: FieldName, value: &str) {
        let value = value.to_owned();
        match field {
            FieldName::Form | FieldName::Named(_) => {}
            FieldName::Session => self.session = value,
            FieldName::Wish(place) => self.set_wish(place, value),
            FieldName::Company => self.company = value,
            FieldName::CorporateNumber => self.corporate_number = value,
            FieldName::Name => self.name = value,
            FieldName::Kana => self.kana = value,
            FieldName::Email => self.email = value,
            FieldName::Phone => self.phone = value,
            FieldName::Seats => self.seats = value,
            FieldName::AttendeeName(index) => self.attendee(index).name = value,
            FieldName::AttendeeKana(index) => self.attendee(index).kana = value,
            FieldName::AttendeeEmail(index) => self.attendee(index).email = value,
            FieldName::AttendeeLeaves(index) => self.attendee(index).leaves = value == "true",
            FieldName::Answer(key) => self.answers.entry(key).or_default().push(value),
            FieldName::Consent => self.consent = value == "true",
        }
    }

    /// `place` counts from 2: the first wish is the session itself.
    fn set_wish(&mut self, place: usize, value: String) {
        let index = place.saturating_sub(2);
        if self.wishes.len() <= index {
            self.wishes.resize(index + 1, String::new());
        }
        self.wishes[index] = value;
    }

    fn attendee(&mut self, index: usize) -> &mut EnteredAttendee {
        if self.attendees.len() <= index {
            self.attendees.resize(index + 1, EnteredAttendee::default());
        }
        &mut self.attendees[index]
    }

    /// The answers as the pairs of a form, for the hidden fields of the next page.
    pub fn to_pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut add = |field: FieldName, value: &str| {
            if !value.is_empty() {
                pairs.push((field.to_string(), value.to_owned()));
            }
        };
        add(FieldName::Session, &self.session);
        for (index, wish) in self.wishes.iter().enumerate() {
            add(FieldName::Wish(index + 2), wish);
        }
        add(FieldName::Company, &self.company);
        add(FieldName::CorporateNumber, &self.corporate_number);
        add(FieldName::Name, &self.name);
        add(FieldName::Kana, &self.kana);
        add(FieldName::Email, &self.email);
        add(FieldName::Phone, &self.phone);
        add(FieldName::Seats, &self.seats);
        for (index, attendee) in self.attendees.iter().enumerate() {
            add(FieldName::AttendeeName(index), &attendee.name);
            add(FieldName::AttendeeKana(index), &attendee.kana);
            add(FieldName::AttendeeEmail(index), &attendee.email);
            add(FieldName::AttendeeLeaves(index), if attendee.leaves { "true" } else { "" });
        }
        for (key, values) in &self.answers {
            for value in values {
                add(FieldName::Answer(key.clone()), value);
            }
        }
        add(FieldName::Consent, if self.consent { "true" } else { "" });
        pairs
    }

    /// The first value answered to a question; empty where there is none.
    pub fn answer(&self, key: &str) -> &str {
        self.answers.get(key).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// Whether this value is among those answered to a question.
    pub fn has_chosen(&self, key: &str, value: &str) -> bool {
        self.answers.get(key).is_some_and(|values| values.iter().any(|chosen| chosen == value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_goes_through_hidden_fields_unchanged() {
        let typed = [
            ("session", "s1"),
            ("wish-3", "s2"),
            ("name", " 山田　太郎 "),
            ("email", "ＴＡＲＯ＠example.jp"),
            ("seats", "２"),
            ("attendee-1-name", "山田 太郎"),
            ("attendee-2-email", "hanako@example.jp"),
            ("attendee-2-leaves", "true"),
            ("answer-themes", "a"),
            ("answer-themes", "b"),
            ("consent", "true"),
            ("form", "token"),
            ("nonsense", "x"),
        ];
        let entered = Entered::from_pairs(typed);
        let pairs = entered.to_pairs();
        let again =
            Entered::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        assert_eq!(again, entered);
        assert_eq!(entered.name, " 山田　太郎 ");
        assert_eq!(entered.answers["themes"], ["a", "b"]);
        assert_eq!(entered.attendees.len(), 2);
        assert_eq!(entered.wishes, ["", "s2"]);
    }

    #[test]
    fn what_is_chosen_on_a_page_goes_before_what_was_kept_on_it() {
        let entered = Entered::from_pairs([("session", "s1"), ("session", "s2")]);
        assert_eq!(entered.to_pairs(), [("session".to_owned(), "s2".to_owned())]);
    }
}
