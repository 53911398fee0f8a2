//! Public programmes in memory: what visitors read while others press, without asking the database.
//!
//! A copy is at most a second old; a commit of this process is in it at once.

mod listed;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::domain::brand::Brand;
use crate::domain::event::{Programme, SeatCounts, SeatSettings};
use crate::domain::ids::{EventId, GroupId, OrganizationId, SessionId};
use crate::domain::seats::{Board, SeatSession};
use crate::store::database::PATIENCE;
use crate::store::programmes::{self, EventRef, Selection};
use crate::store::{Database, StoreError};

pub use listed::Listed;

/// After this a copy is read again.
const FRESH_FOR: Duration = Duration::from_millis(700);
/// While one caller reads it again, the others are shown the copy until it is this old.
const SHOWN_FOR: Duration = Duration::from_secs(1);
/// While the database is away, a copy of this age is still better than an error page: what it says of the
/// seats is decided anew when somebody applies.
const SHOWN_WHILE_AWAY: Duration = Duration::from_mins(5);
/// While the database is away, one caller tries it; the others are shown copies until this has passed.
const TRIED_AGAIN_AFTER: Duration = Duration::from_secs(1);
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
    /// By slug.
    organizations: HashMap<String, (Instant, Arc<Listed>)>,
    /// While the database is away: when the next caller is to try it.
    away_until: Option<Instant>,
}

struct Copy {
    programme: Arc<Programme>,
    read_at: Instant,
    /// Somebody is reading it again.
    being_read: bool,
}

/// What a commit has changed in a session.
#[derive(Clone, Debug)]
pub struct Committed {
    pub event: EventId,
    pub session: SessionId,
    pub counts: SeatCounts,
    pub settings: SeatSettings,
    pub group: Option<(GroupId, u32, u32)>,
    /// The session's version after the commit.
    pub version: i64,
}

impl Committed {
    pub fn of(session: &SeatSession, board: &Board, version: i64) -> Self {
        let group = session.group.and_then(|id| board.groups.get(&id));
        Self {
            event: session.event,
            session: session.id,
            counts: session.counts,
            settings: session.settings.clone(),
            group: group.map(|group| (group.id, group.taken, group.exceeded)),
            version,
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

    /// The programme, if a copy that may be shown is in memory. Where there is none, the caller is the
    /// one to [`Self::read`] it.
    pub fn peek(&self, event: &EventRef) -> Option<Arc<Programme>> {
        let mut kept = self.kept();
        let id = kept.id_of(event)?;
        let copy = kept.programmes.get_mut(&id)?;
        if !is_asked_for(&copy.programme, event) {
            return None;
        }
        let age = copy.read_at.elapsed();
        if age < FRESH_FOR || (copy.being_read && age < SHOWN_FOR) {
            return Some(Arc::clone(&copy.programme));
        }
        copy.being_read = true;
        let programme = Arc::clone(&copy.programme);
        (age < SHOWN_WHILE_AWAY && kept.is_away()).then_some(programme)
    }

    /// The last copy there is, for a caller whom the database did not answer.
    pub fn while_away(&self, event: &EventRef) -> Option<Arc<Programme>> {
        let mut kept = self.kept();
        kept.away_until = Some(Instant::now() + TRIED_AGAIN_AFTER);
        let id = kept.id_of(event)?;
        let copy = kept.programmes.get(&id).filter(|copy| is_asked_for(&copy.programme, event))?;
        let is_shown = copy.read_at.elapsed() < SHOWN_WHILE_AWAY;
        is_shown.then(|| Arc::clone(&copy.programme))
    }

    /// How an event's organization shows itself, as far as is known without asking.
    pub fn known_brand(&self, event: &EventRef) -> Option<Brand> {
        let kept = self.kept();
        let copy = kept.programmes.get(&kept.id_of(event)?)?;
        copy.programme.event.status.is_public().then(|| copy.programme.brand.clone())
    }

    /// The last list there is, likewise.
    pub fn list_while_away(&self) -> Option<Arc<Vec<Programme>>> {
        let mut kept = self.kept();
        kept.away_until = Some(Instant::now() + TRIED_AGAIN_AFTER);
        let (read_at, list) = kept.list.as_ref()?;
        (read_at.elapsed() < SHOWN_WHILE_AWAY).then(|| Arc::clone(list))
    }

    /// The event a session belongs to, if it has been seen before. A session never changes its event.
    pub fn event_of(&self, session: SessionId) -> Option<EventId> {
        self.kept().sessions.get(&session).copied()
    }

    /// The programme; read from the database where no fresh copy is in memory.
    pub fn programme(&self, event: &EventRef) -> Result<Option<Arc<Programme>>, StoreError> {
        self.peek(event).map_or_else(|| self.read(event), |programme| Ok(Some(programme)))
    }

    /// Reads the programme and keeps it.
    pub fn read(&self, event: &EventRef) -> Result<Option<Arc<Programme>>, StoreError> {
        let read_at = Instant::now();
        let found = self.database.read(|conn| programmes::load(conn, event));
        match &found {
            Ok(Some(_)) => self.kept().away_until = None,
            Err(StoreError::Unavailable(_)) => {}
            _ => self.kept().drop_unreadable(event),
        }
        Ok(found?.map(|programme| self.keep(programme, read_at)))
    }

    /// The programme of a session.
    pub fn programme_of_session(
        &self,
        session: SessionId,
    ) -> Result<Option<Arc<Programme>>, StoreError> {
        let event = match self.event_of(session) {
            Some(event) => Some(event),
            None => self.database.read(|conn| programmes::event_of_session(conn, session))?,
        };
        event.map_or(Ok(None), |event| self.programme(&EventRef::Id(event)))
    }

    /// The first page of public programmes, newest first.
    pub fn public_list(&self, limit: i64) -> Result<Arc<Vec<Programme>>, StoreError> {
        if let Some(list) = self.peek_list() {
            return Ok(list);
        }
        let read_at = Instant::now();
        let list = Arc::new(
            self.database.read(|conn| programmes::list(conn, Selection::Public, None, limit))?,
        );
        let mut kept = self.kept();
        kept.list = Some((read_at, Arc::clone(&list)));
        kept.away_until = None;
        Ok(list)
    }

    /// The list, if a copy that may be shown is in memory.
    pub fn peek_list(&self) -> Option<Arc<Vec<Programme>>> {
        let mut kept = self.kept();
        let (read_at, list) = kept.list.clone()?;
        let age = read_at.elapsed();
        (age < FRESH_FOR || (age < SHOWN_WHILE_AWAY && kept.is_away())).then_some(list)
    }

    /// Keeps what was read, but for what a commit has made newer meanwhile.
    fn keep(&self, mut programme: Programme, read_at: Instant) -> Arc<Programme> {
        let mut kept = self.kept();
        let id = programme.event.id;
        if let Some(copy) = kept.programmes.get(&id) {
            keep_newer(&mut programme, &copy.programme);
        }
        if kept.programmes.len() >= PROGRAMMES_KEPT {
            *kept = Kept::default();
        }
        kept.slugs.insert(programme.event.slug.as_str().to_owned(), id);
        kept.sessions.extend(programme.sessions.iter().map(|session| (session.id, id)));
        let programme = Arc::new(programme);
        kept.programmes
            .insert(id, Copy { programme: Arc::clone(&programme), read_at, being_read: false });
        programme
    }

    /// Enters what a commit of this process has changed.
    pub fn committed(&self, changes: &[Committed]) {
        let mut kept = self.kept();
        if !changes.is_empty() {
            kept.forget_lists();
        }
        for change in changes {
            let Some(copy) = kept.programmes.get_mut(&change.event) else { continue };
            enter(Arc::make_mut(&mut copy.programme), change);
        }
    }

    /// Forgets the events of an organization that shows itself in another way.
    pub fn forget_organization(&self, organization: OrganizationId) {
        let mut kept = self.kept();
        kept.programmes.retain(|_, copy| copy.programme.event.organization != organization);
        kept.forget_lists();
    }

    /// Forgets an event whose definition has changed.
    pub fn forget(&self, event: EventId) {
        let mut kept = self.kept();
        kept.programmes.remove(&event);
        kept.slugs.retain(|_, id| *id != event);
        kept.forget_lists();
    }
}

/// A slug that an event no longer has may be another's by now.
fn is_asked_for(programme: &Programme, event: &EventRef) -> bool {
    match event {
        EventRef::Id(id) => programme.event.id == *id,
        EventRef::Slug(slug) => programme.event.slug.as_str() == slug,
    }
}

/// Sessions that a commit has changed after `read` was begun stay as the commit left them.
fn keep_newer(read: &mut Programme, known: &Programme) {
    for session in &mut read.sessions {
        let newer = known.session(session.id).filter(|known| known.version > session.version);
        if let Some(newer) = newer {
            session.counts = newer.counts;
            session.settings = newer.settings.clone();
            session.version = newer.version;
        }
    }
}

fn enter(programme: &mut Programme, change: &Committed) {
    let found = programme.sessions.iter_mut().find(|session| session.id == change.session);
    // Of two commits that follow each other closely, the later may be told first.
    let Some(session) = found.filter(|session| session.version < change.version) else { return };
    session.counts = change.counts;
    session.settings = change.settings.clone();
    session.version = change.version;
    if let Some((id, taken, exceeded)) = change.group
        && let Some(group) = programme.groups.iter_mut().find(|group| group.id == id)
    {
        group.taken = taken;
        group.exceeded = exceeded;
    }
}

impl Kept {
    fn forget_lists(&mut self) {
        self.list = None;
        self.organizations.clear();
    }

    /// Whether the database is known to be away. One caller a moment hears no, and tries it.
    fn is_away(&mut self) -> bool {
        let now = Instant::now();
        match self.away_until {
            Some(until) if now < until => true,
            Some(_) => {
                self.away_until = Some(now + PATIENCE);
                false
            }
            None => false,
        }
    }

    /// What is gone, or cannot be read now, is not shown.
    fn drop_unreadable(&mut self, event: &EventRef) {
        let Some(id) = self.id_of(event) else { return };
        if let EventRef::Slug(slug) = event {
            self.slugs.remove(slug);
        }
        if self.programmes.get(&id).is_some_and(|copy| is_asked_for(&copy.programme, event)) {
            self.programmes.remove(&id);
        }
    }

    fn id_of(&self, event: &EventRef) -> Option<EventId> {
        match event {
            EventRef::Id(id) => Some(*id),
            EventRef::Slug(slug) => self.slugs.get(slug).copied(),
        }
    }
}
