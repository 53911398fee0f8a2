//! An application as it comes in, unparsed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::fault::Faults;
use super::question::Answers;

/// How many attendees one body may list at all, before the event's own limit is looked at.
const ATTENDEES_MAX: u64 = 1_000;

/// The applicant as typed.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicantDraft {
    #[schema(example = "山田 太郎")]
    pub name: String,
    #[serde(default)]
    #[schema(example = "やまだ たろう")]
    pub kana: Option<String>,
    #[serde(default)]
    #[schema(example = "taro@example.jp")]
    pub email: Option<String>,
    #[serde(default)]
    #[schema(example = "000-1234-5678")]
    pub phone: Option<String>,
}

/// The company as typed.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompanyDraft {
    #[schema(example = "株式会社例示")]
    pub name: String,
    #[serde(default)]
    pub corporate_number: Option<String>,
}

/// An attendee as typed.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttendeeDraft {
    pub name: String,
    #[serde(default)]
    pub kana: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
}

/// The body of an application, unparsed (interface.md, "Body of an application").
#[derive(Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ApplicationDraft {
    pub applicant: ApplicantDraft,
    #[serde(default)]
    pub company: Option<CompanyDraft>,
    #[serde(default)]
    #[validate(length(max = "ATTENDEES_MAX", code = "too_many"))]
    pub attendees: Vec<AttendeeDraft>,
    /// In persons; as many as attendees are listed, or one, where absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000)]
    pub seats: Option<i64>,
    #[serde(default)]
    #[schema(value_type = Object)]
    pub answers: Answers,
    #[serde(default)]
    #[schema(example = "ja")]
    pub language: Option<String>,
    /// Ids of further sessions, in order of preference, for when the one applied to has no seat.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wishes: Vec<String>,
    /// To the use of personal data that the form states.
    #[serde(default)]
    pub consent: bool,
    /// Organizers only: how the application arrived (`telephone`, `mail`, `fax`, `paper`, `list`, `counter`).
    #[serde(default)]
    pub source: Option<String>,
    /// Organizers only: when it arrived, RFC 3339.
    #[serde(default)]
    pub received_at: Option<String>,
    /// Organizers only: a note for staff.
    #[serde(default)]
    pub note: Option<String>,
    /// Organizers only: take a seat even though all are taken, for this reason.
    #[serde(default)]
    pub exceed_reason: Option<String>,
}

impl ApplicationDraft {
    /// Notes where the body is larger than any event takes.
    pub(super) fn note_shape_faults(&self, faults: &mut Faults) {
        let Err(errors) = self.validate() else { return };
        for field in errors.field_errors().into_keys() {
            faults.add_limit(
                format!("/{field}"),
                "too_many",
                i64::try_from(ATTENDEES_MAX).unwrap_or(i64::MAX),
            );
        }
    }
}

/// What an applicant may change of a registration without giving up its place.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistrationDraft {
    pub applicant: ApplicantDraft,
    #[serde(default)]
    pub company: Option<CompanyDraft>,
    #[serde(default)]
    pub attendees: Vec<AttendeeDraft>,
    #[serde(default)]
    pub seats: Option<i64>,
    #[serde(default)]
    #[schema(value_type = Object)]
    pub answers: Answers,
    #[serde(default)]
    pub language: Option<String>,
}
