//! What is wrong with input: which field, and which rule it breaks.

use serde::{Deserialize, Serialize};

/// One broken rule at one field. Never repeats what was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldFault {
    /// JSON pointer (RFC 6901) into the request's body, such as `/applicant/name`.
    pub pointer: String,
    /// The rule's name, such as `too_long`; sentences are made from it where it is shown.
    pub code: &'static str,
    /// A number that belongs to the rule (a limit), where it has one.
    pub limit: Option<i64>,
}

impl std::fmt::Display for FieldFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.pointer, self.code.replace('_', " "))?;
        self.limit.map_or(Ok(()), |limit| write!(f, " ({limit})"))
    }
}

/// Collects every fault of an input, so that a person hears of all of them at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<FieldFault>);

impl Faults {
    pub fn add(&mut self, pointer: impl Into<String>, code: &'static str) {
        self.0.push(FieldFault { pointer: pointer.into(), code, limit: None });
    }

    pub fn add_limit(&mut self, pointer: impl Into<String>, code: &'static str, limit: i64) {
        self.0.push(FieldFault { pointer: pointer.into(), code, limit: Some(limit) });
    }

    /// The parsed value, or nothing and the fault noted under `pointer`.
    pub fn take<T, E: Into<&'static str>>(
        &mut self,
        pointer: &str,
        parsed: Result<T, E>,
    ) -> Option<T> {
        parsed.map_err(|fault| self.add(pointer, fault.into())).ok()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn into_vec(self) -> Vec<FieldFault> {
        self.0
    }

    /// `value` if nothing was wrong.
    pub fn into_result<T>(self, value: Option<T>) -> Result<T, Vec<FieldFault>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.0),
        }
    }
}
