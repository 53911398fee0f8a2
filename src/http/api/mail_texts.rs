//! The organization's own texts of mails, for staff.

use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, web};

use super::Answer;
use super::mail_text_shapes::{
    MailPreviewDraft, MailPreviewShape, MailTextDraft, MailTextListShape, MailTextShape,
};
use crate::app::App;
use crate::http::conditional;
use crate::http::extract::{JsonBody, Organizer, TwoPathParts, seen_version};
use crate::usecases::edit_mail_text::{self, MailText, Scope};

/// List the kinds of mail, their placeholders, and which texts have been edited
#[utoipa::path(
    get, path = "/mail-texts", tag = "Mail (staff)", security(("token" = ["events:read"])),
    responses((status = 200, description = "All kinds", body = MailTextListShape)),
)]
pub async fn list(app: web::Data<App>, organizer: Organizer) -> Answer {
    let texts = edit_mail_text::list(&app, &organizer.0, Scope::organization(&organizer.0)).await?;
    Ok(HttpResponse::Ok().json(MailTextListShape::of(&texts)))
}

/// Show a text as it is used
///
/// Where nothing has been written, a text to begin with: it makes the same mail as the text built in.
#[utoipa::path(
    get, path = "/mail-texts/{kind}/{language}", tag = "Mail (staff)", security(("token" = ["events:read"])),
    params(
        ("kind" = String, Path, description = "Such as `registration_confirmed`"),
        ("language" = String, Path, description = "`ja` or `en`"),
    ),
    responses((status = 200, description = "The text", body = MailTextShape)),
)]
pub async fn show(app: web::Data<App>, organizer: Organizer, name: TwoPathParts) -> Answer {
    let scope = Scope::organization(&organizer.0);
    Ok(answer(&edit_mail_text::show(&app, &organizer.0, scope, (&name.0, &name.1)).await?))
}

/// Write a text
///
/// Plain text with placeholders `{{ name }}`; the HTML is made from it. A placeholder that this kind does not
/// have, template syntax and a missing required placeholder are refused, with the line. Mails that wait are
/// sent with the text as it is when they go out.
#[utoipa::path(
    put, path = "/mail-texts/{kind}/{language}", tag = "Mail (staff)", security(("token" = ["events:write"])),
    params(
        ("kind" = String, Path, description = "Such as `registration_confirmed`"),
        ("language" = String, Path, description = "`ja` or `en`"),
        ("If-Match" = Option<String>, Header, description = "The ETag last seen; 412 where it has changed since"),
    ),
    request_body(content = MailTextDraft, example = json!({
        "subject": "【{{ label }}】{{ heading }} {{ when }} 受付番号 {{ reception_number }}",
        "body": "{{ greeting }}\n\n{{ news }}\n当日は筆記用具をお持ちください。\n\n{{ details }}\n\n{{ calendar }}\n\n{{ manage }}\n\n{{ contact }}"
    })),
    responses((status = 200, description = "The text as it is now", body = MailTextShape)),
)]
pub async fn write(
    app: web::Data<App>,
    organizer: Organizer,
    name: TwoPathParts,
    request: HttpRequest,
    body: JsonBody,
) -> Answer {
    let seen = seen_version(&request)?;
    let MailTextDraft { subject, body } = body.read().await?;
    let by = (&organizer.0, Scope::organization(&organizer.0));
    let written =
        edit_mail_text::write(&app, by, (&name.0, &name.1), (&subject, &body), seen).await?;
    Ok(answer(&written))
}

/// Take a text back
///
/// The text built in is used again.
#[utoipa::path(
    delete, path = "/mail-texts/{kind}/{language}", tag = "Mail (staff)", security(("token" = ["events:write"])),
    params(
        ("kind" = String, Path, description = "Such as `registration_confirmed`"),
        ("language" = String, Path, description = "`ja` or `en`"),
    ),
    responses((status = 204, description = "It is gone")),
)]
pub async fn take_back(app: web::Data<App>, organizer: Organizer, name: TwoPathParts) -> Answer {
    let scope = Scope::organization(&organizer.0);
    edit_mail_text::take_back(&app, &organizer.0, scope, (&name.0, &name.1)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Look at a mail as it would be sent
///
/// Of a sample or of a registration, with the text that is kept or with one that is not saved. Its links lead
/// nowhere.
#[utoipa::path(
    post, path = "/mail-texts/{kind}/{language}/preview", tag = "Mail (staff)", security(("token" = ["events:write"])),
    params(
        ("kind" = String, Path, description = "Such as `registration_confirmed`"),
        ("language" = String, Path, description = "`ja` or `en`"),
    ),
    request_body(content = MailPreviewDraft, example = json!({"sample": "online"})),
    responses((status = 200, description = "The mail", body = MailPreviewShape)),
)]
pub async fn preview(
    app: web::Data<App>,
    organizer: Organizer,
    name: TwoPathParts,
    body: JsonBody,
) -> Answer {
    let draft: MailPreviewDraft = body.read().await?;
    let by = (&organizer.0, Scope::organization(&organizer.0));
    let mail = edit_mail_text::preview(&app, by, (&name.0, &name.1), draft.into()).await?;
    Ok(HttpResponse::Ok().json(MailPreviewShape::of(mail)))
}

/// The text, under the tag of its version.
fn answer(text: &MailText) -> HttpResponse {
    let version = text.edited.map_or(0, |edited| edited.version);
    HttpResponse::Ok()
        .insert_header((ETAG, conditional::tag_of_version(version)))
        .json(MailTextShape::of(text))
}
