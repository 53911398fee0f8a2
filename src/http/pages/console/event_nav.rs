//! The tabs that the pages of an event share.

/// What there is about an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventPart {
    /// Numbers and charts.
    Overview,
    /// What is announced, and its sessions.
    Edit,
    /// The form builder.
    Form,
    /// Texts of mails, and mailings.
    Mails,
    /// Who is selected, or drawn.
    Choosing,
    /// Who applied.
    Attendees,
    /// At the door.
    CheckIn,
    /// What is left to do when it is over.
    Afterwards,
    /// Who of the staff may do what for it.
    People,
}

impl EventPart {
    /// In the order of the tabs.
    pub const ALL: [Self; 9] = [
        Self::Overview,
        Self::Edit,
        Self::Form,
        Self::Mails,
        Self::Choosing,
        Self::Attendees,
        Self::CheckIn,
        Self::Afterwards,
        Self::People,
    ];

    /// Key of its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Overview => "event-overview",
            Self::Edit => "event-edit",
            Self::Form => "event-form",
            Self::Mails => "event-mails",
            Self::Choosing => "event-choosing",
            Self::Attendees => "attendees",
            Self::CheckIn => "event-check-in",
            Self::Afterwards => "event-afterwards",
            Self::People => "event-people",
        }
    }

    /// Its address below that of the event.
    fn ending(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Edit => "/edit",
            Self::Form => "/form",
            Self::Mails => "/mails",
            Self::Choosing => "/choosing",
            Self::Attendees => "/attendees",
            Self::CheckIn => "/check-in",
            Self::Afterwards => "/afterwards",
            Self::People => "/people",
        }
    }
}

/// The tabs of one event.
#[derive(Debug, Clone)]
pub struct EventNav {
    /// Path of the event in the console.
    pub path: String,
    /// The event's title.
    pub title: String,
    /// Those that the member may open.
    pub parts: Vec<EventPart>,
    /// The one that is shown.
    pub current: EventPart,
    /// The event is only a rehearsal.
    pub is_rehearsal: bool,
}

impl EventNav {
    /// Where a tab leads.
    pub fn path_of(&self, part: &EventPart) -> String {
        format!("{}{}", self.path, part.ending())
    }

    /// Whether the event is named above its tabs; on its first page it is the heading.
    pub fn names_event(&self) -> bool {
        self.current != EventPart::Overview
    }

    /// Whether the tab is the one that is shown.
    pub fn is_current(&self, part: &EventPart) -> bool {
        *part == self.current
    }

    /// All tabs of a sample event.
    #[cfg(any(test, feature = "test-hooks"))]
    pub fn sample(current: EventPart) -> Self {
        Self {
            path: "/console/events/sample".into(),
            title: "テレワーク説明会".into(),
            parts: EventPart::ALL.to_vec(),
            current,
            is_rehearsal: current == EventPart::Edit,
        }
    }
}
