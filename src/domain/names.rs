//! What applicants may still change of the people under a registration once names are fixed.

use chrono::{DateTime, Utc};

use super::application::Attendee;

/// Whether applicants can name and replace nobody any more: from that second on.
pub fn are_fixed(names_until: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    names_until <= now
}

/// Whether nobody was named or replaced: some may have left, and no more people come than before.
pub fn only_leave(before: (&[Attendee], u32), after: (&[Attendee], u32)) -> bool {
    let mut left: Vec<&Attendee> = before.0.iter().collect();
    let is_one_of_them = |attendee: &Attendee| match left.iter().position(|one| *one == attendee) {
        Some(index) => {
            left.swap_remove(index);
            true
        }
        None => false,
    };
    after.1 <= before.1 && after.0.iter().all(is_one_of_them)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::values::person_name::PersonName;

    fn people(names: &[&str]) -> Vec<Attendee> {
        let person = |name: &&str| Attendee {
            name: PersonName::parse(name).unwrap(),
            kana: None,
            email: None,
        };
        names.iter().map(person).collect()
    }

    #[test]
    fn names_are_fixed_from_the_second_of_the_deadline_on() {
        let until = DateTime::from_timestamp(1_792_040_400, 0).unwrap();
        assert!(!are_fixed(until, until - chrono::TimeDelta::microseconds(1)));
        assert!(are_fixed(until, until));
    }

    #[test]
    fn people_may_leave_in_any_number_but_nobody_comes_or_is_replaced() {
        let three = people(&["山田", "佐藤", "山田"]);
        let may = |names: &[&str], seats| only_leave((&three, 4), (&people(names), seats));
        assert!(may(&["山田", "佐藤", "山田"], 4) && may(&["山田", "山田"], 2) && may(&[], 1));
        assert!(!may(&["山田", "佐藤", "山田"], 5));
        assert!(!may(&["山田", "鈴木"], 2));
        assert!(!may(&["佐藤", "佐藤"], 2));
        assert!(!may(&["山田", "佐藤", "山田", "鈴木"], 4));
    }
}
