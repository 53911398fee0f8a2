//! Who acts for an organization, with what they may do.

use crate::domain::ids::OrganizationId;
use crate::domain::seats::Actor;

/// Something that not everybody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    ReadEvents,
    WriteEvents,
    ReadRegistrations,
    WriteRegistrations,
    /// Answers about health and the like. Not part of [`Self::ReadRegistrations`], nor of writing them.
    ReadRestrictedAnswers,
    ReadOutbox,
    WriteOutbox,
}

impl Permission {
    pub const ALL: [Self; 7] = [
        Self::ReadEvents,
        Self::WriteEvents,
        Self::ReadRegistrations,
        Self::WriteRegistrations,
        Self::ReadRestrictedAnswers,
        Self::ReadOutbox,
        Self::WriteOutbox,
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
            "owner" | "editor" => &Self::ALL,
            "viewer" => &[Self::ReadEvents, Self::ReadRegistrations, Self::ReadOutbox],
            "reception" => &[Self::ReadEvents, Self::ReadRegistrations],
            _ => &[],
        }
    }
}

/// A member or a token of an organization.
#[derive(Clone, Debug)]
pub struct Principal {
    pub organization: OrganizationId,
    pub actor: Actor,
    pub permissions: Vec<Permission>,
}

impl Principal {
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.iter().any(|given| given.implies(permission))
    }

    /// # Errors
    /// [`super::Failure::Forbidden`].
    pub fn must(&self, permission: Permission) -> Result<(), super::Failure> {
        if self.may(permission) { Ok(()) } else { Err(super::Failure::Forbidden) }
    }
}
