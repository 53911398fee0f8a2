//! The data of the samples of members, their rights, tokens, and the audit trail.

use super::super::audit::{AuditLine, AuditView, KINDS, Sealed, kind_key};
use super::super::event_people::{EventPeopleView, RightLine};
use super::super::field::{FormErrors, form_field, line_field};
use super::super::members::{InviteView, MemberLine, MemberView, MembersView};
use super::super::security::SecurityView;
use super::super::tokens::{TokenLine, TokenMadeView, TokensView};
use super::{Samples, as_is, choices, errors, frame, right_fields, with_lines};
use crate::http::pages::console::event_nav::{EventNav, EventPart};
use crate::http::pages::field::{Choice, Control, LineKind};
use crate::http::pages::texts::Language;

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
                what: super::super::audit::action_words(texts, what),
                action: what.into(),
                kind: texts.t("audit-of-member"),
                subject: subject.into(),
                subject_path: "/console/audit?subject=m1".into(),
                told: Vec::new(),
                details: if subject.is_empty() {
                    String::new()
                } else {
                    r#"{"role":"editor"}"#.into()
                },
            };
            let (told, details) = super::super::audit::details_of(
                texts,
                r#"{"format":"xlsx","rows":12,"state":"confirmed","source":"fax","searched":false}"#,
            );
            let exported = line("exported", "産業 花子", "テレワーク説明会");
            let lines = vec![
                line("member_invited", "産業 花子", "商工 一郎"),
                AuditLine { told, details, ..exported },
                line("owl_seen", "", ""),
            ];
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
