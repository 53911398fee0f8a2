//! What an organization has decided about its mail.

use askama::Template;

use super::builder::FormFault;
use super::input::{Input, InputChoice, InputControl};
use crate::domain::fault::FieldFault;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::texts::Texts;

/// The settings as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailSettingsTyped {
    /// Under which name mail goes out.
    pub sender_name: String,
    /// Where answers go.
    pub reply_to: String,
    /// Whether mail is put aside.
    pub hold: bool,
    /// Who gets all mail in a rehearsal.
    pub rehearsal_to: String,
    /// `resend` or `staff`.
    pub unknown: String,
    /// The same for mailings.
    pub unknown_of_mailings: String,
}

/// `/console/settings/mail`.
#[derive(Debug, Template)]
#[template(path = "console/forms/mail_settings.html")]
pub struct MailSettingsView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The fields.
    pub inputs: Vec<Input>,
    /// The address from which mail goes out, which is the installation's.
    pub sender: String,
    /// Mails a minute at most; `None`: no limit.
    pub rate: Option<u32>,
    /// Whether the settings were just saved.
    pub was_saved: bool,
    /// What is wrong.
    pub errors: Vec<FormFault>,
}

/// What is wrong, at its field.
pub fn fault_of(texts: Texts, fault: &FieldFault) -> FormFault {
    let (field, key) = match (fault.pointer.as_str(), fault.code) {
        ("/sender_name", _) => ("sender-name", "mail-settings-fault-name"),
        ("/rehearsal_to", "not_a_member") => ("rehearsal-to", "mail-settings-fault-member"),
        ("/rehearsal_to", _) => ("rehearsal-to", "mail-settings-fault-address"),
        _ => ("reply-to", "mail-settings-fault-address"),
    };
    FormFault { field: Some(field.to_owned()), sentence: texts.t(key) }
}

/// The fields, filled.
pub fn inputs(texts: Texts, typed: &MailSettingsTyped, errors: &[FormFault]) -> Vec<Input> {
    let checked = |input: Input| {
        let fault = errors.iter().find(|fault| fault.field.as_deref() == Some(input.name.as_str()));
        input.wrong(fault.map(|fault| fault.sentence.clone()))
    };
    let line = |name: &str, keys: (&str, &str), value: &str| {
        checked(Input::line(texts, name, keys, value).needed(false))
    };
    let after = |name: &str, label: &str, value: &str| {
        let choice = |one: &str, key: &str| InputChoice {
            value: one.to_owned(),
            label: texts.t(key),
            chosen: value == one,
        };
        let choices =
            vec![choice("resend", "mail-settings-resend"), choice("staff", "mail-settings-staff")];
        Input::new(texts, name, (label, ""), InputControl::One(choices))
    };
    let hold = ("mail-settings-hold", "mail-settings-hold-hint");
    vec![
        line("sender-name", ("mail-settings-name", "mail-settings-name-hint"), &typed.sender_name),
        line("reply-to", ("mail-settings-reply", "mail-settings-reply-hint"), &typed.reply_to),
        Input::tick(texts, "hold", hold, typed.hold),
        line(
            "rehearsal-to",
            ("mail-settings-rehearsal", "mail-settings-rehearsal-hint"),
            &typed.rehearsal_to,
        ),
        after("unknown", "mail-settings-unknown", &typed.unknown),
        after("unknown-mailings", "mail-settings-unknown-mailings", &typed.unknown_of_mailings),
    ]
}

#[cfg(any(test, feature = "test-hooks"))]
impl MailSettingsView {
    /// As it opens, saved, with faults.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let typed = MailSettingsTyped {
            sender_name: "萩市 産業振興課".into(),
            reply_to: "sangyo@hagi.example.jp".into(),
            unknown: "resend".into(),
            unknown_of_mailings: "staff".into(),
            ..MailSettingsTyped::default()
        };
        let view = |errors: Vec<FormFault>, was_saved, rate| {
            let frame = samples::frame(language, "/console/settings/mail", Section::Settings);
            Self {
                inputs: inputs(frame.texts(), &typed, &errors),
                sender: "uketsuke@example.jp".into(),
                rate,
                was_saved,
                errors,
                frame,
            }
        };
        let fault = |code| {
            let fault = FieldFault { pointer: "/rehearsal_to".into(), code, limit: None };
            fault_of(Texts::new(language), &fault)
        };
        vec![
            ("open", view(Vec::new(), false, None)),
            ("saved", view(Vec::new(), true, Some(300))),
            ("errors", view(vec![fault("not_a_member")], false, None)),
        ]
    }
}
