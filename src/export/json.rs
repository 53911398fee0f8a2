//! The json writer: an array with one object a record, its fields named by the columns' keys.
//!
//! For programs: states and sources are keys (`confirmed`), times RFC 3339 with the offset of the event's
//! zone, answers as they were given, text exactly as it is stored; what is empty is `null`.

use std::io::Write;

use chrono::SecondsFormat;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::columns::ColumnKey;
use super::row::{AttendeeRow, Cell};
use super::unfit::UnfitReport;
use super::{ExportError, ListSpec, ListWriter, Outcome};

/// A list being written as json.
pub struct JsonList<W: Write> {
    sink: W,
    spec: ListSpec,
    records: u64,
}

impl<W: Write> JsonList<W> {
    /// Opens the array.
    ///
    /// # Errors
    /// When the sink does not take it.
    pub fn start(spec: ListSpec, mut sink: W) -> Result<Self, ExportError> {
        sink.write_all(b"[")?;
        Ok(Self { sink, spec, records: 0 })
    }
}

impl<W: Write + Send> ListWriter for JsonList<W> {
    fn push(&mut self, row: &AttendeeRow) -> Result<(), ExportError> {
        self.sink.write_all(if self.records == 0 { b"\n" } else { b",\n" })?;
        self.records += 1;
        let record =
            serde_json::to_vec(&Record { row, spec: &self.spec }).map_err(std::io::Error::from)?;
        Ok(self.sink.write_all(&record)?)
    }

    fn finish(mut self: Box<Self>) -> Result<Outcome, ExportError> {
        self.sink.write_all(b"\n]\n")?;
        self.sink.flush()?;
        Ok(Outcome { records: self.records, unfit: UnfitReport::default(), shortened: 0 })
    }
}

struct Record<'a> {
    row: &'a AttendeeRow,
    spec: &'a ListSpec,
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(Some(self.spec.columns.len()))?;
        for column in &self.spec.columns {
            fields.serialize_key(&column.key)?;
            if let ColumnKey::Answer(question) = &column.key {
                fields.serialize_value(self.row.answers.get(question).unwrap_or(&Value::Null))?;
                continue;
            }
            match self.row.cell(column, self.spec.language) {
                Cell::Empty => fields.serialize_value(&())?,
                Cell::Text(text) => fields.serialize_value(&text)?,
                Cell::Number(number) => fields.serialize_value(&number)?,
                Cell::Date(date) => fields.serialize_value(&date)?,
                Cell::Decimal(decimal) => fields.serialize_value(&decimal)?,
                Cell::Term { key, .. } => fields.serialize_value(key)?,
                Cell::Time(time) => {
                    let local = time.with_timezone(&self.spec.zone);
                    fields.serialize_value(&local.to_rfc3339_opts(SecondsFormat::AutoSi, false))?;
                }
            }
        }
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Format, samples};
    use super::*;

    #[test]
    fn a_list_is_an_array_of_objects_named_by_column() {
        let (bytes, outcome) =
            samples::written(Format::Json, samples::spec(), &samples::rows()[..2]);
        let read: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(outcome.records, 2);
        assert_eq!(read.as_array().map(Vec::len), Some(2));
        assert_eq!(
            read[1],
            json!({
                "reception_number": "A2B3C4", "state": "confirmed", "attendee_name": null,
                "applicant_phone": "0312345678", "seats": 3, "received_at": "2026-10-15T14:00:00+09:00",
                "answer:needs": "手話 \"通訳\",\r\nお願いします"
            })
        );
    }

    #[test]
    fn an_empty_list_is_an_empty_array() {
        let (bytes, _) = samples::written(Format::Json, samples::spec(), &[]);
        assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), json!([]));
    }

    #[test]
    fn answers_keep_their_type_with_formulas_as_text() {
        let mut row = samples::noted("=1+1\0\u{1}");
        row.answers.insert("needs".into(), json!(["a", {"b": [1.5, null]}]));
        let (bytes, _) =
            samples::written(Format::Json, samples::spec_of("note,answer:needs"), &[row]);
        let read: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(
            read,
            json!([{ "note": "=1+1\0\u{1}", "answer:needs": ["a", {"b": [1.5, null]}] }])
        );
    }

    #[test]
    fn a_long_list_is_quick() {
        samples::time_a_long_list(Format::Json);
    }
}
