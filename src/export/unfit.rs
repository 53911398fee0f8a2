//! The report of characters that do not exist in `Shift_JIS`.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde::Serialize;

use super::ListSpec;
use super::columns::ColumnKey;
use super::csv::csv_text;
use super::row::AttendeeRow;
use super::shift_jis;

/// How many places are listed one by one; all are counted.
pub const PLACES_LISTED: usize = 200;

/// How many different characters are listed with their count.
pub const CHARACTERS_LISTED: usize = 200;

/// One place where a character does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unfit {
    pub character: char,
    /// The row as a spreadsheet numbers it: 1 is the header.
    pub row: u64,
    pub column: ColumnKey,
}

/// What was replaced by 〓 or, where nothing can be seen (variation selectors, combining marks), left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UnfitReport {
    /// Every occurrence, listed or not.
    pub total: u64,
    /// How often each character occurred, for the first [`CHARACTERS_LISTED`] different ones.
    pub characters: BTreeMap<char, u64>,
    /// The first [`PLACES_LISTED`] places, in the order of the list.
    pub places: Vec<Unfit>,
}

impl UnfitReport {
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// Adds one occurrence.
    pub fn add(&mut self, character: char, row: u64, column: &ColumnKey) {
        self.total += 1;
        if self.characters.len() < CHARACTERS_LISTED || self.characters.contains_key(&character) {
            *self.characters.entry(character).or_default() += 1;
        }
        if self.places.len() < PLACES_LISTED {
            self.places.push(Unfit { character, row, column: column.clone() });
        }
    }
}

/// Looks through a list for characters that do not fit, without writing it: the question to ask before
/// a person chooses `Shift_JIS`.
#[derive(Debug)]
pub struct ShiftJisScan {
    spec: ListSpec,
    zone: Tz,
    rows: u64,
    report: UnfitReport,
}

impl ShiftJisScan {
    /// Begins with the header, whose labels are the organizer's.
    pub fn start(spec: ListSpec) -> Self {
        let mut report = UnfitReport::default();
        for column in &spec.columns {
            shift_jis::fit(column.label(spec.language), |character| {
                report.add(character, 1, &column.key);
            });
        }
        Self { zone: spec.zone, spec, rows: 1, report }
    }

    /// Looks at one record.
    pub fn push(&mut self, row: &AttendeeRow) {
        self.rows += 1;
        for column in &self.spec.columns {
            let text = csv_text(&row.cell(column, self.spec.language), column.kind, self.zone);
            shift_jis::fit(&text, |character| self.report.add(character, self.rows, &column.key));
        }
    }

    /// What was found: the same report that writing the list would give.
    pub fn finish(self) -> UnfitReport {
        self.report
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Encoding, Format, samples};
    use super::*;

    #[test]
    fn the_report_counts_everything_but_lists_a_bounded_number() {
        let mut report = UnfitReport::default();
        for row in 0..1_000_u32 {
            report.add(char::from_u32(0x1_F000 + row).unwrap(), row.into(), &ColumnKey::Note);
            report.add('𠮷', row.into(), &ColumnKey::Note);
        }
        assert_eq!(report.total, 2_000);
        assert_eq!(
            (report.characters.len(), report.places.len()),
            (CHARACTERS_LISTED, PLACES_LISTED)
        );
        assert_eq!(report.characters[&'𠮷'], 1_000);
    }

    #[test]
    fn a_scan_tells_before_what_writing_tells_after() {
        let mut spec = samples::spec();
        spec.columns[6].label_ja = "配慮😀".into();
        let mut scan = ShiftJisScan::start(spec.clone());
        for row in samples::rows() {
            scan.push(&row);
        }
        let before = scan.finish();
        let (_, outcome) =
            samples::written(Format::Csv(Encoding::ShiftJis), spec, &samples::rows());
        assert_eq!(before, outcome.unfit);
        assert_eq!(
            before.places[0],
            Unfit { character: '😀', row: 1, column: ColumnKey::Answer("needs".into()) }
        );
    }

    #[test]
    fn the_report_can_be_given_as_json() {
        let mut report = UnfitReport::default();
        report.add('𠮷', 2, &ColumnKey::ApplicantName);
        assert_eq!(
            serde_json::to_string(&report).unwrap(),
            r#"{"total":1,"characters":{"𠮷":1},"places":[{"character":"𠮷","row":2,"column":"applicant_name"}]}"#
        );
    }
}
