//! The OpenAPI document: what the handlers say of themselves, completed with what holds for all.

use serde_json::{Value, json};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, Info, Ref, RefOr, Response, ResponseBuilder, Server,
};
use utoipa::{PartialSchema as _, ToSchema as _};

use super::api;
use super::problem::{FieldProblem, Problem};

const DESCRIPTION: &str = "受付 Uketsuke: registration for events and seminars.\n\n\
    Applicants need no account: whoever applies gets a secret address for their registration. Staff's \
    programs send `Authorization: Bearer …` with a token that `uketsuke admin token` made.\n\n\
    Every no is `application/problem+json` with a `code` to decide by.";

/// The document as it is sent, made once.
pub struct Document(String);

impl Document {
    /// Completes the document. Paths are relative to the server it was fetched from.
    pub fn new() -> Self {
        Self(serde_json::to_string(&complete()).unwrap_or_default())
    }

    pub fn as_json(&self) -> &str {
        &self.0
    }
}

impl Default for Document {
    fn default() -> Self {
        Self::new()
    }
}

fn complete() -> utoipa::openapi::OpenApi {
    let mut document = api::described();
    document.info = Info::new("Uketsuke API", env!("CARGO_PKG_VERSION"));
    document.info.description = Some(DESCRIPTION.to_owned());
    document.servers = Some(vec![Server::new(api::BASE)]);
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A token of `uketsuke admin token`"));
    let components = ComponentsBuilder::from(document.components.take().unwrap_or_default())
        .security_scheme("token", SecurityScheme::Http(token.build()))
        .schema(Problem::name(), Problem::schema())
        .schema(FieldProblem::name(), FieldProblem::schema());
    document.components = Some(components.build());
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            operation.operation_id = Some(operation_id(path, method));
            add_problems(path, operation);
            add_example(path, method, operation);
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [
        ("GET", &mut item.get),
        ("POST", &mut item.post),
        ("PUT", &mut item.put),
        ("PATCH", &mut item.patch),
        ("DELETE", &mut item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// The method with the path in letters: handlers of several files have the same name.
fn operation_id(path: &str, method: &str) -> String {
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    std::iter::once(method.to_ascii_lowercase().as_str()).chain(words).collect::<Vec<_>>().join("_")
}

fn add_problems(path: &str, operation: &mut Operation) {
    let takes_token = needs_token(operation) || may_have_token(operation);
    let takes_body = operation.request_body.is_some();
    let is_about_something = path.contains('{');
    let problems = [
        ("400", takes_body, "The body is not JSON, or a header is malformed"),
        ("401", takes_token, "No valid token: `unauthorized`"),
        ("403", takes_token, "The token's scopes do not include this: `forbidden`"),
        ("404", is_about_something, "There is nothing at this address: `not_found`"),
        (
            "409",
            takes_body || path.matches('/').count() > 2,
            "Not possible as things are; `code` says why",
        ),
        (
            "412",
            path == "/registrations/{token}" && takes_body,
            "Changed since it was read: `version_mismatch`",
        ),
        ("413", takes_body, "More than 256 KiB, with a picture more than 11 MiB: `body_too_large`"),
        ("415", takes_body, "Not JSON: `unsupported_media_type`"),
        ("422", true, "The input breaks rules: `validation_failed`; `errors` names each"),
        (
            "429",
            true,
            "Too much in a short time: `rate_limited`; Retry-After says when to try again",
        ),
        ("503", true, "Not available now; Retry-After says when to try again"),
        ("default", true, "Any other problem"),
    ];
    for (status, applies, description) in problems {
        if applies {
            operation.responses.responses.insert(status.to_owned(), RefOr::T(problem(description)));
        }
    }
}

fn problem(description: &str) -> Response {
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
    ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", body)
        .build()
}

/// Security requirements tell their schemes only when they are written.
fn security_of(operation: &Operation) -> Vec<Value> {
    let written =
        serde_json::to_value(operation.security.as_deref().unwrap_or_default()).unwrap_or_default();
    written.as_array().cloned().unwrap_or_default()
}

fn may_have_token(operation: &Operation) -> bool {
    security_of(operation).iter().any(|requirement| requirement.get("token").is_some())
}

fn needs_token(operation: &Operation) -> bool {
    let security = security_of(operation);
    !security.is_empty() && security.iter().all(|requirement| requirement.get("token").is_some())
}

/// A line for the command line that does it, in the description and for viewers that show samples.
fn add_example(path: &str, method: &str, operation: &mut Operation) {
    let line = curl(path, method, operation);
    let text = operation.description.take().unwrap_or_default();
    operation.description = Some(format!("{text}\n\n```sh\n{line}\n```").trim_start().to_owned());
    let sample = json!([{"lang": "Shell", "label": "curl", "source": line}]);
    operation.extensions.get_or_insert_default().insert("x-codeSamples".to_owned(), sample);
}

fn curl(path: &str, method: &str, operation: &Operation) -> String {
    let mut line = String::from("curl");
    if method != "GET" {
        line = format!("{line} -X {method}");
    }
    let address = path.replace("{format}", "csv").replace('{', "$").replace('}', "");
    line = format!("{line} \"$UKETSUKE{}{address}\"", api::BASE);
    if needs_token(operation) {
        line.push_str(" -H \"Authorization: Bearer $TOKEN\"");
    }
    match example_body(operation) {
        Some(body) => format!("{line} -H 'Content-Type: application/json' -d '{body}'"),
        None => line,
    }
}

fn example_body(operation: &Operation) -> Option<String> {
    let body = serde_json::to_value(operation.request_body.as_ref()?).ok()?;
    let example = body.get("content")?.get("application/json")?.get("example")?;
    Some(example.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        serde_json::from_str(Document::new().as_json()).unwrap()
    }

    fn operations_of(document: &Value) -> Vec<(String, Value)> {
        let paths = document["paths"].as_object().unwrap();
        paths
            .iter()
            .flat_map(|(path, item)| {
                item.as_object()
                    .unwrap()
                    .iter()
                    .map(move |(method, operation)| (format!("{method} {path}"), operation.clone()))
            })
            .collect()
    }

    #[test]
    fn the_document_is_openapi_3_1_with_every_route() {
        let document = document();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        assert_eq!(operations_of(&document).len(), api::ROUTES.len());
        assert_eq!(document["components"]["securitySchemes"]["token"]["scheme"], "bearer");
    }

    #[test]
    fn every_operation_has_a_summary_an_example_and_its_problems() {
        for (name, operation) in operations_of(&document()) {
            assert!(operation["summary"].as_str().is_some_and(|text| text.len() > 8), "{name}");
            assert!(operation["description"].as_str().unwrap().contains("curl"), "{name}");
            assert!(operation["tags"][0].is_string(), "{name}");
            let problem = &operation["responses"]["default"]["content"]["application/problem+json"];
            assert_eq!(problem["schema"]["$ref"], "#/components/schemas/Problem", "{name}");
            assert!(operation["security"].is_array(), "{name}");
            if operation.get("requestBody").is_some() {
                let body = &operation["requestBody"]["content"];
                // A file is its own example.
                let is_file = body.get("application/octet-stream").is_some();
                assert!(is_file || body["application/json"]["example"].is_object(), "{name}");
            }
        }
    }

    #[test]
    fn operations_have_names_of_their_own() {
        let document = document();
        let ids: Vec<String> = operations_of(&document)
            .iter()
            .map(|(_, op)| op["operationId"].as_str().unwrap().to_owned())
            .collect();
        for (i, id) in ids.iter().enumerate() {
            assert!(!ids[..i].contains(id), "{id} twice");
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let text = document.to_string();
        for reference in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
        }
    }
}
