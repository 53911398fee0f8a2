//! A day as people in Japan write it: of an era or of the common era, in any width.

use chrono::{Datelike as _, NaiveDate};
use unicode_normalization::UnicodeNormalization as _;

use super::hyphens::is_hyphen;

/// The rule that a date breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    #[error("this is no day of the calendar")]
    NotADate,
    #[error("the day is too long ago or too far ahead")]
    OutOfRange,
}

impl DateFault {
    /// The stable name of the rule.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotADate => "not_a_date",
            Self::OutOfRange => "out_of_range",
        }
    }
}

fault_code!(DateFault);

/// Names and letters of an era, with the year before its first.
///
/// The years are those of the decrees: 明治 from 1868, 大正 1912, 昭和 1926, 平成 1989, 令和 2019.
const ERAS: [(&str, char, i32); 5] = [
    ("明治", 'm', 1867),
    ("大正", 't', 1911),
    ("昭和", 's', 1925),
    ("平成", 'h', 1988),
    ("令和", 'r', 2018),
];

/// The first three letters of the months, as English writes them.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Characters that a date has at most; longer ones are something else.
const LENGTH_MAX: usize = 60;

/// A day out of what was typed: `令和8年10月15日`, `R8.10.15`, `２０２６／１０／１５`, `20261015`,
/// `15 October 2026`, and as this service shows it: `令和8年(2026年)10月15日(木曜日)`.
///
/// An era's years go on after its end and before its first day: 平成35年 stands on papers that are valid,
/// and no other day can be meant by it.
///
/// # Errors
/// The broken rule. Days before 1900 and after 2100 are typing mistakes.
pub fn parse_date(typed: &str) -> Result<NaiveDate, DateFault> {
    if typed.chars().count() > LENGTH_MAX {
        return Err(DateFault::NotADate);
    }
    let plain = without_asides(&typed.nfkc().collect::<String>().to_lowercase());
    let day = of_era(&plain)
        .or_else(|| of_common_era(&plain))
        .or_else(|| in_english(&plain))
        .ok_or(DateFault::NotADate)?;
    if (1900..=2100).contains(&day.year()) { Ok(day) } else { Err(DateFault::OutOfRange) }
}

/// Without what stands in brackets, and without spaces at the ends.
fn without_asides(text: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for c in text.chars() {
        match c {
            '(' | '〔' | '[' => depth += 1,
            ')' | '〕' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept.trim().to_owned()
}

fn of_era(text: &str) -> Option<NaiveDate> {
    let (before, rest) = ERAS.iter().find_map(|(name, letter, before)| {
        let rest = text.strip_prefix(name).or_else(|| text.strip_prefix(*letter))?;
        Some((before, rest.trim_start_matches('.')))
    })?;
    let [year, month, day] = three_numbers(rest)?;
    if year == 0 {
        return None;
    }
    let year = i32::try_from(year).ok()?.checked_add(*before)?;
    NaiveDate::from_ymd_opt(year, month, day)
}

fn of_common_era(text: &str) -> Option<NaiveDate> {
    let text = text.strip_prefix("西暦").unwrap_or(text);
    if let Some([year, month, day]) = eight_digits(text) {
        return NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    }
    // Two digits could be of an era or of any century.
    let has_four_digits =
        text.split(is_mark).next().is_some_and(|year| year.trim().chars().count() == 4);
    let [year, month, day] = three_numbers(text).filter(|_| has_four_digits)?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn eight_digits(text: &str) -> Option<[u32; 3]> {
    let is_plain = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| {
        Some([text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?])
    })?
}

/// Year, month and day with 年月日 or one mark between them.
fn three_numbers(text: &str) -> Option<[u32; 3]> {
    let (text, weekday) = text.split_once('日').unwrap_or((text, ""));
    let weekday = weekday.trim().trim_end_matches("曜日").trim_end_matches("曜");
    if weekday.chars().count() > 1 || !weekday.chars().all(|c| "日月火水木金土".contains(c))
    {
        return None;
    }
    let mut parts = text.split(is_mark).map(str::trim);
    let numbers = [number(parts.next()?)?, number(parts.next()?)?, number(parts.next()?)?];
    parts.next().is_none().then_some(numbers)
}

/// What stands between year, month and day.
fn is_mark(c: char) -> bool {
    matches!(c, '年' | '月' | '/' | '.' | '、' | ',' | '・') || is_hyphen(c)
}

/// A number of at most four digits, in ASCII or in kanji; 元 is the first of an era.
fn number(text: &str) -> Option<u32> {
    if text == "元" {
        return Some(1);
    }
    if (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    kanji_number(text)
}

/// 八, 十五, 二十三, 二〇二六.
fn kanji_number(text: &str) -> Option<u32> {
    let digit = |c: char| "〇一二三四五六七八九".chars().position(|known| known == c);
    let of_digits = |part: &str| -> Option<u32> {
        let digits: Option<Vec<usize>> = part.chars().map(digit).collect();
        let digits = digits.filter(|digits| digits.len() <= 4)?;
        digits.iter().try_fold(0, |sum: u32, digit| Some(sum * 10 + u32::try_from(*digit).ok()?))
    };
    if text.is_empty() {
        return None;
    }
    match text.split_once('十') {
        None => of_digits(text),
        Some((tens, ones)) if tens.chars().count() <= 1 && ones.chars().count() <= 1 => {
            let tens = if tens.is_empty() { 1 } else { of_digits(tens)? };
            Some(tens * 10 + of_digits(ones)?)
        }
        Some(_) => None,
    }
}

/// `15 October 2026`, `Oct 15, 2026`, with or without the day of the week before it.
fn in_english(text: &str) -> Option<NaiveDate> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let month = words.iter().find_map(|word| month_of(word))?;
    let unordinal = |word: &str| -> Option<u32> {
        let plain = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end));
        let digits = plain.unwrap_or(word);
        (digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit()))
            .then(|| digits.parse().ok())?
    };
    let numbers: Vec<u32> = words.iter().filter_map(|word| unordinal(word)).collect();
    let [day, year] = numbers.as_slice() else { return None };
    let is_whole = words.len() <= 4 && *year >= 1000;
    is_whole.then(|| NaiveDate::from_ymd_opt(i32::try_from(*year).ok()?, month, *day))?
}

fn month_of(word: &str) -> Option<u32> {
    if word.len() < 3 || !word.is_ascii() {
        return None;
    }
    let position = MONTHS.iter().position(|month| word.starts_with(month))?;
    u32::try_from(position + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "compared with what parsing gives")]
    fn day(year: i32, month: u32, of_month: u32) -> Result<NaiveDate, DateFault> {
        Ok(NaiveDate::from_ymd_opt(year, month, of_month).unwrap())
    }

    #[test]
    fn a_day_of_an_era_is_understood_in_every_spelling() {
        for typed in [
            "令和8年10月15日",
            "令和８年１０月１５日",
            " 令和 8 年 10 月 15 日 ",
            "令和八年十月十五日",
            "令和8.10.15",
            "R8.10.15",
            "r8/10/15",
            "Ｒ８．１０．１５",
            "R08-10-15",
            "R.8.10.15",
            "㋿8年10月15日",
            "令和8年(2026年)10月15日(木曜日)",
            "令和８年10月15日（木）",
            "令和8年10月15日木曜日",
        ] {
            assert_eq!(parse_date(typed), day(2026, 10, 15), "{typed}");
        }
    }

    #[test]
    fn every_era_has_its_years() {
        assert_eq!(parse_date("昭和31年4月1日"), day(1956, 4, 1));
        assert_eq!(parse_date("S31.4.1"), day(1956, 4, 1));
        assert_eq!(parse_date("平成元年1月8日"), day(1989, 1, 8));
        assert_eq!(parse_date("令和元年5月1日"), day(2019, 5, 1));
        assert_eq!(parse_date("大正15年12月24日"), day(1926, 12, 24));
        assert_eq!(parse_date("明治45年7月29日"), day(1912, 7, 29));
        assert_eq!(parse_date("昭和六十三年二月二十九日"), day(1988, 2, 29));
    }

    #[test]
    fn an_era_s_years_go_on_where_no_other_day_can_be_meant() {
        assert_eq!(parse_date("平成35年3月1日"), day(2023, 3, 1));
        assert_eq!(parse_date("平成1年1月5日"), day(1989, 1, 5));
    }

    #[test]
    fn a_day_of_the_common_era_is_understood_in_every_spelling() {
        for typed in [
            "2026-10-15",
            "2026/10/15",
            "２０２６／１０／１５",
            "2026.10.15",
            "2026年10月15日",
            "2026年10月15日(木曜日)",
            "西暦2026年10月15日",
            "二〇二六年十月十五日",
            "2026ー10ー15",
            "20261015",
            "15 October 2026",
            "Thursday, 15 October 2026",
            "Oct 15th, 2026",
        ] {
            assert_eq!(parse_date(typed), day(2026, 10, 15), "{typed}");
        }
    }

    #[test]
    fn what_this_service_shows_can_be_typed_again() {
        use crate::domain::civil::calendar_day;
        use crate::domain::values::language::Language;
        for (year, month, of_month) in [(1956, 4, 1), (1989, 1, 8), (2019, 5, 1), (2026, 10, 15)] {
            let at = NaiveDate::from_ymd_opt(year, month, of_month).unwrap();
            for language in [Language::Ja, Language::En, Language::Easy] {
                let shown = calendar_day(language, at);
                assert_eq!(parse_date(&shown), Ok(at), "{shown}");
            }
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for typed in [
            "",
            "来週",
            "令和8年2月29日",
            "令和0年1月1日",
            "2026-02-30",
            "2026-13-01",
            "8/10/15",
            "26-10-15",
            "令和8年10月",
            "2026-10-15-1",
            "2026-10-15T00:00",
            "R8.10.15x",
            "令和8年10月15日午後2時",
            "October 2026",
            "十十年一月一日",
            "年月日",
            "2026年10月15日\n2026年10月16日",
        ] {
            assert_eq!(parse_date(typed), Err(DateFault::NotADate), "{typed}");
        }
    }

    #[test]
    fn days_out_of_living_memory_are_typing_mistakes() {
        for typed in ["1026-10-15", "明治10年1月1日", "令和999年1月1日"] {
            assert_eq!(parse_date(typed), Err(DateFault::OutOfRange), "{typed}");
        }
    }
}
