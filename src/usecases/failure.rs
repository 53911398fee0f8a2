//! Why a use case did not do what was asked, in words that every door can translate.

use chrono::{DateTime, Utc};

use crate::desk::DeskError;
use crate::domain::fault::FieldFault;
use crate::domain::seats::Refusal;
use crate::mail::EditFault;
use crate::store::StoreError;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The input breaks rules; each one is named.
    #[error("the input breaks {} rules", .0.len())]
    Invalid(Vec<FieldFault>),
    /// A text of a mail breaks rules; each one is named.
    #[error("the text breaks {} rules", .0.len())]
    Texts(Vec<EditFault>),
    /// The desk said no, in the domain's words.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// Applicants name and replace attendees no more: until when they did, and whom to ask.
    #[error("names of attendees are fixed")]
    NamesFixed { until: DateTime<Utc>, contact: String },
    /// Nothing is there, or nothing that the caller may know of.
    #[error("not found")]
    NotFound,
    /// Nobody has said who they are.
    #[error("not signed in")]
    Unauthorized,
    /// They may not.
    #[error("not permitted")]
    Forbidden,
    /// It cannot be done in the state things are in; the code says why.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// The desk could not take or write it.
    #[error(transparent)]
    Desk(DeskError),
    /// The database could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

impl Failure {
    /// One broken rule.
    pub fn invalid(pointer: &str, code: &'static str) -> Self {
        Self::Invalid(vec![FieldFault { pointer: pointer.to_owned(), code, limit: None }])
    }
}
