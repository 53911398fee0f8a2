//! The body of an answer that says no (RFC 9457), completed with the request's id on its way out.

use std::collections::BTreeMap;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpResponse};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::field_sentences;
use super::request_id::RequestId;
use crate::domain::fault::FieldFault;
use crate::mail::EditFault;

/// `application/problem+json`: why a request was answered with no.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Problem {
    /// A name for the kind of problem, the same for every answer with this `code`.
    #[serde(rename = "type")]
    #[schema(example = "urn:problem-type:uketsuke:validation_failed")]
    pub kind: String,
    #[schema(example = "The input breaks the rules")]
    pub title: String,
    #[schema(example = 422)]
    pub status: u16,
    pub detail: String,
    /// What programs decide by.
    #[schema(example = "validation_failed")]
    pub code: String,
    /// Names this request in the service's log.
    pub request_id: String,
    /// Every field that breaks a rule; empty where no field is to blame.
    pub errors: Vec<FieldProblem>,
    /// Numbers and times that belong to the code, such as `confirmed` with `capacity_below_confirmed`.
    #[serde(flatten)]
    #[schema(ignore)]
    pub members: BTreeMap<&'static str, Value>,
}

/// One field that breaks a rule.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// JSON pointer (RFC 6901) into the body; for a parameter of the query, `/` and its name.
    #[schema(example = "/applicant/email")]
    pub pointer: String,
    #[schema(example = "invalid_email")]
    pub code: String,
    pub detail: String,
    /// The number that belongs to the rule, such as the longest length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// The line of a text that is wrong, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

impl FieldProblem {
    pub fn of(fault: &FieldFault) -> Self {
        Self {
            pointer: fault.pointer.clone(),
            code: fault.code.to_owned(),
            detail: field_sentences::sentence(fault.code, fault.limit),
            limit: fault.limit,
            line: None,
        }
    }

    /// Of a text of staff's own, which is no secret: what is wrong with it is repeated.
    pub fn of_text(fault: &EditFault) -> Self {
        Self {
            pointer: fault.pointer.to_owned(),
            code: fault.rule.code().to_owned(),
            detail: fault.to_string(),
            limit: None,
            line: fault.line,
        }
    }
}

impl Problem {
    pub fn new(status: StatusCode, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:problem-type:uketsuke:{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            code: code.to_owned(),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn with_errors(mut self, faults: &[FieldFault]) -> Self {
        self.errors = faults.iter().map(FieldProblem::of).collect();
        self
    }

    #[must_use]
    pub fn with_member(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.members.insert(name, value.into());
        self
    }

    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// An answer that carries this problem; [`complete`] writes its body.
    pub fn into_response(self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status());
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes the bodies of problems, each with the id of its request.
pub async fn complete<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let mut response = next.call(request).await?;
    let problem = response.response_mut().extensions_mut().remove::<Problem>();
    let Some(problem) = problem else { return Ok(response.map_into_boxed_body()) };
    let body = serde_json::to_vec(&Problem { request_id: id, ..problem }).unwrap_or_default();
    let mut response = response.map_body(|_, _| BoxBody::new(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_problem_has_the_members_that_were_promised() {
        let fault = FieldFault { pointer: "/seats".into(), code: "out_of_range", limit: Some(3) };
        let problem =
            Problem::new(StatusCode::CONFLICT, "session_full", "Full", "All seats are taken.")
                .with_errors(&[fault])
                .with_member("left", 2);
        let body = serde_json::to_value(problem).unwrap();
        assert_eq!(body["type"], "urn:problem-type:uketsuke:session_full");
        assert_eq!(
            (&body["status"], &body["code"], &body["left"]),
            (&json!(409), &json!("session_full"), &json!(2))
        );
        assert_eq!(body["errors"][0]["pointer"], "/seats");
        assert!(
            body["title"].is_string()
                && body["detail"].is_string()
                && body["request_id"].is_string()
        );
    }
}
