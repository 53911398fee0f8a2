//! How long personal data are kept, and erasing one person's, for staff.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Answer;
use crate::app::App;
use crate::domain::retention::RetentionRule;
use crate::http::extract::{JsonBody, Organizer, PathPart};
use crate::usecases::change_event::draft_from;
use crate::usecases::retention::{person, rules};
use crate::usecases::{Failure, Permission};

/// Why one person's data go.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PurgeRequest {
    /// Stands on the certificate; no name, please.
    #[schema(example = "10月20日に本人から電話で請求")]
    reason: String,
}

/// What was begun.
#[derive(Serialize, ToSchema)]
pub struct PurgeAnswer {
    /// Of the certificate: `/console/purges/{id}`.
    id: String,
}

/// Erase one person's data because they ask for it
///
/// The rows are gone when this answers; what they leave in free space of the database's files is overwritten the next
/// night. Lists of the event that were not taken in are given up. 409 `still_registered` while they have or wait for a seat
/// of something that is still to come, `import_running` while a list of the event is being taken in.
#[utoipa::path(
    post, path = "/manage/registrations/{id}/purge", tag = "Registrations (staff)",
    security(("token" = ["registrations:write"])), params(("id" = String, Path, description = "Id")),
    request_body(content = PurgeRequest, example = json!({"reason": "10月20日に本人から電話で請求"})),
    responses((status = 200, description = "The certificate", body = PurgeAnswer)),
)]
pub async fn purge_person(
    app: web::Data<App>,
    organizer: Organizer,
    id: PathPart,
    body: JsonBody,
) -> Answer {
    person::look(&app, &organizer.0, &id.0).await?;
    let asked: PurgeRequest = draft_from(body.receive().await?.value)?;
    let purge = person::purge(&app, &organizer.0, &id.0, &asked.reason).await?;
    Ok(HttpResponse::Ok().json(PurgeAnswer { id: purge.0.to_string() }))
}

/// Read how long personal data are kept
#[utoipa::path(
    get, path = "/retention", tag = "Organization (staff)", security(("token" = ["events:read"])),
    responses((status = 200, description = "The rule", body = RetentionRule)),
)]
pub async fn show(app: web::Data<App>, organizer: Organizer) -> Answer {
    Ok(HttpResponse::Ok().json(rules::show(&app, &organizer.0).await?))
}

/// Change how long personal data are kept
///
/// What owners were told already does not come earlier for it.
#[utoipa::path(
    put, path = "/retention", tag = "Organization (staff)", security(("token" = ["organization:write"])),
    request_body(content = RetentionRule, example = json!({"days": 365, "warn_days": 30, "reason": "年度の実績報告のため"})),
    responses((status = 200, description = "The rule as it is now", body = RetentionRule)),
)]
pub async fn change(app: web::Data<App>, organizer: Organizer, body: JsonBody) -> Answer {
    organizer.0.must(Permission::ManageOrganization)?;
    let rule: RetentionRule = draft_from(body.receive().await?.value)?;
    let changed: Result<RetentionRule, Failure> = rules::change(&app, &organizer.0, rule).await;
    Ok(HttpResponse::Ok().json(changed?))
}
