//! The order of a long list by name or company, kept while nothing in it changes.

use std::sync::Arc;

use super::query::{Selection, Sort};
use crate::domain::values::search_key::identity_key;
use crate::store::attendee_order::{self, SortRow};
use crate::store::statistics::{self, Fingerprint};
use crate::store::types::Id;
use crate::store::{Conn, StoreError};
use crate::usecases::kept::Kept;

/// Of what, and how it stood.
#[derive(Clone, PartialEq, Eq)]
struct Key {
    sessions: Vec<Id>,
    fingerprint: Fingerprint,
    sort: Sort,
    filter: String,
}

static ORDERS: Kept<Key, Vec<Id>> = Kept::new();

/// The ids of all that the selection finds, in its order. Sorting a hundred thousand names takes a moment; the next
/// pages take none, until somebody applies, changes or leaves.
pub fn ids(conn: &mut Conn, selection: &Selection) -> Result<Arc<Vec<Id>>, StoreError> {
    let sessions: Vec<Id> = selection.sessions.iter().map(|id| Id(id.0)).collect();
    if selection.filter.narrow.came_to.is_some() {
        // Who comes in changes nothing of a registration.
        return Ok(Arc::new(made(conn, &sessions, selection)?));
    }
    let fingerprint = statistics::fingerprint(conn, &sessions)?;
    let filter = format!("{:?}", selection.filter);
    let key = Key { sessions: sessions.clone(), fingerprint, sort: selection.sort, filter };
    ORDERS.or_made(key, || made(conn, &sessions, selection))
}

fn made(conn: &mut Conn, sessions: &[Id], selection: &Selection) -> Result<Vec<Id>, StoreError> {
    let rows = attendee_order::all(conn, sessions, &selection.filter)?;
    Ok(sorted(rows, selection.sort))
}

fn sorted(rows: Vec<SortRow>, sort: Sort) -> Vec<Id> {
    let mut keyed: Vec<(bool, String, SortRow)> = rows
        .into_iter()
        .map(|row| {
            let key = match sort {
                Sort::Arrival => String::new(),
                Sort::Name => folded(row.applicant_kana.as_deref().unwrap_or(&row.applicant_name)),
                Sort::Company => row.company_key.clone().unwrap_or_default(),
            };
            (sort == Sort::Company && key.is_empty(), key, row)
        })
        .collect();
    keyed.sort_unstable_by(|one, other| {
        (one.0, &one.1, one.2.registered_at, one.2.id).cmp(&(
            other.0,
            &other.1,
            other.2.registered_at,
            other.2.id,
        ))
    });
    keyed.into_iter().map(|(_, _, row)| row.id).collect()
}

/// A reading as one kana. Most need no more than katakana told as hiragana and spaces left out, which is many times
/// quicker than the whole folding.
fn folded(reading: &str) -> String {
    let mut key = String::with_capacity(reading.len());
    for c in reading.chars() {
        match c {
            ' ' | '\u{3000}' => {}
            'ぁ'..='ゖ' => key.push(c),
            'ァ'..='ヶ' => key.extend(char::from_u32(u32::from(c) - 0x60)),
            _ => return identity_key(reading),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_has_one_key_in_either_kana() {
        for (one, other) in [("やまだ たろう", "ヤマダ　タロウ"), ("ﾔﾏﾀﾞ", "やまだ")]
        {
            assert_eq!(folded(one), folded(other));
            assert_eq!(folded(one), identity_key(one));
        }
    }
}
