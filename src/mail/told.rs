//! What a mail tells besides its registration: the values that its kind brings with it.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::announced;
use super::inert;
use super::news::{Awaits, Change, ChangedField, DrawResult, News};
use super::office::{OfficeMail, SessionDigest};
use super::placeholders::Placeholder;
use super::view::LineView;
use crate::domain::civil;
use crate::domain::values::language::Language;
use crate::domain::values::localized::Localized;

/// Between the lines of a value that is shown on one.
const BETWEEN_LINES: &str = " / ";
/// Longest subject that staff give an announcement, in characters: the reception number must still be seen.
const LONGEST_SUBJECT: usize = 80;

/// The values of all kinds; those of other kinds are empty.
#[derive(Serialize)]
pub(super) struct Told {
    #[serde(skip)]
    pub language: Language,
    awaits: Option<Awaits>,
    draw: Option<DrawResult>,
    /// An attendee was told of another session before.
    moved: bool,
    /// A deadline, written out, and short for a subject.
    until: Option<String>,
    subject_until: String,
    changes: Vec<ChangeView>,
    reason: Vec<LineView>,
    message: Vec<LineView>,
    announcement_subject: String,
    role: String,
    invited_by: String,
    sessions: Vec<SessionView>,
    new_total: u32,
    file_name: String,
    rows: u32,
    /// What was asked for could not be made.
    failed: bool,
    registrations: u32,
}

/// One thing that is different now.
#[derive(Serialize)]
struct ChangeView {
    field: ChangedField,
    before: String,
    after: String,
}

/// What came in for one session.
#[derive(Serialize)]
struct SessionView {
    name: String,
    when: Option<String>,
    new: u32,
    taken: u32,
    capacity: u32,
    waiting: u32,
}

impl Told {
    fn nothing(language: Language) -> Self {
        Self {
            language,
            awaits: None,
            draw: None,
            moved: false,
            until: None,
            subject_until: String::new(),
            changes: Vec::new(),
            reason: Vec::new(),
            message: Vec::new(),
            announcement_subject: String::new(),
            role: String::new(),
            invited_by: String::new(),
            sessions: Vec::new(),
            new_total: 0,
            file_name: String::new(),
            rows: 0,
            failed: false,
            registrations: 0,
        }
    }

    pub(super) fn by_news(news: &News, language: Language, zone: Tz) -> Self {
        let nothing = Self::nothing(language);
        match news {
            News::ConfirmAddress { until } | News::SeatOffered { until } => {
                nothing.until(*until, zone)
            }
            News::RegistrationReceived { awaits } => Self { awaits: Some(*awaits), ..nothing },
            News::AttendeeRegistered { moved, .. } => Self { moved: *moved, ..nothing },
            News::DrawResult { result } => Self { draw: Some(*result), ..nothing },
            // What applicants typed, against what organizers wrote.
            News::Changed { changes } => {
                Self { changes: change_views(changes, language, inert::typed), ..nothing }
            }
            News::SessionChanged { changes } => {
                Self { changes: change_views(changes, language, inert::single_line), ..nothing }
            }
            News::SessionCancelled { reason } => {
                Self { reason: lines(reason, language), ..nothing }
            }
            News::ThankYou { message } | News::Survey { message, .. } => {
                Self { message: lines(message, language), ..nothing }
            }
            News::Announcement { subject, body } => Self {
                announcement_subject: inert::shortened(subject.get(language), LONGEST_SUBJECT),
                message: lines(body, language),
                ..nothing
            },
            News::RegistrationConfirmed
            | News::Withdrawn
            | News::OfferExpired
            | News::Promoted
            | News::Accepted
            | News::Declined
            | News::Reminder
            | News::AttendeeWithdrawn { .. }
            | News::ResendLink => nothing,
        }
    }

    pub(super) fn by_office(mail: &OfficeMail, language: Language, zone: Tz) -> Self {
        let nothing = Self::nothing(language);
        match mail {
            OfficeMail::Invitation { message, until, .. } => {
                let told = Self { message: lines(message, language), ..nothing };
                match until {
                    Some(until) => told.until(*until, zone),
                    None => told,
                }
            }
            OfficeMail::ApplicationByMail { .. } => nothing,
            OfficeMail::StaffInvited { role, invited_by, until, .. } => {
                let (role, invited_by) = (role.clone(), inert::typed(invited_by));
                Self { role, invited_by, ..nothing }.until(*until, zone)
            }
            OfficeMail::SignInLink { until, .. } => nothing.until(*until, zone),
            OfficeMail::StaffNewRegistration { sessions, .. } => Self {
                new_total: sessions.iter().fold(0, |sum, session| session.new.saturating_add(sum)),
                sessions: sessions.iter().map(|one| session_view(one, language, zone)).collect(),
                ..nothing
            },
            OfficeMail::ExportReady { file_name, rows, until, failed, .. } => {
                let file_name = inert::single_line(file_name);
                let failed = *failed;
                Self { file_name, rows: *rows, failed, ..nothing }.until(*until, zone)
            }
            OfficeMail::RetentionWarning { registrations, purged_at, .. } => {
                let told = Self { registrations: *registrations, ..nothing };
                // Months ahead, and the hour does not matter.
                let day = civil::date(language, *purged_at, zone);
                Self { until: Some(day.clone()), subject_until: day, ..told }
            }
        }
    }

    /// The same, with what is the recipient's own in what staff wrote.
    pub(super) fn personal(mut self, value: &impl Fn(Placeholder) -> String) -> Self {
        for line in &mut self.message {
            *line = LineView::of(announced::filled(&line.text, value));
        }
        let subject = announced::filled(&self.announcement_subject, value);
        self.announcement_subject = inert::shortened(&subject, LONGEST_SUBJECT);
        self
    }

    fn until(self, until: DateTime<Utc>, zone: Tz) -> Self {
        Self {
            until: Some(civil::date_time(self.language, until, zone)),
            subject_until: civil::short(self.language, until, zone),
            ..self
        }
    }
}

fn lines(text: &Localized, language: Language) -> Vec<LineView> {
    inert::paragraphs(text.get(language)).into_iter().map(LineView::of).collect()
}

fn change_views(
    changes: &[Change],
    language: Language,
    made_inert: fn(&str) -> String,
) -> Vec<ChangeView> {
    let value = |change: &Change, text: &Localized| {
        // Those who have a seat find the link where they join; nobody else is to have it.
        if change.field == ChangedField::JoinLink {
            return String::new();
        }
        let lines = inert::lines(text.get(language)).into_iter().filter(|line| !line.is_empty());
        made_inert(&lines.collect::<Vec<_>>().join(BETWEEN_LINES))
    };
    let view = |change: &Change| ChangeView {
        field: change.field,
        before: value(change, &change.before),
        after: value(change, &change.after),
    };
    changes.iter().map(view).collect()
}

fn session_view(session: &SessionDigest, language: Language, zone: Tz) -> SessionView {
    SessionView {
        name: inert::single_line(session.name.get(language)),
        when: session.starts_at.map(|starts_at| civil::date_time(language, starts_at, zone)),
        new: session.new,
        taken: session.taken,
        capacity: session.capacity,
        waiting: session.waiting,
    }
}
