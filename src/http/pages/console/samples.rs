//! The data of the console's sample pages.

use super::{
    attendees::{AnswerLine, AttendeeRow, Tab, source_key, state_key},
    frame::{ConsoleFrame, Section},
    mail_notice::MailNotice,
    outbox::{OutboxLine, mail_kind_key, mail_state_key},
};
use crate::http::pages::{samples, texts::Language};

pub fn frame(language: Language, path: &str, section: Section) -> ConsoleFrame {
    ConsoleFrame::new(
        samples::frame(language, path),
        "萩市",
        "産業 花子",
        "sample-csrf",
        section,
        true,
    )
}

pub fn tabs() -> Vec<Tab> {
    let tab = |(state, count): (&str, u64)| Tab {
        key: state_key(state),
        count,
        path: format!("?state={state}"),
        current: state == "confirmed",
    };
    let states = [
        ("", 26),
        ("confirmed", 20),
        ("waitlisted", 4),
        ("withdrawn", 2),
        ("pending", 0),
        ("offered", 0),
        ("entered_draw", 0),
        ("declined", 0),
        ("declined_offer", 0),
    ];
    states.map(tab).to_vec()
}

fn answers() -> Vec<AnswerLine> {
    let line = |label: &str, answer: &str| AnswerLine {
        label: label.into(),
        answer: answer.into(),
        ..AnswerLine::default()
    };
    let path = Some("/console/registrations/sample/files/plan".to_owned());
    let agreed_to = Some("会場で写真を撮ります。".to_owned());
    vec![
        line("ほかに聞きたいこと", "仕事の探し方\n働く場所"),
        AnswerLine { path, ..line("事業計画書", "事業計画書.pdf") },
        AnswerLine { agreed_to, ..line("会場での写真撮影", "はい") },
    ]
}

pub fn rows() -> Vec<AttendeeRow> {
    let row = |number: &str, name: &str, kana: &str, state: &str, source: &str| AttendeeRow {
        id: number.into(),
        path: format!("/console/registrations/{number}"),
        session: "下関".into(),
        noted: state == "waitlisted",
        reception_number: number.into(),
        name: name.into(),
        kana: kana.into(),
        company: "株式会社例示".into(),
        email: "taro@example.jp".into(),
        bounced: (state == "withdrawn").then(|| "5.1.1".to_owned()),
        phone: "000-1234-5678".into(),
        seats: 2,
        state: state_key(state),
        position: (state == "waitlisted").then_some(3),
        source: source_key(source),
        received_at: "2026-10-03 13:05".into(),
        registered_at: "2026-10-03 13:05".into(),
        answers: answers(),
    };
    let mut rows = vec![
        row("K7M4Q2XH", "山田 太郎", "やまだ たろう", "confirmed", "web"),
        row("P3R8W5NB", "𠮷田 花子", "ヨシダ ハナコ", "waitlisted", "telephone"),
        AttendeeRow {
            phone: String::new(),
            ..row("A2B3C4DE", "John Smith", "", "withdrawn", "api")
        },
    ];
    let sources = ["mail", "fax", "paper", "list", "counter", "owl"];
    rows.extend(
        sources.map(|source| row("T6H9J3EF", "鈴木 一郎", "すずき いちろう", "confirmed", source)),
    );
    rows
}

pub fn outbox() -> Vec<OutboxLine> {
    let states = [
        "failed", "unknown", "bounced", "retry", "held", "queued", "sending", "sent", "caught",
        "aborted", "owl",
    ];
    let kinds = [
        "registration_confirmed",
        "registration_received",
        "promoted",
        "withdrawn",
        "mail_test",
        "owl",
    ];
    let line = |(number, (state, kind)): (usize, (&str, &str))| OutboxLine {
        id: format!("m{number}"),
        path: format!("/console/outbox/m{number}"),
        state: mail_state_key(state),
        kind: mail_kind_key(kind),
        recipient: "t***@example.jp".into(),
        registration_path: (kind != "mail_test").then(|| "/console/registrations/r1".to_owned()),
        attempts: 2,
        due: "2026-10-03 13:10".into(),
        last_reply: if state == "sent" {
            "250 2.0.0 Ok".into()
        } else {
            "451 4.3.0 Try again later".into()
        },
        retry_path: matches!(state, "failed" | "unknown" | "bounced")
            .then(|| format!("/console/outbox/m{number}/retry")),
        asks_reason: state == "unknown",
        abort_path: matches!(state, "retry" | "held" | "queued")
            .then(|| format!("/console/outbox/m{number}/abort")),
    };
    states.into_iter().zip(kinds.into_iter().cycle()).enumerate().map(line).collect()
}

pub fn mail_notice() -> MailNotice {
    MailNotice {
        worker_is_missing: true,
        is_held: true,
        server_refuses: true,
        organization_is_held: true,
        is_rehearsed: true,
        in_trouble: 2,
    }
}

pub fn mail_tabs() -> Vec<Tab> {
    let tab = |key, count, path: &str, current| Tab { key, count, path: path.into(), current };
    vec![
        tab("state-all", 12, "/console/outbox", true),
        tab("mail-in-trouble", 2, "/console/outbox?state=trouble", false),
        tab(mail_state_key("failed"), 2, "/console/outbox?state=failed", false),
    ]
}
