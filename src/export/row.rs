//! One record of an attendee list: a seat with the registration it belongs to.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::answer;
use super::columns::{Column, ColumnKey};
use super::words;
use crate::domain::values::language::Language;

/// One seat of one registration. A registration with three seats gives three, see
/// [`AttendeeRow::one_per_seat`]; what is not known is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttendeeRow {
    pub reception_number: String,
    /// The state's key, such as `confirmed`.
    pub state: String,
    /// The place in the order of acceptance within the session.
    pub sequence: Option<i64>,
    /// The place on the waiting list, from 1.
    pub position: Option<i64>,
    /// The session's name.
    pub session: String,
    /// Which of the registration's seats this is, from 1.
    pub attendee_number: i64,
    /// Empty where the seat has no name yet.
    pub attendee_name: String,
    pub attendee_kana: String,
    pub attendee_email: String,
    pub applicant_name: String,
    pub applicant_kana: String,
    pub applicant_email: String,
    pub applicant_phone: String,
    pub company_name: String,
    pub corporate_number: String,
    /// The seats of the whole registration.
    pub seats: i64,
    /// The channel's key, such as `web` or `telephone`.
    pub source: String,
    /// When the application really arrived.
    pub received_at: Option<DateTime<Utc>>,
    /// When it was entered.
    pub registered_at: Option<DateTime<Utc>>,
    /// The language code the applicant reads, such as `ja`.
    pub language: String,
    pub note: String,
    /// By the question's key.
    pub answers: BTreeMap<String, Value>,
}

/// A named seat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attendee {
    pub name: String,
    pub kana: String,
    pub email: String,
}

/// What stands in one place of a list.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    Empty,
    Text(Cow<'a, str>),
    Number(i64),
    Decimal(f64),
    Time(DateTime<Utc>),
    /// A day, in no zone.
    Date(NaiveDate),
    /// One of a fixed set: its key for machines, its word for people.
    Term {
        key: &'a str,
        word: &'a str,
    },
}

impl AttendeeRow {
    /// One row a seat from the registration's row: named seats first, then unnamed ones up to `seats`.
    /// The last of them is the given row itself: most registrations are for one seat.
    pub fn one_per_seat(registration: Self, attendees: Vec<Attendee>) -> Vec<Self> {
        let seats = usize::try_from(registration.seats).unwrap_or(0).max(attendees.len()).max(1);
        let unnamed = std::iter::repeat_with(Attendee::default);
        let mut rows = vec![registration; seats];
        for ((number, row), attendee) in
            (1..).zip(&mut rows).zip(attendees.into_iter().chain(unnamed))
        {
            row.attendee_number = number;
            row.attendee_name = attendee.name;
            row.attendee_kana = attendee.kana;
            row.attendee_email = attendee.email;
        }
        rows
    }

    /// What stands in this row under the column.
    pub fn cell<'a>(&'a self, column: &'a Column, language: Language) -> Cell<'a> {
        match &column.key {
            ColumnKey::ReceptionNumber => text(&self.reception_number),
            ColumnKey::State => term(&self.state, words::state(&self.state, language)),
            ColumnKey::Sequence => number(self.sequence),
            ColumnKey::Position => number(self.position),
            ColumnKey::Session => text(&self.session),
            ColumnKey::AttendeeNumber => Cell::Number(self.attendee_number),
            ColumnKey::AttendeeName => text(&self.attendee_name),
            ColumnKey::AttendeeKana => text(&self.attendee_kana),
            ColumnKey::AttendeeEmail => text(&self.attendee_email),
            ColumnKey::ApplicantName => text(&self.applicant_name),
            ColumnKey::ApplicantKana => text(&self.applicant_kana),
            ColumnKey::ApplicantEmail => text(&self.applicant_email),
            ColumnKey::ApplicantPhone => text(&self.applicant_phone),
            ColumnKey::CompanyName => text(&self.company_name),
            ColumnKey::CorporateNumber => text(&self.corporate_number),
            ColumnKey::Seats => Cell::Number(self.seats),
            ColumnKey::Source => term(&self.source, words::source(&self.source, language)),
            ColumnKey::ReceivedAt => self.received_at.map_or(Cell::Empty, Cell::Time),
            ColumnKey::RegisteredAt => self.registered_at.map_or(Cell::Empty, Cell::Time),
            ColumnKey::Language => {
                term(&self.language, words::applicant_language(&self.language, language))
            }
            ColumnKey::Note => text(&self.note),
            ColumnKey::Answer(question) => self
                .answers
                .get(question)
                .map_or(Cell::Empty, |value| answer::cell(value, column, language)),
        }
    }
}

fn text(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(Cow::Borrowed(text)) }
}

fn number(number: Option<i64>) -> Cell<'static> {
    number.map_or(Cell::Empty, Cell::Number)
}

fn term<'a>(key: &'a str, word: &'a str) -> Cell<'a> {
    if key.is_empty() { Cell::Empty } else { Cell::Term { key, word } }
}

#[cfg(test)]
mod tests {
    use super::super::{columns, samples};
    use super::*;

    #[test]
    fn a_registration_with_three_seats_gives_three_rows() {
        let registration =
            AttendeeRow { seats: 3, reception_number: "A2B3C4".into(), ..AttendeeRow::default() };
        let attendee = Attendee { name: "山田 太郎".into(), ..Attendee::default() };
        let rows = AttendeeRow::one_per_seat(registration.clone(), vec![attendee]);
        let numbered: Vec<_> =
            rows.iter().map(|row| (row.attendee_number, row.attendee_name.as_str())).collect();
        assert_eq!(numbered, [(1, "山田 太郎"), (2, ""), (3, "")]);
        assert!(rows.iter().all(|row| row.reception_number == "A2B3C4" && row.seats == 3));
    }

    #[test]
    fn a_named_attendee_is_never_left_out() {
        let registration = AttendeeRow { seats: 1, ..AttendeeRow::default() };
        assert_eq!(
            AttendeeRow::one_per_seat(registration, vec![Attendee::default(), Attendee::default()])
                .len(),
            2
        );
        let without_seats = AttendeeRow { seats: -4, ..AttendeeRow::default() };
        assert_eq!(AttendeeRow::one_per_seat(without_seats, Vec::new()).len(), 1);
    }

    #[test]
    fn every_column_of_a_full_row_has_something_in_it() {
        let row = samples::full_row();
        for column in columns::all(&samples::questions()) {
            assert_ne!(row.cell(&column, Language::Ja), Cell::Empty, "{}", column.key);
        }
    }
}
