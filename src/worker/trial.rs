//! A trial mail, sent at once and outside the queue: does the server take our mail?

use crate::app;
use crate::clock::{self, Clock};
use crate::config::Settings;
use crate::domain::values::email::EmailAddress;
use crate::mail::{Correspondent, Delivery, MessageHead, Rendered, Transport, compose};

/// Why no trial mail went out, in a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    #[error(
        "no mail server is configured. Set UKETSUKE_SMTP_URL, for example smtp://user:password@mail.example.jp:587"
    )]
    NoServer,
    #[error("this is not a mail address")]
    Address,
    #[error(transparent)]
    Settings(#[from] app::StartError),
    #[error("the mail could not be written: {0}")]
    Compose(#[from] crate::mail::ComposeFault),
    #[error("the server did not take it: {0}")]
    NotTaken(String),
}

/// Sends a trial mail; what the server said.
pub async fn send(settings: &Settings, clock: &Clock, address: &str) -> Result<String, TrialError> {
    let Transport::Smtp(server) = app::transport(settings)? else {
        return Err(TrialError::NoServer);
    };
    let to = EmailAddress::parse(address).map_err(|_| TrialError::Address)?;
    let now = clock.now();
    let text = "これは受付システムからの試験メールです。\nこのメールが届いていれば、メールの設定は正しく動いています。\n\n\
                This is a trial mail of Uketsuke. If you can read it, mail is set up correctly.\n";
    let rendered = Rendered {
        subject: "受付システムの試験メール / Trial mail".to_owned(),
        text: text.to_owned(),
        html: format!(
            "<!doctype html><html lang=\"ja\"><body><p>{}</p></body></html>",
            text.replace('\n', "<br>")
        ),
        calendars: Vec::new(),
    };
    let head = MessageHead {
        from: Correspondent {
            name: Some("受付".to_owned()), address: settings.mail_from.clone()
        },
        reply_to: None,
        to: Correspondent { name: None, address: to.as_str().to_owned() },
        message_id: format!("<{}@{}>", clock::uuid_v7(now).simple(), settings.public_url.host()),
        date: now,
        returns_to: None,
        unsubscribe_url: None,
    };
    let composed = compose(&rendered, &head)?;
    let message = match app::signer(settings)? {
        Some(signer) => signer.sign(&composed, now)?,
        None => composed,
    };
    let mut connection =
        server.connect().await.map_err(|delivery| TrialError::NotTaken(words(&delivery)))?;
    let delivery = connection.deliver(&message).await;
    connection.close().await;
    match delivery {
        Delivery::Accepted { reply } => Ok(reply.to_string()),
        other => Err(TrialError::NotTaken(words(&other))),
    }
}

fn words(delivery: &Delivery) -> String {
    match delivery {
        Delivery::Accepted { reply } => reply.to_string(),
        Delivery::Refused { step, reply } => format!("{step}: {reply}"),
        Delivery::NotSent { reason } => reason.to_string(),
        Delivery::Unknown { reason } => reason.to_string(),
    }
}
