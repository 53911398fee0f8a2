//! One mail of the queue: what became of it, in words.

use askama::Template;

use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::console::outbox::OutboxLine;

/// `/console/outbox/{id}`.
#[derive(Debug, Template)]
#[template(path = "console/forms/outbox_mail.html")]
pub struct OutboxMailView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The mail.
    pub mail: OutboxLine,
    /// Key of what its state means, and what to do.
    pub about: &'static str,
    /// Key of what the server's answer means.
    pub reply_about: Option<&'static str>,
    /// The event that it is about: title and path.
    pub event: Option<(String, String)>,
    /// Times with their keys, written out.
    pub times: Vec<(&'static str, String)>,
    /// The same at every attempt.
    pub message_id: String,
    /// What staff have done with it: time, key, name.
    pub by_hand: Vec<(String, &'static str, String)>,
}

/// Key of what a state means (`queued` …).
pub fn about_key(state: &str) -> &'static str {
    match state {
        "queued" => "outbox-about-queued",
        "sending" => "outbox-about-sending",
        "retry" => "outbox-about-retry",
        "sent" => "outbox-about-sent",
        "unknown" => "outbox-about-unknown",
        "failed" => "outbox-about-failed",
        "held" => "outbox-about-held",
        "aborted" => "outbox-about-aborted",
        "bounced" => "outbox-about-bounced",
        _ => "outbox-about-caught",
    }
}

/// Key of what a server's answer means, by its codes (RFC 5321, 4.2; RFC 3463).
pub fn reply_key(reply: &str) -> Option<&'static str> {
    let has = |code: &str| {
        reply.split(|c: char| !c.is_ascii_digit() && c != '.').any(|part| part == code)
    };
    let class = reply.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 3)?;
    Some(match class.as_bytes().first()? {
        b'2' => "outbox-reply-taken",
        _ if has("5.1.1") || has("5.1.10") => "outbox-reply-no-such-address",
        _ if has("4.2.2") || has("5.2.2") => "outbox-reply-full",
        b'4' => "outbox-reply-for-now",
        b'5' => "outbox-reply-refused",
        _ => return None,
    })
}

/// What happened when, as far as it has; written out.
pub fn times(
    made: String,
    due: Option<String>,
    sent: Option<String>,
    give_up: Option<String>,
) -> Vec<(&'static str, String)> {
    let others = [("outbox-due", due), ("outbox-sent", sent), ("outbox-give-up", give_up)];
    let others = others.into_iter().filter_map(|(word, time)| Some((word, time?)));
    std::iter::once(("outbox-made", made)).chain(others).collect()
}

/// Key of what staff did.
pub fn by_hand_key(action: &str) -> &'static str {
    if action == "mail_aborted" { "outbox-did-abort" } else { "outbox-did-retry" }
}

#[cfg(any(test, feature = "test-hooks"))]
impl OutboxMailView {
    /// One in each state.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let view = |state: &str, reply: &str, mail: OutboxLine| Self {
            frame: samples::frame(language, "/console/outbox/sample", Section::Outbox),
            about: about_key(state),
            reply_about: reply_key(reply),
            mail: OutboxLine { last_reply: reply.into(), ..mail },
            event: Some(("テレワーク説明会".into(), "/console/events/sample".into())),
            times: times(
                "10/3(土) 13:05".into(),
                Some("10/3(土) 13:10".into()),
                Some("10/3".into()),
                Some("10/8(木) 13:05".into()),
            ),
            message_id: "<0190@example.jp>".into(),
            by_hand: vec![
                ("10/3(土) 13:20".into(), by_hand_key("mail_retried"), "産業 花子".into()),
                ("10/3(土) 13:30".into(), by_hand_key("mail_aborted"), "産業 花子".into()),
            ],
        };
        let states = [
            ("failed", "550 5.1.1 No such user"),
            ("unknown", ""),
            ("bounced", "552 5.2.2 Mailbox full"),
            ("retry", "451 4.3.0 Try again later"),
            ("held", ""),
            ("queued", ""),
            ("sending", ""),
            ("sent", "250 2.0.0 Ok"),
            ("caught", ""),
            ("aborted", "554 5.7.1 Refused"),
        ];
        let mails = samples::outbox().into_iter();
        states
            .into_iter()
            .zip(mails)
            .map(|((state, reply), mail)| (state, view(state, reply, mail)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_told_by_its_codes() {
        assert_eq!(
            reply_key("RCPT TO: 550 5.1.1 User unknown"),
            Some("outbox-reply-no-such-address")
        );
        assert_eq!(reply_key("451 4.3.0 later"), Some("outbox-reply-for-now"));
        assert_eq!(reply_key("250 2.0.0 Ok"), Some("outbox-reply-taken"));
        assert_eq!((reply_key("connection refused"), reply_key("")), (None, None));
    }
}
