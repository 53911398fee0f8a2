//! Japan Post's list of postal codes (`utf_ken_all.csv`, or `KEN_ALL.CSV` in `Shift_JIS`), as it is published.

use encoding_rs::SHIFT_JIS;

use crate::domain::public_registers::Town;
use crate::domain::values::postal_code::PostalCode;

/// Columns of the list: code, prefecture, city, town.
const CODE: usize = 2;
const PREFECTURE: usize = 6;
const CITY: usize = 7;
const TOWN: usize = 8;
/// All columns.
const COLUMNS: usize = 15;

/// The list is not what it should be.
#[derive(Debug, thiserror::Error)]
pub enum PostalFault {
    #[error("it is neither UTF-8 nor Shift_JIS")]
    Encoding,
    #[error(transparent)]
    Csv(#[from] csv::Error),
    #[error("row {row} is not one of Japan Post's list (15 columns, the third a postal code)")]
    NotTheList { row: usize },
}

/// Every code with its place, in the order of the list.
///
/// # Errors
/// What is wrong with the file.
pub fn read(bytes: &[u8]) -> Result<Vec<(String, Town)>, PostalFault> {
    let text = decoded(bytes)?;
    let mut csv =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let (mut towns, mut is_within_remark) = (Vec::new(), false);
    for (index, record) in csv.records().enumerate() {
        let record = record?;
        let field = |column: usize| record.get(column).unwrap_or_default().trim();
        let wrong = || PostalFault::NotTheList { row: index + 1 };
        let code = PostalCode::parse(field(CODE)).map_err(|_| wrong())?;
        if record.len() != COLUMNS || field(PREFECTURE).is_empty() {
            return Err(wrong());
        }
        // A long remark in brackets goes on in the rows that follow, which name no other place.
        let goes_on = is_within_remark;
        is_within_remark = leaves_open(field(TOWN), goes_on);
        if !goes_on {
            let town = Town {
                prefecture: field(PREFECTURE).to_owned(),
                city: field(CITY).to_owned(),
                town: town(field(TOWN)),
            };
            let same = |(known, place): &(String, Town)| *known == code.as_str() && *place == town;
            if !towns.iter().rev().take(50).any(same) {
                towns.push((code.as_str().to_owned(), town));
            }
        }
    }
    Ok(towns)
}

fn decoded(bytes: &[u8]) -> Result<String, PostalFault> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let (text, _, is_wrong) = SHIFT_JIS.decode(bytes);
    if is_wrong { Err(PostalFault::Encoding) } else { Ok(text.into_owned()) }
}

fn leaves_open(town: &str, was_open: bool) -> bool {
    let opened = was_open || town.contains('（');
    opened && !town.contains('）')
}

/// The name of a town without what the list says about it.
fn town(written: &str) -> String {
    let name = written.split('（').next().unwrap_or_default().trim();
    let is_remark = name == "以下に掲載がない場合"
        || name.ends_with("の次に番地がくる場合")
        // The whole of a village; 一円 alone is the name of a town.
        || (name.ends_with("一円") && name != "一円");
    if is_remark { String::new() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invented rows in the layout of the list.
    fn row(code: &str, city: &str, town: &str) -> String {
        format!(
            "35999,\"750  \",\"{code}\",\"ヤマグチケン\",\"レイジシ\",\"レイ\",\"山口県\",\"{city}\",\"{town}\",0,0,0,0,0,0\r\n"
        )
    }

    fn names(list: &str) -> Vec<String> {
        let towns = read(list.as_bytes()).unwrap();
        towns.into_iter().map(|(code, place)| format!("{code} {}", place.town)).collect()
    }

    #[test]
    fn a_place_is_read_without_what_the_list_says_about_it() {
        let list = [
            row("9990000", "例示市", "以下に掲載がない場合"),
            row("9990001", "例示市", "見本町（１〜３丁目）"),
            row("9990001", "例示市", "東見本"),
            row("9990002", "例示村", "例示村一円"),
            row("9990003", "例示町", "一円"),
            row("9990004", "例示町", "例示町の次に番地がくる場合"),
        ]
        .concat();
        let expected = [
            "9990000 ",
            "9990001 見本町",
            "9990001 東見本",
            "9990002 ",
            "9990003 一円",
            "9990004 ",
        ];
        assert_eq!(names(&list), expected);
    }

    #[test]
    fn a_remark_that_goes_on_over_several_rows_is_one_place() {
        let list = [
            row("9990001", "例示市", "見本町（１番地、"),
            row("9990001", "例示市", "２番地、３番地、"),
            row("9990001", "例示市", "４番地）"),
            row("9990002", "例示市", "次の町"),
        ]
        .concat();
        assert_eq!(names(&list), ["9990001 見本町", "9990002 次の町"]);
    }

    #[test]
    fn both_encodings_are_read() {
        let list = row("9990001", "例示市", "見本町");
        let (shift_jis, _, _) = SHIFT_JIS.encode(&list);
        assert_eq!(read(&shift_jis).unwrap(), read(list.as_bytes()).unwrap());
        assert_eq!(
            read(format!("\u{FEFF}{list}").as_bytes()).unwrap(),
            read(list.as_bytes()).unwrap()
        );
    }

    #[test]
    fn another_file_is_refused_with_its_row() {
        let fault =
            read(format!("{}a,b,c\n", row("9990001", "例示市", "見本町")).as_bytes()).unwrap_err();
        assert!(fault.to_string().contains("row 2"), "{fault}");
    }
}
