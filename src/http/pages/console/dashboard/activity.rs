//! What happened last, a line each.

/// Something that happened.
#[derive(Debug, Clone)]
pub struct ActivityLine {
    /// When, short.
    pub at: String,
    /// Key of what happened.
    pub word: &'static str,
    /// Who did it.
    pub by: ActivityDoer,
    /// Of the registration that it happened to; may be empty.
    pub reception_number: String,
    /// Where that registration is.
    pub path: Option<String>,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActivityDoer {
    /// The applicant.
    Applicant,
    /// A member of the organization, by name.
    Member(String),
    /// A program with a token.
    Program,
    /// The service itself.
    Service,
}

impl ActivityLine {
    /// Key of who did it, where it is nobody with a name.
    pub fn by_word(&self) -> Option<&'static str> {
        match self.by {
            ActivityDoer::Applicant => Some("dashboard-by-applicant"),
            ActivityDoer::Program => Some("dashboard-by-program"),
            ActivityDoer::Service => Some("dashboard-by-service"),
            ActivityDoer::Member(_) => None,
        }
    }

    /// The name of who did it.
    pub fn by_name(&self) -> &str {
        if let ActivityDoer::Member(name) = &self.by { name } else { "" }
    }
}

/// The key of the words for an action of the audit trail.
pub fn activity_key(action: &str) -> &'static str {
    match action {
        "registered" => "dashboard-did-registered",
        "changed" => "dashboard-did-changed",
        "withdrawn" => "dashboard-did-withdrawn",
        "moved" => "dashboard-did-moved",
        "promoted" => "dashboard-did-promoted",
        "seat_offered" => "dashboard-did-offered",
        "offer_declined" => "dashboard-did-declined",
        "offer_expired" => "dashboard-did-expired",
        "accepted" => "dashboard-did-accepted",
        "address_not_confirmed" => "dashboard-did-unconfirmed",
        "event_created" => "dashboard-did-created",
        "event_published" => "dashboard-did-published",
        "event_closed" => "dashboard-did-closed",
        "event_cancelled" => "dashboard-did-cancelled",
        "event_changed" => "dashboard-did-event-changed",
        "session_created" | "session_changed" | "session_deleted" => {
            "dashboard-did-session-changed"
        }
        "mail_text_written" | "mail_text_taken_back" => "dashboard-did-mail-text",
        _ => "dashboard-did-other",
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl ActivityLine {
    /// A line of each kind.
    pub fn samples() -> Vec<Self> {
        let actions = [
            "registered",
            "changed",
            "withdrawn",
            "moved",
            "promoted",
            "seat_offered",
            "offer_declined",
            "offer_expired",
            "accepted",
            "address_not_confirmed",
            "event_created",
            "event_published",
            "event_closed",
            "event_cancelled",
            "event_changed",
            "session_changed",
            "mail_text_written",
            "owl",
        ];
        let doers = [
            ActivityDoer::Applicant,
            ActivityDoer::Member("産業 花子".into()),
            ActivityDoer::Program,
            ActivityDoer::Service,
        ];
        let each = actions.into_iter().zip(doers.into_iter().cycle());
        each.map(|(action, by)| Self {
            at: "10/3(土) 13:05".into(),
            word: activity_key(action),
            by,
            reception_number: "K7M4Q2XH".into(),
            path: Some("/console/registrations/r1".into()),
        })
        .collect()
    }
}
