//! The client side of one SMTP conversation, each step of it observable.
//!
//! lettre has an SMTP client, and the messages are built with lettre; but its client cannot say
//! whether a failure came before or after the final dot (the difference between "send again" and
//! "may already have arrived"), cannot tell the greeting from EHLO, keeps what a stranger slipped in
//! before STARTTLS, and leaves Nagle's algorithm on, which costs 40 ms a mail. So the conversation is
//! here: RFC 5321, RFC 3207 (STARTTLS), RFC 4954 (AUTH PLAIN and LOGIN), RFC 2920 (PIPELINING of a
//! mail's commands, not across mails), in ASCII.
//!
//! What it does not do: HELO for servers that refuse EHLO, SMTPUTF8 (compose refuses
//! such addresses), SCRAM and OAuth logins.

mod connection;
mod delivery;
mod opening;
mod reply;
mod server;
mod timeouts;
mod tls;
mod url;
mod wire;

pub use self::connection::Connection;
pub use self::delivery::{Delivery, Lost, NotSent, Step};
pub use self::reply::Reply;
pub use self::server::SmtpServer;
pub use self::timeouts::Timeouts;
pub use self::tls::{Tls, TlsSetupError};
pub use self::url::{Login, SmtpSettings, SmtpUrlError, TlsMode};
