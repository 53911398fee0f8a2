//! Public holidays of Japan (国民の祝日), by the law that is in force since 2020.
//!
//! 国民の祝日に関する法律 (昭和23年法律第178号): fixed days, days moved to a Monday, the equinoxes, the Monday that
//! makes up for a Sunday (third article, second paragraph), the day between two holidays (third paragraph).
//! Equinoxes are announced each February for the next year; until then astronomy knows them: the formula
//! holds for 1980 to 2099.

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

/// Month, day, name.
const FIXED: [(u32, u32, &str); 10] = [
    (1, 1, "元日"),
    (2, 11, "建国記念の日"),
    (2, 23, "天皇誕生日"),
    (4, 29, "昭和の日"),
    (5, 3, "憲法記念日"),
    (5, 4, "みどりの日"),
    (5, 5, "こどもの日"),
    (8, 11, "山の日"),
    (11, 3, "文化の日"),
    (11, 23, "勤労感謝の日"),
];

/// Month, which Monday of it, name.
const MONDAYS: [(u32, u32, &str); 4] =
    [(1, 2, "成人の日"), (7, 3, "海の日"), (9, 3, "敬老の日"), (10, 2, "スポーツの日")];

/// The name of the holiday that a day is, from 2022 to 2099.
pub fn name_of(day: NaiveDate) -> Option<&'static str> {
    if !(2022..=2099).contains(&day.year()) {
        return None;
    }
    if let Some(name) = by_name(day) {
        return Some(name);
    }
    if makes_up_for_a_sunday(day) {
        return Some("振替休日");
    }
    let neighbours = [day.pred_opt()?, day.succ_opt()?];
    neighbours.iter().all(|day| by_name(*day).is_some()).then_some("国民の休日")
}

fn by_name(day: NaiveDate) -> Option<&'static str> {
    let (month, of_month) = (day.month(), day.day());
    let fixed = FIXED.iter().find(|(m, d, _)| (*m, *d) == (month, of_month));
    if let Some((_, _, name)) = fixed {
        return Some(name);
    }
    let week = (of_month - 1) / 7 + 1;
    let is_monday = day.weekday() == Weekday::Mon;
    let moved = MONDAYS.iter().find(|(m, w, _)| is_monday && (*m, *w) == (month, week));
    if let Some((_, _, name)) = moved {
        return Some(name);
    }
    match month {
        3 if of_month == equinox(208_431, day.year()) => Some("春分の日"),
        9 if of_month == equinox(232_488, day.year()) => Some("秋分の日"),
        _ => None,
    }
}

/// Day of the month of an equinox: `base` is that of 1980 in ten-thousandths of a day.
fn equinox(base: u32, year: i32) -> u32 {
    let years = u32::try_from(year - 1980).unwrap_or(0);
    (base + years * 2_422) / 10_000 - years / 4
}

/// The first day after a holiday on a Sunday that is no holiday itself.
fn makes_up_for_a_sunday(day: NaiveDate) -> bool {
    (1..=6)
        .map_while(|back| day.checked_sub_days(Days::new(back)))
        .map_while(by_holiday)
        .any(|before| before.weekday() == Weekday::Sun)
}

fn by_holiday(day: NaiveDate) -> Option<NaiveDate> {
    by_name(day).map(|_| day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holidays(year: i32) -> Vec<String> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let days = first.iter_days().take_while(|day| day.year() == year);
        days.filter(|day| name_of(*day).is_some())
            .map(|day| day.format("%-m/%-d").to_string())
            .collect()
    }

    #[test]
    fn the_holidays_are_those_that_the_cabinet_office_lists() {
        assert_eq!(
            holidays(2026).join(" "),
            "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23"
        );
        assert_eq!(
            holidays(2025).join(" "),
            "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24"
        );
        assert_eq!(
            holidays(2027).join(" "),
            "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23"
        );
    }

    #[test]
    fn a_day_between_two_holidays_and_one_that_makes_up_have_their_names() {
        let name = |month, day| name_of(NaiveDate::from_ymd_opt(2026, month, day).unwrap());
        assert_eq!(name(9, 22), Some("国民の休日"));
        assert_eq!(name(5, 6), Some("振替休日"));
        assert_eq!(name(5, 7), None);
    }
}
