//! What is printed of an event: the code of its address, and a flyer.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};

use super::address::{Name, TwoNames};
use super::fault::PageFault;
use super::outside_views::site;
use super::visit::Visit;
use crate::app::App;
use crate::http::conditional::{self, File};
use crate::http::error::HttpError;
use crate::outward::Told;
use crate::outward::qr::Code;
use crate::usecases::{find_programme, make_flyer};

/// The address of an event does not change while somebody looks at it.
const KEEPING: &str = "public, max-age=300";

/// `/e/{event}/qr.{format}`: `svg` or `png`.
pub async fn qr(
    app: web::Data<App>,
    visit: Visit,
    names: TwoNames,
    request: HttpRequest,
) -> Result<HttpResponse, PageFault> {
    let TwoNames(event, format) = names;
    let programme = find_programme::public_event(&app, &event).await?;
    let site = site(&app);
    let told = Told { programme: &programme, language: visit.domain_language(), site: &site };
    let failed = |_| HttpError::Internal("a code could not be made");
    let code = Code::of(&told.url()).map_err(failed)?;
    let (media_type, bytes) = match format.as_str() {
        "svg" => ("image/svg+xml", code.svg().into_bytes()),
        "png" => ("image/png", code.png().map_err(failed)?),
        _ => return Err(HttpError::NoSuchRoute.into()),
    };
    let file = File { media_type, keeping: KEEPING, changed_at: None };
    Ok(conditional::file(&request, &file, bytes))
}

/// `/e/{event}/flyer.pdf`, in the language of the visit.
pub async fn flyer(
    app: web::Data<App>,
    visit: Visit,
    event: Name,
) -> Result<HttpResponse, PageFault> {
    let programme = find_programme::public_event(&app, &event.0).await?;
    let name = format!("inline; filename=\"{}.pdf\"", programme.event.slug.as_str());
    let bytes = make_flyer::of(&app, programme, visit.domain_language(), site(&app)).await?;
    let response = HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/pdf"))
        .insert_header((CONTENT_DISPOSITION, name))
        .insert_header(("cache-control", "private, no-cache"))
        .insert_header(("vary", "accept-language, cookie"))
        .body(bytes);
    Ok(response)
}
