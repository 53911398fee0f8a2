//! What an organization has decided about its mail.

use serde::{Deserialize, Serialize};

use super::fault::{Faults, FieldFault};
use super::mail_kind::Urgency;
use super::values::email::EmailAddress;
use super::values::line::Line;

/// Characters of a sender's name at most: mail programs show about so many.
const SENDER_NAME_MAX: usize = 60;

/// What happens to a mail of which it is not known whether it arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AfterUnknown {
    /// It is sent again with the same Message-ID, a few times: twice is better than never.
    #[default]
    Resend,
    /// It is left to staff.
    Staff,
}

impl AfterUnknown {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resend => "resend",
            Self::Staff => "staff",
        }
    }

    /// The one with this name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Resend, Self::Staff].into_iter().find(|after| after.as_str() == text)
    }
}

/// The settings of an organization for mail, as they are shown and typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// Whether the organization's mail is put aside (`held`) instead of sent.
    #[serde(default)]
    pub hold: bool,
    /// Address of a member who gets all of the organization's mail in the recipients' place, its subjects
    /// marked 【リハーサル】; `null`: mail goes to its recipients.
    #[serde(default)]
    pub rehearsal_to: Option<String>,
    /// What happens to a mail that may have arrived.
    #[serde(default)]
    pub unknown: AfterUnknown,
    /// The same for mailings at leisure: announcements, thanks, surveys, invitations.
    #[serde(default = "staff")]
    pub unknown_of_mailings: AfterUnknown,
    /// Under which name the organization's mail goes out; its own where absent.
    #[serde(default)]
    pub sender_name: Option<String>,
}

fn staff() -> AfterUnknown {
    AfterUnknown::Staff
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            hold: false,
            rehearsal_to: None,
            unknown: AfterUnknown::Resend,
            unknown_of_mailings: AfterUnknown::Staff,
            sender_name: None,
        }
    }
}

impl MailSettings {
    /// What happens to a mail of this urgency that may have arrived.
    pub fn after_unknown(&self, urgency: Urgency) -> AfterUnknown {
        match urgency {
            Urgency::Awaited | Urgency::Timely => self.unknown,
            Urgency::Bulk => self.unknown_of_mailings,
        }
    }

    /// The same, with an address that is one and a name that fits a header.
    ///
    /// # Errors
    /// The rule that the address breaks.
    pub fn checked(self) -> Result<Self, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let rehearsal_to = match self.rehearsal_to.as_deref() {
            None => Some(None),
            Some(text) => EmailAddress::parse(text)
                .map_err(|fault| faults.add("/rehearsal_to", fault.code()))
                .ok()
                .map(|address| Some(address.as_str().to_owned())),
        };
        let sender_name = self.sender_name.as_deref().map(|name| {
            let name = Line::parse(name, SENDER_NAME_MAX).map(|line| line.as_str().to_owned());
            name.map_err(|fault| faults.add("/sender_name", fault.code())).ok()
        });
        let sender_name = sender_name.flatten();
        let checked = rehearsal_to.map(|rehearsal_to| Self { rehearsal_to, sender_name, ..self });
        faults.into_result(checked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_is_as_usual() {
        let read: MailSettings = serde_json::from_str("{}").expect("settings");
        assert_eq!(read, MailSettings::default());
    }

    #[test]
    fn mailings_at_leisure_have_a_setting_of_their_own() {
        let settings = MailSettings { unknown: AfterUnknown::Staff, ..MailSettings::default() };
        assert_eq!(settings.after_unknown(Urgency::Awaited), AfterUnknown::Staff);
        let usual = MailSettings::default();
        assert_eq!(usual.after_unknown(Urgency::Timely), AfterUnknown::Resend);
        assert_eq!(usual.after_unknown(Urgency::Bulk), AfterUnknown::Staff);
    }

    #[test]
    fn an_address_for_rehearsals_must_be_one() {
        let with = |text: &str| MailSettings {
            rehearsal_to: Some(text.to_owned()),
            ..MailSettings::default()
        };
        assert!(with("staff@example.jp").checked().is_ok());
        let faults = with("staff").checked().expect_err("no address");
        assert_eq!(faults[0].pointer, "/rehearsal_to");
    }
}
