//! Signing in by one-time link: the page that explains it, the page that the link opens.

use askama::Template;

use super::people::passkey::PasskeyQuestion;
use crate::http::pages::frame::Frame;

/// What is told above the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Nothing.
    Nothing,
    /// A link was just tried that is used up, too old or wrong.
    LinkFailed,
    /// One has just signed out.
    SignedOut,
    /// A link is on its way, if the address is known.
    LinkSent,
    /// Address or password are wrong, or too many were.
    WrongPassword,
    /// Address or password are missing.
    Incomplete,
    /// The button was not pressed on this page.
    PressAgain,
    /// A passkey was not believed.
    PasskeyFailed,
    /// The code was wrong too often, or came too late.
    FromTheBeginning,
    /// The provider does not answer.
    ProviderAway,
    /// The provider's word is not believed, or it is about nobody who is known.
    ProviderRefused,
}

impl Told {
    fn banner(self) -> Option<(&'static str, &'static str, &'static str)> {
        let error = |key| Some(("banner-error", "alert", key));
        match self {
            Self::Nothing => None,
            Self::SignedOut => Some(("banner-success", "status", "signed-out")),
            Self::LinkSent => Some(("banner-success", "status", "people-link-sent")),
            Self::LinkFailed => error("sign-in-failed"),
            Self::WrongPassword => error("people-sign-in-wrong"),
            Self::Incomplete => error("people-sign-in-incomplete"),
            Self::PressAgain => error("sign-in-press-again"),
            Self::PasskeyFailed => error("people-sign-in-passkey-failed"),
            Self::FromTheBeginning => error("people-sign-in-from-the-beginning"),
            Self::ProviderAway => error("people-sign-in-provider-away"),
            Self::ProviderRefused => error("people-sign-in-provider-refused"),
        }
    }
}

/// `/console/sign-in`: by password, link, passkey or provider.
#[derive(Debug, Template)]
#[template(path = "console/sign_in.html")]
pub struct SignInView {
    /// Around the page.
    pub frame: Frame,
    /// What is told above.
    pub told: Told,
    /// Whether nobody uses the service yet: the link is in the log.
    pub is_new: bool,
    /// The value of the hidden field `csrf`.
    pub csrf: String,
    /// The mail address that was typed.
    pub email: String,
    /// Whether there is an identity provider.
    pub has_provider: bool,
    /// What the script asks for a passkey.
    pub passkey: PasskeyQuestion,
}

/// `/console/sign-in/{token}`: a button that signs in by POST, since mail scanners open links.
#[derive(Debug, Template)]
#[template(path = "console/sign_in_confirm.html")]
pub struct SignInConfirmView {
    /// Around the page.
    pub frame: Frame,
    /// Where the button sends to: the path of the page itself.
    pub action: String,
    /// The value of the hidden field `csrf`.
    pub csrf: String,
    /// Whether the button was just pressed somewhere else, so that it must be pressed again here.
    pub press_again: bool,
}

#[cfg(any(test, feature = "test-hooks"))]
impl SignInView {
    /// Plain, with all there can be, and with each thing that is told.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::samples;
        let view = |told, is_new, has_provider| Self {
            frame: samples::frame(language, "/console/sign-in"),
            told,
            is_new,
            csrf: "sample-csrf".into(),
            email: if told == Told::WrongPassword {
                "staff@example.jp".into()
            } else {
                String::new()
            },
            has_provider,
            passkey: PasskeyQuestion::of_sign_in("AAAA", "uketsuke.example.jp"),
        };
        vec![
            ("plain", view(Told::Nothing, false, false)),
            ("new", view(Told::Nothing, true, true)),
            ("link-failed", view(Told::LinkFailed, false, false)),
            ("signed-out", view(Told::SignedOut, false, false)),
            ("sent", view(Told::LinkSent, false, false)),
            ("wrong", view(Told::WrongPassword, false, true)),
            ("incomplete", view(Told::Incomplete, false, false)),
            ("press-again", view(Told::PressAgain, false, false)),
            ("passkey", view(Told::PasskeyFailed, false, false)),
            ("from-the-beginning", view(Told::FromTheBeginning, false, false)),
            ("away", view(Told::ProviderAway, false, true)),
            ("refused", view(Told::ProviderRefused, false, true)),
        ]
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl SignInConfirmView {
    /// As the link opens it, and after a press that did not count.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        let frame = crate::http::pages::samples::frame(language, "/console/sign-in/sample");
        let view = |press_again| Self {
            frame: frame.clone(),
            action: "/console/sign-in/sample".into(),
            csrf: "sample-csrf".into(),
            press_again,
        };
        vec![("link", view(false)), ("press-again", view(true))]
    }
}
