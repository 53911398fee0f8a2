//! The formats a list can be asked for in.

/// How csv is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 that begins with a byte order mark, by which Excel recognises it.
    #[default]
    Utf8Bom,
    /// `Shift_JIS` as Windows has it (code page 932).
    ShiftJis,
}

/// The format of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv(Encoding),
    Xlsx,
    Json,
}

/// Why no format could be found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatFault {
    #[error("lists come as csv, xlsx or json, not as {0:?}")]
    UnknownFormat(String),
    #[error("csv comes as utf-8-bom or shift_jis, not as {0:?}")]
    UnknownEncoding(String),
}

impl Encoding {
    /// Reads `utf-8-bom`, `shift_jis`.
    ///
    /// # Errors
    /// Names what was asked for instead.
    pub fn parse(name: &str) -> Result<Self, FormatFault> {
        match name {
            "utf-8-bom" => Ok(Self::Utf8Bom),
            "shift_jis" => Ok(Self::ShiftJis),
            other => Err(FormatFault::UnknownEncoding(other.to_owned())),
        }
    }
}

impl Format {
    /// Reads the ending of `attendees.{csv,xlsx,json}` with `encoding=`, which counts for csv only but
    /// is never allowed to be wrong.
    ///
    /// # Errors
    /// Names the ending or the encoding that does not exist.
    pub fn parse(ending: &str, encoding: Option<&str>) -> Result<Self, FormatFault> {
        let encoding = encoding.map_or(Ok(Encoding::default()), Encoding::parse)?;
        match ending {
            "csv" => Ok(Self::Csv(encoding)),
            "xlsx" => Ok(Self::Xlsx),
            "json" => Ok(Self::Json),
            other => Err(FormatFault::UnknownFormat(other.to_owned())),
        }
    }

    /// The value of Content-Type (RFC 4180 for csv).
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Csv(Encoding::Utf8Bom) => "text/csv; charset=utf-8; header=present",
            Self::Csv(Encoding::ShiftJis) => "text/csv; charset=Shift_JIS; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }

    /// How a file of this format ends, without the dot.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv(_) => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read_by_their_ending() {
        assert_eq!(Format::parse("csv", None), Ok(Format::Csv(Encoding::Utf8Bom)));
        assert_eq!(Format::parse("csv", Some("shift_jis")), Ok(Format::Csv(Encoding::ShiftJis)));
        assert_eq!(Format::parse("xlsx", Some("utf-8-bom")), Ok(Format::Xlsx));
        assert_eq!(Format::parse("json", None), Ok(Format::Json));
    }

    #[test]
    fn what_does_not_exist_is_named() {
        assert_eq!(Format::parse("exe", None), Err(FormatFault::UnknownFormat("exe".into())));
        for ending in ["csv", "xlsx"] {
            assert_eq!(
                Format::parse(ending, Some("utf-7")),
                Err(FormatFault::UnknownEncoding("utf-7".into()))
            );
        }
    }
}
