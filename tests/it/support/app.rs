//! The service under test: started in this process on a port of its own, stopped at the end.

use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::watch;
use uketsuke::app::App;
use uketsuke::clock::Clock;
use uketsuke::config::{Checks, DatabaseUrl, Purpose, Settings, Sources};
use uketsuke::desk::Guard;
use uketsuke::serve::{self, Duties};
use uketsuke::store::{Database, migrate};
use uketsuke::usecases::{Permission, admin};
use uketsuke::worker::{deliver, indexing, mailing};

use super::answer::Answer;
use super::own_server::OwnServer;
use super::postgres::TestDatabase;

/// What lives as long as a test's database: dropped, it takes the database away.
#[expect(dead_code, reason = "held until the test ends, never looked at")]
pub enum Kept {
    File(TempDir),
    Server(TestDatabase),
    Own(OwnServer),
}

/// A database of one test.
pub struct Place {
    pub url: String,
    #[expect(dead_code, reason = "held until the test ends, never looked at")]
    pub kept: Kept,
}

impl Place {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self {
            url: format!("sqlite:{}", folder.path().join("test.db").display()),
            kept: Kept::File(folder),
        }
    }

    pub fn postgresql() -> Self {
        let database = TestDatabase::migrated(|url| {
            let url = DatabaseUrl::parse(url).expect("the template's URL");
            let database = Database::open(&url, 2).expect("the template database");
            migrate::migrate(&database).expect("migrated");
        });
        Self { url: database.url().to_owned(), kept: Kept::Server(database) }
    }
}

/// One running node.
pub struct Node {
    pub app: App,
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

/// How a node is started.
pub struct Setup<'a> {
    pub url: &'a str,
    pub extra: &'a [(&'a str, &'a str)],
    pub guard: Guard,
    pub is_demo: bool,
}

/// Every test's secret key.
pub const SECRET_KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

impl Node {
    pub fn start(setup: &Setup<'_>) -> Self {
        Self::start_at(setup, SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// At this address, such as that of a node that was stopped.
    pub fn start_at(setup: &Setup<'_>, address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let settings = settings(setup, address);
        let (sender, receiver) = mpsc::channel();
        let (stop, stops) = watch::channel(false);
        let (guard, is_demo) = (setup.guard, setup.is_demo);
        let thread = std::thread::spawn(move || {
            let app = App::start_guarded(settings, Clock::default(), None, is_demo, guard)
                .expect("started");
            sender.send(app.clone()).expect("the test waits");
            let run = serve::run(app, Some(listener), Duties::Web, stops);
            actix_rt::System::new().block_on(run).expect("served");
        });
        let app = receiver.recv_timeout(Duration::from_mins(1)).expect("the service started");
        Self { app, address, stop, thread: Some(thread) }
    }

    pub fn stop(&mut self) {
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the service stopped without a panic");
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
    }
}

fn settings(setup: &Setup<'_>, address: SocketAddr) -> Settings {
    let public_url = format!("http://{address}");
    let http_addr = address.to_string();
    let mut variables = vec![
        ("UKETSUKE_DATABASE_URL", setup.url),
        ("UKETSUKE_PUBLIC_URL", public_url.as_str()),
        ("UKETSUKE_HTTP_ADDR", http_addr.as_str()),
        ("UKETSUKE_SECRET_KEY", SECRET_KEY),
        ("UKETSUKE_MAIL_FROM", "uketsuke@example.jp"),
    ];
    variables.extend(setup.extra);
    let checks = Checks {
        smtp_url: |_| Ok(()),
        mail_from: |_| Ok(()),
        dkim: |_| Ok(()),
        mailbox_url: |_| Ok(()),
    };
    Settings::load(&Sources::environment(variables), &Purpose::Service, &checks).expect("settings")
}

/// A service with an organization, ready for requests.
pub struct TestApp {
    pub node: Node,
    /// Its database goes when the test ends.
    pub place: Place,
    /// Every permission.
    pub token: String,
    agent: ureq::Agent,
}

impl TestApp {
    pub fn on_sqlite() -> Self {
        Self::at(Place::sqlite(), &[])
    }

    pub fn on_postgresql() -> Self {
        Self::at(Place::postgresql(), &[])
    }

    /// With further settings.
    pub fn at(place: Place, extra: &[(&str, &str)]) -> Self {
        let setup = Setup { url: &place.url, extra, guard: Guard::On, is_demo: false };
        let node = Node::start(&setup);
        Self::with(node, place)
    }

    pub fn with(node: Node, place: Place) -> Self {
        let token = token_of(&node.app, "hagi", "萩市", &Permission::ALL);
        Self { node, place, token, agent: agent() }
    }

    pub fn app(&self) -> &App {
        &self.node.app
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.node.address)
    }

    pub fn get(&self, path: &str) -> Answer {
        Answer::of(self.agent.get(self.url(path)).call().expect("an answer"))
    }

    pub fn get_as(&self, token: &str, path: &str) -> Answer {
        let request =
            self.agent.get(self.url(path)).header("Authorization", format!("Bearer {token}"));
        Answer::of(request.call().expect("an answer"))
    }

    /// GET as the organizer.
    pub fn staff_get(&self, path: &str) -> Answer {
        self.get_as(&self.token, path)
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request = ureq::http::Request::builder().method(method).uri(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.to_vec()).expect("a request");
        Answer::of(self.agent.run(request).expect("an answer"))
    }

    pub fn json(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(
            method,
            path,
            &[("Content-Type", "application/json")],
            body.to_string().as_bytes(),
        )
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.json("POST", path, body)
    }

    /// A JSON request as the organizer.
    pub fn staff(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.json_as(&self.token, method, path, body)
    }

    pub fn json_as(&self, token: &str, method: &str, path: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers = [("Content-Type", "application/json"), ("Authorization", bearer.as_str())];
        let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.send(method, path, &headers, &bytes)
    }

    /// A form as a browser posts it.
    pub fn form(&self, path: &str, fields: &[(&str, &str)], cookie: Option<&str>) -> Answer {
        let body: String =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut headers = vec![("Content-Type", "application/x-www-form-urlencoded")];
        headers.extend(cookie.map(|cookie| ("Cookie", cookie)));
        self.send("POST", path, &headers, body.as_bytes())
    }

    /// Makes and publishes an event; its JSON with its sessions.
    #[track_caller]
    pub fn publish(&self, event: &Value) -> Value {
        let made = self.staff("POST", "/api/v1/events", event).expect(201).json();
        let id = made["id"].as_str().expect("an id").to_owned();
        self.staff("POST", &format!("/api/v1/events/{id}/publish"), &Value::Null).expect(200);
        self.get(&format!("/api/v1/events/{id}")).expect(200).json()
    }

    /// Makes and publishes an event with one session; the session's id.
    #[track_caller]
    pub fn session(&self, session: Value) -> String {
        let event = self.publish(&super::bodies::event(&[session]));
        event["sessions"][0]["id"].as_str().expect("a session").to_owned()
    }

    pub fn apply(&self, session: &str, body: &Value) -> Answer {
        self.post(&format!("/api/v1/sessions/{session}/registrations"), body)
    }

    /// Sends all mail that is due, as the worker would.
    pub fn drain_mail(&self) -> usize {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(deliver::drain(self.app())).expect("drained")
    }

    /// Does what is due for mailings, as the worker would; how many mails were owed.
    pub fn work_on_mailings(&self) -> usize {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (_keep, stop) = watch::channel(false);
        runtime.block_on(mailing::catch_up(self.app(), &stop)).expect("worked on")
    }

    /// Makes the search indexes that are due, as the worker would; how many.
    pub fn make_search_indexes(&self) -> usize {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(indexing::catch_up(self.app())).expect("made")
    }

    /// Stops the service; a panic in it fails the test.
    pub fn end(mut self) {
        self.node.stop();
    }
}

/// A client that treats no status as an error and follows no redirect.
pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_mins(1)))
        .allow_non_standard_methods(true)
        .build()
        .into()
}

/// A token of an organization that is made if it is new.
pub fn token_of(app: &App, slug: &str, name: &str, permissions: &[Permission]) -> String {
    let now = app.clock.now();
    admin::create_organizer(&app.database, now, slug, name, &format!("staff@{slug}.example.jp"))
        .expect("made");
    let scopes: Vec<String> =
        permissions.iter().map(|permission| permission.scope().to_owned()).collect();
    admin::create_token(&app.database, now, slug, &scopes, "test").expect("made")
}
