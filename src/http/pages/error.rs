//! The page for a request that could not be answered as it was meant.

use askama::Template;

use super::{contact::Contact, frame::Frame};

/// What went wrong, in what a reader can do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageError {
    /// 400: the form did not arrive as it was sent.
    BadForm,
    /// 400: the form is too old.
    FormExpired,
    /// 403: signed in, but not for this.
    Forbidden,
    /// 404: there is no such page, or it is not for this reader.
    NotFound,
    /// 405: the page cannot be called this way.
    MethodNotAllowed,
    /// 413: more was sent than a form can hold.
    TooLarge,
    /// 429: too often.
    TooMany {
        /// Seconds until the next try makes sense, as in Retry-After.
        retry_after: u32,
    },
    /// 500: our fault.
    Internal {
        /// To find it in the log.
        request_id: String,
    },
    /// 503: no answer came in time, so that nobody knows yet what was done.
    Unanswered {
        /// Seconds until the next try makes sense, as in Retry-After.
        retry_after: u32,
    },
    /// 503: too much at once.
    Busy {
        /// Seconds until the next try makes sense, as in Retry-After.
        retry_after: u32,
    },
}

impl PageError {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::BadForm | Self::FormExpired => 400,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::TooLarge => 413,
            Self::TooMany { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Unanswered { .. } | Self::Busy { .. } => 503,
        }
    }

    /// The keys of heading, explanation and what to do.
    pub fn texts(&self) -> [&'static str; 3] {
        match self {
            Self::BadForm => ["error-bad-form", "error-bad-form-why", "error-bad-form-do"],
            Self::FormExpired => ["error-expired", "error-expired-why", "error-expired-do"],
            Self::Forbidden => ["error-forbidden", "error-forbidden-why", "error-forbidden-do"],
            Self::NotFound => ["error-not-found", "error-not-found-why", "error-not-found-do"],
            Self::MethodNotAllowed => ["error-method", "error-method-why", "error-method-do"],
            Self::TooLarge => ["error-too-large", "error-too-large-why", "error-too-large-do"],
            Self::TooMany { .. } => ["error-too-many", "error-too-many-why", "error-too-many-do"],
            Self::Internal { .. } => ["error-internal", "error-internal-why", "error-internal-do"],
            Self::Unanswered { .. } => {
                ["error-unanswered", "error-unanswered-why", "error-unanswered-do"]
            }
            Self::Busy { .. } => ["error-busy", "error-busy-why", "error-busy-do"],
        }
    }

    /// Seconds to wait; 0 where there is nothing to wait for.
    fn seconds(&self) -> u32 {
        match self {
            Self::Unanswered { retry_after }
            | Self::Busy { retry_after }
            | Self::TooMany { retry_after } => *retry_after,
            _ => 0,
        }
    }

    fn request_id(&self) -> Option<&str> {
        if let Self::Internal { request_id } = self { Some(request_id) } else { None }
    }
}

impl ErrorView {
    /// Whether somebody may have come by a link to a registration that is not whole.
    fn may_be_a_lost_link(&self) -> bool {
        self.error == PageError::NotFound
    }
}

/// An error page: what happened, what to do, whom to ask where that is known.
#[derive(Debug, Template)]
#[template(path = "error.html")]
pub struct ErrorView {
    /// Around the page.
    pub frame: Frame,
    /// What went wrong.
    pub error: PageError,
    /// Whom to ask; empty where the event is not known.
    pub contact: Contact,
}

#[cfg(any(test, feature = "test-hooks"))]
impl ErrorView {
    /// One for each error.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{frame::LanguageSwitch, samples};
        let view = |error, contact| Self {
            frame: Frame::new(language, "", LanguageSwitch::None),
            error,
            contact,
        };
        let nobody = Contact::default;
        vec![
            ("400-bad-form", view(PageError::BadForm, samples::contact())),
            ("400-expired", view(PageError::FormExpired, samples::contact())),
            ("403", view(PageError::Forbidden, nobody())),
            ("404", view(PageError::NotFound, nobody())),
            ("405", view(PageError::MethodNotAllowed, nobody())),
            ("413", view(PageError::TooLarge, nobody())),
            ("429", view(PageError::TooMany { retry_after: 30 }, nobody())),
            ("500", view(PageError::Internal { request_id: "0199a1b2-c3d4".into() }, nobody())),
            ("503-unanswered", view(PageError::Unanswered { retry_after: 5 }, samples::contact())),
            ("503", view(PageError::Busy { retry_after: 5 }, samples::contact())),
        ]
    }
}
