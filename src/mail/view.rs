//! What the templates see: the placeholders, each a finished and inert text.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::calendar::CalendarStamp;
use super::context::{MailContext, MeetingMail, RegistrationMail};
use super::inert;
use super::news::{CalendarUse, DrawResult, News};
use super::office::OfficeMail;
use super::placeholders::Placeholder;
use super::render::{Links, RenderFault};
use super::style::{STYLE, Style};
use super::told::Told;
use crate::domain::civil;
use crate::domain::values::language::Language;
use crate::domain::values::localized::Localized;

/// Longest part of a title in a subject, in characters: the reception number must still be seen.
const SUBJECT_TITLE: usize = 60;

/// The values a template may use.
#[derive(Serialize)]
pub(super) struct View {
    language: &'static str,
    style: Style,
    audience: Audience,
    /// Whom the mail greets.
    addressee: Option<String>,
    organization_name: String,
    contact: Vec<String>,
    heading: String,
    subject_title: String,
    /// The page on which something is to be done.
    action_url: Option<String>,
    action_is_link: bool,
    unsubscribe_url: Option<String>,
    #[serde(flatten)]
    registration: RegistrationView,
    #[serde(flatten)]
    told: Told,
}

/// Why somebody gets the mail.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Audience {
    Applicant,
    /// Somebody whom the applicant has named.
    Attendee,
    /// The mail says itself what to do if it was not expected.
    Unexpected,
    Invited,
    /// Who wrote to the event's address.
    Writer,
    Staff,
}

/// What a mail says of its registration; empty in a mail about none.
#[derive(Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a condition in a text, not a state")]
struct RegistrationView {
    reception_number: String,
    applicant_name: String,
    seats: u32,
    attendees: Vec<String>,
    company: Option<String>,
    joined_company_seat: bool,
    position: Option<u32>,
    subject_when: String,
    first_when: String,
    meetings: Vec<MeetingView>,
    link_comes_later: bool,
    has_join_link: bool,
    calendar: Option<CalendarUse>,
    has_manage: bool,
    /// The first meeting has begun, or is over.
    has_begun: bool,
    change_open: bool,
    change_until: Option<String>,
    manage_url: String,
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

/// A line of a text of the organizer's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct LineView {
    pub text: String,
    /// The whole line is a link.
    pub is_link: bool,
}

impl LineView {
    pub fn of(text: String) -> Self {
        let is_link = is_web_link(&text)
            && !text.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>'));
        Self { text, is_link }
    }
}

/// Title and session as one name.
pub(super) fn heading(mail: &RegistrationMail, language: Language) -> String {
    let title = inert::single_line(mail.session.event_title.get(language));
    let session = inert::single_line(mail.session.session_name.get(language));
    if session.is_empty() || session == title { title } else { format!("{title} {session}") }
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
        match context {
            MailContext::Registration(news, mail) => {
                let zone = time_zone(&mail.session.time_zone)?;
                let about = RegistrationView::new(news, mail, language, zone, links, stamp);
                Ok(Self::of_registration(
                    news,
                    mail,
                    about,
                    Told::by_news(news, language, zone),
                    links,
                ))
            }
            MailContext::Office(mail) => {
                let zone = time_zone(&mail.letterhead().time_zone)?;
                Ok(Self::of_office(mail, language, Told::by_office(mail, language, zone), links))
            }
        }
    }

    fn of_registration(
        news: &News,
        mail: &RegistrationMail,
        registration: RegistrationView,
        told: Told,
        links: &Links,
    ) -> Self {
        let language = told.language;
        let session = &mail.session;
        let title = inert::single_line(session.event_title.get(language));
        let name = inert::single_line(session.session_name.get(language));
        let survey = match news {
            News::Survey { url, .. } => Some(inert::single_line(url)),
            _ => links.action_url.as_deref().map(inert::single_line),
        };
        let action_url = survey.or_else(|| Some(registration.manage_url.clone()));
        let heading = heading(mail, language);
        let organization_name = inert::single_line(&session.organization_name);
        let own = |placeholder: Placeholder| match placeholder {
            Placeholder::ApplicantName => addressee(news, mail),
            Placeholder::ReceptionNumber => registration.reception_number.clone(),
            Placeholder::Heading => heading.clone(),
            Placeholder::When => registration.first_when.clone(),
            Placeholder::Company => registration.company.clone().unwrap_or_default(),
            Placeholder::Seats => registration.seats.to_string(),
            Placeholder::OrganizationName => organization_name.clone(),
            _ => String::new(),
        };
        let told = told.personal(&own);
        Self {
            language: language.as_str(),
            style: STYLE,
            audience: match news {
                News::ConfirmAddress { .. } | News::ResendLink => Audience::Unexpected,
                _ if news.attendee().is_some() => Audience::Attendee,
                _ => Audience::Applicant,
            },
            addressee: Some(addressee(news, mail)).filter(|name| !name.is_empty()),
            organization_name,
            contact: inert::lines(session.contact.get(language)),
            heading,
            subject_title: subject_title(&title, &name),
            action_is_link: action_url.as_deref().is_some_and(is_web_link),
            action_url: action_url.filter(|url| !url.is_empty()),
            unsubscribe_url: links.unsubscribe_url.as_deref().map(inert::single_line),
            registration,
            told,
        }
    }

    fn of_office(mail: &OfficeMail, language: Language, told: Told, links: &Links) -> Self {
        let letterhead = mail.letterhead();
        let organization_name = inert::single_line(&letterhead.organization_name);
        let (audience, name, title) = match mail {
            OfficeMail::Invitation { name, event_title, .. } => {
                (Audience::Invited, Some(name), Some(event_title))
            }
            OfficeMail::ApplicationByMail { name, event_title, .. } => {
                (Audience::Writer, Some(name), Some(event_title))
            }
            OfficeMail::StaffInvited { name, event_title, .. } => {
                (Audience::Staff, Some(name), event_title.as_ref())
            }
            OfficeMail::SignInLink { name, .. } => (Audience::Staff, Some(name), None),
            OfficeMail::StaffNewRegistration { event_title, .. }
            | OfficeMail::ExportReady { event_title, .. }
            | OfficeMail::RetentionWarning { event_title, .. } => {
                (Audience::Staff, None, Some(event_title))
            }
        };
        let heading = title.map_or_else(
            || organization_name.clone(),
            |title| inert::single_line(title.get(language)),
        );
        // Staff know whom to ask about their own lists.
        let has_contact = mail.kind().opens_account() || !matches!(audience, Audience::Staff);
        let contact = inert::lines(letterhead.contact.get(language));
        let action_url = links.action_url.as_deref().map(inert::single_line);
        Self {
            language: language.as_str(),
            style: STYLE,
            audience,
            addressee: name.map(|name| inert::typed(name)).filter(|name| !name.is_empty()),
            organization_name,
            contact: if has_contact { contact } else { Vec::new() },
            subject_title: inert::shortened(&heading, SUBJECT_TITLE),
            heading,
            action_is_link: action_url.as_deref().is_some_and(is_web_link),
            action_url: action_url.filter(|url| !url.is_empty()),
            unsubscribe_url: links.unsubscribe_url.as_deref().map(inert::single_line),
            registration: RegistrationView::default(),
            told,
        }
    }
}

impl RegistrationView {
    fn new(
        news: &News,
        mail: &RegistrationMail,
        language: Language,
        zone: Tz,
        links: &Links,
        stamp: &CalendarStamp,
    ) -> Self {
        let session = &mail.session;
        let meetings = meetings(news, mail, zone, language);
        let is_past = |at: DateTime<Utc>| at <= stamp.stamped_at;
        let has_meetings = !session.meetings.is_empty();
        Self {
            reception_number: inert::single_line(&mail.reception_number),
            applicant_name: inert::typed(&mail.applicant_name),
            seats: mail.seats,
            attendees: mail.attendees.iter().map(|name| inert::typed(name)).collect(),
            company: mail.company.as_deref().map(inert::typed).filter(|name| !name.is_empty()),
            joined_company_seat: mail.joined_company_seat,
            position: mail.position,
            subject_when: subject_when(mail, zone, language),
            first_when: meetings.first().map(|meeting| meeting.when.clone()).unwrap_or_default(),
            link_comes_later: matches!(news, News::RegistrationReceived { .. }),
            has_join_link: meetings.iter().any(|meeting| meeting.join_url.is_some()),
            meetings,
            calendar: news.calendar(mail.position.is_none()).filter(|_| has_meetings),
            has_manage: *news != News::DrawResult { result: DrawResult::Lost }
                && news.attendee().is_none(),
            has_begun: session.starts_at().is_some_and(is_past),
            change_open: !session.change_until.is_some_and(is_past),
            change_until: session.change_until.map(|until| civil::date_time(language, until, zone)),
            manage_url: inert::single_line(&links.manage_url),
        }
    }
}

/// Whom a mail about a registration greets.
fn addressee(news: &News, mail: &RegistrationMail) -> String {
    inert::typed(news.attendee().unwrap_or(&mail.applicant_name))
}

fn time_zone(name: &str) -> Result<Tz, RenderFault> {
    name.parse().map_err(|_| RenderFault::TimeZone)
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
        (more, Language::Ja | Language::Easy) => format!("{text}(ほか{more}日程)"),
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
