//! What staff must be told of mail wherever they begin: above the list of events and above the queue.

/// What is not as it should be. That mail is caught, the frame knows.
#[derive(Debug, Clone, Copy, Default)]
pub struct MailNotice {
    /// Whether nobody is there to send mail.
    pub worker_is_missing: bool,
    /// Mails that failed or whose delivery is unknown.
    pub in_trouble: u64,
}
