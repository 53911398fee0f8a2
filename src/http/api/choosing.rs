//! Selections and draws, for staff.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Answer;
use crate::app::App;
use crate::domain::ids::RegistrationId;
use crate::domain::seats::draw::lot;
use crate::domain::seats::{Done, Selection};
use crate::http::error::HttpError;
use crate::http::extract::{JsonBody, Organizer, PathPart};
use crate::usecases::hold_draw::{self, DrawStanding};
use crate::usecases::{Failure, select_applications};

/// What becomes of applications that await the selection.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Selections)]
pub struct SelectionsShape {
    /// Substitutes wait in this order.
    selections: Vec<SelectionShape>,
    /// Why more are chosen than there are seats, where that is on purpose.
    #[serde(default)]
    exceed_reason: Option<String>,
}

/// What becomes of one application.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Selection)]
pub struct SelectionShape {
    /// Id of the registration.
    registration: Uuid,
    /// `chosen`, `substitute` or `not_chosen`
    #[schema(example = "chosen")]
    selection: String,
}

/// How many were told what.
#[derive(Serialize, ToSchema)]
#[schema(as = SelectionResult)]
pub struct SelectedShape {
    chosen: u32,
    substitutes: u32,
    not_chosen: u32,
}

/// What the order of a draw follows from.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DrawRequest)]
pub struct DrawRequestShape {
    /// Announce beforehand what it will be, such as the closing price of a day to come. Without one, it is made by chance.
    #[serde(default)]
    word: Option<String>,
}

/// How a draw stands.
#[derive(Serialize, ToSchema)]
#[schema(as = Draw)]
pub struct DrawShape {
    /// Who has entered and was not drawn yet.
    entered: u32,
    /// From when on it can be drawn, where that is not now.
    not_before: Option<DateTime<Utc>>,
    /// What was drawn, the latest draw first, each in its order. No personal data: it may be published.
    places: Vec<PlaceShape>,
}

/// What a draw has given to one entry.
#[derive(Serialize, ToSchema)]
#[schema(as = DrawnPlace)]
pub struct PlaceShape {
    /// From 1.
    place: i32,
    reception_number: String,
    /// SHA-256 of the word, a colon and the reception number; the smallest goes first.
    lot: String,
    word: String,
    /// `confirmed`, `waitlisted` or `declined`, as it was drawn
    state: String,
    drawn_at: DateTime<Utc>,
}

impl DrawShape {
    fn of(standing: DrawStanding) -> Self {
        let place = |row: crate::store::draws::DrawnRow| PlaceShape {
            place: row.place,
            lot: lot(&row.word, &row.reception_number),
            reception_number: row.reception_number,
            word: row.word,
            state: row.state,
            drawn_at: row.drawn_at.0,
        };
        Self {
            entered: standing.entered,
            not_before: standing.not_before,
            places: standing.drawn.into_iter().map(place).collect(),
        }
    }
}

/// Tell applicants whether they are selected
///
/// All of it in one step, or, where one of it is not possible, nothing. Each gets a mail of their own.
#[utoipa::path(
    post, path = "/sessions/{session}/selections", tag = "Registrations (staff)",
    security(("token" = ["registrations:write"])), params(("session" = String, Path, description = "Id")),
    request_body(content = SelectionsShape, example = json!({"selections": [{"registration": "0192f0c1-0000-7000-8000-000000000001", "selection": "chosen"}]})),
    responses((status = 200, description = "They are told", body = SelectedShape)),
)]
pub async fn select(
    app: web::Data<App>,
    organizer: Organizer,
    session: PathPart,
    body: JsonBody,
) -> Answer {
    select_applications::may_choose(&app, &organizer.0, &session.0).await?;
    let wanted: SelectionsShape = body.receive().await?.read()?;
    let selections = selections_of(&wanted.selections)?;
    let reason = wanted.exceed_reason.as_deref();
    let done =
        select_applications::carry_out(&app, &organizer.0, &session.0, selections, reason).await?;
    match done {
        Done::Selected { chosen, substitutes, not_chosen } => {
            Ok(HttpResponse::Ok().json(SelectedShape { chosen, substitutes, not_chosen }))
        }
        _ => Err(HttpError::Internal("a selection came to something else")),
    }
}

fn selections_of(wanted: &[SelectionShape]) -> Result<Vec<(RegistrationId, Selection)>, Failure> {
    let one = |(at, wanted): (usize, &SelectionShape)| {
        let selection = select_applications::parse(&wanted.selection).ok_or_else(|| {
            Failure::invalid(&format!("/selections/{at}/selection"), "unknown_choice")
        })?;
        Ok((RegistrationId(wanted.registration), selection))
    };
    wanted.iter().enumerate().map(one).collect()
}

/// Show how the draw of a session stands
#[utoipa::path(
    get, path = "/sessions/{session}/draw", tag = "Registrations (staff)",
    security(("token" = ["registrations:read"])), params(("session" = String, Path, description = "Id")),
    responses((status = 200, description = "The draw and its record", body = DrawShape)),
)]
pub async fn standing(app: web::Data<App>, organizer: Organizer, session: PathPart) -> Answer {
    let standing = hold_draw::standing(&app, &organizer.0, &session.0).await?;
    Ok(HttpResponse::Ok().json(DrawShape::of(standing)))
}

/// Hold the draw of a session
///
/// Once applications have closed. Each entry's lot is SHA-256 of `WORD:RECEPTION NUMBER`; the smallest goes first.
#[utoipa::path(
    post, path = "/sessions/{session}/draw", tag = "Registrations (staff)",
    security(("token" = ["registrations:write"])), params(("session" = String, Path, description = "Id")),
    request_body(content = DrawRequestShape, example = json!({"word": "38914.50"})),
    responses((status = 200, description = "The draw was held", body = DrawShape)),
)]
pub async fn hold(
    app: web::Data<App>,
    organizer: Organizer,
    session: PathPart,
    body: JsonBody,
) -> Answer {
    select_applications::may_choose(&app, &organizer.0, &session.0).await?;
    let wanted: DrawRequestShape = body.receive().await?.read()?;
    hold_draw::hold(&app, &organizer.0, &session.0, wanted.word.as_deref()).await?;
    let standing = hold_draw::standing(&app, &organizer.0, &session.0).await?;
    Ok(HttpResponse::Ok().json(DrawShape::of(standing)))
}
