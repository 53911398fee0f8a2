//! `/console/account/passkey`: a new passkey; and what a script asks the browser.

use askama::Template;
use serde_json::json;

use crate::http::pages::apply::ErrorLine;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::field::Field;
use crate::identity::webauthn::ALGORITHMS;

/// What the script asks the browser, as JSON.
#[derive(Debug, Clone)]
pub struct PasskeyQuestion(String);

impl PasskeyQuestion {
    /// To sign in: any passkey of this host.
    pub fn of_sign_in(challenge: &str, host: &str) -> Self {
        Self(json!({ "challenge": challenge, "host": host }).to_string())
    }

    /// To make one.
    pub fn of_making(challenge: &str, host: &str, account: &str, email: &str) -> Self {
        let algorithms = ALGORITHMS;
        let asked = json!({
            "challenge": challenge, "host": host, "account": account, "name": email, "algorithms": algorithms
        });
        Self(asked.to_string())
    }

    /// For a `data-` attribute.
    pub fn json(&self) -> &str {
        &self.0
    }
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "console/people/passkey.html")]
pub struct PasskeyView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// What it is called.
    pub fields: Vec<Field>,
    /// What the script asks.
    pub question: PasskeyQuestion,
    /// By which the answer is known.
    pub secret: String,
    /// Whether an answer was just not believed.
    pub refused: bool,
}
