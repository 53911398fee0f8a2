//! `/console/account`: how one signs in, where one is signed in.

use askama::Template;

use crate::http::pages::apply::ErrorLine;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::field::Field;

/// A passkey.
#[derive(Debug, Clone)]
pub struct PasskeyLine {
    /// Its id.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was made, written out.
    pub made: String,
    /// When it was used last, written out; may be empty.
    pub used: String,
}

/// An identity at a provider.
#[derive(Debug, Clone)]
pub struct IdentityLine {
    /// The provider's address, by which it is named.
    pub issuer: String,
    /// Since when, written out.
    pub linked: String,
}

/// A place where one is signed in.
#[derive(Debug, Clone)]
pub struct SessionLine {
    /// Its id.
    pub id: String,
    /// The browser; may be empty.
    pub browser: String,
    /// When it was begun, written out.
    pub begun: String,
    /// When one was seen there, written out.
    pub seen: String,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "console/people/account.html")]
pub struct AccountView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// One's name.
    pub fields: Vec<Field>,
    /// One's mail address.
    pub email: String,
    /// Whether there is a password.
    pub has_password: bool,
    /// Whether there is an authenticator app.
    pub has_app: bool,
    /// Recovery codes that are left.
    pub recovery_codes_left: i64,
    /// Passkeys.
    pub passkeys: Vec<PasskeyLine>,
    /// Identities at providers by which one is known.
    pub identities: Vec<IdentityLine>,
    /// Where one is signed in.
    pub sessions: Vec<SessionLine>,
    /// Whether it was proved lately who it is.
    pub is_recent: bool,
    /// Key of what was just done.
    pub said: Option<&'static str>,
}

/// `/console/account/password`: a new password.
#[derive(Debug, Template)]
#[template(path = "console/people/password.html")]
pub struct PasswordView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// The new password, twice.
    pub fields: Vec<Field>,
    /// For the browser's list of passwords.
    pub email: String,
    /// Whether there is one already.
    pub has_password: bool,
}

/// `/console/account/confirm`: who it is, proved once more.
#[derive(Debug, Template)]
#[template(path = "console/people/confirm.html")]
pub struct ConfirmView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// The proof; nothing where there is only the mail address.
    pub fields: Vec<Field>,
}

/// An organization for which one works.
#[derive(Debug, Clone)]
pub struct OrganizationLine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is worked for now.
    pub is_current: bool,
}

/// `/console/account/organizations`: from one to another.
#[derive(Debug, Template)]
#[template(path = "console/people/organizations.html")]
pub struct OrganizationsView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// All of them.
    pub lines: Vec<OrganizationLine>,
}
