//! Moves a case into the future by whole weeks.

use chrono::{DateTime, FixedOffset, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::case::{Case, CaseError};

/// The first session lies at least this far ahead, so that there is time to apply.
const AHEAD: TimeDelta = TimeDelta::weeks(3);

impl Case {
    /// The case with all its times moved by the same number of weeks, the smallest that puts the
    /// first session three weeks or more after `now`. Weekdays, times of day and the distances
    /// between sessions stay. A case that is far enough ahead stays as it is.
    ///
    /// # Errors
    /// When a shifted time does not exist in the case's time zone.
    pub fn shifted(mut self, now: DateTime<Utc>) -> Result<Self, CaseError> {
        let first =
            self.sessions().map(|session| session.starts_at).min().ok_or(CaseError::Empty)?;
        let mut weeks = TimeDelta::weeks((now + AHEAD - first.to_utc()).num_weeks().max(0));
        // Rounded down above; and a change to summer time may lie between.
        while in_weeks(first, weeks, self.time_zone)? < now + AHEAD {
            weeks += TimeDelta::weeks(1);
        }
        let zone = self.time_zone;
        for session in self.events.iter_mut().flat_map(|event| &mut event.sessions) {
            session.starts_at = in_weeks(session.starts_at, weeks, zone)?;
            session.ends_at = in_weeks(session.ends_at, weeks, zone)?;
        }
        Ok(self)
    }
}

/// The same weekday and time of day on the clocks of `zone`, some weeks later.
fn in_weeks(
    time: DateTime<FixedOffset>,
    weeks: TimeDelta,
    zone: Tz,
) -> Result<DateTime<FixedOffset>, CaseError> {
    time.with_timezone(&zone)
        .naive_local()
        .checked_add_signed(weeks)
        .and_then(|local| zone.from_local_datetime(&local).earliest())
        .map(|shifted| shifted.fixed_offset())
        .ok_or(CaseError::Unshiftable(time))
}

#[cfg(test)]
mod tests {
    use chrono::Datelike as _;

    use super::*;
    use crate::demo::CORE_CASE;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn first(case: &Case) -> DateTime<FixedOffset> {
        case.sessions().map(|session| session.starts_at).min().unwrap()
    }

    #[test]
    fn the_core_case_lies_ahead_on_its_weekdays_at_its_times() {
        let case = Case::parse(CORE_CASE).unwrap();
        let now = at("2026-11-21T03:00:00Z");
        let shifted = case.clone().shifted(now).unwrap();
        assert_eq!(first(&shifted).to_rfc3339(), "2026-12-14T18:00:00+09:00");
        for (before, after) in case.sessions().zip(shifted.sessions()) {
            assert_eq!(before.starts_at.weekday(), after.starts_at.weekday());
            assert_eq!(before.starts_at.time(), after.starts_at.time());
            assert_eq!(before.ends_at - before.starts_at, after.ends_at - after.starts_at);
            assert_eq!(after.starts_at - first(&shifted), before.starts_at - first(&case));
        }
    }

    #[test]
    fn the_first_session_is_from_three_to_four_weeks_ahead_at_any_time() {
        let case = Case::parse(CORE_CASE).unwrap();
        for hours in 0..24 * 15 {
            let now = at("2026-01-01T00:00:00Z") + TimeDelta::hours(hours);
            let ahead = first(&case.clone().shifted(now).unwrap()).to_utc() - now;
            assert!(ahead >= TimeDelta::weeks(3) && ahead < TimeDelta::weeks(4), "{now}: {ahead}");
        }
    }

    #[test]
    fn a_case_in_the_future_stays_as_it_is() {
        let case = Case::parse(CORE_CASE).unwrap();
        assert_eq!(case.clone().shifted(at("2023-09-01T00:00:00Z")).unwrap(), case);
    }

    #[test]
    fn summer_time_does_not_move_the_time_of_day() {
        let text = CORE_CASE.replace("Asia/Tokyo", "Europe/Berlin").replace("+09:00", "+02:00");
        let shifted = Case::parse(&text).unwrap().shifted(at("2025-01-10T00:00:00Z")).unwrap();
        assert_eq!(first(&shifted).to_rfc3339(), "2025-02-03T18:00:00+01:00");
    }
}
