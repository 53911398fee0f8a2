//! Texts of mails as the API shows and takes them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::values::language::Language;
use crate::mail::{self, MailContext, MailKind, Offered, Rendered};
use crate::usecases::edit_mail_text::{MailText, PreviewOrder};

/// Every kind of mail, with what its texts may hold.
#[derive(Serialize, ToSchema)]
#[schema(as = MailTextList)]
pub struct MailTextListShape {
    pub items: Vec<MailTextKindShape>,
}

/// A kind of mail.
#[derive(Serialize, ToSchema)]
#[schema(as = MailTextKind)]
pub struct MailTextKindShape {
    pub kind: MailKind,
    pub placeholders: Vec<PlaceholderShape>,
    /// Names of the samples that a preview can show.
    #[schema(example = json!(["ordinary", "online"]))]
    pub samples: Vec<&'static str>,
    pub languages: Vec<MailTextStandShape>,
}

/// How it stands with a text in one language.
#[derive(Serialize, ToSchema)]
#[schema(as = MailTextStand)]
pub struct MailTextStandShape {
    #[schema(example = "ja")]
    pub language: &'static str,
    /// The organization has written it; else the text built in is used.
    pub edited: bool,
    pub version: Option<i64>,
    pub updated_at: Option<DateTime<Utc>>,
}

/// What may stand between `{{` and `}}`.
#[derive(Serialize, ToSchema)]
#[schema(as = MailPlaceholder)]
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own")]
pub struct PlaceholderShape {
    #[schema(example = "reception_number")]
    pub name: &'static str,
    pub in_subject: bool,
    pub in_body: bool,
    /// Whether it stands for whole paragraphs, and so alone on its line.
    pub is_block: bool,
    /// Whether the body must have it, or one that says the same.
    pub is_required: bool,
    pub meaning: MeaningShape,
}

/// What a placeholder stands for.
#[derive(Serialize, ToSchema)]
#[schema(as = MailPlaceholderMeaning)]
pub struct MeaningShape {
    pub ja: &'static str,
    pub en: &'static str,
}

/// A text as it is used.
#[derive(Serialize, ToSchema)]
#[schema(as = MailText)]
pub struct MailTextShape {
    pub kind: MailKind,
    #[schema(example = "ja")]
    pub language: &'static str,
    pub subject: String,
    pub body: String,
    /// The organization has written it; else it is one that makes the same mail as the text built in.
    pub edited: bool,
    pub version: Option<i64>,
    pub updated_at: Option<DateTime<Utc>>,
    pub placeholders: Vec<PlaceholderShape>,
}

/// A text to be kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailTextDraft {
    /// One line of at most 200 characters.
    pub subject: String,
    /// Plain text of at most 10,000 characters.
    pub body: String,
}

/// What to show.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailPreviewDraft {
    /// Instead of the one that is kept.
    #[serde(default)]
    pub subject: Option<String>,
    /// Instead of the one that is kept.
    #[serde(default)]
    pub body: Option<String>,
    /// A registration whose mail is shown (`registrations:read`); else a sample.
    #[serde(default)]
    pub registration_id: Option<String>,
    /// Which sample: `ordinary` where absent.
    #[serde(default)]
    pub sample: Option<String>,
}

/// A mail as it would be sent.
#[derive(Serialize, ToSchema)]
#[schema(as = MailPreview)]
pub struct MailPreviewShape {
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Calendar files that would be attached.
    pub calendars: Vec<String>,
}

impl PlaceholderShape {
    fn of(offered: Offered) -> Self {
        let placeholder = offered.placeholder;
        Self {
            name: placeholder.name(),
            in_subject: placeholder.is_for_subject(),
            in_body: placeholder.is_for_body(),
            is_block: placeholder.is_block(),
            is_required: offered.is_required,
            meaning: MeaningShape {
                ja: placeholder.meaning(Language::Ja),
                en: placeholder.meaning(Language::En),
            },
        }
    }

    fn all(kind: MailKind) -> Vec<Self> {
        mail::offered(kind).into_iter().map(Self::of).collect()
    }
}

impl MailTextListShape {
    pub fn of(texts: &[MailText]) -> Self {
        let kind = |kind: MailKind| MailTextKindShape {
            kind,
            placeholders: PlaceholderShape::all(kind),
            samples: MailContext::samples(kind).into_iter().map(|(name, _)| name).collect(),
            languages: texts.iter().filter(|text| text.which.kind == kind).map(stand).collect(),
        };
        Self { items: MailKind::ALL.into_iter().map(kind).collect() }
    }
}

fn stand(text: &MailText) -> MailTextStandShape {
    MailTextStandShape {
        language: text.which.language.as_str(),
        edited: text.edited.is_some(),
        version: text.edited.map(|edited| edited.version),
        updated_at: text.edited.map(|edited| edited.updated_at),
    }
}

impl MailTextShape {
    pub fn of(text: &MailText) -> Self {
        let MailTextStandShape { language, edited, version, updated_at } = stand(text);
        Self {
            kind: text.which.kind,
            language,
            subject: text.subject.clone(),
            body: text.body.clone(),
            edited,
            version,
            updated_at,
            placeholders: PlaceholderShape::all(text.which.kind),
        }
    }
}

impl From<MailPreviewDraft> for PreviewOrder {
    fn from(draft: MailPreviewDraft) -> Self {
        let MailPreviewDraft { subject, body, registration_id, sample } = draft;
        Self { subject, body, registration: registration_id, sample }
    }
}

impl MailPreviewShape {
    pub fn of(rendered: Rendered) -> Self {
        Self {
            subject: rendered.subject,
            text: rendered.text,
            html: rendered.html,
            calendars: rendered.calendars.into_iter().map(|calendar| calendar.ics).collect(),
        }
    }
}
