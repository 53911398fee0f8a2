//! An organization's settings for mail, for staff.

use actix_web::{HttpResponse, web};

use super::Answer;
use crate::app::App;
use crate::domain::mail_settings::MailSettings;
use crate::http::extract::{JsonBody, Organizer};
use crate::usecases::{Permission, change_mail_settings};

/// Read the organization's settings for mail
#[utoipa::path(
    get, path = "/mail-settings", tag = "Mail (staff)", security(("token" = ["outbox:read"])),
    responses((status = 200, description = "The settings", body = MailSettings)),
)]
pub async fn show(app: web::Data<App>, organizer: Organizer) -> Answer {
    let settings = change_mail_settings::show(&app, &organizer.0).await?;
    Ok(HttpResponse::Ok().json(settings))
}

/// Change the organization's settings for mail
///
/// A merge patch (RFC 7396): what is absent stays, `null` brings the usual back.
#[utoipa::path(
    patch, path = "/mail-settings", tag = "Mail (staff)", security(("token" = ["outbox:write"])),
    request_body(content = Object, example = json!({"hold": true})),
    responses((status = 200, description = "The settings as they are now", body = MailSettings)),
)]
pub async fn change(app: web::Data<App>, organizer: Organizer, body: JsonBody) -> Answer {
    organizer.0.must(Permission::WriteOutbox)?;
    let patch = body.receive().await?.value;
    let settings = change_mail_settings::change(&app, &organizer.0, &patch).await?;
    Ok(HttpResponse::Ok().json(settings))
}
