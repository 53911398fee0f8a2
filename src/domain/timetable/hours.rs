//! Times of day as people write them: 14:00-15:30, 午後2時, １４時半.

use chrono::{NaiveTime, Timelike as _};
use unicode_normalization::UnicodeNormalization as _;

use crate::domain::values::hyphens::is_hyphen;

/// Characters of times of day at most; longer texts are something else.
const LENGTH_MAX: usize = 40;

/// From when to when, as far as it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    pub starts: NaiveTime,
    pub ends: Option<NaiveTime>,
}

/// Times of day out of what was typed; nothing where it is something else.
pub fn parse_hours(typed: &str) -> Option<Hours> {
    if typed.chars().count() > LENGTH_MAX {
        return None;
    }
    let plain: String = typed.nfkc().collect::<String>().to_lowercase();
    let plain = plain.replace("から", "~").replace(" to ", "~");
    let plain: String = plain.chars().map(|c| if is_range_mark(c) { '~' } else { c }).collect();
    let plain = plain.trim().trim_end_matches("まで").trim();
    let (first, last) = match plain.split_once('~') {
        Some((first, last)) => (first, Some(last.trim()).filter(|last| !last.is_empty())),
        None => (plain, None),
    };
    let starts = one(first.trim())?;
    let ends = match last {
        Some(last) => Some(one(last.trim_end_matches("まで"))?),
        None => None,
    };
    let ends = ends.map(|ends| after_noon_too(starts, ends));
    Some(Hours { starts: starts.time, ends: ends.map(|ends| ends.time) })
}

/// One time of day out of what was typed.
pub fn parse_time_of_day(typed: &str) -> Option<NaiveTime> {
    parse_hours(typed).filter(|hours| hours.ends.is_none()).map(|hours| hours.starts)
}

/// 14:00, as fields show it and [`parse_hours`] reads it.
pub fn shown(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

fn is_range_mark(c: char) -> bool {
    matches!(c, '~' | '〜' | '→') || is_hyphen(c)
}

/// A time of day, and whether it was said which half of the day is meant.
#[derive(Clone, Copy)]
struct Read {
    time: NaiveTime,
    half_is_said: bool,
}

/// 午後2時～3時30分 ends in the afternoon, too.
fn after_noon_too(starts: Read, ends: Read) -> Read {
    let is_meant = starts.half_is_said && !ends.half_is_said && ends.time <= starts.time;
    let later = (ends.time.hour() < 12)
        .then(|| NaiveTime::from_hms_opt(ends.time.hour() + 12, ends.time.minute(), 0))
        .flatten();
    match later {
        Some(time) if is_meant => Read { time, half_is_said: true },
        _ => ends,
    }
}

fn one(text: &str) -> Option<Read> {
    if text == "正午" {
        return Some(Read { time: NaiveTime::from_hms_opt(12, 0, 0)?, half_is_said: true });
    }
    let (half, clock) = half_of(text);
    let (hour, minute) = clock_of(clock.trim())?;
    let hour = match half {
        Some(Half::Before) if hour <= 12 => hour % 12,
        Some(Half::After) if hour <= 12 => hour % 12 + 12,
        // 午後14時 is said, and there is only one it can be.
        Some(Half::After) if hour < 24 => hour,
        None => hour,
        Some(_) => return None,
    };
    let time = NaiveTime::from_hms_opt(hour, minute, 0)?;
    Some(Read { time, half_is_said: half.is_some() })
}

#[derive(Clone, Copy)]
enum Half {
    Before,
    After,
}

fn half_of(text: &str) -> (Option<Half>, &str) {
    let signs = [
        ("午前", Half::Before),
        ("午後", Half::After),
        ("am", Half::Before),
        ("pm", Half::After),
        ("a.m.", Half::Before),
        ("p.m.", Half::After),
    ];
    for (sign, half) in signs {
        if let Some(rest) = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)) {
            return (Some(half), rest);
        }
    }
    (None, text)
}

/// 14:00, 14:00:00, 14時, 14時30分, 14時半, 14h30, 1400; a bare number only with four digits.
fn clock_of(text: &str) -> Option<(u32, u32)> {
    if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((text[..2].parse().ok()?, text[2..].parse().ok()?));
    }
    if let Some((hour, rest)) = text.split_once('時') {
        let rest = rest.trim();
        let minute = match rest {
            "" => 0,
            "半" => 30,
            rest => number(rest.strip_suffix('分').unwrap_or(rest))?,
        };
        return Some((number(hour.trim())?, minute));
    }
    let mut parts = text.split([':', 'h']);
    let hour = number(parts.next()?)?;
    let minute = parts.next()?;
    if minute.len() != 2 {
        return None;
    }
    let seconds = parts.next();
    let is_whole = seconds.is_none_or(|seconds| seconds == "00") && parts.next().is_none();
    is_whole.then(|| Some((hour, number(minute)?)))?
}

fn number(text: &str) -> Option<u32> {
    let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Option<(String, String)> {
        let hours = parse_hours(typed)?;
        Some((shown(hours.starts), hours.ends.map(shown).unwrap_or_default()))
    }

    #[test]
    fn times_are_understood_in_every_spelling() {
        for typed in [
            "14:00-15:30",
            "14:00～15:30",
            "14:00〜15:30",
            "１４：００～１５：３０",
            "14:00 – 15:30",
            "14時～15時30分",
            "14時から15時半まで",
            "午後2時～3時30分",
            "午後2時～午後3時半",
            "午後2:00～3:30",
            "2:00pm - 3:30pm",
            "14:00:00~15:30:00",
            "1400-1530",
        ] {
            assert_eq!(read(typed), Some(("14:00".into(), "15:30".into())), "{typed}");
        }
    }

    #[test]
    fn a_beginning_may_stand_alone() {
        for (typed, starts) in [
            ("14:00", "14:00"),
            ("9:05", "09:05"),
            ("午前10時", "10:00"),
            ("午後0時30分", "12:30"),
            ("正午", "12:00"),
            ("午前0時", "00:00"),
            ("18時～", "18:00"),
        ] {
            assert_eq!(read(typed), Some((starts.into(), String::new())), "{typed}");
        }
    }

    #[test]
    fn the_half_of_the_day_holds_for_both_ends_only_where_it_must() {
        assert_eq!(read("午前10時～11時"), Some(("10:00".into(), "11:00".into())));
        assert_eq!(read("午前10時～正午"), Some(("10:00".into(), "12:00".into())));
        assert_eq!(read("午前11時～1時"), Some(("11:00".into(), "13:00".into())));
        assert_eq!(read("10:00-9:00"), Some(("10:00".into(), "09:00".into())), "not guessed");
    }

    #[test]
    fn what_is_no_time_is_left_alone() {
        for typed in
            ["", "20", "20名", "10/15", "下関", "25:00", "14:60", "午後25時", "14:0", "3-4"]
        {
            assert_eq!(read(typed), None, "{typed}");
        }
    }
}
