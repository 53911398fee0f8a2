//! Where mail goes: to a server, or nowhere.

use super::smtp::SmtpServer;

/// Where mail goes.
#[derive(Clone)]
pub enum Transport {
    /// To a mail server.
    Smtp(Box<SmtpServer>),
    /// No server is configured: each message is kept as it would have been sent, for the mailbox page.
    Caught,
}
