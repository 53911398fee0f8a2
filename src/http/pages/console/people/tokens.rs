//! `/console/tokens`: API tokens.

use askama::Template;

use crate::http::pages::apply::ErrorLine;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::field::Field;

/// A token.
#[derive(Debug, Clone)]
pub struct TokenLine {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: String,
    /// When it was made, written out.
    pub made: String,
    /// The last day; may be empty.
    pub until: String,
    /// Where the button goes that ends it; nothing where it has ended.
    pub revoke_path: Option<String>,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "console/people/tokens.html")]
pub struct TokensView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// All of them.
    pub lines: Vec<TokenLine>,
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// A new one.
    pub fields: Vec<Field>,
}

/// A new token, shown once.
#[derive(Debug, Template)]
#[template(path = "console/people/token_made.html")]
pub struct TokenMadeView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The token.
    pub token: String,
}
