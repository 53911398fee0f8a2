//! When a session's reminders go out.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fault::Faults;

/// Reminders of one event at most.
const REMINDERS_MAX: usize = 10;
/// Sixty days: what is further ahead is an announcement.
const BEFORE_MAX: i64 = 60 * 24 * 60;
/// The day before, at the same time.
const ONE_DAY: i64 = 24 * 60;

/// A reminder as organizers set it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReminderDraft {
    /// Minutes before each session begins.
    #[schema(minimum = 1, maximum = 86_400, example = 1_440)]
    pub before_minutes: i64,
}

/// A reminder: so long before each session begins.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[schema(as = Reminder)]
pub struct Reminder {
    pub before_minutes: u32,
}

impl Reminder {
    /// When it goes out for a session that begins at `starts_at`.
    pub fn due_at(self, starts_at: DateTime<Utc>) -> DateTime<Utc> {
        let before = Duration::minutes(i64::from(self.before_minutes));
        starts_at.checked_sub_signed(before).unwrap_or(starts_at)
    }
}

/// What organizers get who do not say.
pub fn default_reminders() -> Vec<ReminderDraft> {
    vec![ReminderDraft { before_minutes: ONE_DAY }]
}

/// Reminders, the first to go out first; faults are noted under `/reminders`.
pub fn parse_reminders(drafts: &[ReminderDraft], faults: &mut Faults) -> Vec<Reminder> {
    if drafts.len() > REMINDERS_MAX {
        faults.add_limit("/reminders", "too_many", i64::try_from(REMINDERS_MAX).unwrap_or(0));
        return Vec::new();
    }
    let mut reminders = Vec::new();
    for (i, draft) in drafts.iter().enumerate() {
        let pointer = format!("/reminders/{i}/before_minutes");
        let minutes = u32::try_from(draft.before_minutes).ok();
        match minutes.filter(|_| (1..=BEFORE_MAX).contains(&draft.before_minutes)) {
            Some(before_minutes) if reminders.contains(&Reminder { before_minutes }) => {
                faults.add(pointer, "duplicate");
            }
            Some(before_minutes) => reminders.push(Reminder { before_minutes }),
            None => faults.add_limit(pointer, "out_of_range", BEFORE_MAX),
        }
    }
    reminders.sort_unstable_by(|one, other| other.cmp(one));
    reminders
}

/// What is known of a reminder that was planned before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub starts_at: DateTime<Utc>,
    /// It still waits for its time.
    pub is_planned: bool,
}

/// What is to be done about one reminder of one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planning {
    /// It stands as it is.
    Keep,
    /// It goes out at this time, whether or not it went out before.
    Plan(DateTime<Utc>),
    /// It goes out no more.
    Drop,
}

/// Plans a reminder of a session that takes place at `starts_at`.
///
/// A session that moves gets its reminder by the new time: once more, if it went out before by the old
/// one. A time that has gone by when it is planned is not made up for: who has applied since needs none,
/// and those before are told of the new time by the mail that says what has changed.
pub fn plan(
    reminder: Reminder,
    starts_at: DateTime<Utc>,
    known: Option<Known>,
    now: DateTime<Utc>,
) -> Planning {
    let due_at = reminder.due_at(starts_at);
    match known {
        Some(known) if known.starts_at == starts_at => Planning::Keep,
        _ if due_at > now => Planning::Plan(due_at),
        Some(known) if known.is_planned => Planning::Drop,
        Some(_) => Planning::Keep,
        None => Planning::Drop,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Reminder = Reminder { before_minutes: 1_440 };

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::hours(hours)
    }

    fn planned(starts_at: DateTime<Utc>) -> Known {
        Known { starts_at, is_planned: true }
    }

    fn made(starts_at: DateTime<Utc>) -> Known {
        Known { starts_at, is_planned: false }
    }

    #[test]
    fn a_reminder_is_planned_for_its_time_before_the_start() {
        assert_eq!(plan(DAY, at(100), None, at(0)), Planning::Plan(at(76)));
        assert_eq!(plan(DAY, at(100), None, at(76)), Planning::Drop, "its time is gone");
    }

    #[test]
    fn what_stands_is_kept_also_when_its_time_has_come() {
        assert_eq!(plan(DAY, at(100), Some(planned(at(100))), at(80)), Planning::Keep);
        assert_eq!(plan(DAY, at(100), Some(made(at(100))), at(80)), Planning::Keep);
    }

    #[test]
    fn a_session_that_moves_is_reminded_of_by_the_new_time() {
        assert_eq!(plan(DAY, at(200), Some(planned(at(100))), at(0)), Planning::Plan(at(176)));
        assert_eq!(plan(DAY, at(200), Some(made(at(100))), at(80)), Planning::Plan(at(176)));
        assert_eq!(plan(DAY, at(90), Some(planned(at(100))), at(70)), Planning::Drop);
        assert_eq!(plan(DAY, at(90), Some(made(at(100))), at(80)), Planning::Keep, "not twice");
    }

    #[test]
    fn reminders_are_sorted_and_each_is_there_once() {
        let draft = |before_minutes| ReminderDraft { before_minutes };
        let mut faults = Faults::default();
        let reminders = parse_reminders(&[draft(60), draft(1_440)], &mut faults);
        assert_eq!(reminders, [DAY, Reminder { before_minutes: 60 }]);
        assert!(faults.is_empty());
        parse_reminders(&[draft(60), draft(60), draft(0), draft(1 << 40)], &mut faults);
        assert_eq!(faults.into_vec().len(), 3);
    }
}
