//! Every way a request can be answered with no, matched to its status and its problem.

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};

use super::extract::strict_json::{DEPTH_MAX, JsonFault};
use super::problem::{FieldProblem, Problem};
use super::refused;
use crate::desk::DeskError;
use crate::domain::fault::FieldFault;
use crate::store::StoreError;
use crate::usecases::Failure;

/// Seconds after which a caller may try again: the desk's queue empties in less.
const RETRY_AFTER_SECONDS: u16 = 2;

/// Why a request is not answered with what it asked for.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    #[error(transparent)]
    Failure(#[from] Failure),
    #[error("no such route")]
    NoSuchRoute,
    /// With the methods that the route has, as the Allow header lists them.
    #[error("the route has other methods")]
    MethodNotAllowed(String),
    #[error("the body is not JSON by its Content-Type")]
    UnsupportedMediaType,
    #[error("the body is too large")]
    BodyTooLarge,
    #[error("the body ended before its announced length")]
    BodyCutOff,
    #[error("the body took too long")]
    BodyTooSlow,
    #[error(transparent)]
    Json(JsonFault),
    #[error("the header {name} {rule}")]
    Header { name: &'static str, rule: &'static str },
    /// A fault of this program, said without anything that was sent.
    #[error("{0}")]
    Internal(&'static str),
}

impl ResponseError for HttpError {
    fn status_code(&self) -> StatusCode {
        problem_of(self).status()
    }

    /// Called once for each error, inside its request's span: so the log line has the request's id.
    fn error_response(&self) -> HttpResponse {
        let problem = problem_of(self);
        let status = problem.status();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            tracing::warn!(error = %self, "not available");
        } else if status.is_server_error() {
            tracing::error!(error = %self, "the request failed");
        }
        let mut response = problem.into_response();
        let headers = response.headers_mut();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"uketsuke\""));
        }
        if let Self::MethodNotAllowed(methods) = self
            && let Ok(methods) = HeaderValue::from_str(methods)
        {
            headers.insert(ALLOW, methods);
        }
        response
    }
}

/// What is told of an error. Whatever is our own fault is told without its cause.
pub fn problem_of(error: &HttpError) -> Problem {
    match error {
        HttpError::Failure(failure) => of_failure(failure),
        HttpError::NoSuchRoute => not_found(),
        HttpError::MethodNotAllowed(_) => Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "Method not allowed",
            "The Allow header lists the methods that this address has.",
        ),
        HttpError::UnsupportedMediaType => Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Unsupported media type",
            "The body must be JSON in UTF-8, uncompressed, with Content-Type: application/json.",
        ),
        HttpError::BodyTooLarge => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "Body too large",
            "A body has at most 256 KiB; one with a picture 11 MiB.",
        ),
        HttpError::BodyCutOff => malformed("The body ended before its announced length."),
        HttpError::BodyTooSlow => Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "body_too_slow",
            "Body too slow",
            "The body took too long to come in.",
        ),
        HttpError::Json(fault) => of_json_fault(fault),
        HttpError::Header { name, rule } => Problem::new(
            StatusCode::BAD_REQUEST,
            "malformed_header",
            "Malformed header",
            format!("The header {name} {rule}."),
        ),
        HttpError::Internal(_) => internal(),
    }
}

fn of_failure(failure: &Failure) -> Problem {
    match failure {
        Failure::Invalid(faults) => invalid(faults.iter().map(FieldProblem::of).collect()),
        Failure::Texts(faults) => invalid(faults.iter().map(FieldProblem::of_text).collect()),
        Failure::Refused(refusal) => refused::problem_of(refusal),
        Failure::NamesFixed { until, contact } => conflict(
            "names_fixed",
            "Attendees are fixed",
            "Attendees can no longer be named or replaced here. Please ask the organizer; who does not come can still be taken away.",
        )
        .with_member("names_until", until.to_rfc3339())
        .with_member("contact", contact.as_str()),
        Failure::NotFound => not_found(),
        Failure::Unauthorized => Problem::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "Not signed in",
            "This needs a valid token: Authorization: Bearer …",
        ),
        Failure::Forbidden => Problem::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "Not permitted",
            "This token's scopes do not include this.",
        ),
        Failure::Conflict(code) => of_conflict(code),
        Failure::Desk(error) => of_desk_error(error),
        Failure::Store(error) => of_store_error(error),
    }
}

fn of_desk_error(error: &DeskError) -> Problem {
    match error {
        DeskError::Busy => unavailable(
            "busy",
            "Too many applications are waiting. Nothing was done; please try again in a moment.",
        ),
        DeskError::Closed => unavailable(
            "stopping",
            "The service is being restarted. Please try again in a moment, with the same Idempotency-Key.",
        ),
        DeskError::StillWaiting => unavailable(
            "still_waiting",
            "The request waits in its place and will be carried out. Please ask again in a moment, with the same Idempotency-Key.",
        ),
        DeskError::InProgress => Problem::new(
            StatusCode::CONFLICT,
            "idempotency_in_progress",
            "Still being worked on",
            "A request with the same Idempotency-Key is being worked on. Please ask again in a moment.",
        ),
        DeskError::Store(error) => match &**error {
            StoreError::Unavailable(_) | StoreError::MovedMeanwhile => of_store_error(error),
            // The desk has tried each command alone before it says this.
            StoreError::Constraint(_) | StoreError::Unreadable(_) | StoreError::Unexpected(_) => {
                internal()
            }
        },
    }
}

fn of_store_error(error: &StoreError) -> Problem {
    match error {
        StoreError::Unavailable(_) | StoreError::MovedMeanwhile => unavailable(
            "unavailable",
            "The database does not answer now. It is not known whether the request was carried out; sent again with the same Idempotency-Key, it is carried out once.",
        ),
        StoreError::Constraint(_) => conflict(
            "changed_meanwhile",
            "Somebody else was first",
            "Something was changed in the same moment. Please look again.",
        ),
        StoreError::Unreadable(_) | StoreError::Unexpected(_) => internal(),
    }
}

fn of_conflict(code: &'static str) -> Problem {
    match code {
        "version_mismatch" => Problem::new(
            StatusCode::PRECONDITION_FAILED,
            "version_mismatch",
            "Changed meanwhile",
            "It has been changed since it was read. Please read it again.",
        ),
        "no_sessions" => {
            conflict(code, "No sessions", "An event without sessions cannot be published.")
        }
        "not_published" => conflict(
            code,
            "Not published",
            "The event has not been published. A draft can be deleted.",
        ),
        "cancelled" => conflict(code, "Cancelled", "What has been cancelled stays so."),
        "has_registrations" => conflict(
            code,
            "Somebody has registered",
            "Registrations exist. It can be cancelled, but not deleted.",
        ),
        "import_running" => conflict(
            code,
            "A list is being taken in",
            "A list of the event is being taken in, and may have the person in it. Ask again when that has ended.",
        ),
        "wrong_state" => {
            conflict(code, "Wrong state", "This is not possible in the state it is in.")
        }
        "wrong_session" => {
            conflict(code, "Another session", "The registration is for another session.")
        }
        "wrong_day" => conflict(
            code,
            "Another day",
            "The meeting is on another day; on_any_day says that this is known.",
        ),
        "not_here" => conflict(code, "Not checked in", "There is no such check-in to take back."),
        "check_in_id_used" => conflict(
            code,
            "Another check-in's id",
            "This id stands for the check-in of somebody else.",
        ),
        "too_many_rows" => conflict(
            code,
            "Too long for paper",
            "More than 20,000 registrations are not printed. A spreadsheet takes any number.",
        ),
        "too_late" => {
            conflict(code, "Too late", "The mail is of no use any more: its session has begun.")
        }
        "too_many_files" => unavailable(
            "too_many_files",
            "Too many files wait for their registrations. Please try again later.",
        ),
        "unexpected_answer" | "no_calendar" | "no_flyer" => internal(),
        other => {
            conflict(other, "Not possible now", "This is not possible in the state things are in.")
        }
    }
}

fn of_json_fault(fault: &JsonFault) -> Problem {
    let at = |pointer: &str, code| [FieldFault { pointer: pointer.to_owned(), code, limit: None }];
    match fault {
        JsonFault::Empty => malformed("The body is empty."),
        JsonFault::NotUtf8 => malformed("The body is not UTF-8."),
        JsonFault::CutOff => malformed("The body ends in the middle."),
        JsonFault::Syntax { line, column } => {
            malformed(format!("The body is not JSON: line {line}, column {column}."))
        }
        JsonFault::DuplicateKey { pointer } => malformed("A key occurs twice in the same object.")
            .with_errors(&at(pointer, "duplicate_key")),
        JsonFault::TooDeep { pointer } => {
            let fault = FieldFault {
                pointer: pointer.clone(),
                code: "too_deep",
                limit: i64::try_from(DEPTH_MAX).ok(),
            };
            malformed("Arrays and objects are nested too deeply.").with_errors(&[fault])
        }
        JsonFault::NumberTooLarge { pointer } => {
            invalid(at(pointer, "out_of_range").iter().map(FieldProblem::of).collect())
        }
    }
}

fn invalid(errors: Vec<FieldProblem>) -> Problem {
    let detail = match errors.len() {
        1 => "One field breaks a rule; errors names it.".to_owned(),
        number => format!("{number} fields break a rule; errors names each."),
    };
    let problem = Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "validation_failed",
        "The input breaks the rules",
        detail,
    );
    Problem { errors, ..problem }
}

fn malformed(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "malformed_json", "Malformed body", detail)
}

/// A foreign thing, one that never was and an address that means nothing look the same.
pub fn not_found() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "not_found",
        "Not found",
        "There is nothing at this address.",
    )
}

pub fn conflict(code: &str, title: &str, detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::CONFLICT, code, title, detail)
}

fn unavailable(code: &str, detail: &str) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, "Not available now", detail)
}

fn internal() -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "Internal error",
        "Something went wrong here. The request_id finds it in the log.",
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn answer(error: impl Into<HttpError>) -> (u16, String) {
        let problem = problem_of(&error.into());
        (problem.status, problem.code)
    }

    fn failure(failure: Failure) -> (u16, String) {
        answer(failure)
    }

    fn gone() -> StoreError {
        StoreError::Unavailable("host=secret.example".into())
    }

    #[test]
    fn every_failure_has_its_status_and_code() {
        assert_eq!(failure(Failure::NotFound), (404, "not_found".into()));
        assert_eq!(failure(Failure::Unauthorized), (401, "unauthorized".into()));
        assert_eq!(failure(Failure::Forbidden), (403, "forbidden".into()));
        assert_eq!(failure(Failure::invalid("/x", "required")), (422, "validation_failed".into()));
        assert_eq!(
            failure(Failure::Conflict("version_mismatch")),
            (412, "version_mismatch".into())
        );
        assert_eq!(
            failure(Failure::Conflict("has_registrations")),
            (409, "has_registrations".into())
        );
        assert_eq!(failure(DeskError::Busy.into()), (503, "busy".into()));
        assert_eq!(failure(DeskError::Closed.into()), (503, "stopping".into()));
        assert_eq!(failure(DeskError::StillWaiting.into()), (503, "still_waiting".into()));
        assert_eq!(failure(DeskError::InProgress.into()), (409, "idempotency_in_progress".into()));
        assert_eq!(failure(DeskError::Store(Arc::new(gone())).into()), (503, "unavailable".into()));
        assert_eq!(failure(gone().into()), (503, "unavailable".into()));
        assert_eq!(
            failure(StoreError::Constraint("x".into()).into()),
            (409, "changed_meanwhile".into())
        );
        assert_eq!(
            failure(DeskError::Store(Arc::new(StoreError::Unreadable("x"))).into()),
            (500, "internal".into())
        );
    }

    #[test]
    fn an_answer_of_our_own_fault_tells_no_cause() {
        for error in
            [gone(), StoreError::Unreadable("secret"), StoreError::Constraint("secret".into())]
        {
            let problem = problem_of(&Failure::Store(error).into());
            assert!(!serde_json::to_string(&problem).unwrap().contains("secret"));
        }
    }

    #[test]
    fn a_busy_desk_says_when_to_come_again() {
        let response = HttpError::from(Failure::Desk(DeskError::Busy)).error_response();
        assert_eq!(response.headers().get(RETRY_AFTER).unwrap(), "2");
        let response = HttpError::from(Failure::Unauthorized).error_response();
        assert!(response.headers().contains_key(WWW_AUTHENTICATE));
        let response = HttpError::MethodNotAllowed("GET, HEAD".into()).error_response();
        assert_eq!(response.headers().get(ALLOW).unwrap(), "GET, HEAD");
    }

    #[test]
    fn a_malformed_body_names_the_place() {
        let problem =
            problem_of(&HttpError::Json(JsonFault::DuplicateKey { pointer: "/a/b".into() }));
        assert_eq!((problem.status, problem.errors[0].pointer.as_str()), (400, "/a/b"));
        let problem =
            problem_of(&HttpError::Json(JsonFault::NumberTooLarge { pointer: "/seats".into() }));
        assert_eq!((problem.status, problem.errors[0].pointer.as_str()), (422, "/seats"));
    }
}
