//! A day as it stands in a timetable: with its year or without, with a day of the week, with hours behind it.

use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use unicode_normalization::UnicodeNormalization as _;

use super::hours::{Hours, parse_hours};
use crate::domain::values::calendar_date::parse_date;

/// Characters of a day with its hours at most.
const LENGTH_MAX: usize = 80;
/// How far ahead a day without a year is looked for where its day of the week must fit.
const YEARS_AHEAD: i32 = 6;
/// Days since 1899-12-30, as a sheet counts them, that stand for 2009 to 2064.
const SERIAL: std::ops::RangeInclusive<u64> = 40_000..=60_000;

/// What a cell says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCell {
    pub day: NaiveDate,
    /// What stands behind the day.
    pub hours: Option<Hours>,
    /// The day of the week that is written there is another one.
    pub weekday_differs: bool,
}

/// A day, perhaps with hours behind it; nothing where the text is something else. A day without a year is the
/// next one that fits, today among them.
pub fn parse_day_cell(typed: &str, today: NaiveDate) -> Option<DayCell> {
    if typed.chars().count() > LENGTH_MAX {
        return None;
    }
    let plain: String = typed.nfkc().collect();
    let plain = plain.trim();
    // The longest beginning that is a day, with nothing but hours behind it.
    let ends = plain.char_indices().map(|(at, c)| at + c.len_utf8()).collect::<Vec<_>>();
    ends.into_iter().rev().find_map(|end| {
        let (first, rest) = plain.split_at(end);
        let (day, weekday_differs) = day_of(first.trim(), today)?;
        let rest = rest.trim();
        let hours = if rest.is_empty() { None } else { Some(parse_hours(rest)?) };
        Some(DayCell { day, hours, weekday_differs })
    })
}

/// A day alone.
pub fn parse_day(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    parse_day_cell(typed, today).filter(|cell| cell.hours.is_none()).map(|cell| cell.day)
}

fn day_of(text: &str, today: NaiveDate) -> Option<(NaiveDate, bool)> {
    let weekday = weekday_in(text);
    if let Ok(day) = parse_date(text) {
        return Some((day, weekday.is_some_and(|weekday| weekday != day.weekday())));
    }
    if let Some(day) = of_serial(text) {
        return Some((day, false));
    }
    let (month, of_month) = month_and_day(text)?;
    let years = today.year()..=today.year() + YEARS_AHEAD;
    let ahead = || {
        let days = years.clone().filter_map(|year| NaiveDate::from_ymd_opt(year, month, of_month));
        days.filter(|day| *day >= today)
    };
    let next = ahead().next()?;
    // Of the year before, perhaps, when a list is of this fiscal year: the next that fits, within two.
    let fitting =
        ahead().take(2).find(|day| weekday.is_none_or(|weekday| weekday == day.weekday()));
    Some(fitting.map_or((next, true), |day| (day, false)))
}

fn of_serial(text: &str) -> Option<NaiveDate> {
    let number: u64 = (text.len() == 5).then(|| text.parse().ok())??;
    let first = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    SERIAL.contains(&number).then(|| first.checked_add_days(Days::new(number)))?
}

/// 10/15, 10月15日, with a day of the week behind it or not.
fn month_and_day(text: &str) -> Option<(u32, u32)> {
    let bare = without_weekday(text);
    let (month, day) = bare.split_once(['/', '月'])?;
    let day = day.trim().strip_suffix('日').unwrap_or(day.trim());
    Some((number(month.trim())?, number(day.trim())?))
}

fn number(text: &str) -> Option<u32> {
    let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// Without a day of the week at its end.
fn without_weekday(text: &str) -> &str {
    if let Some((bare, aside)) = text.split_once('(') {
        let is_one = aside.strip_suffix(')').is_some_and(|aside| weekday_of(aside).is_some());
        return if is_one { bare.trim() } else { text };
    }
    match text.rsplit_once(['日', ' ']) {
        Some((bare, word)) if weekday_of(word).is_some() => bare.trim(),
        _ => text,
    }
}

/// The day of the week that a text names in brackets, or at its end.
fn weekday_in(text: &str) -> Option<Weekday> {
    let asides = text.split('(').skip(1).filter_map(|rest| rest.split(')').next());
    let named = { asides }.find_map(weekday_of);
    named.or_else(|| text.rsplit_once(['日', ' ']).and_then(|(_, word)| weekday_of(word)))
}

/// 木, 木曜, 木曜日, Thu. What stands beside it (木・祝) is left aside.
pub fn weekday_of(text: &str) -> Option<Weekday> {
    let text = text.split(['・', '･', '/']).next()?.trim();
    let bare = text.trim_end_matches("曜日").trim_end_matches('曜');
    let names = ["月", "火", "水", "木", "金", "土", "日"];
    let english = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let lower = bare.to_lowercase();
    let place = names.iter().position(|name| *name == bare).or_else(|| {
        english.iter().position(|name| {
            lower.strip_prefix(name).is_some_and(|rest| {
                matches!(rest, "" | "." | "day" | "sday" | "nesday" | "rsday" | "urday")
            })
        })
    })?;
    Weekday::try_from(u8::try_from(place).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn read(typed: &str) -> Option<DayCell> {
        parse_day_cell(typed, date(2026, 11, 22))
    }

    #[test]
    fn a_day_with_its_year_is_understood_in_every_spelling() {
        for typed in [
            "令和9年10月15日",
            "令和９年１０月１５日（金）",
            "2027-10-15",
            "2027/10/15",
            "2027年10月15日金曜日",
            "R9.10.15",
            "46675",
        ] {
            let found = read(typed).unwrap_or_else(|| panic!("{typed}"));
            assert_eq!(
                (found.day, found.hours, found.weekday_differs),
                (date(2027, 10, 15), None, false),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_day_without_a_year_is_the_next_that_fits() {
        assert_eq!(read("12/3").unwrap().day, date(2026, 12, 3));
        assert_eq!(read("11/22").unwrap().day, date(2026, 11, 22), "today");
        assert_eq!(read("10/15").unwrap().day, date(2027, 10, 15));
        assert_eq!(read("10月15日(金)").unwrap().day, date(2027, 10, 15));
        assert_eq!(read("12/3(金)").unwrap().day, date(2027, 12, 3), "by its day of the week");
        assert_eq!(read("2/29").unwrap().day, date(2028, 2, 29));
    }

    #[test]
    fn a_day_of_the_week_that_does_not_fit_is_said() {
        assert!(read("2027-10-15(木)").unwrap().weekday_differs);
        assert!(read("令和9年10月15日(木曜日)").unwrap().weekday_differs);
        assert!(read("12/3(月)").unwrap().weekday_differs);
        assert!(!read("12/3(木・祝)").unwrap().weekday_differs);
    }

    #[test]
    fn hours_may_stand_behind_the_day() {
        let hours = |typed: &str| {
            let found = read(typed).unwrap_or_else(|| panic!("{typed}"));
            let hours = found.hours.unwrap_or_else(|| panic!("{typed}"));
            (found.day, super::super::hours::shown(hours.starts))
        };
        for typed in [
            "10/15(金) 14:00-15:30",
            "10/15 14:00",
            "令和9年10月15日午後2時～3時半",
            "2027/10/15 14:00:00",
        ] {
            assert_eq!(hours(typed), (date(2027, 10, 15), "14:00".to_owned()), "{typed}");
        }
    }

    #[test]
    fn what_is_no_day_is_left_alone() {
        for typed in ["", "下関", "14:00", "20", "20名", "13/40", "第1回", "1/2日目", "(木)"]
        {
            assert_eq!(read(typed), None, "{typed}");
        }
    }
}
