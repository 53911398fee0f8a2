//! Kinds of mail in words: when each is sent; and what is wrong with a text.

use crate::http::pages::texts::Texts;
use crate::mail::{EditFault, EditRule, MailKind};

/// Kinds that belong together on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailGroup {
    /// What follows from an application.
    Application,
    /// Waiting lists, selections, draws.
    Seats,
    /// What the session brings with it.
    Session,
    /// To others than applicants.
    Others,
    /// To staff.
    Staff,
}

impl MailGroup {
    /// In their order.
    pub const ALL: [Self; 5] =
        [Self::Application, Self::Seats, Self::Session, Self::Others, Self::Staff];

    /// Key of its heading.
    pub fn word(self) -> &'static str {
        match self {
            Self::Application => "mails-group-application",
            Self::Seats => "mails-group-seats",
            Self::Session => "mails-group-session",
            Self::Others => "mails-group-others",
            Self::Staff => "mails-group-staff",
        }
    }

    /// Where a kind belongs.
    pub fn of(kind: MailKind) -> Self {
        match kind {
            MailKind::ConfirmAddress
            | MailKind::RegistrationReceived
            | MailKind::RegistrationConfirmed
            | MailKind::Changed
            | MailKind::Withdrawn
            | MailKind::ResendLink => Self::Application,
            MailKind::SeatOffered
            | MailKind::OfferExpired
            | MailKind::Promoted
            | MailKind::Accepted
            | MailKind::Declined
            | MailKind::DrawResult => Self::Seats,
            MailKind::SessionChanged
            | MailKind::SessionCancelled
            | MailKind::Reminder
            | MailKind::ThankYou
            | MailKind::Survey
            | MailKind::Announcement => Self::Session,
            MailKind::AttendeeRegistered
            | MailKind::AttendeeWithdrawn
            | MailKind::Invitation
            | MailKind::ApplicationByMail => Self::Others,
            MailKind::StaffInvited
            | MailKind::SignInLink
            | MailKind::StaffNewRegistration
            | MailKind::ExportReady
            | MailKind::RetentionWarning => Self::Staff,
        }
    }
}

/// Key of when a kind is sent.
pub fn when_key(kind: MailKind) -> &'static str {
    match kind {
        MailKind::ConfirmAddress => "mails-when-confirm-address",
        MailKind::RegistrationReceived => "mails-when-registration-received",
        MailKind::RegistrationConfirmed => "mails-when-registration-confirmed",
        MailKind::Changed => "mails-when-changed",
        MailKind::Withdrawn => "mails-when-withdrawn",
        MailKind::SeatOffered => "mails-when-seat-offered",
        MailKind::OfferExpired => "mails-when-offer-expired",
        MailKind::Promoted => "mails-when-promoted",
        MailKind::Accepted => "mails-when-accepted",
        MailKind::Declined => "mails-when-declined",
        MailKind::DrawResult => "mails-when-draw-result",
        MailKind::SessionChanged => "mails-when-session-changed",
        MailKind::SessionCancelled => "mails-when-session-cancelled",
        MailKind::Reminder => "mails-when-reminder",
        MailKind::ThankYou => "mails-when-thank-you",
        MailKind::Survey => "mails-when-survey",
        MailKind::Announcement => "mails-when-announcement",
        MailKind::ResendLink => "mails-when-resend-link",
        MailKind::AttendeeRegistered => "mails-when-attendee-registered",
        MailKind::AttendeeWithdrawn => "mails-when-attendee-withdrawn",
        MailKind::Invitation => "mails-when-invitation",
        MailKind::ApplicationByMail => "mails-when-application-by-mail",
        MailKind::StaffInvited => "mails-when-staff-invited",
        MailKind::SignInLink => "mails-when-sign-in-link",
        MailKind::StaffNewRegistration => "mails-when-staff-new-registration",
        MailKind::ExportReady => "mails-when-export-ready",
        MailKind::RetentionWarning => "mails-when-retention-warning",
    }
}

/// What is wrong with a text, in a sentence.
pub fn sentence(texts: Texts, fault: &EditFault) -> String {
    let written = |name: &str| format!("{{{{ {name} }}}}");
    let said = match &fault.rule {
        EditRule::Text(crate::domain::values::text::TextFault::Empty, _) => {
            texts.t("mails-fault-empty")
        }
        EditRule::Text(crate::domain::values::text::TextFault::TooLong, limit) => {
            texts.t1("mails-fault-too-long", "limit", *limit)
        }
        EditRule::Text(..) => texts.t("mails-fault-characters"),
        EditRule::Unknown(name) => texts.t1("mails-fault-unknown", "name", written(name)),
        EditRule::Misplaced(one) => texts.t1("mails-fault-misplaced", "name", written(one.name())),
        EditRule::Syntax => texts.t("mails-fault-syntax"),
        EditRule::NotAlone(one) => texts.t1("mails-fault-not-alone", "name", written(one.name())),
        EditRule::Twice(one) => texts.t1("mails-fault-twice", "name", written(one.name())),
        EditRule::Missing(group) => {
            let names: Vec<String> = group.iter().map(|one| written(one.name())).collect();
            texts.t1("mails-fault-missing", "names", names.join(&texts.t("mails-or")))
        }
        EditRule::TooMany => texts.t("mails-fault-too-many"),
    };
    match fault.line {
        Some(line) => texts.t2("mails-fault-line", "line", line, "sentence", said),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::pages::texts::Language;

    #[test]
    fn every_kind_says_when_it_is_sent() {
        for language in Language::all().iter().filter(|language| language.code() != "easy") {
            let texts = Texts::new(*language);
            for kind in MailKind::ALL {
                assert!(!texts.t(when_key(kind)).contains('⟦'), "{kind}");
                assert!(MailGroup::ALL.contains(&MailGroup::of(kind)));
            }
        }
    }

    #[test]
    fn a_fault_names_its_line_and_its_placeholder() {
        let fault =
            EditFault { pointer: "/body", line: Some(3), rule: EditRule::Unknown("nmae".into()) };
        let said = sentence(Texts::new(Language::japanese()), &fault);
        assert!(said.contains('3') && said.contains("{{ nmae }}"), "{said}");
    }
}
