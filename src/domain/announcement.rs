//! An announcement as staff compose it, with the rules that make it one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::audience::{Audience, AudienceDraft};
use super::event::Programme;
use super::fault::{Faults, FieldFault};
use super::values::line::Line;
use super::values::localized::Localized;

/// Characters of a subject: with the reception number it is still seen whole.
const SUBJECT_MAX: usize = 100;
/// Characters of a body: some three pages. It goes into every mail.
const BODY_MAX: usize = 5_000;

/// What kind of mail staff compose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnnouncementKind {
    #[default]
    Announcement,
    /// After the session, to those who had a seat.
    ThankYou,
    /// After the session, a few questions behind a link.
    Survey,
}

/// The body of an announcement.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnnouncementDraft {
    #[serde(default)]
    pub kind: AnnouncementKind,
    /// Of an announcement; the other kinds have one of their own.
    #[serde(default)]
    pub subject: Localized,
    /// Paragraphs. Required for an announcement.
    #[serde(default)]
    pub body: Localized,
    /// Where a survey's questions are.
    #[serde(default)]
    pub url: Option<String>,
    /// Whom it is for.
    #[serde(default)]
    pub filter: AudienceDraft,
}

/// What an announcement says, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Composed {
    Announcement { subject: Localized, body: Localized },
    ThankYou { message: Localized },
    Survey { message: Localized, url: String },
}

impl AnnouncementDraft {
    /// # Errors
    /// Every fault at once, each with its pointer.
    pub fn parse(&self, programme: &Programme) -> Result<(Composed, Audience), Vec<FieldFault>> {
        let mut faults = Faults::default();
        let audience = self.filter.parse(programme, "/filter", &mut faults);
        let composed = match self.kind {
            AnnouncementKind::Announcement => Some(self.announcement(&mut faults)),
            AnnouncementKind::ThankYou => Some(self.thank_you(&mut faults)),
            AnnouncementKind::Survey => self.survey(&mut faults),
        };
        if let Err(fault) = self.body.check_text(BODY_MAX) {
            faults.add("/body", fault.code());
        }
        faults.into_result(composed.zip(audience))
    }

    fn announcement(&self, faults: &mut Faults) -> Composed {
        if let Err(fault) = self.subject.check_line(SUBJECT_MAX) {
            faults.add("/subject", fault.code());
        }
        if self.body.is_empty() {
            faults.add("/body", "required");
        }
        self.no_url(faults);
        let (subject, body) = (self.subject.clone(), self.body.clone());
        Composed::Announcement { subject, body }
    }

    fn thank_you(&self, faults: &mut Faults) -> Composed {
        self.no_subject(faults);
        self.no_url(faults);
        Composed::ThankYou { message: self.body.clone() }
    }

    fn survey(&self, faults: &mut Faults) -> Option<Composed> {
        self.no_subject(faults);
        let Some(url) = &self.url else {
            faults.add("/url", "required");
            return None;
        };
        if !is_web_address(url) {
            faults.add("/url", "invalid_url");
        }
        Some(Composed::Survey { message: self.body.clone(), url: url.clone() })
    }

    fn no_subject(&self, faults: &mut Faults) {
        if !self.subject.is_empty() {
            faults.add("/subject", "not_supported");
        }
    }

    fn no_url(&self, faults: &mut Faults) {
        if self.url.is_some() {
            faults.add("/url", "not_supported");
        }
    }
}

/// Whether a text is an address on the web that may stand in a mail.
pub fn is_web_address(text: &str) -> bool {
    text.len() <= 2_000
        && Line::parse(text, 2_000).is_ok()
        && !text.chars().any(char::is_whitespace)
        && url::Url::parse(text)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
