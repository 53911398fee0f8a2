//! Sending files that an application names, and reading those that came.

use actix_web::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ContentDisposition,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::Answer;
use crate::app::App;
use crate::domain::question::FileType;
use crate::export;
use crate::http::extract::{Caller, Organizer, PathPart, Query, TwoPathParts};
use crate::http::spool::{self, FileBody};
use crate::usecases::read_file::{self, ReadFile};
use crate::usecases::send_file::{Destination, Incoming, Taken};

/// A file that was taken.
#[derive(Serialize, ToSchema)]
#[schema(as = Upload)]
pub struct UploadShape {
    /// The answer to the question: name the file by it within a day, in an application to this session.
    pub upload: String,
    /// Made harmless, with the ending of its content.
    #[schema(example = "履歴書.pdf")]
    pub name: String,
    /// By its content.
    #[serde(rename = "type")]
    pub file_type: FileType,
    pub bytes: u32,
}

impl UploadShape {
    fn of(taken: Taken) -> Self {
        let file = taken.file;
        Self { upload: taken.name, name: file.name, file_type: file.file_type, bytes: file.bytes }
    }
}

/// Send a file that an application will name
///
/// Anybody; staff for a proxy entry by their token. The body is the file itself, whatever its `Content-Type` says; what it is, its content tells. The
/// answer has the `upload` that is to be given as the answer to the question. What is not named within a day
/// is removed. Faults are told as those of the answer: `file_too_large`, `file_type`, `file_empty`.
#[utoipa::path(
    post, path = "/sessions/{session}/uploads", tag = "Registrations", security((), ("token" = ["registrations:write"])),
    params(
        ("session" = String, Path, description = "Id"),
        ("question" = String, Query, description = "Key of a question of kind `file`"),
        ("Content-Disposition" = Option<String>, Header, description = "What the file is called, as `filename` or `filename*` (RFC 6266)"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, description = "It was taken", body = UploadShape)),
)]
pub async fn send(
    app: web::Data<App>,
    caller: Caller,
    session: PathPart,
    mut query: Query,
    request: HttpRequest,
    body: FileBody,
) -> Answer {
    let question = query.text("question").unwrap_or_default();
    let name = name_of(&request);
    query.finish()?;
    let destination =
        Destination::of_session(&app, caller.0.as_ref(), &session.0, &question).await?;
    let spool = body.receive().await?;
    let bytes = spool.bytes();
    let _room = spool::room().await;
    let incoming = Incoming { name, bytes, content: spool.content().await? };
    let taken = destination.take(&app, incoming).await?;
    Ok(HttpResponse::Created().json(UploadShape::of(taken)))
}

/// Not a parameter: names of files tell of people, and addresses are kept in logs.
fn name_of(request: &HttpRequest) -> String {
    let said = request.headers().get(CONTENT_DISPOSITION);
    let said = said.and_then(|value| ContentDisposition::from_raw(value).ok());
    let extended = said.as_ref().and_then(|said| said.get_filename_ext());
    let extended = extended.and_then(|name| String::from_utf8(name.value.clone()).ok());
    let plain = said.as_ref().and_then(|said| said.get_filename()).map(str::to_owned);
    extended.or(plain).unwrap_or_default()
}

/// Read a file that came with a registration
///
/// Always as an attachment. The answer to a restricted question needs `restricted_answers:read` besides.
#[utoipa::path(
    get, path = "/manage/registrations/{id}/files/{question}", tag = "Registrations (staff)",
    security(("token" = ["registrations:read"])),
    params(
        ("id" = String, Path, description = "Id"),
        ("question" = String, Path, description = "The key under which the file was answered"),
    ),
    responses((status = 200, description = "The file", content(
        (Vec<u8> = "application/pdf"),
        (Vec<u8> = "image/jpeg"),
        (Vec<u8> = "image/png"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ))),
)]
pub async fn read(app: web::Data<App>, organizer: Organizer, path: TwoPathParts) -> Answer {
    let TwoPathParts(id, question) = path;
    let file = read_file::of_registration(&app, &organizer.0, &id, &question).await?;
    Ok(attachment(file))
}

/// A file that somebody sent, in the only way in which it is ever given out: to be saved, never shown.
pub fn attachment(file: ReadFile) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, file.media_type))
        .insert_header((CONTENT_LENGTH, file.content.len()))
        .insert_header((CONTENT_DISPOSITION, export::content_disposition(&file.name)))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .body(file.content)
}
