//! The tax agency's list of all corporations (法人番号公表サイト, 全件データ, CSV, Unicode), row by row.
//!
//! Its columns are those of the site's "リソース定義書": 30, without a head.

use csv::StringRecord;

use crate::domain::public_registers::Corporation;
use crate::domain::values::corporate_number::CorporateNumber;

const NUMBER: usize = 1;
const PROCESS: usize = 2;
const NAME: usize = 6;
const PREFECTURE: usize = 9;
const CITY: usize = 10;
const CLOSED_ON: usize = 18;
const IS_LATEST: usize = 23;
const IS_HIDDEN: usize = 29;
/// All columns.
const COLUMNS: usize = 30;
/// Process 99: the entry was deleted.
const DELETED: &str = "99";

/// A row is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not one of the tax agency's list (30 columns, the second a corporate number)")]
pub struct NotTheList;

/// The corporation of a row; `None` for one that is closed, deleted, overtaken by a later row, or that the
/// agency leaves out of its own search.
///
/// # Errors
/// The row is of another list.
pub fn corporation(record: &StringRecord) -> Result<Option<Corporation>, NotTheList> {
    let field = |column: usize| record.get(column).unwrap_or_default().trim();
    let number = CorporateNumber::parse(field(NUMBER)).map_err(|_| NotTheList)?;
    if record.len() != COLUMNS || field(NAME).is_empty() {
        return Err(NotTheList);
    }
    let is_of_use = field(PROCESS) != DELETED
        && field(CLOSED_ON).is_empty()
        && field(IS_LATEST) != "0"
        && field(IS_HIDDEN) != "1";
    Ok(is_of_use.then(|| Corporation {
        number: number.as_str().to_owned(),
        name: field(NAME).to_owned(),
        prefecture: field(PREFECTURE).to_owned(),
        city: field(CITY).to_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: &str, changes: &[(usize, &str)]) -> StringRecord {
        let mut fields = vec![""; COLUMNS];
        for (column, value) in [
            (NUMBER, number),
            (PROCESS, "01"),
            (NAME, "株式会社例示"),
            (PREFECTURE, "山口県"),
            (CITY, "例示市"),
            (IS_LATEST, "1"),
            (IS_HIDDEN, "0"),
        ] {
            fields[column] = value;
        }
        for (column, value) in changes {
            fields[*column] = value;
        }
        StringRecord::from(fields)
    }

    #[test]
    fn a_row_is_a_corporation() {
        let read = corporation(&row("7000012050002", &[])).unwrap().unwrap();
        assert_eq!((read.name.as_str(), read.city.as_str()), ("株式会社例示", "例示市"));
    }

    #[test]
    fn what_is_no_more_is_left_out() {
        for change in
            [(PROCESS, "99"), (CLOSED_ON, "2020-01-01"), (IS_LATEST, "0"), (IS_HIDDEN, "1")]
        {
            assert_eq!(corporation(&row("7000012050002", &[change])), Ok(None), "{change:?}");
        }
    }

    #[test]
    fn another_list_is_noticed() {
        assert_eq!(corporation(&row("7000012050003", &[])), Err(NotTheList));
        assert_eq!(
            corporation(&StringRecord::from(vec!["1", "7000012050002", "x"])),
            Err(NotTheList)
        );
    }
}
