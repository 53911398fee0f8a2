//! Sessions out of rows that were pasted from a sheet: what was understood, and what was not.

use chrono::{NaiveDate, NaiveTime};
use unicode_normalization::UnicodeNormalization as _;

pub use super::columns::Column;
use super::columns::columns;
use super::day::parse_day_cell;
use super::hours::{parse_hours, parse_time_of_day};
use super::sheet::{self, SheetRow};

/// Rows that are looked at; an event has 500 sessions at most.
pub const ROWS_MAX: usize = 500;

/// A session as a row says it; what the row does not say is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedSession {
    pub name: String,
    pub day: NaiveDate,
    pub starts: NaiveTime,
    pub ends: Option<NaiveTime>,
    pub venue: String,
    pub address: String,
    pub online_url: String,
    pub capacity: Option<u32>,
}

/// Why a row is no session, or may be a wrong one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFault {
    NoDay,
    /// The day of the week that stands there is that of another day.
    WrongWeekday,
    NoTime,
    EndsBeforeStart,
    Capacity,
}

/// A row, with its number in what was pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedRow {
    pub number: usize,
    /// As it was pasted, in one line.
    pub text: String,
    pub outcome: Result<PastedSession, RowFault>,
}

/// What was understood of a paste.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    pub rows: Vec<PastedRow>,
    /// Rows beyond [`ROWS_MAX`], which were not looked at.
    pub too_many: usize,
}

/// Reads rows. `today` decides about days without a year.
pub fn read(pasted: &str, today: NaiveDate) -> Pasted {
    let mut rows = sheet::rows(pasted);
    let too_many = rows.len().saturating_sub(ROWS_MAX + 1);
    rows.truncate(ROWS_MAX + 1);
    let (columns, has_header) = columns(&rows, today);
    let mut reading = Reading { columns, today, above: None };
    let rows = rows.iter().skip(usize::from(has_header));
    Pasted { rows: rows.map(|row| reading.row(row)).collect(), too_many }
}

/// A number of seats: 20, ２０名, 50社, 定員30人.
pub fn parse_capacity(cell: &str) -> Option<u32> {
    let plain: String = cell.nfkc().collect::<String>().replace(',', "");
    let plain = plain.trim().trim_start_matches("定員").trim_start_matches('約').trim();
    let ends = ["名", "人", "社", "席", "組"];
    let digits = ends.iter().find_map(|end| plain.strip_suffix(end)).unwrap_or(plain).trim();
    let is_number = (1..=7).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.parse().ok())?
}

struct Reading {
    columns: Vec<Column>,
    today: NaiveDate,
    /// The session above, whose day and place stand for merged cells below it.
    above: Option<PastedSession>,
}

impl Reading {
    fn row(&mut self, row: &SheetRow) -> PastedRow {
        let outcome = self.session(row);
        if let Ok(session) = &outcome {
            self.above = Some(session.clone());
        }
        PastedRow { number: row.number, text: row.cells.join("  ").trim().to_owned(), outcome }
    }

    fn cell<'a>(&self, row: &'a SheetRow, column: Column) -> &'a str {
        let place = self.columns.iter().position(|known| *known == column);
        place.and_then(|place| row.cells.get(place)).map_or("", String::as_str)
    }

    fn session(&self, row: &SheetRow) -> Result<PastedSession, RowFault> {
        let day_cell = self.cell(row, Column::Day);
        let merged = self.above.as_ref().filter(|_| day_cell.is_empty());
        let found = parse_day_cell(day_cell, self.today);
        if found.is_some_and(|found| found.weekday_differs) {
            return Err(RowFault::WrongWeekday);
        }
        let day = found.map(|found| found.day).or(merged.map(|above| above.day));
        let day = day.ok_or(RowFault::NoDay)?;
        let (starts, ends) = self.hours(row, found.and_then(|found| found.hours))?;
        if ends.is_some_and(|ends| ends <= starts) {
            return Err(RowFault::EndsBeforeStart);
        }
        let capacity = self.cell(row, Column::Capacity);
        let seats = parse_capacity(capacity);
        if !capacity.is_empty() && seats.is_none_or(|seats| seats == 0) {
            return Err(RowFault::Capacity);
        }
        let place = |column, above: fn(&PastedSession) -> &String| {
            let cell = self.cell(row, column);
            let merged = merged.filter(|_| cell.is_empty());
            merged.map_or_else(|| cell.to_owned(), |session| above(session).clone())
        };
        Ok(PastedSession {
            name: self.cell(row, Column::Name).to_owned(),
            day,
            starts,
            ends,
            venue: place(Column::Venue, |above| &above.venue),
            address: place(Column::Address, |above| &above.address),
            online_url: place(Column::OnlineUrl, |above| &above.online_url),
            capacity: seats.or(merged.and_then(|above| above.capacity)),
        })
    }

    fn hours(
        &self,
        row: &SheetRow,
        beside_day: Option<super::hours::Hours>,
    ) -> Result<(NaiveTime, Option<NaiveTime>), RowFault> {
        let hours = parse_hours(self.cell(row, Column::Hours)).or(beside_day);
        let hours = hours.ok_or(RowFault::NoTime)?;
        let ends = parse_time_of_day(self.cell(row, Column::Ends));
        Ok((hours.starts, hours.ends.or(ends)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::timetable::hours::shown;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 8, 1).unwrap()
    }

    fn line(row: &PastedRow) -> String {
        match &row.outcome {
            Ok(s) => format!(
                "{} {} {} {}-{} {} {} {} {}",
                row.number,
                s.name,
                s.day,
                shown(s.starts),
                s.ends.map(shown).unwrap_or_default(),
                s.venue,
                s.address,
                s.online_url,
                s.capacity.map(|n| n.to_string()).unwrap_or_default()
            ),
            Err(fault) => format!("{} {fault:?}", row.number),
        }
    }

    fn lines(pasted: &str) -> Vec<String> {
        read(pasted, today()).rows.iter().map(line).collect()
    }

    #[test]
    fn the_core_case_is_understood_by_its_header() {
        let pasted = "回\t開催日\t曜日\t時間\t会場\t住所\t定員\n\
            下関\t令和8年10月2日\t金\t18:00～19:30\t下関市豊北総合支所\t山口県下関市豊北町大字滝部3140-1\t20名\n\
            萩(午前)\t10/31(土)\t土\t午前10時30分～11時30分\t萩・明倫学舎\t山口県萩市江向602\t２０\n\
            萩(午後)\t\t\t13:00-14:00\t\t\t";
        assert_eq!(
            lines(pasted),
            [
                "2 下関 2026-10-02 18:00-19:30 下関市豊北総合支所 山口県下関市豊北町大字滝部3140-1  20",
                "3 萩(午前) 2026-10-31 10:30-11:30 萩・明倫学舎 山口県萩市江向602  20",
                "4 萩(午後) 2026-10-31 13:00-14:00 萩・明倫学舎 山口県萩市江向602  20",
            ]
        );
    }

    #[test]
    fn without_a_header_the_content_tells_the_columns() {
        let pasted = "下関\t10/2\t18:00\t19:30\t豊北総合支所\t山口県下関市豊北町3140-1\t20\n\
            萩\t10/31\t10:30\t11:30\t萩・明倫学舎\t山口県萩市江向602\t25";
        assert_eq!(
            lines(pasted),
            [
                "1 下関 2026-10-02 18:00-19:30 豊北総合支所 山口県下関市豊北町3140-1  20",
                "2 萩 2026-10-31 10:30-11:30 萩・明倫学舎 山口県萩市江向602  25",
            ]
        );
        assert_eq!(
            lines("1\t2026/10/2 18:00-19:30\t30\n2\t2026/10/9 18:00-19:30\t30"),
            ["1  2026-10-02 18:00-19:30    30", "2  2026-10-09 18:00-19:30    30"]
        );
        assert_eq!(
            lines(
                "10月2日(金)\t午後6時～7時半\thttps://meet.example.jp/a\n10月9日(金)\t午後6時～7時半\thttps://meet.example.jp/b"
            ),
            [
                "1  2026-10-02 18:00-19:30   https://meet.example.jp/a ",
                "2  2026-10-09 18:00-19:30   https://meet.example.jp/b "
            ]
        );
    }

    #[test]
    fn what_is_not_understood_is_told_with_its_row() {
        let pasted = "開催日\t開始\t終了\t会場\t定員\n\
            10月2日(月)\t14:00\t15:00\t市民会館\t20\n\
            未定\t14:00\t15:00\t市民会館\t20\n\
            10/3\t午後\t\t市民会館\t20\n\n\
            10/4\t14:00\t13:00\t市民会館\t20\n\
            10/5\t14:00\t15:00\t市民会館\t若干名\n\
            10/6\t14:00\t\t市民会館\t";
        assert_eq!(
            lines(pasted),
            [
                "2 WrongWeekday",
                "3 NoDay",
                "4 NoTime",
                "6 EndsBeforeStart",
                "7 Capacity",
                "8  2026-10-06 14:00- 市民会館   ",
            ]
        );
    }

    #[test]
    fn too_many_rows_are_not_swallowed_silently() {
        let pasted = "10/2\t14:00-15:00\n".repeat(ROWS_MAX + 10);
        assert_eq!(read(&pasted, today()).too_many, 9);
    }
}
