//! What can go wrong in the console, matched to its page.

use super::posted::Fields;
use crate::desk::DeskError;
use crate::http::error::HttpError;
use crate::http::pages::console::error::ConsoleError;
use crate::store::StoreError;
use crate::usecases::Failure;

/// Why a page is not shown or a button does nothing.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleFault {
    #[error(transparent)]
    Failure(#[from] Failure),
    #[error("the button was not pressed on a page of this session")]
    StaleForm,
    /// What was typed on a page of ours that was opened before one had signed in as one is now.
    #[error("the form is older than this session")]
    OlderForm(Fields),
    #[error("the address has another method")]
    WrongMethod,
    /// A fault of this program.
    #[error("{0}")]
    Internal(&'static str),
}

impl From<HttpError> for ConsoleFault {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Failure(failure) => Self::Failure(failure),
            HttpError::Internal(cause) => Self::Internal(cause),
            _ => Self::Internal("an answer could not be begun"),
        }
    }
}

impl ConsoleFault {
    /// Writes down what an operator must know of.
    pub fn log(&self) {
        match self.told("") {
            ConsoleError::Internal { .. } => tracing::error!(error = %self, "the request failed"),
            ConsoleError::Unavailable => tracing::warn!(error = %self, "not available"),
            _ => {}
        }
    }

    /// What staff are shown.
    pub fn told(&self, request_id: &str) -> ConsoleError {
        match self {
            Self::Failure(failure) => of_failure(failure, request_id),
            Self::StaleForm | Self::OlderForm(_) => ConsoleError::StaleForm,
            Self::WrongMethod => ConsoleError::MethodNotAllowed,
            Self::Internal(_) => internal(request_id),
        }
    }
}

fn of_failure(failure: &Failure, request_id: &str) -> ConsoleError {
    match failure {
        Failure::Texts(_) | Failure::Invalid(_) => ConsoleError::BadQuery,
        Failure::Refused(_) | Failure::Conflict(_) | Failure::NamesFixed { .. } => {
            ConsoleError::Changed
        }
        Failure::NotFound => ConsoleError::NotFound,
        Failure::Unauthorized | Failure::Forbidden => ConsoleError::Forbidden,
        Failure::Desk(DeskError::Store(error)) => of_store_error(error, request_id),
        Failure::Desk(_) => ConsoleError::Unavailable,
        Failure::Store(error) => of_store_error(error, request_id),
    }
}

fn of_store_error(error: &StoreError, request_id: &str) -> ConsoleError {
    match error {
        StoreError::Unavailable(_) | StoreError::MovedMeanwhile => ConsoleError::Unavailable,
        StoreError::Constraint(_) => ConsoleError::Changed,
        StoreError::Unreadable(_) | StoreError::Unexpected(_) => internal(request_id),
    }
}

fn internal(request_id: &str) -> ConsoleError {
    ConsoleError::Internal { request_id: request_id.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_its_status() {
        let status = |fault: ConsoleFault| fault.told("id").status();
        assert_eq!(status(Failure::NotFound.into()), 404);
        assert_eq!(status(Failure::Forbidden.into()), 403);
        assert_eq!(status(Failure::invalid("/state", "unknown_choice").into()), 422);
        assert_eq!(status(Failure::Conflict("wrong_state").into()), 409);
        assert_eq!(status(Failure::Desk(DeskError::Busy).into()), 503);
        assert_eq!(status(Failure::Store(StoreError::Unavailable("x".into())).into()), 503);
        assert_eq!(status(Failure::Store(StoreError::Unreadable("x")).into()), 500);
        assert_eq!(status(ConsoleFault::StaleForm), 403);
        assert_eq!(status(ConsoleFault::WrongMethod), 405);
        assert_eq!(status(HttpError::NoSuchRoute.into()), 500);
    }
}
