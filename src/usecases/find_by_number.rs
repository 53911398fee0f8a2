//! The registration whose reception number somebody reads out, whichever event it is for.

use crate::app::App;
use crate::domain::ids::{EventId, RegistrationId};
use crate::domain::values::reception_number::{ReceptionNumber, ReceptionNumberFault};
use crate::store::check_ins;

use super::{Failure, Permission, Principal};

/// Characters of what is typed, at most.
const TYPED_MAX: usize = 100;

/// What a number leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbered {
    It(RegistrationId),
    /// Nobody whom this member may see has it.
    Nobody,
    /// One character is wrong, or two are swapped.
    Mistyped,
    /// No number at all.
    Unreadable,
}

/// Whose number it is.
///
/// # Errors
/// [`Failure::Forbidden`], and those of the database.
pub async fn find(app: &App, principal: &Principal, typed: &str) -> Result<Numbered, Failure> {
    principal.must_somewhere(Permission::ReadRegistrations)?;
    let typed: String = typed.chars().take(TYPED_MAX).collect();
    let number = match ReceptionNumber::parse(&typed) {
        Ok(number) => number,
        Err(ReceptionNumberFault::WrongCheckCharacter) => return Ok(Numbered::Mistyped),
        Err(_) => return Ok(Numbered::Unreadable),
    };
    let organization = principal.organization;
    let found = app
        .read(move |conn| check_ins::by_reception_number(conn, organization, number.as_str()))
        .await?;
    let may = |event| principal.may_in(EventId(event), Permission::ReadRegistrations);
    let seen = found.filter(|row| may(row.event_id.0));
    Ok(seen.map_or(Numbered::Nobody, |row| Numbered::It(RegistrationId(row.id.0))))
}
