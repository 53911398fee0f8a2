//! Stopping an organization's announcements to one address, by the link in each of them.

use crate::app::App;
use crate::links::Unsubscribe;
use crate::store::types::{Id, Time};
use crate::store::{organizations, unsubscribes};

use super::Failure;

/// How things stand between an organization and the address of a link.
pub struct Standing {
    pub organization_name: String,
    /// Announcements are stopped.
    pub stopped: bool,
}

/// What is to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Only to see how things stand.
    Look,
    Stop,
    Resume,
}

/// Does what is wished by a link; how things stand then. Twice is the same as once.
///
/// # Errors
/// [`Failure::NotFound`] for a link that is not ours.
pub async fn by_token(app: &App, token: &str, wish: Wish) -> Result<Standing, Failure> {
    let unsubscribe = app.links.open_unsubscribe_token(token).ok_or(Failure::NotFound)?;
    let Unsubscribe { organization, address } = unsubscribe;
    let (organization, now) = (Id(organization.0), Time(app.clock.now()));
    let act = move |conn: &mut crate::store::Conn| {
        let office = organizations::by_id(conn, organization)?.ok_or(Failure::NotFound)?;
        match wish {
            Wish::Look => {}
            Wish::Stop => unsubscribes::stop(conn, organization, &address, now)?,
            Wish::Resume => unsubscribes::resume(conn, organization, &address)?,
        }
        let stopped = unsubscribes::unsubscribed(conn, organization, &[address])?;
        Ok(Standing { organization_name: office.name, stopped: !stopped.is_empty() })
    };
    match wish {
        Wish::Look => app.read(act).await,
        Wish::Stop | Wish::Resume => app.write(act).await,
    }
}
