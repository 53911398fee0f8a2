//! Who acts for an organization, with what they may do.

use std::collections::BTreeMap;

use crate::domain::ids::{EventId, OrganizationId};
use crate::domain::role::Role;
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

    /// What a role gives in the whole organization.
    pub fn of_role(role: Role) -> &'static [Self] {
        match role {
            Role::Owner => &Self::ALL,
            Role::Editor => &EDITING,
            Role::Viewer => &[Self::ReadEvents, Self::ReadRegistrations, Self::ReadOutbox],
            // Who is at the door sees who comes to it, not the list of all that people have said.
            Role::Reception => &[Self::ReadEvents, Self::CheckIn],
        }
    }

    /// What a role gives for one event: nothing of what holds for the whole organization.
    pub fn of_event_role(role: Role) -> &'static [Self] {
        match role {
            Role::Owner => &OWNING_AN_EVENT,
            other => Self::of_role(other),
        }
    }
}

const EDITING: [Permission; 5] = [
    Permission::WriteEvents,
    Permission::WriteRegistrations,
    Permission::ReadRestrictedAnswers,
    Permission::WriteOutbox,
    Permission::CheckIn,
];

const OWNING_AN_EVENT: [Permission; 6] = [
    Permission::WriteEvents,
    Permission::WriteRegistrations,
    Permission::ReadRestrictedAnswers,
    Permission::WriteOutbox,
    Permission::CheckIn,
    Permission::ManageMembers,
];

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
    /// [`super::Failure::Forbidden`], where there is nothing for which they may do it.
    pub fn must_somewhere(&self, permission: Permission) -> Result<(), super::Failure> {
        if self.may_somewhere(permission) { Ok(()) } else { Err(super::Failure::Forbidden) }
    }

    /// # Errors
    /// [`super::Failure::Forbidden`]; for an event with which somebody who is here for other events alone has nothing to do,
    /// [`super::Failure::NotFound`]: they do not learn that there is one.
    pub fn must_in(&self, event: EventId, permission: Permission) -> Result<(), super::Failure> {
        if self.may_in(event, permission) {
            Ok(())
        } else if self.sees(event) {
            Err(super::Failure::Forbidden)
        } else {
            Err(super::Failure::NotFound)
        }
    }

    /// Whether they may know that there is this event.
    pub fn sees(&self, event: EventId) -> bool {
        !self.permissions.is_empty() || self.for_events.contains_key(&event)
    }

    /// The events to which somebody is confined who has this permission for single events alone; `None`: they have it for all.
    pub fn confined_to(&self, permission: Permission) -> Option<Vec<EventId>> {
        if self.may(permission) {
            return None;
        }
        let its = self.for_events.iter().filter(|(_, given)| has(given, permission));
        Some(its.map(|(event, _)| *event).collect())
    }
}

fn has(given: &[Permission], permission: Permission) -> bool {
    given.iter().any(|given| given.implies(permission))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::usecases::Failure;

    fn co_organizer() -> Principal {
        let organization = OrganizationId(Uuid::from_u128(1));
        let mut principal = Principal::new(organization, Actor::Service, Vec::new());
        let given = Permission::of_event_role(Role::Editor).to_vec();
        principal.for_events.insert(EventId(Uuid::from_u128(7)), given);
        principal
    }

    #[test]
    fn a_right_for_one_event_is_none_for_another_and_none_for_the_organization() {
        let (one, other) = (EventId(Uuid::from_u128(7)), EventId(Uuid::from_u128(8)));
        let principal = co_organizer();
        assert!(
            principal.may_in(one, Permission::WriteEvents)
                && principal.may_in(one, Permission::ReadEvents)
        );
        assert!(!principal.may(Permission::WriteEvents));
        assert!(matches!(
            principal.must_in(one, Permission::ManageMembers),
            Err(Failure::Forbidden)
        ));
        assert!(matches!(principal.must_in(other, Permission::ReadEvents), Err(Failure::NotFound)));
        assert_eq!(principal.confined_to(Permission::ReadEvents), Some(vec![one]));
    }

    #[test]
    fn reception_receives_and_does_not_read_the_list() {
        let given = Permission::of_role(Role::Reception);
        assert!(has(given, Permission::CheckIn) && has(given, Permission::ReadEvents));
        for not in [Permission::ReadRegistrations, Permission::ReadOutbox, Permission::WriteEvents]
        {
            assert!(!has(given, not), "{not:?}");
        }
    }

    #[test]
    fn no_role_for_an_event_gives_anything_of_the_organization() {
        for role in Role::ALL {
            for not in [Permission::ManageOrganization, Permission::ReadAudit] {
                assert!(!has(Permission::of_event_role(role), not), "{role:?} {not:?}");
            }
        }
    }
}
