//! Days and times of day as forms show them, and as they are read again.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Tz;

use crate::domain::civil;
use crate::domain::timetable::day::parse_day_cell;
use crate::domain::timetable::hours::{parse_time_of_day, shown};
use crate::domain::values::language::Language;

/// Where and when a form is read.
#[derive(Clone, Copy)]
pub struct Calendar {
    pub zone: Tz,
    pub today: NaiveDate,
    pub language: Language,
}

impl Calendar {
    /// The calendar of this zone.
    pub fn new(now: DateTime<Utc>, zone: Tz, language: Language) -> Self {
        Self { zone, today: now.with_timezone(&zone).date_naive(), language }
    }

    /// 2026/10/15(木), or 2026-10-15.
    pub fn day_text(self, at: DateTime<Utc>) -> String {
        self.date_text(at.with_timezone(&self.zone).date_naive())
    }

    /// The same of a day.
    pub fn date_text(self, day: NaiveDate) -> String {
        match self.language {
            Language::En => day.to_string(),
            Language::Ja | Language::Easy => {
                let weekday = civil::kanji_of(day.weekday());
                format!("{}/{}/{}({weekday})", day.year(), day.month(), day.day())
            }
        }
    }

    /// 14:00.
    pub fn time_text(self, at: DateTime<Utc>) -> String {
        shown(at.with_timezone(&self.zone).time())
    }

    /// 2026/10/15(木) 14:00.
    pub fn moment_text(self, at: DateTime<Utc>) -> String {
        format!("{} {}", self.day_text(at), self.time_text(at))
    }

    /// The day that was typed.
    ///
    /// # Errors
    /// `empty`, `not_a_date`, `wrong_weekday`.
    pub fn day(self, typed: &str) -> Result<NaiveDate, &'static str> {
        if typed.is_empty() {
            return Err("empty");
        }
        let cell = parse_day_cell(typed, self.today).filter(|cell| cell.hours.is_none());
        let cell = cell.ok_or("not_a_date")?;
        if cell.weekday_differs { Err("wrong_weekday") } else { Ok(cell.day) }
    }

    /// A day with a time of day, as RFC 3339.
    ///
    /// # Errors
    /// `empty`, `not_a_time`, `wrong_weekday`.
    pub fn moment(self, typed: &str) -> Result<String, &'static str> {
        if typed.is_empty() {
            return Err("empty");
        }
        let cell = parse_day_cell(typed, self.today).ok_or("not_a_time")?;
        if cell.weekday_differs {
            return Err("wrong_weekday");
        }
        let hours = cell.hours.filter(|hours| hours.ends.is_none()).ok_or("not_a_time")?;
        self.rfc3339(cell.day.and_time(hours.starts)).ok_or("not_a_time")
    }

    /// A time of day on a day, as RFC 3339.
    ///
    /// # Errors
    /// `empty`, `not_a_time`.
    pub fn on(self, day: NaiveDate, typed: &str) -> Result<String, &'static str> {
        if typed.is_empty() {
            return Err("empty");
        }
        let time = parse_time_of_day(typed).ok_or("not_a_time")?;
        self.rfc3339(day.and_time(time)).ok_or("not_a_time")
    }

    /// A time on the clocks of the zone.
    pub fn at(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        Some(self.zone.from_local_datetime(&local).earliest()?.with_timezone(&Utc))
    }

    fn rfc3339(self, local: NaiveDateTime) -> Option<String> {
        self.at(local).map(|at| at.to_rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_shows_is_read_again_as_the_same_moment() {
        let at: DateTime<Utc> = "2026-10-15T08:00:00Z".parse().unwrap();
        for language in [Language::Ja, Language::En] {
            let calendar = Calendar::new(at, Tz::Asia__Tokyo, language);
            let shown = calendar.moment_text(at);
            let read: DateTime<Utc> = calendar.moment(&shown).unwrap().parse().unwrap();
            assert_eq!(read, at, "{shown}");
        }
    }
}
