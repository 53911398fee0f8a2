//! When a list is made by the calendar.

use chrono::{DateTime, Datelike as _, Days, Duration, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The furthest ahead of a session.
pub const DAYS_BEFORE_MAX: u32 = 60;
/// How many days are looked through for the next time.
const DAYS_LOOKED_AT: u64 = 9;

/// When a list is made, where the event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "every", rename_all = "snake_case")]
pub enum ExportTiming {
    /// Each day at this hour.
    Day { hour: u32 },
    /// Each week on this day (0 is Monday) at this hour.
    Week { day: u32, hour: u32 },
    /// So many days before each session begins, at this hour of that day.
    Before { days: u32, hour: u32 },
}

impl ExportTiming {
    /// Whether there is such a time.
    pub fn is_possible(self) -> bool {
        match self {
            Self::Day { hour } => hour < 24,
            Self::Week { day, hour } => day < 7 && hour < 24,
            Self::Before { days, hour } => days <= DAYS_BEFORE_MAX && hour < 24,
        }
    }

    /// The next time after `after`; nothing where there is none any more. What comes each day or week ends when the last
    /// of the sessions has begun.
    pub fn next_after(
        self,
        after: DateTime<Utc>,
        zone: Tz,
        starts: &[DateTime<Utc>],
    ) -> Option<DateTime<Utc>> {
        if let Self::Before { days, hour } = self {
            let ahead = |start: &DateTime<Utc>| {
                let day = start.with_timezone(&zone).date_naive();
                at_hour(day.checked_sub_days(Days::new(u64::from(days)))?, hour, zone)
            };
            return starts.iter().filter_map(ahead).filter(|at| *at > after).min();
        }
        let last = starts.iter().max()?;
        let today = after.with_timezone(&zone).date_naive();
        let fits = |day: NaiveDate| match self {
            Self::Week { day: wanted, .. } => day.weekday().num_days_from_monday() == wanted,
            _ => true,
        };
        let (Self::Day { hour } | Self::Week { hour, .. } | Self::Before { hour, .. }) = self;
        let next = (0..DAYS_LOOKED_AT)
            .filter_map(|days| today.checked_add_days(Days::new(days)))
            .filter(|day| fits(*day))
            .filter_map(|day| at_hour(day, hour, zone))
            .find(|at| *at > after)?;
        (next <= *last + Duration::days(1)).then_some(next)
    }
}

/// The hour of a day; in the hour that a zone leaves out, nothing.
fn at_hour(day: NaiveDate, hour: u32, zone: Tz) -> Option<DateTime<Utc>> {
    let local = day.and_time(NaiveTime::from_hms_opt(hour, 0, 0)?);
    zone.from_local_datetime(&local).earliest().map(|at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKYO: Tz = chrono_tz::Asia::Tokyo;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn each_day_at_its_hour_where_the_event_is() {
        let starts = [at("2026-10-15T14:00:00+09:00")];
        let timing = ExportTiming::Day { hour: 8 };
        let next = |after| timing.next_after(at(after), TOKYO, &starts);
        assert_eq!(next("2026-10-01T07:59:00+09:00"), Some(at("2026-10-01T08:00:00+09:00")));
        assert_eq!(next("2026-10-01T08:00:00+09:00"), Some(at("2026-10-02T08:00:00+09:00")));
        assert_eq!(next("2026-10-20T08:00:00+09:00"), None, "it is over");
    }

    #[test]
    fn each_week_on_its_day() {
        let starts = [at("2026-10-30T14:00:00+09:00")];
        // The first of October 2026 is a Thursday.
        let timing = ExportTiming::Week { day: 0, hour: 9 };
        let next = timing.next_after(at("2026-10-01T12:00:00+09:00"), TOKYO, &starts);
        assert_eq!(next, Some(at("2026-10-05T09:00:00+09:00")));
    }

    #[test]
    fn so_many_days_before_each_session() {
        let starts = [at("2026-10-15T14:00:00+09:00"), at("2026-10-22T14:00:00+09:00")];
        let timing = ExportTiming::Before { days: 1, hour: 17 };
        let first = timing.next_after(at("2026-10-01T00:00:00+09:00"), TOKYO, &starts).unwrap();
        assert_eq!(first, at("2026-10-14T17:00:00+09:00"));
        let second = timing.next_after(first, TOKYO, &starts).unwrap();
        assert_eq!(second, at("2026-10-21T17:00:00+09:00"));
        assert_eq!(timing.next_after(second, TOKYO, &starts), None);
    }
}
