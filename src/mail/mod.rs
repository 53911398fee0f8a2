//! Mail: typed contexts, their texts, the message, the conversation with the mail server.
//!
//! ```text
//! MailContext (from the outbox row) ─ render ─> Rendered ─ compose ─> Message ─ deliver ─> Delivery
//! ```
//! Nothing here knows the database, the clock or the web; what happens after a [`Delivery`] is in
//! `worker::replies`.

mod announced;
mod calendar;
mod canonical;
mod context;
mod dkim;
mod edited;
mod edited_rendering;
mod hostile_samples;
mod inert;
mod mailbox;
mod message;
mod news;
mod office;
mod placeholders;
mod render;
mod samples;
mod smtp;
mod style;
mod templates;
mod test_mail;
mod told;
mod transport;
mod view;

pub use self::announced::{PERSONAL, faults_of_words};
pub use self::calendar::{CalendarFault, CalendarMethod, CalendarPart, CalendarStamp, download};
pub use self::context::{
    MailContext, MailKind, MeetingMail, RegistrationMail, SessionFacts, UnreadableContext,
};
pub use self::dkim::{DkimError, DkimSigner};
pub use self::edited::{EditFault, EditRule, EditedText};
pub use self::mailbox::Correspondent;
pub use self::message::{ComposeFault, Message, MessageHead, compose};
pub use self::news::{Awaits, Change, ChangedField, DrawResult, News};
pub use self::office::{Letterhead, OfficeMail, SessionDigest};
pub use self::placeholders::{Offered, Placeholder, offered, starter};
pub use self::render::{Links, RenderFault, Rendered, render, render_edited};
pub use self::smtp::{
    Connection, Delivery, Login, Lost, NotSent, Reply, SmtpServer, SmtpSettings, SmtpUrlError,
    Step, Timeouts, Tls, TlsMode, TlsSetupError,
};
pub use self::test_mail::{TEST_MAIL, TestMail};
pub use self::transport::Transport;
