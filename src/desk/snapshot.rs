//! Public programmes in memory: what visitors read while others press, without asking the database.
//!
//! A copy is at most [`FRESH_FOR`] old; a commit of this process is in it at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use crate::domain::event::{Programme, SeatCounts, SeatSettings};
use crate::domain::ids::{EventId, GroupId, SessionId};
use crate::domain::seats::{Board, SeatSession};
use crate::store::programmes::{self, EventRef};
use crate::store::{Database, StoreError};

/// How old a copy may be that is shown: other nodes' commits are seen after this at the latest.
const FRESH_FOR: Duration = Duration::from_millis(900);
/// Programmes kept; beyond this the oldest go.
const PROGRAMMES_KEPT: usize = 2_000;

/// The programmes that visitors have asked for lately. Clones share them.
#[derive(Clone)]
pub struct Snapshot {
    database: Database,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    programmes: HashMap<EventId, Copy>,
    slugs: HashMap<String, EventId>,
    sessions: HashMap<SessionId, EventId>,
    list: Option<(Instant, Arc<Vec<Programme>>)>,
}

struct Copy {
    programme: Arc<Programme>,
    read_at: Instant,
    /// Raised by each commit and by each reading, so that an older reading is told from a newer commit.
    generation: u64,
}

/// What a commit has changed in a session.
#[derive(Clone, Debug)]
pub struct Committed {
    pub event: EventId,
    pub session: SessionId,
    pub counts: SeatCounts,
    pub settings: SeatSettings,
    pub group: Option<(GroupId, u32, u32)>,
    pub at: DateTime<Utc>,
}

impl Committed {
    pub fn of(session: &SeatSession, board: &Board, at: DateTime<Utc>) -> Self {
        let group = session.group.and_then(|id| board.groups.get(&id));
        Self {
            event: session.event,
            session: session.id,
            counts: session.counts,
            settings: session.settings.clone(),
            group: group.map(|group| (group.id, group.taken, group.exceeded)),
            at,
        }
    }
}

impl Snapshot {
    pub fn new(database: &Database) -> Self {
        Self { database: database.clone(), kept: Arc::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The programme, if a fresh copy is in memory.
    pub fn peek(&self, event: &EventRef) -> Option<Arc<Programme>> {
        let kept = self.kept();
        let id = kept.id_of(event)?;
        kept.programmes.get(&id).filter(|copy| copy.read_at.elapsed() < FRESH_FOR).map(|copy| Arc::clone(&copy.programme))
    }

    /// The event a session belongs to, if it has been seen before. A session never changes its event.
    pub fn event_of(&self, session: SessionId) -> Option<EventId> {
        self.kept().sessions.get(&session).copied()
    }

    /// The programme; read from the database where no fresh copy is in memory.
    pub fn programme(&self, event: &EventRef) -> Result<Option<Arc<Programme>>, StoreError> {
        if let Some(programme) = self.peek(event) {
            return Ok(Some(programme));
        }
        let before = self.generation_of(event);
        let read_at = Instant::now();
        let found = self.database.read(|conn| programmes::load(conn, event))?;
        Ok(found.map(|programme| self.keep(programme, read_at, before)))
    }

    /// The programme of a session.
    pub fn programme_of_session(&self, session: SessionId) -> Result<Option<Arc<Programme>>, StoreError> {
        let event = match self.event_of(session) {
            Some(event) => Some(event),
            None => self.database.read(|conn| programmes::event_of_session(conn, session))?,
        };
        event.map_or(Ok(None), |event| self.programme(&EventRef::Id(event)))
    }

    /// The first page of public programmes, newest first.
    pub fn public_list(&self, limit: i64) -> Result<Arc<Vec<Programme>>, StoreError> {
        if let Some((read_at, list)) = &self.kept().list
            && read_at.elapsed() < FRESH_FOR
        {
            return Ok(Arc::clone(list));
        }
        let read_at = Instant::now();
        let list = Arc::new(self.database.read(|conn| programmes::list_public(conn, None, limit))?);
        self.kept().list = Some((read_at, Arc::clone(&list)));
        Ok(list)
    }

    fn generation_of(&self, event: &EventRef) -> u64 {
        let kept = self.kept();
        kept.id_of(event).and_then(|id| kept.programmes.get(&id)).map_or(0, |copy| copy.generation)
    }

    /// Keeps what was read, unless a commit has brought something newer meanwhile.
    fn keep(&self, programme: Programme, read_at: Instant, before: u64) -> Arc<Programme> {
        let mut kept = self.kept();
        let id = programme.event.id;
        if let Some(copy) = kept.programmes.get(&id)
            && copy.generation != before
        {
            return Arc::clone(&copy.programme);
        }
        if kept.programmes.len() >= PROGRAMMES_KEPT {
            *kept = Kept::default();
        }
        kept.slugs.insert(programme.event.slug.as_str().to_owned(), id);
        kept.sessions.extend(programme.sessions.iter().map(|session| (session.id, id)));
        let programme = Arc::new(programme);
        let copy = Copy { programme: Arc::clone(&programme), read_at, generation: before + 1 };
        kept.programmes.insert(id, copy);
        programme
    }

    /// Enters what a commit of this process has changed.
    pub fn committed(&self, changes: &[Committed]) {
        let mut kept = self.kept();
        if !changes.is_empty() {
            kept.list = None;
        }
        for change in changes {
            let Some(copy) = kept.programmes.get_mut(&change.event) else { continue };
            copy.generation += 1;
            enter(Arc::make_mut(&mut copy.programme), change);
        }
    }

    /// Forgets an event whose definition has changed.
    pub fn forget(&self, event: EventId) {
        let mut kept = self.kept();
        kept.programmes.remove(&event);
        kept.list = None;
    }
}

fn enter(programme: &mut Programme, change: &Committed) {
    if let Some(session) = programme.sessions.iter_mut().find(|session| session.id == change.session) {
        session.counts = change.counts;
        session.settings = change.settings.clone();
        session.version += 1;
    }
    if let Some((id, taken, exceeded)) = change.group
        && let Some(group) = programme.groups.iter_mut().find(|group| group.id == id)
    {
        group.taken = taken;
        group.exceeded = exceeded;
    }
}

impl Kept {
    fn id_of(&self, event: &EventRef) -> Option<EventId> {
        match event {
            EventRef::Id(id) => Some(*id),
            EventRef::Slug(slug) => self.slugs.get(slug).copied(),
        }
    }
}
