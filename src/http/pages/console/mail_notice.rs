//! What staff must be told of mail wherever they begin: above the list of events and above the queue.

/// What is not as it should be. That mail is caught, the frame knows.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a sentence of its own")]
pub struct MailNotice {
    /// Whether nobody is there to send mail.
    pub worker_is_missing: bool,
    /// Whether no mail of the installation goes out, by the operator's will.
    pub is_held: bool,
    /// Whether the mail server takes nothing.
    pub server_refuses: bool,
    /// Whether the organization's mail is put aside.
    pub organization_is_held: bool,
    /// Whether the organization's mail goes to staff in the recipients' place.
    pub is_rehearsed: bool,
    /// Mails of the last 14 days that failed, came back, or whose delivery is unknown.
    pub in_trouble: u64,
}
