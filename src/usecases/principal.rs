//! Who acts for an organization, with what they may do.

use std::collections::BTreeMap;

use crate::domain::ids::{EventId, OrganizationId};
use crate::domain::seats::Actor;

/// Something that not everybody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    ReadEvents,
    WriteEvents,
    ReadRegistrations,
    WriteRegistrations,
    /// Answers about health and the like. Not part of [`Self::ReadRegistrations`], nor of writing them.
    ReadRestrictedAnswers,
    ReadOutbox,
    WriteOutbox,
    /// Receiving people at the door, with what must be known of them there.
    CheckIn,
    /// Who else may do what.
    ManageMembers,
    /// What holds for the whole organization: its rules for retention, how one signs in.
    ManageOrganization,
    ReadAudit,
}

impl Permission {
    pub const ALL: [Self; 11] = [
        Self::ReadEvents,
        Self::WriteEvents,
        Self::ReadRegistrations,
        Self::WriteRegistrations,
        Self::ReadRestrictedAnswers,
        Self::ReadOutbox,
        Self::WriteOutbox,
        Self::CheckIn,
        Self::ManageMembers,
        Self::ManageOrganization,
        Self::ReadAudit,
    ];

    /// The scope of a token that gives it.
    pub fn scope(self) -> &'static str {
        match self {
            Self::ReadEvents => "events:read",
            Self::WriteEvents => "events:write",
            Self::ReadRegistrations => "registrations:read",
            Self::WriteRegistrations => "registrations:write",
            Self::ReadRestrictedAnswers => "restricted_answers:read",
            Self::ReadOutbox => "outbox:read",
            Self::WriteOutbox => "outbox:write",
            Self::CheckIn => "check_in:write",
            Self::ManageMembers => "members:write",
            Self::ManageOrganization => "organization:write",
            Self::ReadAudit => "audit:read",
        }
    }

    pub fn of_scope(scope: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.scope() == scope)
    }

    /// What comes with it: whoever may change something may see it.
    fn implies(self, other: Self) -> bool {
        self == other
            || matches!(
                (self, other),
                (Self::WriteEvents, Self::ReadEvents)
                    | (Self::WriteRegistrations, Self::ReadRegistrations)
                    | (Self::WriteOutbox, Self::ReadOutbox)
            )
    }

    /// What a member's role gives.
    pub fn of_role(role: &str) -> &'static [Self] {
        match role {
            "owner" => &Self::ALL,
            "editor" => &[
                Self::WriteEvents,
                Self::WriteRegistrations,
                Self::ReadRestrictedAnswers,
                Self::WriteOutbox,
                Self::CheckIn,
            ],
            "viewer" => &[Self::ReadEvents, Self::ReadRegistrations, Self::ReadOutbox],
            "reception" => &[Self::ReadEvents, Self::ReadRegistrations, Self::CheckIn],
            _ => &[],
        }
    }
}

/// A member or a token of an organization.
#[derive(Clone, Debug)]
pub struct Principal {
    pub organization: OrganizationId,
    pub actor: Actor,
    /// In the whole organization.
    pub permissions: Vec<Permission>,
    /// For single events, beside those of the whole organization.
    pub for_events: BTreeMap<EventId, Vec<Permission>>,
}

impl Principal {
    /// Somebody with these permissions in the whole organization.
    pub fn new(organization: OrganizationId, actor: Actor, permissions: Vec<Permission>) -> Self {
        Self { organization, actor, permissions, for_events: BTreeMap::new() }
    }

    /// Whether they may do it in the whole organization.
    pub fn may(&self, permission: Permission) -> bool {
        has(&self.permissions, permission)
    }

    /// Whether they may do it for this event.
    pub fn may_in(&self, event: EventId, permission: Permission) -> bool {
        let given = self.for_events.get(&event);
        self.may(permission) || given.is_some_and(|given| has(given, permission))
    }

    /// Whether there is anything for which they may do it.
    pub fn may_somewhere(&self, permission: Permission) -> bool {
        self.may(permission) || self.for_events.values().any(|given| has(given, permission))
    }

    /// # Errors
    /// [`super::Failure::Forbidden`].
    pub fn must(&self, permission: Permission) -> Result<(), super::Failure> {
        if self.may(permission) { Ok(()) } else { Err(super::Failure::Forbidden) }
    }

    /// # Errors
    /// [`super::Failure::Forbidden`].
    pub fn must_in(&self, event: EventId, permission: Permission) -> Result<(), super::Failure> {
        if self.may_in(event, permission) { Ok(()) } else { Err(super::Failure::Forbidden) }
    }
}

fn has(given: &[Permission], permission: Permission) -> bool {
    given.iter().any(|given| given.implies(permission))
}
