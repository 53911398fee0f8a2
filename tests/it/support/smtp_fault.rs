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
    /// Answers as usual, a byte at a time with this long between two.
    Drip(At, Duration),
    /// Does not offer STARTTLS.
    NoStartTls,
    /// Shows a certificate of nobody's authority.
    BadCertificate,
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
            | Self::Slow(at, _)
            | Self::Drip(at, _) => at,
            Self::NoStartTls => At::Ehlo,
            Self::Inject(_) | Self::BadCertificate => At::StartTls,
        }
    }
}

/// Everything that goes wrong with a server that also takes mail: `each` once, one after the other.
#[derive(Debug, Clone)]
pub struct Storm {
    /// With every so many mails something goes wrong.
    pub every: usize,
    pub faults: Vec<Fault>,
}

impl Storm {
    /// Every way to fail, at every step. Silences last `silence`, and nobody waits as long.
    pub fn of_everything(every: usize, silence: Duration) -> Self {
        const STEPS: [At; 8] = [
            At::Greeting,
            At::Ehlo,
            At::StartTls,
            At::Auth,
            At::MailFrom,
            At::RcptTo,
            At::Data,
            At::FinalDot,
        ];
        let mut faults = Vec::new();
        for at in STEPS {
            faults.extend([
                Fault::Reply(at, "421 4.3.2 closing"),
                Fault::Reply(at, "450 4.2.0 greylisted"),
                Fault::Reply(at, "451 4.3.0 not now"),
                Fault::Reply(at, "452 4.2.2 mailbox full"),
                Fault::Reply(at, "552 5.2.2 mailbox full"),
                Fault::Reply(at, "550 5.1.1 no such user"),
                Fault::Reply(at, "554 5.7.1 no"),
                Fault::ReplyAndDrop(at, "421 4.3.2 gone"),
                Fault::Garbage(at),
                Fault::Drop(at),
            ]);
        }
        let silent = [At::Greeting, At::MailFrom, At::RcptTo, At::FinalDot, At::Kept];
        faults.extend(silent.map(|at| Fault::Slow(at, silence)));
        faults.extend([At::Greeting, At::Kept].map(|at| Fault::Drip(at, Duration::from_secs(1))));
        faults.extend([
            Fault::Drop(At::Body),
            Fault::Drop(At::Kept),
            Fault::Garbage(At::Kept),
            Fault::ReplyAndDrop(At::Reset, "421 4.4.2 too long"),
            Fault::NoStartTls,
            Fault::BadCertificate,
            Fault::Inject("250-mail.test\r\n250 AUTH PLAIN"),
        ]);
        Self { every, faults }
    }
}
