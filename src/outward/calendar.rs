//! iCalendar (RFC 5545) of published events, one entry a meeting.

use std::fmt;

use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus};

use super::rss::Channel;
use super::told::Told;
use crate::domain::calendar_lines::refolded;
use crate::domain::event::{Meeting, Programme, Session};

/// How often programs that subscribe to it ask again (RFC 7986, 5.7).
const ASK_AGAIN: &str = "PT6H";

/// The calendar. A program that has subscribed to it knows an entry again by its UID.
///
/// # Errors
/// When the library cannot write it.
pub fn feed(channel: &Channel<'_>, programmes: &[Programme]) -> Result<String, fmt::Error> {
    let mut calendar = Calendar::empty();
    calendar
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", "-//Uketsuke//Events//JA"))
        .append_property(("CALSCALE", "GREGORIAN"))
        .append_property(("METHOD", "PUBLISH"))
        .append_property(("X-WR-CALNAME", single_line(channel.title).as_str()))
        .append_property(("X-PUBLISHED-TTL", ASK_AGAIN));
    for programme in programmes {
        let told = Told { programme, language: channel.language, site: channel.site };
        for session in &programme.sessions {
            for meeting in &session.meetings {
                calendar.push(entry(told, session, meeting));
            }
        }
    }
    let mut written = String::new();
    fmt::write(&mut written, format_args!("{calendar}"))?;
    Ok(refolded(&written))
}

fn entry(told: Told<'_>, session: &Session, meeting: &Meeting) -> Event {
    let event = &told.programme.event;
    let mut entry = Event::new();
    entry
        .uid(&format!("{}-{}@{}", session.id, meeting.id, told.site.host))
        // Of the last change, so that the same calendar has the same bytes.
        .timestamp(event.updated_at)
        .starts(meeting.starts_at)
        .ends(meeting.ends_at)
        .summary(&single_line(&told.heading(session)))
        .description(&format!("{}\n{}", told.summary(), told.url()))
        .url(&told.url());
    let (sequence, status) = if told.is_cancelled(session) {
        // Above that of the entry that it cancels (RFC 5546, 3.2.5).
        (session.calendar_sequence.saturating_add(1), EventStatus::Cancelled)
    } else {
        (session.calendar_sequence, EventStatus::Confirmed)
    };
    entry.sequence(sequence).status(status);
    let place = single_line(&told.place(meeting));
    if !place.is_empty() {
        entry.location(&place);
    }
    entry
}

fn single_line(text: &str) -> String {
    text.split(char::is_control).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, site};
    use super::*;
    use crate::domain::event::SessionStatus;
    use crate::domain::values::language::Language;
    use crate::domain::values::localized::Localized;

    fn written(programme: &Programme) -> String {
        let site = site();
        let channel = Channel {
            title: "イベントの一覧",
            page: "/",
            path: "/feeds/events.ics",
            language: Language::Ja,
            site: &site,
        };
        let folded = feed(&channel, std::slice::from_ref(programme)).unwrap();
        assert!(folded.split_terminator("\r\n").all(|line| line.len() <= 75));
        folded.replace("\r\n ", "")
    }

    #[test]
    fn each_meeting_is_an_entry_in_utc_with_a_lasting_id() {
        let calendar = written(&samples::programme());
        assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 2);
        for line in [
            "UID:00000000-0000-0000-0000-00000000000a-00000000-0000-0000-0000-000000000014@uketsuke.example.jp",
            "DTSTAMP:20260925T010000Z",
            "DTSTART:20261015T050000Z",
            "DTEND:20261015T063000Z",
            "SEQUENCE:0",
            "STATUS:CONFIRMED",
            "SUMMARY:テレワーク説明会 下関",
            "LOCATION:豊北総合支所 山口県下関市豊北町3140-1",
            "URL:https://uketsuke.example.jp/e/telework",
        ] {
            assert!(calendar.contains(&format!("\r\n{line}\r\n")), "{line} is not in\n{calendar}");
        }
    }

    #[test]
    fn what_does_not_take_place_stays_as_cancelled_with_a_higher_sequence() {
        let mut programme = samples::programme();
        programme.sessions[0].settings.status = SessionStatus::Cancelled;
        programme.sessions[0].calendar_sequence = 3;
        let calendar = written(&programme);
        assert!(calendar.contains("SEQUENCE:4\r\n") && calendar.contains("STATUS:CANCELLED\r\n"));
    }

    #[test]
    fn no_text_adds_a_property_and_no_online_address_is_told() {
        let mut programme = samples::programme();
        programme.event.title = Localized::plain("会\r\nATTACH:https://evil.example.jp");
        programme.sessions[0].meetings[0].online_url = Some("https://meet.example.jp/s".to_owned());
        let calendar = written(&programme);
        assert!(!calendar.contains("\r\nATTACH") && !calendar.contains("meet.example.jp"));
    }
}
