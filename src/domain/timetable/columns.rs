//! Which column of a sheet is what: by the words of its header, or by what stands in it.

use chrono::NaiveDate;

use super::day::{parse_day_cell, weekday_of};
use super::hours::parse_hours;
use super::pasted::parse_capacity;
use super::sheet::SheetRow;
use crate::domain::announcement::is_web_address;
use crate::domain::values::search_key::search_key;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Name,
    /// A day, perhaps with hours.
    Day,
    /// From when, perhaps until when.
    Hours,
    Ends,
    Venue,
    Address,
    OnlineUrl,
    Capacity,
    /// Nothing that a session has: a running number, a day of the week, a remark.
    Other,
}

/// Words of headers, folded. A header is what it begins with, the longest first.
const WORDS: [(Column, &[&str]); 9] = [
    (Column::Other, &["no", "番号", "#", "曜日", "曜", "備考", "担当", "weekday"]),
    (
        Column::Name,
        &[
            "開催回",
            "回",
            "名称",
            "名前",
            "タイトル",
            "テーマ",
            "講座名",
            "回名",
            "地区",
            "対象地区",
            "session",
            "name",
            "title",
        ],
    ),
    (
        Column::Day,
        &[
            "開催日",
            "日付",
            "日程",
            "日時",
            "年月日",
            "月日",
            "実施日",
            "日にち",
            "日",
            "date",
            "day",
        ],
    ),
    (
        Column::Hours,
        &["開始", "開演", "時間", "時刻", "開催時間", "実施時間", "start", "time", "hours"],
    ),
    (Column::Ends, &["終了", "終演", "end"]),
    (Column::Venue, &["会場", "場所", "開催場所", "開催場", "会議室", "venue", "place", "room"]),
    (Column::Address, &["住所", "所在地", "会場住所", "会場の住所", "address"]),
    (
        Column::OnlineUrl,
        &["url", "オンライン", "参加url", "接続先", "zoom", "リンク", "link", "online"],
    ),
    (Column::Capacity, &["定員", "募集人数", "募集", "人数", "席数", "席", "capacity", "seats"]),
];

/// Ends of words by which a venue is told from a name.
const VENUES: [&str; 22] = [
    "会館",
    "センター",
    "ホール",
    "庁舎",
    "支所",
    "公民館",
    "会議室",
    "学舎",
    "プラザ",
    "図書館",
    "体育館",
    "役場",
    "役所",
    "研修室",
    "集会所",
    "教室",
    "文化館",
    "交流館",
    "館",
    "室",
    "オンライン",
    "大学",
];

/// The columns, and whether the first row is their header.
pub fn columns(rows: &[SheetRow], today: NaiveDate) -> (Vec<Column>, bool) {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    if let Some(header) = rows.first().and_then(|row| by_header(row, width, today)) {
        return (header, true);
    }
    (by_content(rows, width, today), false)
}

fn by_header(row: &SheetRow, width: usize, today: NaiveDate) -> Option<Vec<Column>> {
    let holds_a_day = row.cells.iter().any(|cell| parse_day_cell(cell, today).is_some());
    let found: Vec<Option<Column>> = row.cells.iter().map(|cell| by_word(cell)).collect();
    let known = found.iter().flatten().count();
    let has_day = found.contains(&Some(Column::Day));
    if holds_a_day || known < 2 || !has_day {
        return None;
    }
    let mut columns: Vec<Column> =
        found.into_iter().map(|column| column.unwrap_or(Column::Other)).collect();
    columns.resize(width, Column::Other);
    only_once(&mut columns);
    Some(columns)
}

fn by_word(cell: &str) -> Option<Column> {
    let folded = search_key(cell);
    let begins = |word: &str| -> Option<usize> {
        let word = search_key(word);
        folded.starts_with(&word).then_some(word.len())
    };
    let fitting = WORDS.iter().filter_map(|(column, words)| {
        let longest = words.iter().filter_map(|word| begins(word)).max()?;
        Some((longest, *column))
    });
    fitting.max_by_key(|(length, _)| *length).map(|(_, column)| column)
}

/// A second column of the same kind is none.
fn only_once(columns: &mut [Column]) {
    for place in 0..columns.len() {
        if columns[..place].contains(&columns[place]) {
            columns[place] = Column::Other;
        }
    }
}

fn by_content(rows: &[SheetRow], width: usize, today: NaiveDate) -> Vec<Column> {
    let mut columns: Vec<Option<Column>> = (0..width)
        .map(|place| {
            let cells = rows.iter().filter_map(|row| row.cells.get(place));
            most_are(cells.map(String::as_str).filter(|cell| !cell.is_empty()), today)
        })
        .collect();
    let hours: Vec<usize> =
        (0..width).filter(|place| columns[*place] == Some(Column::Hours)).collect();
    if let [_, second, ..] = hours[..] {
        columns[second] = Some(Column::Ends);
    }
    // A running number before anything else is none of the capacities.
    let numbers: Vec<usize> =
        (0..width).filter(|place| columns[*place] == Some(Column::Capacity)).collect();
    if numbers.first() == Some(&0) && (numbers.len() > 1 || counts_up(rows)) {
        columns[0] = Some(Column::Other);
    }
    let texts: Vec<usize> = (0..width).filter(|place| columns[*place].is_none()).collect();
    let has_venue = columns.contains(&Some(Column::Venue));
    let kinds =
        if has_venue { [Column::Name, Column::Other] } else { [Column::Name, Column::Venue] };
    for (place, kind) in texts.iter().zip(kinds) {
        columns[*place] = Some(kind);
    }
    let mut columns: Vec<Column> =
        columns.into_iter().map(|column| column.unwrap_or(Column::Other)).collect();
    only_once(&mut columns);
    columns
}

fn counts_up(rows: &[SheetRow]) -> bool {
    let first =
        rows.iter().map(|row| row.cells.first().and_then(|cell| cell.parse::<usize>().ok()));
    rows.len() > 1 && first.zip(1..).all(|(found, number)| found == Some(number))
}

/// What more than half of these cells are; nothing for ordinary texts.
fn most_are<'a>(cells: impl Iterator<Item = &'a str>, today: NaiveDate) -> Option<Column> {
    let kinds: Vec<Option<Column>> = cells.map(|cell| kind_of(cell, today)).collect();
    let found = kinds.iter().flatten().find(|kind| {
        kinds.iter().filter(|other| **other == Some(**kind)).count() * 2 > kinds.len()
    });
    if kinds.is_empty() { Some(Column::Other) } else { found.copied() }
}

fn kind_of(cell: &str, today: NaiveDate) -> Option<Column> {
    // A number could be a sheet's count of days, or a time: it is a capacity before both.
    if parse_capacity(cell).is_some_and(|seats| seats < 1_000) {
        return Some(Column::Capacity);
    }
    if parse_day_cell(cell, today).is_some() {
        return Some(Column::Day);
    }
    if parse_hours(cell).is_some() {
        return Some(Column::Hours);
    }
    if is_web_address(cell) {
        return Some(Column::OnlineUrl);
    }
    if weekday_of(cell.trim_matches(['(', ')', '（', '）'])).is_some() {
        return Some(Column::Other);
    }
    if is_address(cell) {
        return Some(Column::Address);
    }
    VENUES.iter().any(|end| cell.ends_with(end)).then_some(Column::Venue)
}

/// A place with a number: 山口県萩市江向602.
fn is_address(cell: &str) -> bool {
    let has_number = cell.chars().any(char::is_numeric);
    let names = ["都", "道", "府", "県", "市", "区", "郡", "町", "村"];
    has_number && names.iter().filter(|name| cell.contains(*name)).count() >= 2
        || (has_number && cell.contains('市') && cell.chars().count() > 5)
}
