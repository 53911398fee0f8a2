//! What is different in a registration that was changed.

use crate::domain::application::Attendee;
use crate::domain::values::localized::Localized;
use crate::mail::{Change, ChangedField};
use crate::store::StoreError;
use crate::store::programmes::from_json;
use crate::store::registrations::RegistrationRow;

/// What has changed from one state of a registration to another, in the order of the form. Answers to the
/// organizer's questions are named, and not repeated.
///
/// # Errors
/// If its attendees cannot be read.
pub fn between(
    before: &RegistrationRow,
    after: &RegistrationRow,
) -> Result<Vec<Change>, StoreError> {
    let seats = |row: &RegistrationRow| row.seats.to_string();
    let answers_differ = before.answers != after.answers;
    let texts = [
        (ChangedField::Applicant, applicant(before, after), applicant(after, before)),
        (ChangedField::Seats, seats(before), seats(after)),
        (ChangedField::Attendees, attendees(before)?, attendees(after)?),
    ];
    let mut changes: Vec<Change> = texts
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| Change {
            field,
            before: Localized::plain(&before),
            after: Localized::plain(&after),
        })
        .collect();
    if answers_differ {
        let nothing = Localized::default;
        let field = ChangedField::Answers;
        changes.push(Change { field, before: nothing(), after: nothing() });
    }
    Ok(changes)
}

/// What a registration says of its applicant where it differs from the other.
fn applicant(row: &RegistrationRow, other: &RegistrationRow) -> String {
    let fields = |row: &RegistrationRow| {
        [
            Some(row.applicant_name.clone()),
            row.applicant_kana.clone(),
            row.applicant_email.clone(),
            row.applicant_phone.clone(),
            row.company_name.clone(),
            row.corporate_number.clone(),
        ]
    };
    let both = fields(row).into_iter().zip(fields(other));
    let differing: Vec<String> =
        both.filter(|(mine, other)| mine != other).filter_map(|(mine, _)| mine).collect();
    differing.join(" / ")
}

fn attendees(row: &RegistrationRow) -> Result<String, StoreError> {
    let attendees: Vec<Attendee> = from_json(&row.attendees)?;
    let names: Vec<&str> = attendees.iter().map(|attendee| attendee.name.as_str()).collect();
    Ok(names.join(" / "))
}
