//! Example mails: what previews show, and most tests are made with.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize as _;
use serde::de::value::MapDeserializer;
use uuid::Uuid;

use super::context::{MailContext, MailKind, MeetingMail, RegistrationMail, SessionFacts};
use super::news::{Awaits, Change, ChangedField, DrawResult, News};
use super::office::{Letterhead, OfficeMail, SessionDigest};
use super::render::Links;
use crate::domain::ids::{DraftId, MeetingId, RegistrationId};
use crate::domain::values::language::Language;
use crate::domain::values::localized::Localized;

/// 15 October 2026, 18:00 in Japan.
const STARTS_AT: i64 = 1_792_054_800;

impl MailContext {
    /// An ordinary mail of this kind, as a preview shows it.
    pub fn sample(kind: MailKind) -> Self {
        with(kind, ordinary(kind), &words())
    }

    /// Every ordinary mail of this kind that differs from the others, each with a name: what previews show.
    pub fn samples(kind: MailKind) -> Vec<(&'static str, Self)> {
        let mut samples = vec![("ordinary", Self::sample(kind))];
        if samples[0].1.registration().is_some() {
            samples.push(("online", Self::sample_online(kind)));
        }
        samples.extend(other_faces(kind));
        samples
    }

    /// An ordinary mail of this kind about an online session of several dates, for a company.
    pub fn sample_online(kind: MailKind) -> Self {
        let mut mail = ordinary(kind);
        let session = Arc::make_mut(&mut mail.session);
        session.event_title =
            both("ワーケーション参加希望企業向け説明会", "Workation briefing for companies");
        session.session_name = both("オンライン", "Online");
        mail.company = Some("株式会社例示".to_owned());
        mail.joined_company_seat = true;
        mail.attendees = vec!["山田 太郎".to_owned(), "佐藤 花子".to_owned()];
        mail.seats = 2;
        session.change_until = None;
        let online = |number| MeetingMail {
            venue: None,
            address: None,
            online_url: Some("https://meet.example.jp/j/82013344556?pwd=Zm9vYmFy".to_owned()),
            ..meeting(number)
        };
        session.meetings = vec![online(0), online(7)];
        with(kind, mail, &words())
    }
}

impl Links {
    /// Links as a mail of this kind has them; they lead nowhere.
    pub fn sample(kind: MailKind) -> Self {
        let link = |path: &str| format!("https://uketsuke.example.jp{path}");
        let action = match kind {
            MailKind::ConfirmAddress => Some("/confirm/3q2-7wAAAAAAsample"),
            MailKind::Invitation => Some("/i/3q2-7wAAAAAAsample"),
            MailKind::ApplicationByMail => Some("/f/3q2-7wAAAAAAsample"),
            MailKind::StaffInvited | MailKind::SignInLink => {
                Some("/console/sign-in/3q2-7wAAAAAAsample")
            }
            MailKind::StaffNewRegistration => Some("/console/events/sample"),
            MailKind::ExportReady => Some("/console/exports/sample"),
            MailKind::RetentionWarning => Some("/console/events/sample/retention"),
            _ => None,
        };
        let unsubscribe = (kind == MailKind::Announcement).then(|| link("/u/3q2-7wAAAAAAsample"));
        Self {
            manage_url: link("/r/3q2-7wAAAAAAsample"),
            action_url: action.map(link),
            unsubscribe_url: unsubscribe,
        }
    }
}

/// The mails of a kind that has several faces, besides the usual one.
fn other_faces(kind: MailKind) -> Vec<(&'static str, MailContext)> {
    let face = |name, news, position| {
        let mail = RegistrationMail { position, ..ordinary(kind) };
        (name, MailContext::Registration(news, mail))
    };
    let waiting = |name| face(name, news(kind, &words()), Some(3));
    let received = |awaits| News::RegistrationReceived { awaits };
    let drawn = |result| News::DrawResult { result };
    match kind {
        MailKind::RegistrationReceived => vec![
            face("selection", received(Awaits::Selection), None),
            face("draw", received(Awaits::Draw), None),
        ],
        MailKind::DrawResult => vec![
            face("waiting", drawn(DrawResult::Waiting), Some(12)),
            face("lost", drawn(DrawResult::Lost), None),
        ],
        MailKind::Changed => vec![face("moved", moved(), None)],
        MailKind::AttendeeRegistered => {
            let attendee = words().attendee;
            vec![face("moved", News::AttendeeRegistered { attendee, moved: true }, None)]
        }
        MailKind::SessionChanged => {
            vec![waiting("waiting"), face("every_field", rewritten(), None)]
        }
        MailKind::SessionCancelled | MailKind::ResendLink | MailKind::Withdrawn => {
            vec![waiting("waiting")]
        }
        _ => Vec::new(),
    }
}

fn moved() -> News {
    let (before, after) = (both("山口", "Yamaguchi"), both("下関", "Shimonoseki"));
    News::Changed { changes: vec![Change { field: ChangedField::Session, before, after }] }
}

/// Everything about a session that can be different.
fn rewritten() -> News {
    let (before, after) = (both("テレワーク講座", "Telework course"), words().title);
    let change = |field| Change { field, before: before.clone(), after: after.clone() };
    let alone = |field| Change { field, before: Localized::default(), after: Localized::default() };
    News::SessionChanged {
        changes: vec![
            change(ChangedField::Title),
            change(ChangedField::SessionName),
            times(),
            places(),
            alone(ChangedField::JoinLink),
            Change { before: Localized::default(), ..change(ChangedField::Contact) },
        ],
    }
}

fn own_changes() -> Vec<Change> {
    let (one, two) = (both("1名", "1"), both("2名", "2"));
    let after = both("山田 太郎、佐藤 花子", "山田 太郎, 佐藤 花子");
    vec![
        Change { field: ChangedField::Seats, before: one, after: two },
        Change { field: ChangedField::Attendees, before: Localized::default(), after },
        Change {
            field: ChangedField::Answers,
            before: Localized::default(),
            after: Localized::default(),
        },
    ]
}

fn times() -> Change {
    Change {
        field: ChangedField::Time,
        before: both(
            "令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分",
            "Thursday, 15 October 2026, 2:00 p.m. to 3:30 p.m. (Japan time)",
        ),
        after: both(
            "令和8年(2026年)10月15日(木曜日)午後6時～午後7時30分",
            "Thursday, 15 October 2026, 6:00 p.m. to 7:30 p.m. (Japan time)",
        ),
    }
}

fn places() -> Change {
    Change {
        field: ChangedField::Place,
        before: both("下関市民会館", "Shimonoseki Civic Hall"),
        after: both("下関市豊北総合支所", "Shimonoseki City Hohoku Branch Office"),
    }
}

/// What the organizer or staff write in a mail of some kind.
pub(super) struct Words {
    pub name: String,
    /// A person whom an applicant has named.
    pub attendee: String,
    /// What has changed of a session.
    pub changes: Vec<Change>,
    /// What has changed of a registration.
    pub own_changes: Vec<Change>,
    pub text: Localized,
    pub reason: Localized,
    pub subject: Localized,
    pub session: Localized,
    pub title: Localized,
    pub url: String,
    pub letterhead: Letterhead,
}

fn words() -> Words {
    let session = facts();
    Words {
        name: "山田 太郎".to_owned(),
        attendee: "佐藤 花子".to_owned(),
        changes: vec![times(), places()],
        own_changes: own_changes(),
        text: both(
            "会場の駐車場は台数に限りがあります。\nできるだけ公共交通機関でお越しください。",
            "Parking at the venue is limited.\nPlease come by public transport if you can.",
        ),
        reason: both(
            "台風の接近により、参加される皆様の安全を考え、中止いたします。",
            "A typhoon is coming, and we must think of everybody’s safety.",
        ),
        subject: both("駐車場について", "About parking"),
        session: both("下関", "Shimonoseki"),
        title: session.event_title.clone(),
        url: "https://survey.example.jp/q/2026".to_owned(),
        letterhead: Letterhead {
            organization_name: session.organization_name.clone(),
            contact: session.contact.clone(),
            time_zone: session.time_zone,
        },
    }
}

/// A mail of this kind with these words.
pub(super) fn with(kind: MailKind, mail: RegistrationMail, words: &Words) -> MailContext {
    if let Some(office) = office(kind, words) {
        return MailContext::Office(office);
    }
    let news = news(kind, words);
    // Nobody named by another is told who else comes.
    let attendees = if news.attendee().is_some() { Vec::new() } else { mail.attendees };
    MailContext::Registration(news, RegistrationMail { attendees, ..mail })
}

fn news(kind: MailKind, words: &Words) -> News {
    let until = moment(STARTS_AT - 3 * 86_400);
    match kind {
        MailKind::ConfirmAddress => News::ConfirmAddress { until },
        MailKind::RegistrationReceived => News::RegistrationReceived { awaits: Awaits::Seat },
        MailKind::Changed => News::Changed { changes: words.own_changes.clone() },
        MailKind::Withdrawn => News::Withdrawn,
        MailKind::SeatOffered => News::SeatOffered { until },
        MailKind::OfferExpired => News::OfferExpired,
        MailKind::Promoted => News::Promoted,
        MailKind::Accepted => News::Accepted,
        MailKind::Declined => News::Declined,
        MailKind::DrawResult => News::DrawResult { result: DrawResult::Won },
        MailKind::SessionChanged => News::SessionChanged { changes: words.changes.clone() },
        MailKind::SessionCancelled => News::SessionCancelled { reason: words.reason.clone() },
        MailKind::Reminder => News::Reminder,
        MailKind::ThankYou => News::ThankYou { message: words.text.clone() },
        MailKind::Survey => News::Survey { message: words.text.clone(), url: words.url.clone() },
        MailKind::Announcement => {
            News::Announcement { subject: words.subject.clone(), body: words.text.clone() }
        }
        MailKind::ResendLink => News::ResendLink,
        MailKind::AttendeeRegistered => {
            News::AttendeeRegistered { attendee: words.attendee.clone(), moved: false }
        }
        MailKind::AttendeeWithdrawn => News::AttendeeWithdrawn { attendee: words.attendee.clone() },
        _ => News::RegistrationConfirmed,
    }
}

fn office(kind: MailKind, words: &Words) -> Option<OfficeMail> {
    let (letterhead, event_title) = (words.letterhead.clone(), words.title.clone());
    let (name, until) = (words.name.clone(), moment(STARTS_AT - 3 * 86_400));
    Some(match kind {
        MailKind::Invitation => OfficeMail::Invitation {
            letterhead,
            name,
            event_title,
            message: words.text.clone(),
            until: Some(until),
        },
        MailKind::ApplicationByMail => {
            let draft = DraftId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0002));
            OfficeMail::ApplicationByMail { letterhead, draft, name, event_title }
        }
        MailKind::StaffInvited => OfficeMail::StaffInvited {
            letterhead,
            name,
            role: "editor".to_owned(),
            invited_by: words.name.clone(),
            event_title: None,
            link: Some(Uuid::from_u128(3)),
            until,
        },
        MailKind::SignInLink => {
            OfficeMail::SignInLink { letterhead, name, link: Uuid::from_u128(3), until }
        }
        MailKind::StaffNewRegistration => OfficeMail::StaffNewRegistration {
            letterhead,
            event_title,
            sessions: vec![digest(words, 3), SessionDigest { waiting: 0, ..digest(words, 1) }],
        },
        MailKind::ExportReady => OfficeMail::ExportReady {
            letterhead,
            event_title,
            file_name: format!("{}.xlsx", words.title.get(Language::Ja)),
            rows: 1_234,
            until,
            path: "/console/exports/sample".to_owned(),
            failed: false,
        },
        MailKind::RetentionWarning => OfficeMail::RetentionWarning {
            letterhead,
            event_title,
            registrations: 40,
            purged_at: moment(STARTS_AT + 365 * 86_400),
        },
        _ => return None,
    })
}

fn digest(words: &Words, new: u32) -> SessionDigest {
    SessionDigest {
        name: words.session.clone(),
        starts_at: at(STARTS_AT),
        new,
        taken: 18,
        capacity: 20,
        waiting: 2,
    }
}

fn moment(seconds: i64) -> DateTime<Utc> {
    at(seconds).unwrap_or_default()
}

pub(super) fn ordinary(kind: MailKind) -> RegistrationMail {
    RegistrationMail {
        registration_id: RegistrationId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001)),
        reception_number: "K7MPQXAB".to_owned(),
        applicant_name: "山田 太郎".to_owned(),
        seats: if kind == MailKind::Changed { 2 } else { 1 },
        attendees: match kind {
            MailKind::Changed => vec!["山田 太郎".to_owned(), "佐藤 花子".to_owned()],
            _ => Vec::new(),
        },
        company: None,
        joined_company_seat: false,
        position: matches!(kind, MailKind::RegistrationReceived | MailKind::OfferExpired)
            .then_some(3),
        session: Arc::new(SessionFacts {
            calendar_sequence: u32::from(kind == MailKind::SessionChanged),
            ..facts()
        }),
    }
}

fn facts() -> SessionFacts {
    SessionFacts {
        event_title: both("テレワーク説明会", "Telework briefing"),
        session_name: both("下関", "Shimonoseki"),
        meetings: vec![meeting(0)],
        time_zone: "Asia/Tokyo".to_owned(),
        contact: both(
            "例示市 産業振興課\n電話 000-123-4567(平日 午前8時30分～午後5時15分)\nsangyo@example.jp",
            "Industry Promotion Division, Reiji City\nTel. +81 00 123 4567 (weekdays 8:30 to 17:15)\nsangyo@example.jp",
        ),
        organization_name: "例示市".to_owned(),
        change_until: at(STARTS_AT - 25 * 3_600),
        calendar_sequence: 0,
    }
}

pub(super) fn meeting(days_later: i64) -> MeetingMail {
    let starts_at = at(STARTS_AT).unwrap_or_default() + TimeDelta::days(days_later);
    MeetingMail {
        id: MeetingId(Uuid::from_u128(
            0x0192_0000_0000_7000_8000_0000_0001_0000 + u128::from(days_later.unsigned_abs()),
        )),
        starts_at,
        ends_at: starts_at + TimeDelta::minutes(90),
        venue: Some(both("下関市豊北総合支所", "Shimonoseki City Hohoku Branch Office")),
        address: Some(both(
            "山口県下関市豊北町大字滝部3140-1",
            "3140-1 Takibe, Hohoku-cho, Shimonoseki, Yamaguchi",
        )),
        online_url: None,
    }
}

fn at(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}

pub(super) fn both(ja: &str, en: &str) -> Localized {
    let texts =
        MapDeserializer::<_, serde::de::value::Error>::new([("ja", ja), ("en", en)].into_iter());
    Localized::deserialize(texts).unwrap_or_default()
}
