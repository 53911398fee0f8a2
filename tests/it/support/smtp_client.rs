//! Our side of the conversations with a mail server of the tests.

use std::time::Duration;

use uketsuke::domain::values::language::Language;
use uketsuke::mail::{
    CalendarStamp, Connection, Correspondent, Delivery, Links, MailContext, MailKind, Message,
    MessageHead, NotSent, SmtpServer as Client, Step, Timeouts, compose, render,
};

/// Longer than anything takes that works.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// An ordinary confirmation with this Message-ID.
pub fn message(number: u32) -> Message {
    message_of(&MailContext::sample(MailKind::RegistrationConfirmed), number)
}

/// A mail about anything, to taro@example.jp.
pub fn message_of(context: &MailContext, number: u32) -> Message {
    let stamped_at = "2026-10-01T00:00:00Z".parse().expect("time");
    let links = Links::sample(context.kind());
    let stamp = CalendarStamp {
        uid_domain: "uketsuke.example.jp".to_owned(),
        stamped_at,
        organizer: "office@example.jp".to_owned(),
    };
    let who = |name: &str, address: &str| Correspondent {
        name: Some(name.to_owned()),
        address: address.to_owned(),
    };
    let rendered = render(context, Language::Ja, &links, &stamp).expect("rendered");
    let head = MessageHead {
        from: who("例示市", "uketsuke@example.jp"),
        reply_to: Some(who("例示市", "office@example.jp")),
        to: who(context.registration().map_or("", |mail| &mail.applicant_name), "taro@example.jp"),
        message_id: format!("{number}@uketsuke.example.jp"),
        date: stamped_at,
        returns_to: None,
        unsubscribe_url: None,
    };
    compose(&rendered, &head).expect("composed")
}

/// A client with one limit for every step.
pub fn client(url: &str, limit: Duration) -> Client {
    Client::new(url.parse().expect(url), "uketsuke.example.jp", Timeouts::all(limit))
        .expect("client")
}

/// An open connection, or the test fails.
pub async fn connected(url: &str) -> Connection {
    connection(url, PATIENCE).await.unwrap_or_else(|delivery| panic!("no connection: {delivery:?}"))
}

/// An open connection, or how opening it ended.
pub async fn connection(url: &str, limit: Duration) -> Result<Connection, Delivery> {
    client(url, limit).connect().await
}

/// How a mail on a connection of its own ended.
pub async fn ending(url: &str, limit: Duration) -> Delivery {
    match connection(url, limit).await {
        Ok(mut open) => open.deliver(&message(1)).await,
        Err(delivery) => delivery,
    }
}

/// The ending with this reason.
pub fn not_sent(reason: NotSent) -> Delivery {
    Delivery::NotSent { reason }
}

/// Step and code of a refusal.
pub fn code(delivery: &Delivery) -> Option<(Step, u16)> {
    match delivery {
        Delivery::Refused { step, reply } => Some((*step, reply.code())),
        _ => None,
    }
}

/// Whether the server took the mail.
pub fn is_accepted(delivery: &Delivery) -> bool {
    matches!(delivery, Delivery::Accepted { .. })
}
