//! Who of a registration's attendees is to be told what, once something has happened to it.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::domain::application::Attendee;
use crate::domain::ids::SessionId;
use crate::domain::values::email::EmailAddress;
use crate::domain::values::search_key::identity_key;

/// The people of a registration at one moment.
pub struct Party<'a> {
    /// Where they have a seat that is theirs; nobody is told of one that is only offered or waited for.
    pub seat_in: Option<SessionId>,
    pub attendees: &'a [Attendee],
}

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    Registered,
    /// They have their seat in another session now.
    Moved,
    /// From this session.
    Withdrawn(SessionId),
}

/// One mail to one person.
pub struct ToTell<'a> {
    pub attendee: &'a Attendee,
    pub address: &'a EmailAddress,
    pub telling: Telling,
    /// Tells this person from the registration's others, without their name or address.
    pub mark: String,
}

/// Whom to tell what has changed from `before` to `after`. The applicant has a mail of their own: whoever
/// is named with `applicant`'s address gets none. A name that was corrected, or put in the place of another
/// at the same address, is told of the new one only.
pub fn to_tell<'a>(
    before: &Party<'a>,
    after: &Party<'a>,
    applicant: Option<&EmailAddress>,
) -> Vec<ToTell<'a>> {
    let had = with_addresses(before, applicant);
    let have = with_addresses(after, applicant);
    let had_keys: HashSet<&str> = had.iter().map(|person| person.key.as_str()).collect();
    let kept: HashSet<&str> = have.iter().map(|person| person.key.as_str()).collect();
    let written_to: HashSet<String> = have.iter().map(|person| person.address.key()).collect();
    let moved = before.seat_in != after.seat_in;
    let mut to_tell = Vec::new();
    for person in &have {
        let is_known = had_keys.contains(person.key.as_str());
        if !is_known || moved {
            to_tell.push(person.told(if is_known { Telling::Moved } else { Telling::Registered }));
        }
    }
    if let Some(session) = before.seat_in {
        let gone = had.iter().filter(|person| {
            !kept.contains(person.key.as_str()) && !written_to.contains(&person.address.key())
        });
        to_tell.extend(gone.map(|person| person.told(Telling::Withdrawn(session))));
    }
    to_tell
}

/// An attendee with a seat and an address of their own.
struct Person<'a> {
    attendee: &'a Attendee,
    address: &'a EmailAddress,
    /// By which two spellings are one person.
    key: String,
}

impl<'a> Person<'a> {
    fn told(&self, telling: Telling) -> ToTell<'a> {
        let mark = URL_SAFE_NO_PAD.encode(&Sha256::digest(self.key.as_bytes())[..12]);
        ToTell { attendee: self.attendee, address: self.address, telling, mark }
    }
}

/// Each person once.
fn with_addresses<'a>(party: &Party<'a>, applicant: Option<&EmailAddress>) -> Vec<Person<'a>> {
    if party.seat_in.is_none() {
        return Vec::new();
    }
    let own = applicant.map(EmailAddress::key);
    let mut seen = HashSet::new();
    let people = party.attendees.iter().filter_map(|attendee| {
        let address = attendee.email.as_ref()?;
        let key = format!("{}\n{}", address.key(), identity_key(attendee.name.as_str()));
        (Some(address.key()) != own).then_some(Person { attendee, address, key })
    });
    people.filter(|person| seen.insert(person.key.clone())).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::values::person_name::PersonName;

    const HERE: SessionId = SessionId(Uuid::from_u128(1));
    const THERE: SessionId = SessionId(Uuid::from_u128(2));

    fn person(name: &str, email: Option<&str>) -> Attendee {
        Attendee {
            name: PersonName::parse(name).unwrap(),
            kana: None,
            email: email.map(|email| EmailAddress::parse(email).unwrap()),
        }
    }

    fn party(seat_in: Option<SessionId>, attendees: &[Attendee]) -> Party<'_> {
        Party { seat_in, attendees }
    }

    fn told(before: &Party<'_>, after: &Party<'_>) -> Vec<(String, Telling)> {
        let applicant = EmailAddress::parse("office@example.jp").unwrap();
        to_tell(before, after, Some(&applicant))
            .into_iter()
            .map(|one| (one.attendee.name.as_str().to_owned(), one.telling))
            .collect()
    }

    fn three() -> [Attendee; 4] {
        [
            person("山田", Some("yamada@example.jp")),
            person("佐藤", None),
            person("鈴木", Some("Office@example.jp")),
            person("高橋", Some("takahashi@example.jp")),
        ]
    }

    #[test]
    fn who_has_an_address_of_their_own_is_told_of_a_seat_and_nobody_of_a_wait() {
        let three = three();
        let none = party(None, &[]);
        let registered =
            [("山田".to_owned(), Telling::Registered), ("高橋".to_owned(), Telling::Registered)];
        assert_eq!(told(&none, &party(Some(HERE), &three)), registered);
        assert_eq!(told(&party(None, &three), &party(Some(HERE), &three)), registered);
        assert!(told(&none, &party(None, &three)).is_empty());
        assert!(told(&party(Some(HERE), &three), &party(Some(HERE), &three)).is_empty());
    }

    #[test]
    fn who_moves_hears_once_and_who_leaves_hears_from_which_session() {
        let three = three();
        let moved = told(&party(Some(HERE), &three), &party(Some(THERE), &three));
        assert!(moved.iter().all(|(_, telling)| *telling == Telling::Moved) && moved.len() == 2);
        let gone = told(&party(Some(HERE), &three), &party(None, &three));
        assert!(gone.iter().all(|(_, telling)| *telling == Telling::Withdrawn(HERE)));
        assert_eq!(gone.len(), 2);
        assert!(told(&party(None, &three), &party(None, &[])).is_empty());
    }

    #[test]
    fn a_substitute_is_told_and_so_is_who_was_replaced() {
        let before = [person("山田", Some("yamada@example.jp"))];
        let after = [person("田中", Some("tanaka@example.jp"))];
        let told_now = told(&party(Some(HERE), &before), &party(Some(HERE), &after));
        let expected = [
            ("田中".to_owned(), Telling::Registered),
            ("山田".to_owned(), Telling::Withdrawn(HERE)),
        ];
        assert_eq!(told_now, expected);
    }

    #[test]
    fn another_name_at_the_same_address_is_one_mail_and_another_spelling_none() {
        let before = [person("ヤマダ 太郎", Some("yamada@example.jp"))];
        let respelt = [person("やまだ太郎", Some("YAMADA@example.jp"))];
        let (seat, again) = (party(Some(HERE), &before), party(Some(HERE), &respelt));
        assert!(told(&seat, &again).is_empty());
        let other = [person("山田 太郎", Some("yamada@example.jp"))];
        let expected = [("山田 太郎".to_owned(), Telling::Registered)];
        assert_eq!(told(&seat, &party(Some(HERE), &other)), expected);
    }

    #[test]
    fn nobody_is_told_twice_and_a_family_at_one_address_each_by_name() {
        let family = [
            person("山田 太郎", Some("home@example.jp")),
            person("山田 花子", Some("home@example.jp")),
            person("山田　太郎", Some("home@example.jp")),
        ];
        let none = party(None, &[]);
        let after = party(Some(HERE), &family);
        let marks: HashSet<String> =
            to_tell(&none, &after, None).into_iter().map(|one| one.mark).collect();
        assert_eq!(marks.len(), 2);
    }
}
