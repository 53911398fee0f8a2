//! What is listed of one organization, in memory like the list of all.

use std::sync::Arc;
use std::time::Instant;

use super::{FRESH_FOR, Kept, SHOWN_WHILE_AWAY, Snapshot, TRIED_AGAIN_AFTER};
use crate::domain::brand::Brand;
use crate::domain::event::Programme;
use crate::domain::ids::OrganizationId;
use crate::store::programmes::Selection;
use crate::store::types::Id;
use crate::store::{Conn, StoreError, brands, organizations, programmes};

/// Organizations whose lists are kept; beyond this all of them go.
const KEPT: usize = 200;

/// An organization with the first page of its public programmes, newest first.
#[derive(Debug)]
pub struct Listed {
    pub organization: OrganizationId,
    pub name: String,
    pub brand: Brand,
    pub programmes: Vec<Programme>,
}

impl Snapshot {
    /// The list of the organization with this slug, if there is one.
    ///
    /// # Errors
    /// Those of the database, where no copy may be shown in its place.
    pub fn listed(&self, slug: &str, limit: i64) -> Result<Option<Arc<Listed>>, StoreError> {
        if let Some(listed) = self.kept().known(slug) {
            return Ok(Some(listed));
        }
        let read_at = Instant::now();
        match self.database.read(|conn| read(conn, slug, limit)) {
            Ok(Some(listed)) => {
                let listed = Arc::new(listed);
                self.kept().keep_listed(slug, read_at, &listed);
                Ok(Some(listed))
            }
            Ok(None) => Ok(None),
            Err(StoreError::Unavailable(reason)) => {
                let mut kept = self.kept();
                kept.away_until = Some(Instant::now() + TRIED_AGAIN_AFTER);
                let copy = kept.organizations.get(slug);
                let copy = copy.filter(|(at, _)| at.elapsed() < SHOWN_WHILE_AWAY);
                copy.map(|(_, listed)| Some(Arc::clone(listed)))
                    .ok_or(StoreError::Unavailable(reason))
            }
            Err(other) => Err(other),
        }
    }
}

impl Kept {
    fn known(&mut self, slug: &str) -> Option<Arc<Listed>> {
        let (read_at, listed) = self.organizations.get(slug).cloned()?;
        let age = read_at.elapsed();
        (age < FRESH_FOR || (age < SHOWN_WHILE_AWAY && self.is_away())).then_some(listed)
    }

    fn keep_listed(&mut self, slug: &str, read_at: Instant, listed: &Arc<Listed>) {
        if self.organizations.len() >= KEPT {
            self.organizations.clear();
        }
        self.organizations.insert(slug.to_owned(), (read_at, Arc::clone(listed)));
        self.away_until = None;
    }
}

fn read(conn: &mut Conn, slug: &str, limit: i64) -> Result<Option<Listed>, StoreError> {
    let Some(row) = organizations::by_slug(conn, slug)? else { return Ok(None) };
    let organization = OrganizationId(row.id.0);
    Ok(Some(Listed {
        organization,
        brand: Brand { slug: row.slug, ..brands::of(conn, Id(row.id.0))? },
        name: row.name,
        programmes: programmes::list(conn, Selection::PublicOf(organization), None, limit)?,
    }))
}
