//! How an attempt to deliver one mail ended.

use std::fmt;
use std::io;

use super::Reply;

/// A step of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Finding the host and opening the TCP connection.
    Connect,
    /// The TLS handshake.
    Handshake,
    /// The server's first words.
    Greeting,
    /// EHLO.
    Ehlo,
    /// STARTTLS.
    StartTls,
    /// AUTH.
    Auth,
    /// RSET between two mails.
    Reset,
    /// MAIL FROM.
    MailFrom,
    /// RCPT TO.
    RcptTo,
    /// DATA and the message, up to the final dot.
    Data,
    /// The reply to the final dot.
    FinalDot,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connect",
            Self::Handshake => "TLS handshake",
            Self::Greeting => "greeting",
            Self::Ehlo => "EHLO",
            Self::StartTls => "STARTTLS",
            Self::Auth => "AUTH",
            Self::Reset => "RSET",
            Self::MailFrom => "MAIL FROM",
            Self::RcptTo => "RCPT TO",
            Self::Data => "DATA",
            Self::FinalDot => "final dot",
        })
    }
}

/// How an attempt ended. Only [`Delivery::Unknown`] may or may not have reached the recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The server has taken the mail.
    Accepted {
        /// What it said.
        reply: Reply,
    },
    /// The server said no (4xx or 5xx). It does not have the mail.
    Refused {
        /// Where in the conversation.
        step: Step,
        /// What it said.
        reply: Reply,
    },
    /// The conversation ended before the final dot. The server does not have the mail.
    NotSent {
        /// Why.
        reason: NotSent,
    },
    /// The final dot was sent and no reply could be read. The server may have the mail.
    Unknown {
        /// Why.
        reason: Lost,
    },
}

/// Why a mail was not sent. None of these says anything about the mail or its recipient.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// The host name has no address.
    #[error("the mail server's name could not be resolved")]
    HostNotFound,
    /// No address of the host could be reached.
    #[error("the mail server could not be reached: {0}")]
    Unreachable(io::ErrorKind),
    /// No answer in time.
    #[error("the mail server did not answer in time at {0}")]
    TimedOut(Step),
    /// The connection ended.
    #[error("the connection was lost at {0}")]
    Dropped(Step),
    /// What came back is not SMTP, or not a reply that fits the step.
    #[error("the mail server's answer at {0} is not SMTP")]
    Garbage(Step),
    /// TLS is required and the server does not offer it.
    #[error("the mail server does not offer STARTTLS; set ?tls=none only if it cannot")]
    NoStartTls,
    /// The server sent something between STARTTLS and the handshake: somebody may be in between.
    #[error("data was injected before the TLS handshake")]
    Injected,
    /// The handshake failed; the text is the TLS library's, and names no person.
    #[error("TLS failed: {0}")]
    Tls(String),
    /// A login is configured, and the server offers no mechanism we know.
    #[error("the mail server offers neither AUTH PLAIN nor AUTH LOGIN")]
    LoginNotOffered,
    /// The server does not offer TLS, and a password must not go in the clear.
    #[error("the password is not sent because the connection is not encrypted")]
    PasswordInTheClear,
    /// The connection had already been given up.
    #[error("the connection is closed")]
    Closed,
}

/// Why it is not known whether the server has the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// The connection ended after the final dot.
    #[error("the connection was lost after the message was sent")]
    Dropped,
    /// No reply in time after the final dot.
    #[error("no reply in time after the message was sent")]
    TimedOut,
    /// What came back after the final dot is not a reply that decides.
    #[error("the reply after the message was sent could not be read")]
    Garbage,
}
