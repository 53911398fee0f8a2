//! The page behind the unsubscribe link of a mail. GET changes nothing: scanners follow links.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::address::Name;
use super::fault::PageFault;
use super::visit::{Keeping, Visit};
use crate::app::App;
use crate::http::pages::frame::LanguageSwitch;
use crate::http::pages::unsubscribe::UnsubscribeView;
use crate::usecases::unsubscribe::{self, Wish};

/// How things stand, and the button.
pub async fn show(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
) -> Result<HttpResponse, PageFault> {
    let switch = LanguageSwitch::Links { path: format!("/u/{}", token.0) };
    answer(&app, &visit, &token.0, Wish::Look, switch).await
}

/// Stops the mail: by the page's button, or by a mail program with one click (RFC 8058), which sends no
/// cookie, may send any kind of form, and follows no redirect. What it sends says nothing more.
pub async fn stop(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
) -> Result<HttpResponse, PageFault> {
    answer(&app, &visit, &token.0, Wish::Stop, LanguageSwitch::None).await
}

/// Lets the mail come again.
pub async fn resume(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
) -> Result<HttpResponse, PageFault> {
    answer(&app, &visit, &token.0, Wish::Resume, LanguageSwitch::None).await
}

/// Back to the page, for who opens the address that the button sends to.
pub async fn back(visit: Visit, token: Name) -> HttpResponse {
    visit.see_other(&format!("/u/{}", token.0))
}

async fn answer(
    app: &App,
    visit: &Visit,
    token: &str,
    wish: Wish,
    switch: LanguageSwitch,
) -> Result<HttpResponse, PageFault> {
    let standing = unsubscribe::by_token(app, token, wish).await?;
    let view = UnsubscribeView {
        frame: visit.frame(&standing.organization_name, switch),
        organization: standing.organization_name,
        stopped: standing.stopped,
        resumed: wish == Wish::Resume && !standing.stopped,
        path: format!("/u/{token}"),
    };
    visit.page(StatusCode::OK, Keeping::Private, &view)
}
