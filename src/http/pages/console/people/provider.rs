//! `/console/sign-in/provider`: back from the identity provider.

use askama::Template;

use crate::http::pages::frame::Frame;

/// The page.
#[derive(Debug, Template)]
#[template(path = "console/people/provider.html")]
pub struct ProviderView {
    /// Around the page.
    pub frame: Frame,
    /// The value of the hidden field `csrf`.
    pub csrf: String,
    /// What the provider sent along.
    pub code: String,
    /// By which the attempt is known.
    pub state: String,
    /// On the way there: where it leads.
    pub leads_to: Option<String>,
}
