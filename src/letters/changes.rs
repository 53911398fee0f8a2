//! What is different for those who have been told about a session.

use chrono_tz::Tz;

use crate::domain::civil;
use crate::domain::values::language::Language;
use crate::domain::values::localized::Localized;
use crate::mail::{Change, ChangedField, MeetingMail, SessionFacts};

/// What somebody who was told `before` has to be told now, in the order of a mail.
pub fn between(before: &SessionFacts, after: &SessionFacts) -> Vec<Change> {
    let texts = [
        (ChangedField::Title, before.event_title.clone(), after.event_title.clone()),
        (ChangedField::SessionName, before.session_name.clone(), after.session_name.clone()),
        (ChangedField::Time, times(before), times(after)),
        (ChangedField::Place, places(before), places(after)),
        (ChangedField::Contact, before.contact.clone(), after.contact.clone()),
    ];
    let mut changes: Vec<Change> = texts
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| Change { field, before, after })
        .collect();
    if links(before) != links(after) {
        // The link itself is for those with a seat, and stands in their mail at its place.
        let join = Change {
            field: ChangedField::JoinLink,
            before: Localized::default(),
            after: Localized::default(),
        };
        let place = changes.iter().position(|change| change.field == ChangedField::Contact);
        changes.insert(place.unwrap_or(changes.len()), join);
    }
    changes
}

fn times(facts: &SessionFacts) -> Localized {
    let Ok(zone) = facts.time_zone.parse::<Tz>() else { return Localized::default() };
    let text = |language| {
        let range = |meeting: &MeetingMail| {
            civil::range(language, meeting.starts_at, meeting.ends_at, zone)
        };
        joined(facts.meetings.iter().map(range), language)
    };
    Localized::both(text(Language::Ja), text(Language::En))
}

/// Where it takes place, each place once.
fn places(facts: &SessionFacts) -> Localized {
    let text = |language| {
        let mut places: Vec<String> = Vec::new();
        for meeting in &facts.meetings {
            let parts = [&meeting.venue, &meeting.address];
            let named: Vec<&str> =
                parts.into_iter().flatten().map(|part| part.get(language)).collect();
            let place = named.join(" ");
            if !place.is_empty() && !places.contains(&place) {
                places.push(place);
            }
        }
        joined(places.into_iter(), language)
    };
    Localized::both(text(Language::Ja), text(Language::En))
}

fn links(facts: &SessionFacts) -> Vec<Option<&str>> {
    facts.meetings.iter().map(|meeting| meeting.online_url.as_deref()).collect()
}

fn joined(texts: impl Iterator<Item = String>, language: Language) -> String {
    let between = match language {
        Language::Ja | Language::Easy => "、",
        Language::En => "; ",
    };
    texts.collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration};
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::MeetingId;

    fn facts() -> SessionFacts {
        let starts_at = DateTime::from_timestamp(1_792_040_400, 0).unwrap();
        SessionFacts {
            event_title: "説明会".into(),
            meetings: vec![MeetingMail {
                id: MeetingId(Uuid::from_u128(1)),
                starts_at,
                ends_at: starts_at + Duration::hours(1),
                venue: Some("市民会館".into()),
                address: None,
                online_url: Some("https://meet.example.jp/old".to_owned()),
            }],
            time_zone: "Asia/Tokyo".to_owned(),
            contact: "萩市".into(),
            ..SessionFacts::default()
        }
    }

    fn fields(before: &SessionFacts, after: &SessionFacts) -> Vec<ChangedField> {
        between(before, after).into_iter().map(|change| change.field).collect()
    }

    #[test]
    fn what_nobody_is_told_is_no_change() {
        let after = SessionFacts { calendar_sequence: 5, ..facts() };
        assert!(fields(&facts(), &after).is_empty());
    }

    #[test]
    fn each_field_that_changed_is_named_with_before_and_after() {
        let mut after = facts();
        after.meetings[0].venue = Some("公民館".into());
        after.meetings[0].starts_at += Duration::minutes(30);
        after.contact = "下関市".into();
        let changes = between(&facts(), &after);
        let fields: Vec<_> = changes.iter().map(|change| change.field).collect();
        assert_eq!(fields, [ChangedField::Time, ChangedField::Place, ChangedField::Contact]);
        let place = &changes[1];
        assert_eq!(
            (place.before.get(Language::En), place.after.get(Language::Ja)),
            ("市民会館", "公民館")
        );
    }

    #[test]
    fn a_join_link_is_not_told_to_those_who_wait() {
        let mut after = facts();
        after.meetings[0].online_url = Some("https://meet.example.jp/new".to_owned());
        let changes = between(&facts(), &after);
        assert_eq!(changes.len(), 1);
        assert!(changes[0].before.is_empty() && changes[0].after.is_empty());
    }
}
