//! Calendar files (iCalendar, RFC 5545 and 5546) for the meetings of a registration.

use std::fmt;

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};

use super::context::{MailContext, MeetingMail, RegistrationMail};
use super::inert;
use super::news::CalendarUse;
use super::view::{heading, is_web_link, place};
use crate::domain::calendar_lines::refolded;
use crate::domain::values::language::Language;

/// What a calendar file needs to know besides the registration.
#[derive(Clone)]
pub struct CalendarStamp {
    /// Right-hand side of the UIDs: the host of our public URL. It must never change for an event,
    /// or calendars show it twice.
    pub uid_domain: String,
    /// DTSTAMP: when the cause of this file was written. From the row, not from the clock, so that a
    /// retry has the same bytes.
    pub stamped_at: DateTime<Utc>,
    /// Address of the organizer; RFC 5546 wants one.
    pub organizer: String,
}

/// What a calendar program is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarMethod {
    /// Add the meetings, or update them.
    Publish,
    /// Remove a meeting.
    Cancel,
}

impl fmt::Display for CalendarMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Publish => "PUBLISH",
            Self::Cancel => "CANCEL",
        })
    }
}

/// One calendar file of a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct CalendarPart {
    /// The METHOD in the file, which must be repeated in its Content-Type.
    pub method: CalendarMethod,
    /// The file: CRLF line ends, folded.
    pub ics: String,
}

/// Why a calendar file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum CalendarFault {
    /// The library failed to write, or wrote what cannot be taken apart.
    #[error("the calendar file could not be written")]
    Write,
}

/// The calendar file for download on the done page and the manage page of a registration with a seat.
pub fn download(
    mail: &RegistrationMail,
    language: Language,
    stamp: &CalendarStamp,
) -> Result<String, CalendarFault> {
    let meetings: Vec<_> = mail.session.meetings.iter().collect();
    file(mail, &meetings, CalendarMethod::Publish, language, stamp)
}

/// The calendar files of a mail; none where there is no seat.
pub(super) fn parts(
    context: &MailContext,
    language: Language,
    stamp: &CalendarStamp,
) -> Result<Vec<CalendarPart>, CalendarFault> {
    let Some((purpose, mail)) = context.calendar().zip(context.registration()) else {
        return Ok(Vec::new());
    };
    if purpose != CalendarUse::Cancel {
        let ics = download(mail, language, stamp)?;
        return Ok(vec![CalendarPart { method: CalendarMethod::Publish, ics }]);
    }
    let method = CalendarMethod::Cancel;
    let meetings = mail.session.meetings.iter();
    meetings
        .map(|meeting| {
            Ok(CalendarPart { method, ics: file(mail, &[meeting], method, language, stamp)? })
        })
        .collect()
}

fn file(
    mail: &RegistrationMail,
    meetings: &[&MeetingMail],
    method: CalendarMethod,
    language: Language,
    stamp: &CalendarStamp,
) -> Result<String, CalendarFault> {
    let mut calendar = Calendar::empty();
    calendar
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", "-//Uketsuke//Registration//JA"))
        .append_property(("CALSCALE", "GREGORIAN"))
        .append_property(("METHOD", method.to_string().as_str()));
    for meeting in meetings {
        calendar.push(entry(mail, meeting, method, language, stamp));
    }
    let mut written = String::new();
    fmt::write(&mut written, format_args!("{calendar}")).map_err(|_| CalendarFault::Write)?;
    Ok(refolded(&written))
}

fn entry(
    mail: &RegistrationMail,
    meeting: &MeetingMail,
    method: CalendarMethod,
    language: Language,
    stamp: &CalendarStamp,
) -> Event {
    let mut event = Event::new();
    event
        .uid(&format!("{}-{}@{}", mail.registration_id, meeting.id, stamp.uid_domain))
        .timestamp(stamp.stamped_at)
        // Instants in UTC: no VTIMEZONE to be missing or wrong, and calendars show local time.
        .starts(meeting.starts_at)
        .ends(meeting.ends_at)
        .summary(&heading(mail, language))
        .description(&description(mail, meeting, method, language));
    let (sequence, status) = match method {
        CalendarMethod::Publish => (mail.session.calendar_sequence, EventStatus::Confirmed),
        // Above that of the entry it cancels.
        CalendarMethod::Cancel => {
            (mail.session.calendar_sequence.saturating_add(1), EventStatus::Cancelled)
        }
    };
    event.sequence(sequence).status(status);
    if let Some(location) = location(meeting, language) {
        event.location(&location);
    }
    if let Some(url) = join_url(meeting, method) {
        event.url(&url);
    }
    if let Some(organizer) = organizer(mail, stamp) {
        event.append_property(organizer);
    }
    event
}

/// The join link, for those who are to join; only where it is one, because a URL has no escapes here.
fn join_url(meeting: &MeetingMail, method: CalendarMethod) -> Option<String> {
    let url = meeting.online_url.as_deref().filter(|url| is_web_link(url))?;
    if method == CalendarMethod::Cancel {
        return None;
    }
    url.bytes().all(|b| b.is_ascii_graphic()).then(|| url.to_owned())
}

fn location(meeting: &MeetingMail, language: Language) -> Option<String> {
    let places =
        [place(meeting.venue.as_ref(), language), place(meeting.address.as_ref(), language)];
    let places: Vec<_> = places.into_iter().flatten().collect();
    let separator = if language == Language::En { ", " } else { " " };
    match (places.is_empty(), meeting.online_url.is_some(), language) {
        (false, ..) => Some(places.join(separator)),
        (true, true, Language::En) => Some("Online".to_owned()),
        (true, true, _) => Some("オンライン".to_owned()),
        (true, false, _) => None,
    }
}

/// Without the manage link: calendars are shared with colleagues and families.
fn description(
    mail: &RegistrationMail,
    meeting: &MeetingMail,
    method: CalendarMethod,
    language: Language,
) -> String {
    let number = inert::single_line(&mail.reception_number);
    let mut lines = Vec::new();
    if language == Language::En {
        lines.push(format!("Reception number: {number}"));
        lines.extend(join_url(meeting, method).map(|url| format!("Join: {url}")));
        lines.push("Contact:".to_owned());
    } else {
        lines.push(format!("受付番号: {number}"));
        lines.extend(join_url(meeting, method).map(|url| format!("参加用のリンク: {url}")));
        lines.push("お問い合わせ:".to_owned());
    }
    lines.extend(inert::lines(mail.session.contact.get(language)));
    lines.push(inert::single_line(&mail.session.organization_name));
    lines.join("\n")
}

fn organizer(mail: &RegistrationMail, stamp: &CalendarStamp) -> Option<Property> {
    let is_plain = |b: u8| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'\\');
    if !stamp.organizer.contains('@') || !stamp.organizer.bytes().all(is_plain) {
        return None;
    }
    // A parameter value cannot hold a double quote at all.
    let name = inert::single_line(&mail.session.organization_name).replace('"', "'");
    let mut organizer = Property::new("ORGANIZER", format!("mailto:{}", stamp.organizer));
    Some(organizer.add_parameter("CN", &name).done())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::MailKind;
    use crate::mail::news::News;

    fn stamp() -> CalendarStamp {
        CalendarStamp {
            uid_domain: "uketsuke.example.jp".to_owned(),
            stamped_at: "2026-10-01T00:00:00Z".parse().expect("time"),
            organizer: "office@example.jp".to_owned(),
        }
    }

    fn unfolded(context: &MailContext) -> Vec<String> {
        let parts = parts(context, Language::Ja, &stamp()).expect("calendar");
        parts.iter().map(|part| part.ics.replace("\r\n ", "")).collect()
    }

    #[test]
    fn a_confirmed_seat_is_published_with_a_stable_identity_in_utc() {
        let context = MailContext::sample(MailKind::RegistrationConfirmed);
        let mail = context.registration().expect("a registration");
        let files = unfolded(&context);
        let [file] = files.as_slice() else { panic!("one file") };
        let meeting = &mail.session.meetings[0];
        for line in [
            "METHOD:PUBLISH".to_owned(),
            "STATUS:CONFIRMED".to_owned(),
            "SEQUENCE:0".to_owned(),
            "DTSTAMP:20261001T000000Z".to_owned(),
            "DTSTART:20261015T090000Z".to_owned(),
            "DTEND:20261015T103000Z".to_owned(),
            format!("UID:{}-{}@uketsuke.example.jp", mail.registration_id, meeting.id),
            "SUMMARY:テレワーク説明会 下関".to_owned(),
        ] {
            assert!(file.contains(&format!("\r\n{line}\r\n")), "{line} is not in\n{file}");
        }
        assert!(file.contains("受付番号: K7MPQXAB"));
    }

    #[test]
    fn a_withdrawal_cancels_each_meeting_with_a_higher_sequence() {
        let context = MailContext::hostile_samples(MailKind::Withdrawn).remove(0);
        let mut mail = context.registration().expect("a registration").clone();
        mail.position = None;
        let files = unfolded(&MailContext::Registration(News::Withdrawn, mail.clone()));
        assert_eq!(files.len(), mail.session.meetings.len());
        for file in files {
            assert_eq!(file.matches("BEGIN:VEVENT").count(), 1);
            for line in ["METHOD:CANCEL", "STATUS:CANCELLED"] {
                assert!(file.contains(&format!("\r\n{line}\r\n")), "{line}");
            }
            assert!(file.contains(&format!(
                "\r\nSEQUENCE:{}\r\n",
                mail.session.calendar_sequence.saturating_add(1)
            )));
        }
    }

    #[test]
    fn a_changed_session_is_published_again_with_its_raised_sequence() {
        let context = MailContext::sample(MailKind::SessionChanged);
        let raised = context.registration().expect("a registration").session.calendar_sequence;
        assert!(raised > 0);
        let files = unfolded(&context);
        assert_eq!(files.len(), 1);
        assert!(files[0].contains("\r\nMETHOD:PUBLISH\r\n"));
        assert!(files[0].contains(&format!("\r\nSEQUENCE:{raised}\r\n")));
    }

    #[test]
    fn the_waiting_list_has_no_calendar_entry() {
        assert!(unfolded(&MailContext::sample(MailKind::RegistrationReceived)).is_empty());
        for kind in [MailKind::SessionChanged, MailKind::SessionCancelled, MailKind::Withdrawn] {
            let MailContext::Registration(news, mut mail) = MailContext::sample(kind) else {
                panic!("about a registration")
            };
            assert!(!unfolded(&MailContext::Registration(news.clone(), mail.clone())).is_empty());
            mail.position = Some(2);
            assert!(unfolded(&MailContext::Registration(news, mail)).is_empty(), "{kind}");
        }
    }

    #[test]
    fn no_line_is_over_75_octets_or_broken_inside_a_character_whatever_the_values() {
        for kind in MailKind::ALL {
            let samples = MailContext::hostile_samples(kind).into_iter();
            for context in samples.chain(MailContext::samples(kind).into_iter().map(|one| one.1)) {
                for part in parts(&context, Language::Ja, &stamp()).expect("calendar") {
                    assert!(part.ics.ends_with("END:VCALENDAR\r\n"));
                    for line in part.ics.split_terminator("\r\n") {
                        assert!(line.len() <= 75, "{line}");
                        assert!(!line.contains(['\r', '\n', '\0']), "{line:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_value_cannot_add_a_property() {
        for context in MailContext::hostile_samples(MailKind::RegistrationConfirmed) {
            for file in unfolded(&context) {
                let mail = context.registration().expect("a registration");
                let events = mail.session.meetings.len();
                for property in ["UID:", "DTSTART:", "STATUS:", "BEGIN:VEVENT"] {
                    let found =
                        file.split("\r\n").filter(|line| line.starts_with(property)).count();
                    assert_eq!(found, events, "{property} in\n{file}");
                }
                assert!(!file.contains("\r\nATTENDEE") && !file.contains("\r\nATTACH"));
            }
        }
    }

    #[test]
    fn the_manage_link_stays_out_of_calendars() {
        let file = unfolded(&MailContext::sample(MailKind::Promoted)).concat();
        assert!(!file.contains("/r/"));
    }
}
