//! Links to one's own registrations, asked for once more.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Answer;
use crate::app::App;
use crate::http::extract::{JsonBody, PathPart};
use crate::usecases::resend_link;

/// Whose links are to be sent.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResendLinkDraft {
    /// The address that was given when applying.
    #[schema(example = "taro@example.jp")]
    pub email: String,
}

/// Send the links to one's registrations once more
///
/// Always 202: nothing tells whether anybody is registered. Each active registration of this address at
/// the event gets a mail, at most one in an hour of the clock.
#[utoipa::path(
    post, path = "/events/{event}/resend-link", tag = "Registrations", security(()),
    params(("event" = String, Path, description = "Id or slug")),
    request_body(content = ResendLinkDraft, example = json!({"email": "taro@example.jp"})),
    responses((status = 202, description = "Whoever is registered with this address gets a mail")),
)]
pub async fn resend(app: web::Data<App>, event: PathPart, body: JsonBody) -> Answer {
    let draft: ResendLinkDraft = body.read().await?;
    resend_link::ask(&app, &event.0, &draft.email).await?;
    Ok(HttpResponse::Accepted().finish())
}
