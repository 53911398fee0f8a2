//! What most scenarios play on: a fresh database, the service on it, an organizer, everybody's processor time.

use std::rc::Rc;
use std::time::Duration;

use anyhow::Result;

use crate::cli::{Kind, Options};
use crate::load::{Applications, Closed, Measured};
use crate::place::Place;
use crate::postgres::Server;
use crate::processes::Watched;
use crate::programme::{Event, Organizer};
use crate::service::{Launch, Service};

/// The service on a database of its own. Both go when this is dropped, the service first.
pub struct Stage<'a> {
    pub service: Service,
    pub place: Place<'a>,
    pub organizer: Organizer,
    launch: Launch,
    token: String,
    measured_for: Duration,
}

impl<'a> Stage<'a> {
    /// Sets it up, on a fresh database.
    pub fn open(options: &Options, kind: Kind, server: Option<&'a Server>) -> Result<Self> {
        Self::open_with(options, kind, server, &[])
    }

    /// The same with further settings of the service.
    pub fn open_with(
        options: &Options,
        kind: Kind,
        server: Option<&'a Server>,
        settings: &[(&'static str, String)],
    ) -> Result<Self> {
        let place = Place::new(kind, server)?;
        let mut launch = Launch::new(&options.binary, place.url(), options.worker);
        launch.settings.extend_from_slice(settings);
        let token = launch.make_token()?;
        let service = launch.start()?;
        let organizer = Organizer::new(service.address, &token);
        let measured_for = options.measured_for();
        Ok(Self { service, place, organizer, launch, token, measured_for })
    }

    /// The load program, the service, and the database's own processes.
    pub fn watched(&self) -> Watched {
        self.place.watched().and("serve", self.service.processes())
    }

    /// Applications by so many connections at once.
    pub fn apply(&self, applications: &Rc<Applications>, connections: usize) -> Result<Measured> {
        let (address, measured_for) = (self.service.address, self.measured_for);
        Closed { address, connections, measured_for }
            .run(Rc::<Applications>::clone(applications), &self.watched())
    }

    /// Publishes an event and has a second of applications to it, as a service has had that did not start
    /// a moment ago.
    pub fn warm_up(&self) -> Result<Event> {
        let event = self.organizer.publish("warm-up", 1, crate::programme::LARGEST_CAPACITY)?;
        let (address, measured_for) = (self.service.address, Duration::from_millis(500));
        let applications = Applications::to_sessions(&event.sessions);
        Closed { address, connections: 64, measured_for }
            .run(Rc::new(applications), &Watched::default())?;
        Ok(event)
    }
}
