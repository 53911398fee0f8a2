//! How dates and times are shown to people.
//!
//! Japanese: 令和8年(2026年)10月15日(木曜日)午後2時. English: Thursday, 15 October 2026, 2:00 p.m.
//! (Japan time). What programs read is RFC 3339 and not made here.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, Timelike as _, Utc, Weekday};
use chrono_tz::Tz;

use super::values::language::Language;

/// An era (元号), counted in years from the year of its first day.
struct Era {
    name: &'static str,
    /// Year, month and day.
    from: (i32, u32, u32),
}

/// Newest first. Meiji is counted from the first day of its first year (慶応4年1月1日), as its
/// proclamation ordered; before it only the common year is shown.
const ERAS: [Era; 5] = [
    Era { name: "令和", from: (2019, 5, 1) },
    Era { name: "平成", from: (1989, 1, 8) },
    Era { name: "昭和", from: (1926, 12, 25) },
    Era { name: "大正", from: (1912, 7, 30) },
    Era { name: "明治", from: (1868, 1, 25) },
];

/// A day and time: 令和8年(2026年)10月15日(木曜日)午後2時.
pub fn date_time(language: Language, at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone).naive_local();
    format!("{}{}", moment(language, local), zone_note(language, zone))
}

/// A day: 令和8年(2026年)10月15日(木曜日).
pub fn date(language: Language, at: DateTime<Utc>, zone: Tz) -> String {
    calendar_day(language, at.with_timezone(&zone).date_naive())
}

/// A time of day: 午後2時30分.
pub fn time(language: Language, at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone).naive_local();
    format!("{}{}", clock_time(language, local), zone_note(language, zone))
}

/// From when to when on one day: 午後6時～午後7時30分. Where the two are on different days, the days
/// are shown as well.
pub fn time_range(language: Language, from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz) -> String {
    let (first, last) =
        (from.with_timezone(&zone).naive_local(), to.with_timezone(&zone).naive_local());
    if first.date() != last.date() {
        return range(language, from, to, zone);
    }
    let times = joined(language, &clock_time(language, first), &clock_time(language, last));
    format!("{times}{}", zone_note(language, zone))
}

/// From when to when, with the day, or both days where they differ:
/// 令和8年(2026年)10月15日(木曜日)午後6時～午後7時30分.
pub fn range(language: Language, from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz) -> String {
    let (first, last) =
        (from.with_timezone(&zone).naive_local(), to.with_timezone(&zone).naive_local());
    let end = if first.date() == last.date() {
        clock_time(language, last)
    } else {
        moment(language, last)
    };
    format!("{}{}", joined(language, &moment(language, first), &end), zone_note(language, zone))
}

/// For lists and tables: 10/15(木) 14:00, or 15 Oct (Thu) 14:00. Without the year and the zone.
pub fn short(language: Language, at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone).naive_local();
    let (month, day) = (local.month(), local.day());
    let clock = format!("{}:{:02}", local.hour(), local.minute());
    match language {
        Language::Ja | Language::Easy => {
            format!("{month}/{day}({}) {clock}", kanji_of(local.weekday()))
        }
        Language::En => format!("{} {clock}", local.format("%-d %b (%a)")),
    }
}

/// A day that belongs to no time zone, such as an answer to a question for a date.
pub fn calendar_day(language: Language, day: NaiveDate) -> String {
    match language {
        Language::Ja => {
            let (month, of_month) = (day.month(), day.day());
            format!("{}{month}月{of_month}日({}曜日)", japanese_year(day), kanji_of(day.weekday()))
        }
        Language::En => format!("{}, {} {}", day.format("%A"), day.format("%-d %B"), day.year()),
        // The guideline for plain Japanese (出入国在留管理庁, 2020): years of the common era only.
        Language::Easy => {
            let weekday = kanji_of(day.weekday());
            format!("{}年{}月{}日({weekday}曜日)", day.year(), day.month(), day.day())
        }
    }
}

/// A month: 令和8年(2026年)10月.
pub fn month(language: Language, at: DateTime<Utc>, zone: Tz) -> String {
    let day = at.with_timezone(&zone).date_naive();
    match language {
        Language::Ja => format!("{}{}月", japanese_year(day), day.month()),
        Language::En => day.format("%B %Y").to_string(),
        Language::Easy => format!("{}年{}月", day.year(), day.month()),
    }
}

/// 令和8年(2026年); the first year of an era is 元年.
fn japanese_year(day: NaiveDate) -> String {
    let year = day.year();
    let Some(era) = ERAS.iter().find(|era| (year, day.month(), day.day()) >= era.from) else {
        return format!("{year}年");
    };
    match year - era.from.0 + 1 {
        1 => format!("{}元年({year}年)", era.name),
        of_era => format!("{}{of_era}年({year}年)", era.name),
    }
}

fn moment(language: Language, local: NaiveDateTime) -> String {
    let (day, clock) = (calendar_day(language, local.date()), clock_time(language, local));
    match language {
        Language::Ja => format!("{day}{clock}"),
        Language::En => format!("{day}, {clock}"),
        Language::Easy => format!("{day} {clock}"),
    }
}

fn joined(language: Language, from: &str, to: &str) -> String {
    match language {
        Language::Ja => format!("{from}～{to}"),
        Language::Easy => format!("{from}から {to}まで"),
        Language::En => format!("{from} to {to}"),
    }
}

fn clock_time(language: Language, local: NaiveDateTime) -> String {
    match language {
        Language::Ja | Language::Easy => japanese_time(local.hour(), local.minute()),
        Language::En => english_time(local.hour(), local.minute()),
    }
}

fn japanese_time(hour: u32, minute: u32) -> String {
    let half = if hour < 12 { "午前" } else { "午後" };
    match (hour, minute) {
        (12, 0) => "正午".to_owned(),
        (_, 0) => format!("{half}{}時", hour % 12),
        _ => format!("{half}{}時{minute}分", hour % 12),
    }
}

fn english_time(hour: u32, minute: u32) -> String {
    let on_the_dial = if hour.is_multiple_of(12) { 12 } else { hour % 12 };
    match (hour, minute) {
        (12, 0) => "12:00 noon".to_owned(),
        (0, 0) => "12:00 midnight".to_owned(),
        (..12, _) => format!("{on_the_dial}:{minute:02} a.m."),
        _ => format!("{on_the_dial}:{minute:02} p.m."),
    }
}

/// Whose time it is. A Japanese text that says nothing means Japan's.
fn zone_note(language: Language, zone: Tz) -> String {
    match (language, zone) {
        (Language::Ja | Language::Easy, Tz::Asia__Tokyo | Tz::Japan) => String::new(),
        (Language::Ja | Language::Easy, _) => format!("({}の時刻)", zone.name()),
        (Language::En, Tz::Asia__Tokyo | Tz::Japan) => " (Japan time)".to_owned(),
        (Language::En, _) => format!(" ({} time)", zone.name()),
    }
}

/// 月 to 日.
pub fn kanji_of(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "月",
        Weekday::Tue => "火",
        Weekday::Wed => "水",
        Weekday::Thu => "木",
        Weekday::Fri => "金",
        Weekday::Sat => "土",
        Weekday::Sun => "日",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKYO: Tz = Tz::Asia__Tokyo;

    fn at(rfc3339: &str) -> DateTime<Utc> {
        rfc3339.parse().expect("a time")
    }

    fn japanese_day(year: i32, month: u32, day: u32) -> String {
        calendar_day(Language::Ja, NaiveDate::from_ymd_opt(year, month, day).expect("a day"))
    }

    #[test]
    fn a_time_is_shown_as_the_domain_says() {
        let two = at("2026-10-15T14:00:00+09:00");
        assert_eq!(date_time(Language::Ja, two, TOKYO), "令和8年(2026年)10月15日(木曜日)午後2時");
        assert_eq!(
            date_time(Language::En, two, TOKYO),
            "Thursday, 15 October 2026, 2:00 p.m. (Japan time)"
        );
        assert_eq!(date(Language::Ja, two, TOKYO), "令和8年(2026年)10月15日(木曜日)");
        assert_eq!(date(Language::En, two, TOKYO), "Thursday, 15 October 2026");
        assert_eq!(month(Language::Ja, two, TOKYO), "令和8年(2026年)10月");
        assert_eq!(month(Language::En, two, TOKYO), "October 2026");
        assert_eq!(short(Language::Ja, two, TOKYO), "10/15(木) 14:00");
        assert_eq!(short(Language::En, two, TOKYO), "15 Oct (Thu) 14:00");
    }

    #[test]
    fn every_hour_has_its_words() {
        for (clock, japanese, english) in [
            ("00:00", "午前0時", "12:00 midnight"),
            ("00:05", "午前0時5分", "12:05 a.m."),
            ("08:30", "午前8時30分", "8:30 a.m."),
            ("11:59", "午前11時59分", "11:59 a.m."),
            ("12:00", "正午", "12:00 noon"),
            ("12:30", "午後0時30分", "12:30 p.m."),
            ("14:30", "午後2時30分", "2:30 p.m."),
            ("23:00", "午後11時", "11:00 p.m."),
        ] {
            let moment = at(&format!("2026-10-15T{clock}:00+09:00"));
            assert_eq!(time(Language::Ja, moment, TOKYO), japanese);
            assert_eq!(time(Language::En, moment, TOKYO), format!("{english} (Japan time)"));
        }
    }

    #[test]
    fn a_range_on_one_day_names_the_day_once() {
        let (from, to) = (at("2026-10-15T18:00:00+09:00"), at("2026-10-15T19:30:00+09:00"));
        assert_eq!(time_range(Language::Ja, from, to, TOKYO), "午後6時～午後7時30分");
        assert_eq!(
            time_range(Language::En, from, to, TOKYO),
            "6:00 p.m. to 7:30 p.m. (Japan time)"
        );
        assert_eq!(
            range(Language::Ja, from, to, TOKYO),
            "令和8年(2026年)10月15日(木曜日)午後6時～午後7時30分"
        );
        assert_eq!(
            range(Language::En, from, to, TOKYO),
            "Thursday, 15 October 2026, 6:00 p.m. to 7:30 p.m. (Japan time)"
        );
    }

    #[test]
    fn a_range_over_days_names_both() {
        let (from, to) = (at("2026-12-31T10:00:00+09:00"), at("2027-01-01T12:00:00+09:00"));
        let shown = "令和8年(2026年)12月31日(木曜日)午前10時～令和9年(2027年)1月1日(金曜日)正午";
        assert_eq!(range(Language::Ja, from, to, TOKYO), shown);
        assert_eq!(time_range(Language::Ja, from, to, TOKYO), shown);
        assert_eq!(
            range(Language::En, from, to, TOKYO),
            "Thursday, 31 December 2026, 10:00 a.m. to Friday, 1 January 2027, 12:00 noon (Japan time)"
        );
    }

    #[test]
    fn the_day_is_the_one_in_the_events_zone() {
        let late = at("2026-10-15T20:00:00Z");
        assert_eq!(date(Language::Ja, late, TOKYO), "令和8年(2026年)10月16日(金曜日)");
        assert_eq!(
            date_time(Language::Ja, late, Tz::Europe__London),
            "令和8年(2026年)10月15日(木曜日)午後9時(Europe/Londonの時刻)"
        );
        assert_eq!(
            date_time(Language::En, late, Tz::Europe__London),
            "Thursday, 15 October 2026, 9:00 p.m. (Europe/London time)"
        );
        // The clocks go back on the 25th: one hour of real time, no hour on the clock.
        let (from, to) = (at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z"));
        assert_eq!(
            time_range(Language::En, from, to, Tz::Europe__London),
            "1:30 a.m. to 1:30 a.m. (Europe/London time)"
        );
    }

    #[test]
    fn eras_change_on_their_days() {
        assert_eq!(japanese_day(2019, 4, 30), "平成31年(2019年)4月30日(火曜日)");
        assert_eq!(japanese_day(2019, 5, 1), "令和元年(2019年)5月1日(水曜日)");
        assert_eq!(japanese_day(2020, 1, 1), "令和2年(2020年)1月1日(水曜日)");
        assert_eq!(japanese_day(1989, 1, 7), "昭和64年(1989年)1月7日(土曜日)");
        assert_eq!(japanese_day(1989, 1, 8), "平成元年(1989年)1月8日(日曜日)");
        assert_eq!(japanese_day(1926, 12, 24), "大正15年(1926年)12月24日(金曜日)");
        assert_eq!(japanese_day(1926, 12, 25), "昭和元年(1926年)12月25日(土曜日)");
        assert_eq!(japanese_day(1912, 7, 29), "明治45年(1912年)7月29日(月曜日)");
        assert_eq!(japanese_day(1912, 7, 30), "大正元年(1912年)7月30日(火曜日)");
        assert_eq!(japanese_day(1868, 1, 25), "明治元年(1868年)1月25日(土曜日)");
        assert_eq!(japanese_day(1868, 1, 24), "1868年1月24日(金曜日)");
    }
}
