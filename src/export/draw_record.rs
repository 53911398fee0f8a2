//! The record of a draw as a file that anybody may have.

use chrono::{DateTime, Utc};

use super::formula::neutralise;

/// A line of the record. No personal data.
#[derive(Clone, Debug)]
pub struct DrawLine<'a> {
    /// From 1.
    pub place: i32,
    pub reception_number: &'a str,
    pub lot: &'a str,
    /// `confirmed`, `waitlisted` or `declined`.
    pub state: &'a str,
    pub word: &'a str,
    pub drawn_at: DateTime<Utc>,
}

/// CSV in UTF-8 with BOM, as spreadsheets want it.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn draw_record(lines: &[DrawLine<'_>]) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    file.write_record(["place", "reception_number", "lot", "state", "word", "drawn_at"])?;
    for line in lines {
        let place = line.place.to_string();
        let drawn_at = line.drawn_at.to_rfc3339();
        let word = neutralise(line.word);
        file.write_record([&place, line.reception_number, line.lot, line.state, &word, &drawn_at])?;
    }
    file.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_never_a_formula() {
        let line = DrawLine {
            place: 1,
            reception_number: "7K2M9Q4",
            lot: "0a",
            state: "confirmed",
            word: "=1+1,\"x\"",
            drawn_at: DateTime::UNIX_EPOCH,
        };
        let text = String::from_utf8(draw_record(&[line]).unwrap()).unwrap();
        assert!(text.starts_with("\u{feff}place,reception_number,lot,state,word,drawn_at\r\n"));
        assert!(text.contains("1,7K2M9Q4,0a,confirmed,\"'=1+1,\"\"x\"\"\",1970-"), "{text}");
    }
}
