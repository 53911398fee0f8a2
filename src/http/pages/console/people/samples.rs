//! The data of these pages' samples.

use super::account::{
    AccountView, ConfirmView, IdentityLine, OrganizationLine, OrganizationsView, PasskeyLine,
    PasswordView, SessionLine,
};
use super::app::{AppView, CodesView, Scanned};
use super::audit::{AuditLine, AuditView, KINDS, Sealed, kind_key};
use super::event_people::{EventPeopleView, RightLine};
use super::field::{FormErrors, error_lines, form_field, line_field};
use super::members::{InviteView, MemberLine, MemberView, MembersView};
use super::passkey::{PasskeyQuestion, PasskeyView};
use super::provider::ProviderView;
use super::second_step::SecondStepView;
use super::security::SecurityView;
use super::set_up::SetUpView;
use super::tokens::{TokenLine, TokenMadeView, TokensView};
use crate::domain::fault::FieldFault;
use crate::http::pages::apply::ErrorLine;
use crate::http::pages::console::event_nav::{EventNav, EventPart};
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

fn members() -> Vec<MemberLine> {
    let line = |name: &str, role, events: usize, until: &str| MemberLine {
        path: "/console/members/m1".into(),
        name: name.into(),
        email: "staff@hagi.example.jp".into(),
        role,
        events,
        is_of_events: events > 0,
        until: until.into(),
        has_ended: until.starts_with("2025"),
        is_self: role == "people-role-owner",
    };
    vec![
        line("産業 花子", "people-role-owner", 0, ""),
        line("受付 太郎", "people-role-reception", 0, "2027-03-31"),
        line("商工 一郎", "people-role-editor", 1, ""),
        line("移住 次郎", "people-role-viewer", 0, "2025-03-31"),
    ]
}

impl MembersView {
    /// Several, after an invitation; and where no mail goes out.
    pub fn samples(language: Language) -> Samples<Self> {
        let view = |said, mail_is_caught| Self {
            frame: frame(language, "/console/members"),
            lines: members(),
            said,
            mail_is_caught,
        };
        vec![("several", view(None, false)), ("invited", view(Some("people-done-invited"), true))]
    }
}

impl MemberView {
    /// As they are, with what is wrong, the last owner, and with rights that differ.
    pub fn samples(language: Language) -> Samples<Self> {
        let view = |errors: FormErrors, refused| {
            let frame = frame(language, "/console/members/m1");
            let (errors, fields) = with_lines(right_fields(frame.texts(), &errors));
            let line = members().swap_remove(1);
            Self { frame, line, errors, fields, refused }
        };
        let mut various = view(FormErrors::default(), None);
        various.line.role = "people-role-various";
        for field in &mut various.fields {
            let told = |choice: &mut Choice| choice.hint = "編集者（2026-11-30まで）".into();
            match &mut field.control {
                Control::Many(choices) => choices.iter_mut().for_each(told),
                Control::One(choices) => choices.insert(0, as_is(various.frame.texts())),
                _ => {}
            }
        }
        vec![
            ("one", view(FormErrors::default(), None)),
            ("wrong", view(errors("until", "in_the_past"), None)),
            ("last-owner", view(FormErrors::default(), Some("people-last-owner"))),
            ("various", various),
        ]
    }
}

impl InviteView {
    /// Empty, and with what is wrong.
    pub fn samples(language: Language) -> Samples<Self> {
        let view = |errors: FormErrors, mail_is_caught| {
            let frame = frame(language, "/console/members/new");
            let texts = frame.texts();
            let mut fields = vec![line_field(
                texts,
                "people-invite",
                "email",
                LineKind::OtherEmail,
                "",
                &errors,
            )];
            fields.extend(right_fields(texts, &errors));
            let (errors, fields) = with_lines(fields);
            Self { frame, errors, fields, mail_is_caught }
        };
        vec![
            ("empty", view(FormErrors::default(), false)),
            ("wrong", view(errors("email", "already_member"), true)),
        ]
    }
}

impl EventPeopleView {
    /// With a co-organizer, and without anybody.
    pub fn samples(language: Language) -> Samples<Self> {
        let view = |has_some: bool, errors: FormErrors| {
            let frame = frame(language, "/console/events/sample/people");
            let texts = frame.texts();
            let fields = vec![line_field(
                texts,
                "people-invite",
                "email",
                LineKind::OtherEmail,
                "",
                &errors,
            )];
            let (errors, fields) = with_lines(fields);
            let right = RightLine {
                name: "商工 一郎".into(),
                email: "ichiro@council.example.jp".into(),
                role: "people-role-editor",
                until: "2027-03-31".into(),
                remove_path: "/console/events/sample/people/m1/remove".into(),
            };
            Self {
                frame,
                nav: EventNav {
                    path: "/console/events/sample".into(),
                    title: "テレワーク説明会".into(),
                    parts: EventPart::ALL.into(),
                    current: EventPart::Overview,
                    is_rehearsal: false,
                },
                path: "/console/events/sample/people".into(),
                lines: if has_some { vec![right] } else { Vec::new() },
                by_organization: members(),
                errors,
                fields,
                said: has_some.then_some("people-done-invited"),
            }
        };
        vec![
            ("some", view(true, FormErrors::default())),
            ("wrong", view(false, errors("email", "invalid_email"))),
        ]
    }
}

impl TokensView {
    /// With tokens, and without.
    pub fn samples(language: Language) -> Samples<Self> {
        let view = |has_some: bool, errors: FormErrors| {
            let frame = frame(language, "/console/tokens");
            let texts = frame.texts();
            let name = line_field(texts, "people-token", "name", LineKind::Text, "", &errors)
                .hinted("people-token");
            let scopes = Control::Many(choices(&["events:read", "registrations:read"]));
            let scopes =
                form_field(texts, "people-token", "scopes", scopes, &errors).hinted("people-token");
            let (errors, fields) = with_lines(vec![name, scopes]);
            let token = |id: &str, has_ended: bool| TokenLine {
                id: id.into(),
                name: "ホームページの連携".into(),
                scopes: "events:read registrations:read".into(),
                made: "2026-10-01 09:00".into(),
                until: if has_ended { String::new() } else { "2027-03-31".into() },
                revoke_path: (!has_ended).then(|| "/console/tokens/t1/revoke".into()),
            };
            let lines =
                if has_some { vec![token("t1", false), token("t2", true)] } else { Vec::new() };
            Self { frame, lines, errors, fields }
        };
        vec![
            ("some", view(true, FormErrors::default())),
            ("wrong", view(false, errors("scopes", "nothing_chosen"))),
        ]
    }
}

impl TokenMadeView {
    /// One.
    pub fn samples(language: Language) -> Samples<Self> {
        let token = "ukt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned();
        vec![("one", Self { frame: frame(language, "/console/tokens"), token })]
    }
}

impl SecurityView {
    /// Off, on, and for who has no second factor.
    pub fn samples(language: Language) -> Samples<Self> {
        let view = |is_required, own_first| Self {
            frame: frame(language, "/console/security"),
            is_required,
            own_first,
        };
        vec![
            ("off", view(false, false)),
            ("on", view(true, false)),
            ("own-first", view(false, true)),
        ]
    }
}

impl AuditView {
    /// With lines and a check that found nothing, with tampering, and without lines.
    pub fn samples(language: Language) -> Samples<Self> {
        let view = |has_lines: bool, found: Option<&str>| {
            let frame = frame(language, "/console/audit");
            let texts = frame.texts();
            let line = |what: &str, who: &str, subject: &str| AuditLine {
                at: "2026-10-03 13:05".into(),
                who: who.into(),
                what: super::audit::action_words(texts, what),
                action: what.into(),
                kind: texts.t("audit-of-member"),
                subject: subject.into(),
                subject_path: "/console/audit?subject=m1".into(),
                details: if subject.is_empty() {
                    String::new()
                } else {
                    r#"{"role":"editor"}"#.into()
                },
            };
            let lines =
                vec![line("member_invited", "産業 花子", "商工 一郎"), line("owl_seen", "", "")];
            let kinds = KINDS.map(|kind| Choice {
                value: kind.into(),
                label: texts.t(kind_key(kind)),
                hint: String::new(),
                chosen: kind == "member",
            });
            Self {
                frame,
                query_failed: !has_lines,
                people: choices(&["産業 花子", "商工 一郎"]),
                kinds: kinds.into(),
                day: "2026-10-03".into(),
                subject: if has_lines { String::new() } else { "m1".into() },
                lines: if has_lines { lines } else { Vec::new() },
                sealed: Sealed {
                    lines: 1_234,
                    seal: "00112233445566778899aabbccddeeff".into(),
                    checked: has_lines.then(|| "2026-10-03 13:10".into()),
                    found: found.map(str::to_owned),
                },
                next_path: has_lines.then(|| "/console/audit?cursor=x".into()),
            }
        };
        vec![
            ("lines", view(true, None)),
            ("tampered", view(true, Some("changed 12"))),
            ("none", view(false, None)),
        ]
    }
}
