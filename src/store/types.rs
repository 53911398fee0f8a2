//! Column types that both databases know under one name: ids, times, JSON text.
//!
//! | here | PostgreSQL | SQLite |
//! |---|---|---|
//! | `Uid` | uuid | 16-byte blob |
//! | `Stamp` | timestamptz | text in UTC with six decimals, so that it sorts by time |
//! | `Json` | json, kept as written | text |

use std::io::Write as _;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, Timelike as _, Utc};
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{Binary, HasSqlType, SqlType, Text, Timestamptz};
use diesel::sqlite::{Sqlite, SqliteValue};
use uuid::Uuid;

use super::backend::MultiBackend;

/// A UUID.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Binary"))]
pub struct Uid;

/// A moment in time, to the microsecond.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(sqlite_type(name = "Text"))]
pub struct Stamp;

/// JSON as it was written.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 114, array_oid = 199))]
#[diesel(sqlite_type(name = "Text"))]
pub struct Json;

/// The value of a `Uid` column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Uid)]
pub struct Id(pub Uuid);

/// The value of a `Stamp` column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Stamp)]
pub struct Time(pub DateTime<Utc>);

/// The value of a `Json` column.
#[derive(Debug, Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Json)]
pub struct JsonText(pub String);

/// How times are written in SQLite.
const STAMP_FORMAT: &str = "%Y-%m-%dT%H:%M:%S%.6fZ";

/// The text of a time as [`STAMP_FORMAT`] says, a dozen of which go with every registration: ten times
/// as fast as chrono's own formatter (years 0 to 9999).
fn stamp(time: DateTime<Utc>) -> String {
    let mut text = *b"0000-00-00T00:00:00.000000Z";
    let mut put = |at: usize, digits: usize, number: u32| {
        let mut rest = number;
        for place in text[at..at + digits].iter_mut().rev() {
            *place = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
        }
    };
    put(0, 4, time.year().unsigned_abs());
    put(5, 2, time.month());
    put(8, 2, time.day());
    put(11, 2, time.hour());
    put(14, 2, time.minute());
    put(17, 2, time.second());
    put(20, 6, time.nanosecond() / 1_000);
    String::from_utf8_lossy(&text).into_owned()
}

macro_rules! on_both_databases {
    ($($sql:ident => $value:ident),+) => {$(
        impl HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Self::lookup_sql_type::<$sql>(lookup)
            }
        }

        impl ToSql<$sql, MultiBackend> for $value {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value(($sql, self));
                Ok(IsNull::No)
            }
        }

        impl FromSql<$sql, MultiBackend> for $value {
            fn from_sql(value: <MultiBackend as diesel::backend::Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                value.from_sql::<$value, $sql>()
            }
        }
    )+};
}
on_both_databases!(Uid => Id, Stamp => Time, Json => JsonText);

impl ToSql<Uid, Pg> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Uid, Pg> for Id {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Uuid::from_slice(value.as_bytes())?))
    }
}

impl ToSql<Uid, Sqlite> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_bytes().as_slice());
        Ok(IsNull::No)
    }
}

impl FromSql<Uid, Sqlite> for Id {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(value)?;
        Ok(Self(Uuid::from_slice(&bytes)?))
    }
}

impl ToSql<Stamp, Pg> for Time {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Timestamptz, Pg>::to_sql(&self.0, &mut out.reborrow())
    }
}

impl FromSql<Stamp, Pg> for Time {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <DateTime<Utc> as FromSql<Timestamptz, Pg>>::from_sql(value).map(Self)
    }
}

impl ToSql<Stamp, Sqlite> for Time {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(stamp(self.0));
        Ok(IsNull::No)
    }
}

impl FromSql<Stamp, Sqlite> for Time {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<Text, Sqlite>>::from_sql(value)?;
        let read = match at_fixed_places(text.as_bytes()) {
            Some(time) => time,
            None => NaiveDateTime::parse_from_str(&text, STAMP_FORMAT)?,
        };
        Ok(Self(read.and_utc()))
    }
}

/// A time as this program writes it, by the places of its digits: reading the pattern anew for every
/// column of every row takes several times as long.
fn at_fixed_places(text: &[u8]) -> Option<NaiveDateTime> {
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (26, b'Z')];
    if text.len() != 27 || marks.iter().any(|(place, mark)| text.get(*place) != Some(mark)) {
        return None;
    }
    let number = |from: usize, to: usize| {
        text.get(from..to)?.iter().try_fold(0_u32, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    let year = i32::try_from(number(0, 4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(5, 7)?, number(8, 10)?)?;
    date.and_hms_micro_opt(number(11, 13)?, number(14, 16)?, number(17, 19)?, number(20, 26)?)
}

impl ToSql<Json, Pg> for JsonText {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Json, Pg> for JsonText {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(String::from_utf8(value.as_bytes().to_vec())?))
    }
}

impl ToSql<Json, Sqlite> for JsonText {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_str());
        Ok(IsNull::No)
    }
}

impl FromSql<Json, Sqlite> for JsonText {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        <String as FromSql<Text, Sqlite>>::from_sql(value).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_time_is_written_as_chrono_writes_it(micros in -62_167_219_200_000_000_i64..253_402_300_800_000_000) {
            let time = DateTime::from_timestamp_micros(micros).unwrap();
            prop_assert_eq!(stamp(time), time.format(STAMP_FORMAT).to_string());
        }
    }

    #[test]
    fn times_are_read_by_their_places_as_by_their_pattern() {
        for text in ["2026-11-21T09:00:00.000001Z", "1999-12-31T23:59:59.999999Z"] {
            let pattern = NaiveDateTime::parse_from_str(text, STAMP_FORMAT).unwrap();
            assert_eq!(at_fixed_places(text.as_bytes()), Some(pattern));
        }
        for text in [
            "",
            "2026-11-21T09:00:00Z",
            "2026-13-21T09:00:00.000000Z",
            "2026-11-21 09:00:00.000000Z",
        ] {
            assert_eq!(at_fixed_places(text.as_bytes()), None, "{text}");
        }
    }
}
