//! What most scenarios play on: a fresh database, the service on it, an organizer, everybody's processor time.

use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::cli::{Kind, Options};
use crate::fetch::Fetcher;
use crate::load::{Applications, Closed, Measured};
use crate::place::Place;
use crate::postgres::Server;
use crate::processes::Watched;
use crate::programme::{LARGEST_CAPACITY, Organizer};
use crate::service::{Duties, Launch, Service};

/// A worker that used next to nothing for so long has nothing to do: it looks for work more often.
const QUIET: Duration = Duration::from_secs(8);
/// How long its work may take in all.
const WORKER_PATIENCE: Duration = Duration::from_mins(20);

/// The service on a database of its own. Both go when this is dropped, the service first.
pub struct Stage<'a> {
    pub service: Service,
    /// Further nodes on the same database.
    others: Vec<Service>,
    pub place: Place<'a>,
    pub organizer: Organizer,
    launch: Launch,
    token: String,
    measured_for: Duration,
}

impl<'a> Stage<'a> {
    /// Sets it up, on a fresh database.
    pub fn open(options: &Options, kind: Kind, server: Option<&'a Server>) -> Result<Self> {
        Self::open_at(Place::new(kind, server)?, options)
    }

    /// The same while another stage keeps its database.
    pub fn open_beside(options: &Options, kind: Kind, server: Option<&'a Server>) -> Result<Self> {
        Self::open_at(Place::beside(kind, server)?, options)
    }

    /// As many nodes as the options say. What restarts the service is for one.
    pub fn with_all_nodes(mut self, options: &Options) -> Result<Self> {
        for _ in 1..options.nodes(self.place.kind()) {
            self.others.push(self.launch.start()?);
        }
        Ok(self)
    }

    fn open_at(place: Place<'a>, options: &Options) -> Result<Self> {
        let launch = Launch::new(&options.binary, place.url(), options.duties());
        let token = launch.make_token()?;
        Self::set_up(place, launch, token, options.measured_for())
    }

    fn set_up(
        place: Place<'a>,
        launch: Launch,
        token: String,
        measured_for: Duration,
    ) -> Result<Self> {
        let service = launch.start()?;
        let organizer = Organizer::new(service.address, &token);
        Ok(Self { service, others: Vec::new(), place, organizer, launch, token, measured_for })
    }

    /// Another stage, on a copy of this one's database. The service of this one must have stopped.
    pub fn copied(&self, between: impl FnOnce(&Place<'a>) -> Result<()>) -> Result<Self> {
        let place = self.place.copied()?;
        between(&place)?;
        let launch = Launch { database_url: place.url(), ..self.launch.clone() };
        Self::set_up(place, launch, self.token.clone(), self.measured_for)
    }

    /// Stops the service, changes something meanwhile, and starts it again at the same address.
    pub fn restart(&mut self, between: impl FnOnce(&Place<'a>) -> Result<()>) -> Result<()> {
        self.restart_as(self.launch.duties, &[], between)
    }

    /// The same with other duties and further settings, this once.
    pub fn restart_as(
        &mut self,
        duties: Duties,
        settings: &[(&'static str, String)],
        between: impl FnOnce(&Place<'a>) -> Result<()>,
    ) -> Result<()> {
        self.service.stop()?;
        between(&self.place)?;
        let mut launch = Launch { duties, ..self.launch.clone() };
        launch.settings.extend_from_slice(settings);
        self.service = launch.start_at(self.service.address)?;
        Ok(())
    }

    /// Lets a worker do what it does besides sending, such as making indexes, until it has nothing left to do.
    /// Something is changed before; afterwards the service is stopped.
    pub fn let_worker_finish(
        &mut self,
        between: impl FnOnce(&Place<'a>) -> Result<()>,
    ) -> Result<()> {
        self.restart_as(Duties::Worker, &[], between)?;
        let worker = self.service.processes();
        let began = Instant::now();
        loop {
            let before = worker.processor_time();
            std::thread::sleep(QUIET);
            let used = worker.processor_time().saturating_sub(before);
            if used < QUIET / 50 {
                return self.service.stop();
            }
            if began.elapsed() > WORKER_PATIENCE {
                bail!("the worker is still busy after {WORKER_PATIENCE:?}");
            }
        }
    }

    /// From a start with a worker until it is ready. Afterwards the service is stopped.
    pub fn time_start(&mut self) -> Result<Duration> {
        self.restart_as(Duties::WebWithWorker, &[], |_| Ok(()))?;
        let took = self.service.started_in;
        self.service.stop()?;
        Ok(took)
    }

    /// The load program, the service, and the database's own processes.
    pub fn watched(&self) -> Watched {
        let mut watched = self.place.watched();
        for node in self.nodes() {
            watched = watched.and("serve", node.processes());
        }
        watched
    }

    fn nodes(&self) -> impl Iterator<Item = &Service> {
        std::iter::once(&self.service).chain(&self.others)
    }

    /// Where all nodes answer.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.nodes().map(|node| node.address).collect()
    }

    /// Asks as the organizer.
    pub fn fetcher(&self) -> Fetcher {
        Fetcher::new(self.service.address, Some(&self.token))
    }

    /// Looks at the console as the organizer.
    pub fn console(&self) -> Result<Fetcher> {
        Fetcher::signed_in(self.service.address, &self.launch.sign_in_link()?)
    }

    /// Applications by so many connections at once.
    pub fn apply(&self, applications: &Rc<Applications>, connections: usize) -> Result<Measured> {
        let (addresses, measured_for) = (self.addresses(), self.measured_for);
        Closed { addresses, connections, measured_for }
            .run(Rc::<Applications>::clone(applications), &self.watched())
    }

    /// Half a second of applications to an event of their own: a service that registrations open on has run
    /// for long.
    pub fn warm_up(&self) -> Result<()> {
        let event = self.organizer.publish("warm-up", 1, LARGEST_CAPACITY)?;
        let (addresses, measured_for) = (self.addresses(), Duration::from_millis(500));
        let applications = Applications::to_sessions(&event.sessions);
        let load = Closed { addresses, connections: 64, measured_for };
        load.run(Rc::new(applications), &Watched::default()).map(drop)
    }
}
