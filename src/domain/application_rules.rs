//! An event's rules for applications beside its questions: wishes, offers, confirmation of addresses.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fault::Faults;

/// Wishes that one application may rank: beyond a third nobody has one.
const WISHES_MAX: i64 = 5;
/// The shortest time in which somebody can be expected to read a mail, in minutes.
const MINUTES_MIN: i64 = 5;
/// Two weeks, in minutes.
const MINUTES_MAX: i64 = 20_160;
/// Sixty days, in minutes.
const BEFORE_MAX: i64 = 86_400;

/// How the form is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormLayout {
    /// One page up to about six fields, steps beyond.
    #[default]
    Fitting,
    OnePage,
    Steps,
}

/// The rules as they come in, and as they are stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationRulesDraft {
    /// Minutes to answer when a freed seat is offered to somebody on the waiting list. Absent: a freed
    /// seat is given at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 5, maximum = 20_160, example = 2_880)]
    pub offer_minutes: Option<i64>,
    /// Sessions that one application may name in order of preference (第1・第2希望).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 5)]
    pub wishes: Option<i64>,
    /// Minutes for which a seat is held until the applicant has confirmed the mail address. Absent: no
    /// confirmation is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 5, maximum = 20_160, example = 60)]
    pub confirm_address_minutes: Option<i64>,
    /// Whether the form asks the browser for a proof of work.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub proof_of_work: bool,
    /// Until how many minutes before the session starts applicants name and replace attendees. Absent: until
    /// it starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 86_400)]
    pub names_until_minutes_before: Option<i64>,
    #[serde(default)]
    pub form_layout: FormLayout,
}

/// The rules, parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApplicationRules {
    /// How long an offered seat is kept; `None`: freed seats are given at once.
    pub offer: Option<Duration>,
    /// Sessions one application may name; at least one.
    pub wishes: u32,
    /// How long a seat is held for an address that is not confirmed yet; `None`: none is asked for.
    pub address_confirmation: Option<Duration>,
    pub proof_of_work: bool,
    /// How long before the start attendees are fixed for the applicant.
    pub names_until_before: Duration,
    pub form_layout: FormLayout,
}

impl Default for ApplicationRules {
    fn default() -> Self {
        Self {
            offer: None,
            wishes: 1,
            address_confirmation: None,
            proof_of_work: false,
            names_until_before: Duration::zero(),
            form_layout: FormLayout::Fitting,
        }
    }
}

impl ApplicationRules {
    /// Until when applicants may name, replace and take back attendees of a session that starts then.
    pub fn names_until(self, starts_at: DateTime<Utc>) -> DateTime<Utc> {
        starts_at - self.names_until_before
    }
}

impl ApplicationRulesDraft {
    /// Notes what is wrong under `pointer`.
    pub fn parse(&self, pointer: &str, faults: &mut Faults) -> ApplicationRules {
        let mut minutes = |given: Option<i64>, name: &str, min, max| {
            let given = given?;
            if (min..=max).contains(&given) {
                return Some(Duration::minutes(given));
            }
            let limit = if given < min { min } else { max };
            faults.add_limit(format!("{pointer}/{name}"), "out_of_range", limit);
            None
        };
        let offer = minutes(self.offer_minutes, "offer_minutes", MINUTES_MIN, MINUTES_MAX);
        let address_confirmation = minutes(
            self.confirm_address_minutes,
            "confirm_address_minutes",
            MINUTES_MIN,
            MINUTES_MAX,
        );
        let names_until_before =
            minutes(self.names_until_minutes_before, "names_until_minutes_before", 0, BEFORE_MAX);
        let wishes = self.wishes.unwrap_or(1);
        if !(1..=WISHES_MAX).contains(&wishes) {
            let limit = if wishes < 1 { 1 } else { WISHES_MAX };
            faults.add_limit(format!("{pointer}/wishes"), "out_of_range", limit);
        }
        ApplicationRules {
            offer,
            wishes: u32::try_from(wishes).unwrap_or(1).max(1),
            address_confirmation,
            proof_of_work: self.proof_of_work,
            names_until_before: names_until_before.unwrap_or_default(),
            form_layout: self.form_layout,
        }
    }
}

impl From<ApplicationRules> for ApplicationRulesDraft {
    fn from(rules: ApplicationRules) -> Self {
        let minutes = |duration: Duration| duration.num_minutes();
        Self {
            offer_minutes: rules.offer.map(minutes),
            wishes: (rules.wishes > 1).then(|| i64::from(rules.wishes)),
            confirm_address_minutes: rules.address_confirmation.map(minutes),
            proof_of_work: rules.proof_of_work,
            names_until_minutes_before: (!rules.names_until_before.is_zero())
                .then(|| minutes(rules.names_until_before)),
            form_layout: rules.form_layout,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_back_as_they_were_written() {
        let draft = ApplicationRulesDraft {
            offer_minutes: Some(2_880),
            wishes: Some(2),
            confirm_address_minutes: Some(60),
            proof_of_work: true,
            names_until_minutes_before: Some(4_320),
            form_layout: FormLayout::Steps,
        };
        let mut faults = Faults::default();
        let rules = draft.parse("/application_rules", &mut faults);
        assert!(faults.into_vec().is_empty());
        assert_eq!(ApplicationRulesDraft::from(rules), draft);
        assert_eq!(
            ApplicationRulesDraft::from(ApplicationRules::default()),
            ApplicationRulesDraft::default()
        );
    }

    #[test]
    fn times_too_short_to_read_a_mail_in_are_refused() {
        let mut faults = Faults::default();
        let draft = ApplicationRulesDraft {
            offer_minutes: Some(1),
            wishes: Some(0),
            ..ApplicationRulesDraft::default()
        };
        draft.parse("/application_rules", &mut faults);
        let pointers: Vec<String> =
            faults.into_vec().into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/application_rules/offer_minutes", "/application_rules/wishes"]);
    }
}
