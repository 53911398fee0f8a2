//! What stands around every page of the console.

use std::ops::Deref;

use crate::http::assets;
use crate::http::pages::frame::{Frame, LanguageEntry};

/// The part of the console that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Events and their sessions.
    Events,
    /// Applications that came by mail.
    Drafts,
    /// Mail that waits, went or failed.
    Outbox,
    /// Mail that was caught because no server is configured.
    Mailbox,
    /// What holds for the whole organization.
    Settings,
    /// The member's own: how they sign in.
    Account,
}

/// What of the menu somebody may open.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a box, a button or a sentence of the page"
)]
pub struct Menu {
    /// Applications that came by mail.
    pub drafts: bool,
    /// Mail that waits, went or failed.
    pub outbox: bool,
    /// Mail that was caught.
    pub mailbox: bool,
    /// Whether they work for more than one organization.
    pub several_organizations: bool,
}

/// The frame of a console page, for a member who is signed in.
#[derive(Debug, Clone)]
pub struct ConsoleFrame {
    frame: Frame,
    /// The organization that is worked for.
    pub organization: String,
    /// Name of the member who is signed in.
    pub member: String,
    /// The value of the hidden field `csrf` of every form.
    pub csrf: String,
    /// The part that the page belongs to.
    pub section: Section,
    /// Whether mail is caught, so that there is a mailbox to look at.
    pub mail_is_caught: bool,
    /// What of the menu they may open.
    pub menu: Menu,
}

impl ConsoleFrame {
    /// A console frame; `frame` has the language and how it is switched.
    pub fn new(
        frame: Frame,
        organization: impl Into<String>,
        member: impl Into<String>,
        csrf: impl Into<String>,
        section: Section,
        mail_is_caught: bool,
    ) -> Self {
        let (organization, member, csrf) = (organization.into(), member.into(), csrf.into());
        let menu = Menu {
            drafts: true,
            outbox: true,
            mailbox: mail_is_caught,
            several_organizations: false,
        };
        Self { frame, organization, member, csrf, section, mail_is_caught, menu }
    }

    /// With what of the menu they may open.
    #[must_use]
    pub fn with_menu(self, menu: Menu) -> Self {
        Self { menu, ..self }
    }

    pub(super) fn in_events(&self) -> bool {
        self.section == Section::Events
    }

    pub(super) fn in_drafts(&self) -> bool {
        self.section == Section::Drafts
    }

    pub(super) fn in_outbox(&self) -> bool {
        self.section == Section::Outbox
    }

    /// The languages of the switch: the console is not written in plain Japanese.
    pub(super) fn languages(&self) -> Vec<LanguageEntry> {
        self.frame.languages().into_iter().filter(|entry| entry.code != "easy").collect()
    }

    pub(super) fn in_settings(&self) -> bool {
        self.section == Section::Settings
    }

    #[expect(clippy::unused_self, reason = "templates call it on the frame")]
    pub(super) fn console_stylesheet(&self) -> &'static str {
        &assets::console_stylesheet().path
    }

    #[expect(clippy::unused_self, reason = "templates call it on the frame")]
    pub(super) fn console_script(&self) -> &'static str {
        &assets::console_script().path
    }

    pub(super) fn in_mailbox(&self) -> bool {
        self.section == Section::Mailbox
    }
}

impl Deref for ConsoleFrame {
    type Target = Frame;

    fn deref(&self) -> &Frame {
        &self.frame
    }
}
