//! The data of these pages' samples: signing in and one's own account; others in `samples/`.

mod members;

use super::account::{
    AccountView, ConfirmView, IdentityLine, OrganizationLine, OrganizationsView, PasskeyLine,
    PasswordView, SessionLine,
};
use super::app::{AppView, CodesView, Scanned};
use super::field::{FormErrors, error_lines, form_field, line_field};
use super::passkey::{PasskeyQuestion, PasskeyView};
use super::provider::ProviderView;
use super::second_step::SecondStepView;
use super::set_up::SetUpView;
use crate::domain::fault::FieldFault;
use crate::http::pages::apply::ErrorLine;
use crate::http::pages::console::frame::{ConsoleFrame, Menu, Section};
use crate::http::pages::field::{Choice, Control, Field, LineKind};
use crate::http::pages::qr::QrPicture;
use crate::http::pages::texts::{Language, Texts};

type Samples<V> = Vec<(&'static str, V)>;

fn frame(language: Language, path: &str) -> ConsoleFrame {
    crate::http::pages::console::samples::frame(language, path, Section::Settings)
}

fn open_frame(language: Language, path: &str) -> crate::http::pages::frame::Frame {
    crate::http::pages::samples::frame(language, path)
}

fn errors(field: &str, code: &'static str) -> FormErrors {
    FormErrors::of(&[FieldFault { pointer: format!("/{field}"), code, limit: None }])
}

fn with_lines(fields: Vec<Field>) -> (Vec<ErrorLine>, Vec<Field>) {
    (error_lines(&fields), fields)
}

fn choices(labels: &[&str]) -> Vec<Choice> {
    let choice = |(place, label): (usize, &&str)| Choice {
        value: format!("v{place}"),
        label: (*label).to_owned(),
        hint: if place == 0 { "説明です。".to_owned() } else { String::new() },
        chosen: place == 0,
    };
    labels.iter().enumerate().map(choice).collect()
}

fn as_is(texts: Texts) -> Choice {
    Choice {
        value: "as_is".into(),
        label: texts.t("people-role-as-is"),
        hint: texts.t("people-role-as-is-means"),
        chosen: true,
    }
}

fn right_fields(texts: Texts, errors: &FormErrors) -> Vec<Field> {
    let form = "people-right";
    let roles =
        ["people-role-owner", "people-role-editor", "people-role-reception", "people-role-viewer"];
    let words: Vec<String> = roles.iter().map(|role| texts.t(role)).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    vec![
        form_field(texts, form, "role", Control::One(choices(&words)), errors),
        form_field(
            texts,
            form,
            "events",
            Control::Many(choices(&["テレワーク説明会", "移住相談会"])),
            errors,
        )
        .hinted(form)
        .optional(),
        line_field(texts, form, "until", LineKind::Date, "", errors).hinted(form).optional(),
    ]
}

impl SetUpView {
    /// Empty, and with what is wrong.
    pub fn samples(language: Language) -> Samples<Self> {
        let view = |errors: FormErrors| {
            let frame = open_frame(language, "/console/set-up/sample");
            let texts = frame.texts();
            let fields = [
                ("organization", LineKind::Text),
                ("name", LineKind::Name),
                ("email", LineKind::Username),
            ];
            let fields = fields.map(|(name, kind)| {
                line_field(texts, "people-set-up", name, kind, "", &errors).hinted("people-set-up")
            });
            let (errors, fields) = with_lines(fields.into());
            Self {
                frame,
                errors,
                fields,
                action: "/console/set-up/sample".into(),
                csrf: "c".into(),
            }
        };
        vec![
            ("empty", view(FormErrors::default())),
            ("wrong", view(errors("email", "invalid_email"))),
        ]
    }
}

impl SecondStepView {
    /// With an app, after a wrong code, with a passkey alone.
    pub fn samples(language: Language) -> Samples<Self> {
        let view = |has_app, has_passkey, fault: Option<&'static str>| Self {
            frame: open_frame(language, "/console/sign-in/second"),
            csrf: "c".into(),
            has_app,
            has_passkey,
            fault,
        };
        vec![
            ("app", view(true, true, None)),
            ("wrong", view(true, false, Some("people-fault-code"))),
            ("paused", view(true, false, Some("people-fault-paused"))),
            ("passkey", view(false, true, None)),
        ]
    }
}

impl ProviderView {
    /// On the way there, and back.
    pub fn samples(language: Language) -> Samples<Self> {
        let view = |leads_to: Option<&str>| Self {
            frame: open_frame(language, "/console/sign-in/provider"),
            csrf: "c".into(),
            code: "code".into(),
            state: "state".into(),
            leads_to: leads_to.map(str::to_owned),
        };
        vec![("there", view(Some("https://login.example.jp/auth"))), ("back", view(None))]
    }
}

fn sessions() -> Vec<SessionLine> {
    let session = |id: &str, browser: &str, is_this| SessionLine {
        id: id.into(),
        browser: browser.into(),
        begun: "2026-10-03 09:05".into(),
        seen: "2026-10-03 13:05".into(),
        is_this,
    };
    vec![
        session("s1", "Edge, Windows", true),
        session("s2", "Safari, iPhone", false),
        session("s3", "", false),
    ]
}

impl AccountView {
    /// With everything, with little, with a name that is wrong.
    pub fn samples(language: Language) -> Samples<Self> {
        let view = |all: bool, errors: FormErrors| {
            let frame = frame(language, "/console/account");
            let texts = frame.texts();
            let field = line_field(texts, "people-account", "name", LineKind::Name, "", &errors)
                .hinted("people-account");
            let (errors, fields) = with_lines(vec![field]);
            let identity = IdentityLine {
                issuer: "https://login.example.jp".into(),
                linked: "2026-10-01 09:00".into(),
            };
            let passkey = PasskeyLine {
                id: "p1".into(),
                name: "役場のパソコン".into(),
                made: "2026-10-01 09:00".into(),
                used: "2026-10-03 09:05".into(),
            };
            Self {
                frame,
                errors,
                fields,
                email: "hanako@hagi.example.jp".into(),
                has_password: all,
                has_app: all,
                recovery_codes_left: 9,
                passkeys: if all { vec![passkey] } else { Vec::new() },
                identities: if all { vec![identity] } else { Vec::new() },
                sessions: if all { sessions() } else { sessions().into_iter().take(1).collect() },
                is_recent: !all,
                said: all.then_some("people-done-confirmed"),
            }
        };
        vec![
            ("all", view(true, FormErrors::default())),
            ("little", view(false, FormErrors::default())),
            ("wrong", view(false, errors("name", "empty"))),
        ]
    }
}

impl PasswordView {
    /// The first, another, one that is wrong.
    pub fn samples(language: Language) -> Samples<Self> {
        let view = |has_password, errors: FormErrors| {
            let frame = frame(language, "/console/account/password");
            let texts = frame.texts();
            let one = line_field(
                texts,
                "people-password",
                "password",
                LineKind::NewPassword,
                "",
                &errors,
            );
            let again =
                line_field(texts, "people-password", "again", LineKind::NewPassword, "", &errors);
            let (errors, fields) = with_lines(vec![one.hinted("people-password"), again]);
            Self { frame, errors, fields, email: "hanako@hagi.example.jp".into(), has_password }
        };
        vec![
            ("first", view(false, FormErrors::default())),
            ("another", view(true, FormErrors::default())),
            ("wrong", view(true, errors("password", "password_too_short"))),
        ]
    }
}

impl ConfirmView {
    /// With something to prove it by, after a wrong proof, and without.
    pub fn samples(language: Language) -> Samples<Self> {
        let view = |can_prove: bool, errors: FormErrors| {
            let frame = frame(language, "/console/account/confirm");
            let texts = frame.texts();
            let field =
                line_field(texts, "people-confirm", "proof", LineKind::Password, "", &errors)
                    .hinted("people-confirm");
            let (errors, fields) = with_lines(if can_prove { vec![field] } else { Vec::new() });
            Self { frame, errors, fields }
        };
        vec![
            ("password", view(true, FormErrors::default())),
            ("wrong", view(true, errors("proof", "wrong_proof"))),
            ("link", view(false, FormErrors::default())),
        ]
    }
}

impl OrganizationsView {
    /// Two.
    pub fn samples(language: Language) -> Samples<Self> {
        let line = |name: &str, is_current| OrganizationLine {
            id: "o".into(),
            name: name.into(),
            is_current,
        };
        let menu =
            Menu { drafts: false, outbox: false, mailbox: false, several_organizations: true };
        let frame = frame(language, "/console/account/organizations").with_menu(menu);
        vec![("two", Self { frame, lines: vec![line("萩市", true), line("下関市", false)] })]
    }
}

impl AppView {
    /// Before, while it is set up, after a wrong code, and with one.
    pub fn samples(language: Language) -> Samples<Self> {
        let view = |has_app, is_offered: bool, is_required, errors: FormErrors| {
            let frame = frame(language, "/console/account/app");
            let texts = frame.texts();
            let field = line_field(texts, "people-app", "code", LineKind::Code, "", &errors)
                .hinted("people-app");
            let (errors, fields) = with_lines(vec![field]);
            let offered = is_offered.then(|| Scanned {
                picture: QrPicture::of("otpauth://totp/sample?secret=GEZDGNBVGY3TQOJQ"),
                secret: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".into(),
            });
            Self { frame, errors, fields, has_app, recovery_codes_left: 10, offered, is_required }
        };
        vec![
            ("none", view(false, false, false, FormErrors::default())),
            ("required", view(false, false, true, FormErrors::default())),
            ("begun", view(false, true, false, FormErrors::default())),
            ("wrong", view(false, true, false, errors("code", "wrong_code"))),
            ("set", view(true, false, false, FormErrors::default())),
        ]
    }
}

impl CodesView {
    /// Ten.
    pub fn samples(language: Language) -> Samples<Self> {
        let code =
            |octet: u8| crate::identity::recovery::code([octet; crate::identity::recovery::OCTETS]);
        vec![(
            "ten",
            Self {
                frame: frame(language, "/console/account/app"),
                codes: (0..10).map(code).collect(),
            },
        )]
    }
}

impl PasskeyView {
    /// As it opens, and after an answer that was not believed.
    pub fn samples(language: Language) -> Samples<Self> {
        let view = |refused| {
            let frame = frame(language, "/console/account/passkey");
            let texts = frame.texts();
            let errors = FormErrors::default();
            let field = line_field(texts, "people-passkey", "name", LineKind::Text, "", &errors)
                .hinted("people-passkey");
            Self {
                frame,
                errors: Vec::new(),
                fields: vec![field],
                question: PasskeyQuestion::of_making(
                    "AAAA",
                    "uketsuke.example.jp",
                    "00",
                    "a@example.jp",
                ),
                secret: "secret".into(),
                refused,
            }
        };
        vec![("new", view(false)), ("refused", view(true))]
    }
}
