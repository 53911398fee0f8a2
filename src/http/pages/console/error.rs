//! The console's page for a request that could not be answered as it was meant.

use askama::Template;

use super::frame::ConsoleFrame;

/// What went wrong, in what staff can do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsoleError {
    /// 403: the button was not pressed on a page of this console session.
    StaleForm,
    /// 403: signed in, but not for this.
    Forbidden,
    /// 404: there is no such thing, or it is another organization's.
    NotFound,
    /// 405: the address belongs to a button.
    MethodNotAllowed,
    /// 409: it is no longer in the state in which the page showed it.
    Changed,
    /// 422: what the address asks for does not exist.
    BadQuery,
    /// 500: our fault.
    Internal {
        /// To find it in the log.
        request_id: String,
    },
    /// 503: the database does not answer now.
    Unavailable,
}

impl ConsoleError {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::StaleForm | Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Changed => 409,
            Self::BadQuery => 422,
            Self::Internal { .. } => 500,
            Self::Unavailable => 503,
        }
    }

    /// The keys of heading and explanation.
    pub fn texts(&self) -> [&'static str; 2] {
        match self {
            Self::StaleForm => ["console-stale-form", "console-stale-form-why"],
            Self::Forbidden => ["console-forbidden", "console-forbidden-why"],
            Self::NotFound => ["console-not-found", "console-not-found-why"],
            Self::MethodNotAllowed => ["console-method", "console-method-why"],
            Self::Changed => ["console-changed", "console-changed-why"],
            Self::BadQuery => ["console-bad-query", "console-bad-query-why"],
            Self::Internal { .. } => ["console-internal", "console-internal-why"],
            Self::Unavailable => ["console-unavailable", "console-unavailable-why"],
        }
    }

    fn request_id(&self) -> Option<&str> {
        if let Self::Internal { request_id } = self { Some(request_id) } else { None }
    }
}

/// An error page in the console: what happened, and the way back.
#[derive(Debug, Template)]
#[template(path = "console/error.html")]
pub struct ConsoleErrorView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// What went wrong.
    pub error: ConsoleError,
}

#[cfg(any(test, feature = "test-hooks"))]
impl ConsoleErrorView {
    /// One for each error.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{frame::Section, samples};
        let frame = || samples::frame(language, "/console/outbox", Section::Events);
        let errors = [
            ("403-stale-form", ConsoleError::StaleForm),
            ("403-forbidden", ConsoleError::Forbidden),
            ("404", ConsoleError::NotFound),
            ("405", ConsoleError::MethodNotAllowed),
            ("409", ConsoleError::Changed),
            ("422", ConsoleError::BadQuery),
            ("500", ConsoleError::Internal { request_id: "0199a1b2-c3d4".into() }),
            ("503", ConsoleError::Unavailable),
        ];
        errors.map(|(name, error)| (name, Self { frame: frame(), error })).into()
    }
}
