//! schema.org's description of an event, one `Event` a session, for search engines and calendars.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

use super::Told;
use crate::domain::event::{Availability, CapacityUnit, Meeting, Session};
use crate::domain::values::language::Language;

/// Sessions that are described, the first ones: the page must stay light.
const SESSIONS_MAX: usize = 20;

/// The description as JSON that can stand within a `script` element: no `<` occurs in it.
pub fn json_ld(told: Told<'_>, now: DateTime<Utc>) -> String {
    let sessions = told.programme.sessions.iter().take(SESSIONS_MAX);
    let events: Vec<Value> = sessions.map(|session| event(told, session, now)).collect();
    let whole = json!({ "@context": "https://schema.org", "@graph": events });
    // Nothing ends the element or begins a comment (HTML, 4.12.1.3).
    whole.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn event(told: Told<'_>, session: &Session, now: DateTime<Utc>) -> Value {
    let programme = told.programme;
    let mut event = Map::new();
    let mut put = |name: &str, value: Value| event.insert(name.to_owned(), value);
    put("@type", json!("Event"));
    put("@id", json!(format!("{}#{}", told.url(), session.id)));
    put("name", json!(told.heading(session)));
    put("url", json!(told.url()));
    put("description", json!(told.summary()));
    if let (Some(from), Some(to)) = (session.starts_at(), session.ends_at()) {
        put("startDate", time(told, from));
        put("endDate", time(told, to));
    }
    let status = if told.is_cancelled(session) { "EventCancelled" } else { "EventScheduled" };
    put("eventStatus", schema(status));
    put("eventAttendanceMode", schema(attendance(&session.meetings)));
    put("location", location(told, &session.meetings));
    let organizer = told.site.link(&format!("/o/{}", programme.brand.slug));
    put(
        "organizer",
        json!({ "@type": "Organization", "name": programme.organization_name, "url": organizer }),
    );
    put("inLanguage", json!(if told.language == Language::En { "en" } else { "ja" }));
    put("isAccessibleForFree", json!(true));
    if programme.event.capacity_unit == CapacityUnit::Person {
        put("maximumAttendeeCapacity", json!(session.settings.capacity));
    }
    let audience = programme.event.audience.get(told.language);
    if !audience.is_empty() {
        put("audience", json!({ "@type": "Audience", "audienceType": audience }));
    }
    if let Some(image) = told.image_url() {
        put("image", json!([image]));
    }
    if !told.is_cancelled(session) {
        put("offers", offer(told, session, now));
    }
    if session.meetings.len() > 1 {
        let parts = session.meetings.iter().map(|meeting| part(told, session, meeting));
        put("subEvent", parts.collect());
    }
    Value::Object(event)
}

/// One of several meetings of a session.
fn part(told: Told<'_>, session: &Session, meeting: &Meeting) -> Value {
    json!({
        "@type": "Event",
        "name": told.heading(session),
        "startDate": time(told, meeting.starts_at),
        "endDate": time(told, meeting.ends_at),
        "eventAttendanceMode": schema(attendance(std::slice::from_ref(meeting))),
        "location": location(told, std::slice::from_ref(meeting)),
    })
}

fn time(told: Told<'_>, at: DateTime<Utc>) -> Value {
    json!(told.local(at).to_rfc3339_opts(SecondsFormat::Secs, false))
}

fn schema(name: &str) -> Value {
    json!(format!("https://schema.org/{name}"))
}

fn is_at_a_place(meeting: &Meeting) -> bool {
    meeting.venue.is_some() || meeting.address.is_some()
}

fn attendance(meetings: &[Meeting]) -> &'static str {
    let online = meetings.iter().any(|meeting| meeting.online_url.is_some());
    let offline = meetings.iter().any(is_at_a_place) || !online;
    match (online, offline) {
        (true, true) => "MixedEventAttendanceMode",
        (true, false) => "OnlineEventAttendanceMode",
        (false, _) => "OfflineEventAttendanceMode",
    }
}

/// Places, each once; for online meetings our own page, never the address where one joins.
fn location(told: Told<'_>, meetings: &[Meeting]) -> Value {
    let mut places: Vec<Value> = Vec::new();
    for meeting in meetings {
        let text = |text: &Option<_>| {
            text.as_ref().map(|text: &crate::domain::values::localized::Localized| {
                text.get(told.language).to_owned()
            })
        };
        let (venue, address) = (text(&meeting.venue), text(&meeting.address));
        if is_at_a_place(meeting) {
            let name = venue.as_ref().or(address.as_ref());
            let place = json!({ "@type": "Place", "name": name, "address": address.as_ref().or(venue.as_ref()) });
            if !places.contains(&place) {
                places.push(place);
            }
        }
        let online = json!({ "@type": "VirtualLocation", "url": told.url() });
        if meeting.online_url.is_some() && !places.contains(&online) {
            places.push(online);
        }
    }
    match places.len() {
        0 => json!({ "@type": "Place", "name": told.programme.organization_name,
                     "address": told.programme.organization_name }),
        1 => places.remove(0),
        _ => Value::Array(places),
    }
}

fn offer(told: Told<'_>, session: &Session, now: DateTime<Utc>) -> Value {
    let availability = match told.programme.availability(session, now) {
        Availability::Open => "InStock",
        Availability::NotOpen => "PreOrder",
        Availability::Full | Availability::Waitlist => "SoldOut",
        Availability::Closed | Availability::Cancelled => "OutOfStock",
    };
    let from = session.settings.opens_at.unwrap_or_else(|| told.published_at());
    json!({
        "@type": "Offer",
        "url": told.url(),
        "price": 0,
        "priceCurrency": "JPY",
        "availability": schema(availability),
        "validFrom": time(told, from),
        "validThrough": time(told, session.settings.closes_at),
    })
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, now, site};
    use super::*;
    use crate::domain::event::{EventStatus, SessionStatus};
    use crate::domain::values::localized::Localized;

    fn read(programme: &crate::domain::event::Programme) -> Vec<Value> {
        let site = site();
        let told = Told { programme, language: Language::Ja, site: &site };
        let whole: Value = serde_json::from_str(&json_ld(told, now())).expect("JSON");
        assert_eq!(whole["@context"], "https://schema.org");
        whole["@graph"].as_array().expect("events").clone()
    }

    #[test]
    fn each_session_is_an_event_with_what_search_engines_ask_for() {
        let events = read(&samples::programme());
        assert_eq!(events.len(), 2);
        let event = &events[0];
        assert_eq!(event["@type"], "Event");
        assert_eq!(event["name"], "テレワーク説明会 下関");
        assert_eq!(event["startDate"], "2026-10-15T14:00:00+09:00");
        assert_eq!(event["endDate"], "2026-10-15T15:30:00+09:00");
        assert_eq!(event["eventStatus"], "https://schema.org/EventScheduled");
        assert_eq!(event["eventAttendanceMode"], "https://schema.org/OfflineEventAttendanceMode");
        assert_eq!(event["location"]["@type"], "Place");
        assert_eq!(event["location"]["address"], "山口県下関市豊北町3140-1");
        assert_eq!(event["organizer"]["url"], "https://uketsuke.example.jp/o/hagi");
        assert_eq!(event["offers"]["price"], 0);
        assert_eq!(event["offers"]["availability"], "https://schema.org/InStock");
        assert_eq!(event["offers"]["validThrough"], "2026-10-14T17:00:00+09:00");
    }

    #[test]
    fn the_address_where_one_joins_is_never_told() {
        let mut programme = samples::programme();
        for session in &mut programme.sessions {
            session.meetings[0].online_url = Some("https://meet.example.jp/secret".to_owned());
        }
        let mixed = read(&programme);
        assert_eq!(mixed[0]["eventAttendanceMode"], "https://schema.org/MixedEventAttendanceMode");
        assert_eq!(mixed[0]["location"][1]["@type"], "VirtualLocation");
        for session in &mut programme.sessions {
            session.meetings[0].venue = None;
            session.meetings[0].address = None;
        }
        let online = read(&programme);
        assert_eq!(
            online[0]["eventAttendanceMode"],
            "https://schema.org/OnlineEventAttendanceMode"
        );
        assert_eq!(online[0]["location"]["url"], "https://uketsuke.example.jp/e/telework");
        for events in [mixed, online] {
            assert!(!Value::Array(events).to_string().contains("secret"));
        }
    }

    #[test]
    fn what_does_not_take_place_says_so_and_offers_nothing() {
        let mut programme = samples::programme();
        programme.sessions[1].settings.status = SessionStatus::Cancelled;
        let events = read(&programme);
        assert_eq!(events[0]["eventStatus"], "https://schema.org/EventScheduled");
        assert_eq!(events[1]["eventStatus"], "https://schema.org/EventCancelled");
        assert!(events[1].get("offers").is_none());
        programme.event.status = EventStatus::Cancelled;
        assert_eq!(read(&programme)[0]["eventStatus"], "https://schema.org/EventCancelled");
    }

    #[test]
    fn seats_that_are_gone_and_not_yet_given_are_told() {
        let mut programme = samples::programme();
        programme.sessions[0].counts.taken = 20;
        programme.sessions[1].settings.opens_at = Some(now() + chrono::Duration::days(1));
        let availability =
            |event: &Value| event["offers"]["availability"].as_str().unwrap_or_default().to_owned();
        let events = read(&programme);
        assert_eq!(availability(&events[0]), "https://schema.org/SoldOut");
        assert_eq!(availability(&events[1]), "https://schema.org/PreOrder");
    }

    #[test]
    fn no_text_ends_the_element_that_it_stands_in() {
        let mut programme = samples::programme();
        programme.event.title = Localized::plain("</script><!-- <script>alert(1)</script> &amp;");
        let site = site();
        let told = Told { programme: &programme, language: Language::Ja, site: &site };
        let written = json_ld(told, now());
        assert!(!written.contains(['<', '>', '&']));
        assert_eq!(
            read(&programme)[0]["name"],
            "</script><!-- <script>alert(1)</script> &amp; 下関"
        );
    }

    #[test]
    fn a_session_of_several_days_lists_them() {
        let mut programme = samples::programme();
        let mut second = programme.sessions[0].meetings[0].clone();
        second.starts_at += chrono::Duration::days(7);
        second.ends_at += chrono::Duration::days(7);
        programme.sessions[0].meetings.push(second);
        let event = &read(&programme)[0];
        assert_eq!(event["endDate"], "2026-10-22T15:30:00+09:00");
        assert_eq!(event["subEvent"][1]["startDate"], "2026-10-22T14:00:00+09:00");
    }
}
