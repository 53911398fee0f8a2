//! Last year's event once more: everything that was prepared, on other days, without anybody who applied.

use chrono::{DateTime, Datelike as _, Days, Duration, NaiveDate, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::draft::{EventDraft, draft_of_event, draft_of_session};
use super::event::{Group, Programme, parse_time};
use super::values::localized::Localized;

/// A year, so that the weekdays stay.
const WEEKS_OF_A_YEAR: i64 = 52;
/// The first session of a copy lies at least so far ahead: there is something to prepare.
const AHEAD: Duration = Duration::days(14);
/// The year before the first of 令和.
const BEFORE_REIWA: i32 = 2018;

/// By how many days an event's copy is moved: years of 52 weeks, as few as lead far enough ahead.
pub fn proposed_shift(programme: &Programme, now: DateTime<Utc>) -> i64 {
    let Some(first) = first_start(programme) else { return 0 };
    let year = Duration::weeks(WEEKS_OF_A_YEAR);
    let mut shift = Duration::zero();
    while first + shift < now + AHEAD {
        shift += year;
    }
    shift.num_days()
}

/// By how many days it is moved to begin on that day.
pub fn shift_to(programme: &Programme, day: NaiveDate) -> i64 {
    let first = first_start(programme).map(|at| day_of(at, programme.event.time_zone));
    first.map_or(0, |first| (day - first).num_days())
}

/// The day on which it begins, moved by so many days.
pub fn first_day(programme: &Programme, shift: i64) -> Option<NaiveDate> {
    let first = day_of(first_start(programme)?, programme.event.time_zone);
    moved_day(first, shift)
}

fn first_start(programme: &Programme) -> Option<DateTime<Utc>> {
    programme.sessions.iter().filter_map(super::event::Session::starts_at).min()
}

fn day_of(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

fn moved_day(day: NaiveDate, shift: i64) -> Option<NaiveDate> {
    let days = Days::new(shift.unsigned_abs());
    if shift < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) }
}

/// The copy as a draft: the same times of day, so many days later.
pub fn copied(programme: &Programme, title: Localized, shift: i64) -> EventDraft {
    let zone = programme.event.time_zone;
    let moved = |time: &str| {
        let at = parse_time(time).ok().and_then(|at| moved(at, zone, shift));
        at.map_or_else(|| time.to_owned(), |at| at.to_rfc3339())
    };
    let sessions = programme.sessions.iter().map(|session| {
        let mut draft = draft_of_session(session, &programme.groups);
        draft.opens_at = draft.opens_at.as_deref().map(moved);
        draft.closes_at = draft.closes_at.as_deref().map(moved);
        for meeting in &mut draft.meetings {
            meeting.starts_at = moved(&meeting.starts_at);
            meeting.ends_at = moved(&meeting.ends_at);
        }
        draft
    });
    EventDraft {
        title,
        slug: None,
        sessions: sessions.collect(),
        session_groups: programme.groups.iter().map(Group::draft).collect(),
        ..draft_of_event(&programme.event)
    }
}

/// The same time on the clocks of the zone.
fn moved(at: DateTime<Utc>, zone: Tz, shift: i64) -> Option<DateTime<Utc>> {
    let local = at.with_timezone(&zone).naive_local();
    let day = moved_day(local.date(), shift)?;
    let there = zone.from_local_datetime(&day.and_time(local.time())).earliest()?;
    Some(there.with_timezone(&Utc))
}

/// A title with its year moved on: 令和7年度 → 令和8年度, 2025 → 2026.
pub fn title_of_year(title: &str, from: NaiveDate, to: NaiveDate) -> String {
    let pairs = [from.year(), from.year() - 1].map(|year| (year, year + to.year() - from.year()));
    for (old, new) in pairs {
        let era = |year: i32| format!("令和{}年", year - BEFORE_REIWA);
        let wide = |text: &str| -> String {
            let widened = |c: char| char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c);
            text.chars().map(|c| if c.is_ascii_digit() { widened(c) } else { c }).collect()
        };
        for (old, new) in [(era(old), era(new)), (old.to_string(), new.to_string())] {
            for (old, new) in [(old.clone(), new.clone()), (wide(&old), wide(&new))] {
                if title.contains(&old) {
                    return title.replace(&old, &new);
                }
            }
        }
    }
    title.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn the_year_in_a_title_moves_on() {
        let of = |title| title_of_year(title, date(2025, 10, 2), date(2026, 10, 1));
        assert_eq!(of("令和7年度 テレワーク説明会"), "令和8年度 テレワーク説明会");
        assert_eq!(of("令和７年度 説明会"), "令和８年度 説明会");
        assert_eq!(of("説明会2025"), "説明会2026");
        assert_eq!(of("2024年度 説明会"), "2025年度 説明会", "a fiscal year");
        assert_eq!(of("テレワーク説明会"), "テレワーク説明会");
    }

    #[test]
    fn the_hour_stays_where_the_clocks_change() {
        let zone = Tz::Europe__London;
        let at: DateTime<Utc> = "2026-03-20T10:00:00Z".parse().unwrap();
        let later = moved(at, zone, 14).unwrap();
        assert_eq!(later.to_rfc3339(), "2026-04-03T09:00:00+00:00");
        assert_eq!(moved(at, zone, -7).unwrap().to_rfc3339(), "2026-03-13T10:00:00+00:00");
    }
}
