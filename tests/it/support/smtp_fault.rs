//! What a mail server of the tests can do wrong, and where.

use std::time::Duration;

/// A place in the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Greeting,
    Ehlo,
    StartTls,
    Auth,
    Reset,
    MailFrom,
    RcptTo,
    Data,
    /// After some of the message has been read, before the final dot.
    Body,
    /// After the final dot, before the message is kept.
    FinalDot,
    /// After the final dot, when the message has been kept.
    Kept,
}

/// Something the server does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Answers this line instead; the connection stays. At [`At::Kept`] the answer is a lie.
    Reply(At, &'static str),
    /// Hangs up without a word.
    Drop(At),
    /// Answers this line and hangs up.
    ReplyAndDrop(At, &'static str),
    /// Answers what is not SMTP.
    Garbage(At),
    /// Waits this long, then goes on as usual.
    Slow(At, Duration),
    /// Sends this in the clear right behind the answer to STARTTLS, as somebody in between would.
    Inject(&'static str),
}

impl Fault {
    /// Where it happens.
    pub fn at(self) -> At {
        match self {
            Self::Reply(at, _)
            | Self::Drop(at)
            | Self::ReplyAndDrop(at, _)
            | Self::Garbage(at)
            | Self::Slow(at, _) => at,
            Self::Inject(_) => At::StartTls,
        }
    }
}
