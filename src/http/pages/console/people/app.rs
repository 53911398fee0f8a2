//! `/console/account/app`: the authenticator app.

use askama::Template;

use crate::http::pages::apply::ErrorLine;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::field::Field;
use crate::http::pages::qr::QrPicture;

/// What is taken into the app.
#[derive(Debug, Clone)]
pub struct Scanned {
    /// To be scanned.
    pub picture: Option<QrPicture>,
    /// To be typed.
    pub secret: String,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "console/people/app.html")]
pub struct AppView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// The first code.
    pub fields: Vec<Field>,
    /// Whether there is an app.
    pub has_app: bool,
    /// Recovery codes that are left.
    pub recovery_codes_left: i64,
    /// What waits to be taken into the app.
    pub offered: Option<Scanned>,
    /// Whether the organization wants it before anything else.
    pub is_required: bool,
}

/// Recovery codes, shown once.
#[derive(Debug, Template)]
#[template(path = "console/people/codes.html")]
pub struct CodesView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The codes.
    pub codes: Vec<String>,
}
