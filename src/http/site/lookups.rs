//! Companies and places for forms, while somebody types.

use actix_web::http::header::{CACHE_CONTROL, VARY};
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::address::Name;
use super::visit::Visit;
use crate::app::App;
use crate::http::error::HttpError;
use crate::http::pages::lookup_messages;
use crate::usecases::look_up;

/// A company of the register.
#[derive(Serialize)]
struct CompanyShape {
    number: String,
    name: String,
    prefecture: String,
    city: String,
}

#[derive(Serialize)]
struct CompaniesShape {
    companies: Vec<CompanyShape>,
    /// How many there are, in the visitor's language.
    message: String,
}

/// A place of a postal code.
#[derive(Serialize)]
struct TownShape {
    prefecture: String,
    city: String,
    town: String,
}

#[derive(Serialize)]
struct TownsShape {
    towns: Vec<TownShape>,
    /// What is to be done where there are several; empty otherwise.
    message: String,
}

/// `GET /companies?q=`: at most ten companies whose names begin so, of the public register alone.
pub async fn companies(app: web::Data<App>, visit: Visit) -> Result<HttpResponse, HttpError> {
    let found = look_up::companies(&app, visit.parameter("q").unwrap_or_default()).await?;
    let message = lookup_messages::companies(visit.texts(), found.len());
    let shape = |found: crate::domain::public_registers::Corporation| CompanyShape {
        number: found.number,
        name: found.name,
        prefecture: found.prefecture,
        city: found.city,
    };
    let companies = found.into_iter().map(shape).collect();
    Ok(answer(&CompaniesShape { companies, message }))
}

/// `GET /postal/{code}`: the places of a postal code.
pub async fn towns(
    app: web::Data<App>,
    visit: Visit,
    code: Name,
) -> Result<HttpResponse, HttpError> {
    let found = look_up::towns(&app, &code.0).await?;
    let message = lookup_messages::towns(visit.texts(), found.len());
    let shape = |found: crate::domain::public_registers::Town| TownShape {
        prefecture: found.prefecture,
        city: found.city,
        town: found.town,
    };
    Ok(answer(&TownsShape { towns: found.into_iter().map(shape).collect(), message }))
}

fn answer(shape: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "private, max-age=300"))
        .insert_header((VARY, "accept-language, cookie"))
        .insert_header(("x-robots-tag", "noindex"))
        .json(shape)
}
