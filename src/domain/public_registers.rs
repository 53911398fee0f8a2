//! What public registers say of places and corporations. Nobody's personal data.

use std::fmt;

/// A register that an operator may import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Register {
    /// Japan Post's list of postal codes.
    PostalCodes,
    /// The tax agency's list of corporations.
    Corporations,
}

/// A place with a postal code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Town {
    pub prefecture: String,
    pub city: String,
    /// Empty where the code is that of the whole city.
    pub town: String,
}

/// A corporation as it is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corporation {
    /// 法人番号.
    pub number: String,
    pub name: String,
    pub prefecture: String,
    pub city: String,
}

impl fmt::Display for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PostalCodes => "postal codes",
            Self::Corporations => "corporations",
        })
    }
}
