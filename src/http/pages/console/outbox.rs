//! The mail queue: what waits, what went, what needs a hand.

use askama::Template;

use super::{attendees::Tab, forms::input::Input, frame::ConsoleFrame, mail_notice::MailNotice};
use crate::http::pages::texts::Texts;

/// The key of the word for a state of the queue (`queued` …), or for what was kept instead of sent (`caught`).
pub fn mail_state_key(state: &str) -> &'static str {
    match state {
        "queued" => "mail-queued",
        "sending" => "mail-sending",
        "retry" => "mail-retry",
        "sent" => "mail-sent",
        "unknown" => "mail-unknown",
        "failed" => "mail-failed",
        "held" => "mail-held",
        "aborted" => "mail-aborted",
        "bounced" => "mail-bounced",
        "caught" => "mail-caught",
        _ => "mail-other",
    }
}

/// The key of the word for a kind of mail (`registration_confirmed` …).
pub fn mail_kind_key(kind: &str) -> &'static str {
    match kind {
        "confirm_address" => "kind-confirm-address",
        "registration_received" => "kind-registration-received",
        "registration_confirmed" => "kind-registration-confirmed",
        "changed" => "kind-changed",
        "withdrawn" => "kind-withdrawn",
        "seat_offered" => "kind-seat-offered",
        "offer_expired" => "kind-offer-expired",
        "promoted" => "kind-promoted",
        "accepted" => "kind-accepted",
        "declined" => "kind-declined",
        "draw_result" => "kind-draw-result",
        "session_changed" => "kind-session-changed",
        "session_cancelled" => "kind-session-cancelled",
        "reminder" => "kind-reminder",
        "thank_you" => "kind-thank-you",
        "survey" => "kind-survey",
        "announcement" => "kind-announcement",
        "resend_link" => "kind-resend-link",
        "attendee_registered" => "kind-attendee-registered",
        "attendee_withdrawn" => "kind-attendee-withdrawn",
        "invitation" => "kind-invitation",
        "application_by_mail" => "kind-application-by-mail",
        "staff_invited" => "kind-staff-invited",
        "sign_in_link" => "kind-sign-in-link",
        "staff_new_registration" => "kind-staff-new-registration",
        "export_ready" => "kind-export-ready",
        "retention_warning" => "kind-retention-warning",
        "mail_test" => "kind-test",
        _ => "kind-other",
    }
}

/// The field for a recipient's address.
pub fn search(texts: Texts) -> Input {
    Input::line(texts, "recipient", ("outbox-recipient", "outbox-recipient-hint"), "")
}

/// A mail of the queue.
#[derive(Debug, Clone)]
pub struct OutboxLine {
    /// Its id, which tells its row from others.
    pub id: String,
    /// Where it is told what became of it.
    pub path: String,
    /// Key of its state's word, by [`mail_state_key`].
    pub state: &'static str,
    /// Key of its kind's word, by [`mail_kind_key`].
    pub kind: &'static str,
    /// To whom, masked: t***@example.jp.
    pub recipient: String,
    /// The registration that it is about, for who may see whom to call; `None` for mails about none.
    pub registration_path: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next or was done with, written out.
    pub due: String,
    /// What the server said last; may be empty.
    pub last_reply: String,
    /// Where 再送 sends to; `None` where there is nothing to retry.
    pub retry_path: Option<String>,
    /// Whether 再送 asks why.
    pub asks_reason: bool,
    /// Where 送信中止 sends to; `None` where there is nothing to stop.
    pub abort_path: Option<String>,
}

impl OutboxLine {
    /// Whether it was kept instead of sent.
    pub fn is_caught(&self) -> bool {
        self.state == "mail-caught"
    }

    pub(super) fn class(&self) -> &'static str {
        match self.state {
            "mail-sent" => "tag-success",
            "mail-failed" | "mail-bounced" => "tag-error",
            "mail-unknown" | "mail-retry" | "mail-held" | "mail-caught" => "tag-warning",
            _ => "tag-plain",
        }
    }
}

/// `/console/outbox`: the queue, what needs a hand first.
#[derive(Debug, Template)]
#[template(path = "console/outbox.html")]
pub struct OutboxView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// What is to be said of mail.
    pub mail: MailNotice,
    /// A tab for each state that there is.
    pub tabs: Vec<Tab>,
    /// Whether the address asked for what does not exist, so that all is shown.
    pub query_failed: bool,
    /// The event whose mails they are, where they are one's.
    pub event_title: Option<String>,
    /// Where all mails are.
    pub all_path: String,
    /// The field for a recipient's address; `None` for who may not know.
    pub search: Option<Input>,
    /// Whether those of one recipient are shown.
    pub of_recipient: bool,
    /// The mails.
    pub mails: Vec<OutboxLine>,
    /// Path of the next page, where there is one.
    pub next_path: Option<String>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl OutboxView {
    /// With every state and empty.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::samples;
        let frame = || samples::frame(language, "/console/outbox", super::frame::Section::Outbox);
        let view = |mails: Vec<OutboxLine>, next_path: Option<&str>| Self {
            frame: frame(),
            mail: samples::mail_notice(),
            tabs: samples::mail_tabs(),
            query_failed: mails.is_empty(),
            event_title: (!mails.is_empty()).then(|| "テレワーク説明会".to_owned()),
            all_path: "/console/outbox".into(),
            search: Some(search(frame().texts())),
            of_recipient: mails.is_empty(),
            mails,
            next_path: next_path.map(str::to_owned),
        };
        vec![
            ("every-state", view(samples::outbox(), Some("/console/outbox?cursor=abc"))),
            ("empty", view(Vec::new(), None)),
        ]
    }
}
