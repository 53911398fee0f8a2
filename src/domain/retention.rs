//! How long the personal data of an event are kept (保存期間), and when they go.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::fault::Faults;

/// The longest that may be chosen: ten years.
pub const DAYS_MAX: u32 = 3_650;
/// The earliest that a warning may come.
pub const WARN_DAYS_MAX: u32 = 365;
/// How far a purge may be put off, at a time.
const POSTPONE_MAX: Duration = Duration::days(1_095);
/// Characters of a reason.
const REASON_MAX: usize = 500;

/// An organization's rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetentionRule {
    /// Days after the end of an event's last meeting.
    #[schema(minimum = 1, maximum = 3650)]
    pub days: u32,
    /// How many days before, owners are told.
    #[schema(minimum = 1, maximum = 365)]
    pub warn_days: u32,
    /// Why so long; stands on certificates.
    pub reason: String,
}

impl Default for RetentionRule {
    /// A year: in which the books of the year are closed and questions come in.
    fn default() -> Self {
        Self {
            days: 365,
            warn_days: 30,
            reason: "年度の実績報告と、参加者からの問い合わせに答えるため".to_owned(),
        }
    }
}

impl RetentionRule {
    /// The rule, where it can be kept.
    ///
    /// # Errors
    /// The fields that break rules.
    pub fn checked(self) -> Result<Self, Vec<super::fault::FieldFault>> {
        let mut faults = Faults::default();
        check_days("/days", self.days, DAYS_MAX, &mut faults);
        check_days("/warn_days", self.warn_days, WARN_DAYS_MAX, &mut faults);
        let reason = checked_reason("/reason", &self.reason, &mut faults);
        faults.into_result(reason.map(|reason| Self { reason, ..self }))
    }
}

fn check_days(pointer: &str, days: u32, most: u32, faults: &mut Faults) {
    if days == 0 || days > most {
        faults.add_limit(pointer.to_owned(), "out_of_range", i64::from(most));
    }
}

/// A reason without the spaces around it.
pub fn checked_reason(pointer: &str, reason: &str, faults: &mut Faults) -> Option<String> {
    let reason = reason.trim();
    let length = reason.chars().count();
    if length == 0 {
        faults.add(pointer.to_owned(), "required");
        return None;
    }
    if length > REASON_MAX {
        let limit = i64::try_from(REASON_MAX).unwrap_or(i64::MAX);
        faults.add_limit(pointer.to_owned(), "too_long", limit);
        return None;
    }
    Some(reason.to_owned())
}

/// What is different for an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRetention {
    /// In place of the organization's days, with the reason.
    pub days: Option<u32>,
    pub reason: Option<String>,
    pub postponed: Option<Postponement>,
    /// When owners were told, and of which time.
    pub warned: Option<Warning>,
}

/// An owner has put the purge off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Postponement {
    pub until: DateTime<Utc>,
    pub reason: String,
}

/// Owners were told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    pub at: DateTime<Utc>,
    /// The time of the purge that they were told.
    pub of: DateTime<Utc>,
}

/// Where an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetentionStanding {
    /// Nobody need be told yet.
    Kept { warn_at: DateTime<Utc>, purge_at: DateTime<Utc> },
    /// Owners are to be told now, of this time.
    ToWarn { purge_at: DateTime<Utc> },
    /// Owners know when.
    Warned { purge_at: DateTime<Utc> },
    /// It is time.
    Due { purge_at: DateTime<Utc> },
}

impl RetentionStanding {
    /// When the personal data go.
    pub fn purge_at(self) -> DateTime<Utc> {
        match self {
            Self::Kept { purge_at, .. }
            | Self::ToWarn { purge_at }
            | Self::Warned { purge_at }
            | Self::Due { purge_at } => purge_at,
        }
    }
}

/// Where an event stands whose last meeting ended at `ended`. Nothing is purged of which owners were not told at least
/// `warn_days` before, nor earlier than they were told.
pub fn standing(
    ended: DateTime<Utc>,
    rule: &RetentionRule,
    event: &EventRetention,
    now: DateTime<Utc>,
) -> RetentionStanding {
    let by_rule = ended + days(event.days.unwrap_or(rule.days));
    let ahead = days(rule.warn_days);
    let wanted = event.postponed.as_ref().map_or(by_rule, |put_off| by_rule.max(put_off.until));
    // A purge that has moved to a later day is a new one.
    if let Some(warned) = event.warned.filter(|warned| wanted <= warned.of + Duration::days(1)) {
        let purge_at = wanted.max(warned.of);
        return if now >= purge_at {
            RetentionStanding::Due { purge_at }
        } else {
            RetentionStanding::Warned { purge_at }
        };
    }
    let warn_at = wanted - ahead;
    if now >= warn_at {
        RetentionStanding::ToWarn { purge_at: wanted.max(now + ahead) }
    } else {
        RetentionStanding::Kept { warn_at, purge_at: wanted }
    }
}

fn days(number: u32) -> Duration {
    Duration::days(i64::from(number))
}

/// A postponement, where it can be kept.
///
/// # Errors
/// The fields that break rules: an end in the past or too far off, no reason.
pub fn postponement(
    until: Option<DateTime<Utc>>,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Postponement, Vec<super::fault::FieldFault>> {
    let mut faults = Faults::default();
    match until {
        None => faults.add("/until".to_owned(), "required"),
        Some(until) if until <= now => faults.add("/until".to_owned(), "in_the_past"),
        Some(until) if until > now + POSTPONE_MAX => {
            faults.add_limit("/until".to_owned(), "out_of_range", POSTPONE_MAX.num_days());
        }
        Some(_) => {}
    }
    let reason = checked_reason("/reason", reason, &mut faults);
    faults.into_result(until.zip(reason).map(|(until, reason)| Postponement { until, reason }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::days(number)
    }

    fn rule() -> RetentionRule {
        RetentionRule { days: 100, warn_days: 10, reason: "r".into() }
    }

    #[test]
    fn owners_are_told_before_and_then_it_goes() {
        let event = EventRetention::default();
        let at = |now: i64, event: &EventRetention| standing(day(0), &rule(), event, day(now));
        assert_eq!(at(0, &event), RetentionStanding::Kept { warn_at: day(90), purge_at: day(100) });
        assert_eq!(at(90, &event), RetentionStanding::ToWarn { purge_at: day(100) });
        let warned = EventRetention {
            warned: Some(Warning { at: day(90), of: day(100) }),
            ..EventRetention::default()
        };
        assert_eq!(at(99, &warned), RetentionStanding::Warned { purge_at: day(100) });
        assert_eq!(at(100, &warned), RetentionStanding::Due { purge_at: day(100) });
    }

    #[test]
    fn nothing_goes_of_which_nobody_was_told_however_late_it_is() {
        let never = EventRetention::default();
        let late = standing(day(0), &rule(), &never, day(5_000));
        assert_eq!(late, RetentionStanding::ToWarn { purge_at: day(5_010) });
        // A rule that has become shorter meanwhile does not bring forward what was told.
        let warned = EventRetention {
            days: Some(1),
            warned: Some(Warning { at: day(90), of: day(100) }),
            ..EventRetention::default()
        };
        let now = standing(day(0), &rule(), &warned, day(95));
        assert_eq!(now, RetentionStanding::Warned { purge_at: day(100) });
    }

    #[test]
    fn what_is_put_off_is_told_again() {
        let put_off = EventRetention {
            postponed: Some(Postponement { until: day(200), reason: "r".into() }),
            warned: Some(Warning { at: day(90), of: day(100) }),
            ..EventRetention::default()
        };
        let at = |now| standing(day(0), &rule(), &put_off, day(now));
        assert_eq!(at(150), RetentionStanding::Kept { warn_at: day(190), purge_at: day(200) });
        assert_eq!(at(190), RetentionStanding::ToWarn { purge_at: day(200) });
    }

    #[test]
    fn a_postponement_has_an_end_and_a_reason() {
        assert!(postponement(Some(day(10)), "議会の質問", day(0)).is_ok());
        for (until, reason) in
            [(None, "r"), (Some(day(-1)), "r"), (Some(day(2_000)), "r"), (Some(day(10)), "  ")]
        {
            assert!(postponement(until, reason, day(0)).is_err());
        }
    }
}
