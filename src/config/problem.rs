//! What is wrong with a setting, in words an operator can act on.

use std::{fmt, path::PathBuf};

use super::definition::Definition;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nothing was given.
    Default,
    /// The TOML file of this path.
    File(PathBuf),
    /// An environment variable.
    Environment,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment => f.write_str("environment"),
        }
    }
}

/// One wrong setting. Never holds the value of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The name as the operator wrote it, or would write it.
    pub name: String,
    /// Where it was given.
    pub origin: Origin,
    /// What is wrong.
    pub what: String,
    /// A line that would be right, or what to do.
    pub example: Option<String>,
}

impl Problem {
    /// A wrong value of a known setting, with its example in the spelling of its origin.
    pub(super) fn with_value(
        definition: &Definition,
        origin: Origin,
        what: impl Into<String>,
    ) -> Self {
        let (name, example) = match origin {
            Origin::File(_) => (
                definition.key.to_owned(),
                format!("{} = \"{}\"", definition.key, definition.example),
            ),
            Origin::Environment | Origin::Default => {
                (definition.variable(), format!("{}={}", definition.variable(), definition.example))
            }
        };
        Self { name, origin, what: what.into(), example: Some(example) }
    }

    /// A complaint about something that is not a known setting.
    pub(super) fn without_value(
        name: impl Into<String>,
        origin: Origin,
        what: impl Into<String>,
    ) -> Self {
        Self { name: name.into(), origin, what: what.into(), example: None }
    }

    /// The same complaint with another example.
    #[must_use]
    pub(super) fn try_instead(mut self, example: impl Into<String>) -> Self {
        self.example = Some(example.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        if self.origin != Origin::Default {
            write!(f, " ({})", self.origin)?;
        }
        write!(f, ": {}", self.what)?;
        match &self.example {
            Some(example) => write!(f, "\n    example: {example}"),
            None => Ok(()),
        }
    }
}

/// The settings cannot be used; every reason at once.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text())]
pub struct SettingsError {
    /// All that is wrong, in the order of the settings.
    pub problems: Vec<Problem>,
}

impl SettingsError {
    fn text(&self) -> String {
        let mut text = match self.problems.len() {
            1 => "1 setting is wrong:".to_owned(),
            n => format!("{n} settings are wrong:"),
        };
        for problem in &self.problems {
            text.push_str("\n- ");
            text.push_str(&problem.to_string());
        }
        text
    }
}
