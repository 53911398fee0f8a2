//! Mailings as the API shows them to staff.

use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::programme_shapes::in_zone;
use crate::domain::mailing::MailingState;
use crate::domain::question::ShownIf;
use crate::domain::values::language::Language;
use crate::usecases::direct_mailing::{Mailing, MailingPage};
use crate::usecases::notice::Announced;
use crate::usecases::preview_mailing::Preview;
use crate::usecases::unreachable::Unreachable;

/// One mail to each of many: an announcement, a reminder, a notice of change.
#[derive(Serialize, ToSchema)]
#[schema(as = Mailing)]
pub struct MailingShape {
    pub id: Uuid,
    pub event: Uuid,
    /// The session it is about, where it is about one.
    pub session: Option<Uuid>,
    #[schema(example = "announcement")]
    pub kind: String,
    pub state: MailingState,
    /// What every mail of it says, by its kind.
    #[schema(value_type = Object)]
    pub content: Value,
    pub audience: AudienceShape,
    pub progress: ProgressShape,
    /// `member:…`, `token:…` or `reminder`.
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    /// When it starts by itself, while it waits.
    pub due_at: Option<DateTime<Utc>>,
    pub started_at: Option<DateTime<Utc>>,
    /// When the last recipient was recorded; none is owed a mail before.
    pub recorded_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// Whom a mailing is for.
#[derive(Serialize, ToSchema)]
#[schema(as = MailingAudience)]
pub struct AudienceShape {
    pub sessions: Vec<Uuid>,
    #[schema(example = json!(["confirmed"]))]
    pub states: Vec<&'static str>,
    pub language: Option<&'static str>,
    /// By which the company is known, without its legal form.
    pub company: Option<String>,
    /// Words that must all be found.
    pub words: Vec<String>,
    /// Only those who have answered so.
    pub answers: Vec<ShownIf>,
    /// Only those who were there, or were not.
    pub attended: Option<bool>,
    /// Only those who had applied by then.
    pub applied_until: Option<DateTime<Utc>>,
}

/// How the recipients of a mailing stand.
#[derive(Serialize, ToSchema)]
#[schema(as = MailingProgress)]
pub struct ProgressShape {
    /// All who were recorded so far: the sum of the others.
    pub recorded: i64,
    /// Still to be owed a mail.
    pub waiting: i64,
    /// Mails in the queue.
    pub owed: i64,
    /// Mails that a server has taken.
    pub sent: i64,
    /// Mails that were given up, or of which nobody knows what became: see the queue.
    pub failed: i64,
    pub without_address: i64,
    pub unsubscribed: i64,
    /// No longer concerned when their turn came, or it was aborted before.
    pub dropped: i64,
}

impl MailingShape {
    pub fn of(mailing: &Mailing) -> Self {
        let Mailing { row, state, news, audience, progress } = mailing;
        Self {
            id: row.id.0,
            event: row.event_id.0,
            session: row.session_id.map(|id| id.0),
            kind: row.kind.clone(),
            state: *state,
            content: serde_json::to_value(news).unwrap_or_default(),
            audience: AudienceShape {
                sessions: audience.sessions.iter().map(|id| id.0).collect(),
                states: audience.states.iter().map(|state| state.as_str()).collect(),
                language: audience.language.map(Language::as_str),
                company: audience.company.clone(),
                words: audience.words.clone(),
                answers: audience.answers.clone(),
                attended: audience.attended,
                applied_until: audience.applied_until,
            },
            progress: ProgressShape {
                recorded: progress.recorded,
                waiting: progress.waiting,
                owed: progress.owed,
                sent: progress.sent,
                failed: progress.failed,
                without_address: progress.without_address,
                unsubscribed: progress.unsubscribed,
                dropped: progress.dropped,
            },
            created_by: row.created_by.clone(),
            created_at: row.created_at.0,
            due_at: (*state == MailingState::Waiting).then_some(row.due_at.0),
            started_at: row.started_at.map(|time| time.0),
            recorded_at: row.recorded_at.map(|time| time.0),
            ended_at: row.ended_at.map(|time| time.0),
        }
    }
}

/// One page of an event's mailings, newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = MailingPage)]
pub struct MailingPageShape {
    pub items: Vec<MailingShape>,
    /// Give it as `cursor` to get the next page; `null` on the last.
    pub next_cursor: Option<String>,
}

impl MailingPageShape {
    pub fn of(page: &MailingPage) -> Self {
        Self {
            items: page.mailings.iter().map(MailingShape::of).collect(),
            next_cursor: page.next.clone(),
        }
    }
}

/// What a mailing would do if it were started now.
#[derive(Serialize, ToSchema)]
#[schema(as = MailingPreview)]
pub struct PreviewShape {
    /// Registrations that get a mail. Several of one address get one each.
    pub recipients: i64,
    /// Left out, for want of an address.
    pub without_address: i64,
    /// Left out, because they want no announcements.
    pub unsubscribed: i64,
    /// The mail of the first recipient.
    pub mail: Option<PreviewMailShape>,
}

/// A real person's mail. The link to their page is not in it.
#[derive(Serialize, ToSchema)]
#[schema(as = PreviewMail)]
pub struct PreviewMailShape {
    pub registration: Uuid,
    #[schema(example = "ja")]
    pub language: &'static str,
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl PreviewShape {
    pub fn of(preview: Preview) -> Self {
        Self {
            recipients: preview.recipients,
            without_address: preview.without_address,
            unsubscribed: preview.unsubscribed,
            mail: preview.mail.map(|mail| PreviewMailShape {
                registration: mail.registration.0,
                language: mail.language.as_str(),
                subject: mail.rendered.subject,
                text: mail.rendered.text,
                html: mail.rendered.html,
            }),
        }
    }
}

/// A notice that those who have applied are about to get.
#[derive(Serialize, ToSchema)]
#[schema(as = Notice)]
pub struct NoticeShape {
    /// Id of the mailing, which shows its progress.
    pub mailing: Uuid,
    #[schema(example = "session_changed")]
    pub kind: &'static str,
    pub session: Uuid,
    /// When it starts. Changes until then join it.
    pub starts_at: DateTime<FixedOffset>,
    /// How many have applied and hold or await a seat.
    pub recipients: i64,
}

impl NoticeShape {
    pub fn of(announced: &Announced, zone: Tz) -> Self {
        Self {
            mailing: announced.mailing.0,
            kind: announced.kind.as_str(),
            session: announced.session.0,
            starts_at: in_zone(announced.starts_at, zone),
            recipients: announced.recipients,
        }
    }
}

/// Somebody who gets no mail, and has to be called.
#[derive(Serialize, ToSchema)]
#[schema(as = Unreachable)]
pub struct UnreachableShape {
    pub registration: Uuid,
    pub session: Uuid,
    pub reception_number: String,
    #[schema(example = "confirmed")]
    pub state: &'static str,
    pub name: String,
    pub company: Option<String>,
    pub phone: Option<String>,
    /// There is an address, and mail to it came back.
    pub bounced: bool,
}

impl UnreachableShape {
    pub fn of(unreachable: &Unreachable) -> Self {
        let registration = &unreachable.registration;
        Self {
            registration: registration.id.0,
            session: registration.session.0,
            reception_number: registration.reception_number.clone(),
            state: registration.state.as_str(),
            name: registration.applicant_name.clone(),
            company: registration.company_name.clone(),
            phone: registration.applicant_phone.clone(),
            bounced: unreachable.bounced,
        }
    }
}

/// Everybody who gets no mail.
#[derive(Serialize, ToSchema)]
#[schema(as = UnreachableList)]
pub struct UnreachableListShape {
    /// In order of acceptance, at most 1,000 of each session.
    pub items: Vec<UnreachableShape>,
}

impl UnreachableListShape {
    pub fn of(unreachable: &[Unreachable]) -> Self {
        Self { items: unreachable.iter().map(UnreachableShape::of).collect() }
    }
}
