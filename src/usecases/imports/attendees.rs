//! The people of a registration in the rows of a list: which row is which person, and what it says of them.

use std::collections::HashMap;

use super::planning::{Cells, Fault, fault, number_of};
use crate::domain::application::{ApplicationDraft, AttendeeDraft};
use crate::import::headers::Meaning;
use crate::import::typed;
use crate::usecases::Registration;

/// Where the person of a row stands among the attendees, counted from 0; or why that is not known.
type Place = Result<usize, Fault>;

/// The place of each row that names a person, by the row's line. A row says it itself by a number; without one it is
/// the person of that name, and whoever was renamed stands where the row does among the rows of the registration.
pub(super) fn places(
    rows: &[(i64, Cells<'_>)],
    known: &HashMap<String, Registration>,
) -> HashMap<i64, Place> {
    let mut places = HashMap::new();
    let mut unnumbered: HashMap<String, Vec<(i64, &str)>> = HashMap::new();
    for (line, cells) in rows.iter().filter(|(_, cells)| cells.has(&Meaning::AttendeeName)) {
        let written = cells.get(&Meaning::AttendeeNumber);
        match number_of(cells.get(&Meaning::ReceptionNumber)) {
            Some(number) if written.is_empty() => {
                let rows = unnumbered.entry(number).or_default();
                rows.push((*line, cells.get(&Meaning::AttendeeName)));
            }
            Some(_) => {
                let number = typed::number(written).filter(|number| *number >= 1);
                let place = number.and_then(|number| usize::try_from(number - 1).ok());
                let place = place.ok_or_else(|| fault("attendee_number", "not_a_number"));
                places.insert(*line, place);
            }
            None => {}
        }
    }
    for (number, rows) in unnumbered {
        if let Some(own) = known.get(&number) {
            let names: Vec<&str> = own.attendees.iter().map(|one| one.name.as_str()).collect();
            places.extend(by_name(&names, &rows));
        }
    }
    places
}

/// The places of rows without numbers among people of these names.
fn by_name(names: &[&str], rows: &[(i64, &str)]) -> HashMap<i64, Place> {
    let mut free: Vec<bool> = names.iter().map(|_| true).collect();
    let mut places = HashMap::new();
    for (line, name) in rows {
        let of_that_name = |at: &usize| free[*at] && names[*at] == *name;
        if let Some(at) = (0..names.len()).find(of_that_name) {
            free[at] = false;
            places.insert(*line, Ok(at));
        }
    }
    let mut left = Vec::new();
    for (at, (line, _)) in rows.iter().enumerate().filter(|(_, row)| !places.contains_key(&row.0)) {
        if at >= names.len() || free[at] {
            left.push((*line, Some(at)));
        } else {
            left.push((*line, None));
        }
    }
    for (_, at) in &left {
        if let Some(free) = at.and_then(|at| free.get_mut(at)) {
            *free = false;
        }
    }
    let open: Vec<usize> = (0..names.len()).filter(|at| free[*at]).collect();
    let is_clear = open.len() == 1 && left.iter().filter(|(_, at)| at.is_none()).count() == 1;
    places.extend(left.into_iter().map(|(line, at)| {
        let only = open.first().copied().filter(|_| is_clear);
        (line, at.or(only).ok_or_else(|| fault("attendee_number", "required")))
    }));
    places
}

/// Lays what a row says of its person over the draft: of the applicant, or of one of those who come.
pub(super) fn lay_over(
    draft: &mut ApplicationDraft,
    own: &Registration,
    cells: &Cells<'_>,
    place: usize,
) -> Result<(), Fault> {
    let name = cells.get(&Meaning::AttendeeName);
    // A single seat without a name is the applicant's own, and a list says so.
    if own.attendees.is_empty() && own.seats == 1 {
        let is_own = name.is_empty() || name == own.applicant_name.trim();
        return if is_own { Ok(()) } else { Err(fault("attendee_name", "not_changeable")) };
    }
    let stored = own.attendees.get(place);
    let stored_name = stored.map_or("", |one| one.name.as_str());
    let stored_kana = stored.and_then(|one| one.kana.as_ref()).map_or("", |kana| kana.as_str());
    let stored_email = stored.and_then(|one| one.email.as_ref()).map_or("", |it| it.as_str());
    let optional = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let new = |meaning: &Meaning, stored: &str| {
        if cells.has(meaning) { cells.get(meaning).to_owned() } else { stored.to_owned() }
    };
    let kana = new(&Meaning::AttendeeKana, stored_kana);
    let email = new(&Meaning::AttendeeEmail, stored_email);
    if (name, kana.as_str(), email.as_str()) == (stored_name, stored_kana, stored_email) {
        return Ok(());
    }
    let person =
        AttendeeDraft { name: name.to_owned(), kana: optional(&kana), email: optional(&email) };
    let listed = draft.attendees.len();
    match draft.attendees.get_mut(place) {
        Some(known) => *known = person,
        None if place == listed => draft.attendees.push(person),
        None => return Err(fault("attendee_number", "out_of_range")),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str], rows: &[&str]) -> Vec<Option<usize>> {
        let rows: Vec<(i64, &str)> = (2..).zip(rows.iter().copied()).collect();
        let places = by_name(names, &rows);
        rows.iter().map(|(line, _)| places[line].clone().ok()).collect()
    }

    #[test]
    fn people_without_numbers_are_found_by_their_names_and_their_order() {
        let names = ["A", "B", "C"];
        assert_eq!(found(&names, &["A", "B", "C"]), [Some(0), Some(1), Some(2)]);
        assert_eq!(found(&names, &["C", "A", "B"]), [Some(2), Some(0), Some(1)]);
        assert_eq!(found(&names, &["A", "B2", "C"]), [Some(0), Some(1), Some(2)]);
        // Sorted by name and renamed: one place is left for one row.
        assert_eq!(found(&names, &["B2", "A", "C"]), [Some(1), Some(0), Some(2)]);
        assert_eq!(found(&names, &["C"]), [Some(2)]);
        assert_eq!(found(&["A", "A"], &["A", "A"]), [Some(0), Some(1)]);
        // One more comes; whoever cannot be told apart is not guessed.
        assert_eq!(found(&["A"], &["A", "B"]), [Some(0), Some(1)]);
        assert_eq!(found(&["A", "B", "C", "D"], &["A", "B"]), [Some(0), Some(1)]);
        assert_eq!(found(&names, &["X", "A", "B"]), [Some(2), Some(0), Some(1)]);
        assert_eq!(found(&["A", "B", "C", "D"], &["X", "A"]), [None, Some(0)]);
    }
}
