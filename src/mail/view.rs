//! What the templates see: the placeholders, each a finished and inert text.

use chrono_tz::Tz;
use serde::Serialize;

use super::calendar::CalendarStamp;
use super::context::{MailContext, MeetingMail, RegistrationMail};
use super::inert;
use super::news::{DrawResult, News};
use super::render::{Links, RenderFault};
use super::style::{STYLE, Style};
use crate::domain::civil;
use crate::domain::values::language::Language;
use crate::domain::values::localized::Localized;

/// Longest part of a title in a subject, in characters: the reception number must still be seen.
const SUBJECT_TITLE: usize = 60;

/// The values a template may use. Their names are what an organization writes in its own texts.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a condition in a text, not a state")]
pub(super) struct View {
    language: &'static str,
    style: Style,
    heading: String,
    subject_title: String,
    subject_when: String,
    reception_number: String,
    applicant_name: String,
    seats: u32,
    attendees: Vec<String>,
    company: Option<String>,
    joined_company_seat: bool,
    position: Option<u32>,
    meetings: Vec<MeetingView>,
    link_comes_later: bool,
    has_calendar: bool,
    change_open: bool,
    change_until: Option<String>,
    manage_url: String,
    contact: Vec<String>,
    organization_name: String,
}

/// One date, time and place.
#[derive(Serialize)]
struct MeetingView {
    when: String,
    venue: Option<String>,
    address: Option<String>,
    online: bool,
    join_url: Option<String>,
    join_is_link: bool,
    same_join_url: bool,
}

/// Title and session as one name.
pub(super) fn heading(mail: &RegistrationMail, language: Language) -> String {
    let title = inert::single_line(mail.session.event_title.get(language));
    let session = inert::single_line(mail.session.session_name.get(language));
    if session.is_empty() || session == title { title } else { format!("{title} {session}") }
}

/// Whether the mail brings a calendar file: for those who have, or had, a seat.
pub(super) fn has_calendar(context: &MailContext) -> bool {
    let MailContext::Registration(news, mail) = context else { return false };
    let has_or_had_seat = match news {
        News::RegistrationConfirmed
        | News::Promoted
        | News::Accepted
        | News::DrawResult { result: DrawResult::Won } => true,
        News::Withdrawn | News::SessionChanged { .. } | News::SessionCancelled { .. } => {
            mail.position.is_none()
        }
        _ => false,
    };
    has_or_had_seat && !mail.session.meetings.is_empty()
}

/// Whether a text is a link that may be made clickable.
pub(super) fn is_web_link(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

impl View {
    pub(super) fn new(
        context: &MailContext,
        language: Language,
        links: &Links,
        stamp: &CalendarStamp,
    ) -> Result<Self, RenderFault> {
        let MailContext::Registration(news, mail) = context else {
            return Err(RenderFault::TimeZone);
        };
        let zone: Tz = mail.session.time_zone.parse().map_err(|_| RenderFault::TimeZone)?;
        let title = inert::single_line(mail.session.event_title.get(language));
        let session = inert::single_line(mail.session.session_name.get(language));
        Ok(Self {
            language: language.as_str(),
            style: STYLE,
            heading: heading(mail, language),
            subject_title: subject_title(&title, &session),
            subject_when: subject_when(mail, zone, language),
            reception_number: inert::single_line(&mail.reception_number),
            applicant_name: inert::typed(&mail.applicant_name),
            seats: mail.seats,
            attendees: mail.attendees.iter().map(|name| inert::typed(name)).collect(),
            company: mail.company.as_deref().map(inert::typed).filter(|name| !name.is_empty()),
            joined_company_seat: mail.joined_company_seat,
            position: mail.position,
            meetings: meetings(news, mail, zone, language),
            link_comes_later: matches!(news, News::RegistrationReceived { .. }),
            has_calendar: has_calendar(context),
            change_open: mail.session.change_until.is_none_or(|until| until > stamp.stamped_at),
            change_until: mail
                .session
                .change_until
                .map(|until| civil::date_time(language, until, zone)),
            manage_url: inert::single_line(&links.manage_url),
            contact: inert::lines(mail.session.contact.get(language)),
            organization_name: inert::single_line(&mail.session.organization_name),
        })
    }
}

fn subject_title(title: &str, session: &str) -> String {
    let title = inert::shortened(title, SUBJECT_TITLE);
    if session.is_empty() || session == title {
        return title;
    }
    format!("{title} {}", inert::shortened(session, SUBJECT_TITLE))
}

fn subject_when(mail: &RegistrationMail, zone: Tz, language: Language) -> String {
    let Some(first) = mail.session.meetings.first() else { return String::new() };
    let text = civil::short(language, first.starts_at, zone);
    match (mail.session.meetings.len() - 1, language) {
        (0, _) => text,
        (more, Language::En) => format!("{text} (+{more})"),
        (more, Language::Ja) => format!("{text}(ほか{more}日程)"),
    }
}

fn meetings(
    news: &News,
    mail: &RegistrationMail,
    zone: Tz,
    language: Language,
) -> Vec<MeetingView> {
    let may_join = news.shows_join_link(mail.position.is_none());
    let mut last_url = None;
    let meetings = mail.session.meetings.iter();
    meetings
        .map(|meeting| {
            let url = meeting.online_url.as_deref().filter(|_| may_join);
            let same_join_url = url.is_some() && url == last_url;
            last_url = url.or(last_url);
            meeting_view(meeting, url, same_join_url, zone, language)
        })
        .collect()
}

fn meeting_view(
    meeting: &MeetingMail,
    url: Option<&str>,
    same_join_url: bool,
    zone: Tz,
    language: Language,
) -> MeetingView {
    let url = url.filter(|_| !same_join_url).map(inert::single_line);
    MeetingView {
        when: civil::range(language, meeting.starts_at, meeting.ends_at, zone),
        venue: place(meeting.venue.as_ref(), language),
        address: place(meeting.address.as_ref(), language),
        online: meeting.online_url.is_some(),
        join_is_link: url.as_deref().is_some_and(is_web_link),
        join_url: url,
        same_join_url,
    }
}

/// A place as one line, or nothing if it is empty.
pub(super) fn place(text: Option<&Localized>, language: Language) -> Option<String> {
    text.map(|text| inert::single_line(text.get(language))).filter(|line| !line.is_empty())
}
