//! What the web and the worker share: settings, database, desk, clock, links.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::bell::Bell;
use crate::clock::{self, Clock};
use crate::config::{KeyFileError, PublicUrl, SecretKey, Settings};
use crate::desk::snapshot::Snapshot;
use crate::desk::{Desk, Guard, Postmark};
use crate::identity::oidc::Provider;
use crate::links::Links;
use crate::mail::{
    ComposeFault, DkimError, DkimSigner, Message, SmtpServer, SmtpSettings, SmtpUrlError, Timeouts,
    TlsSetupError, Transport,
};
use crate::store::audit_key::AuditKey;
use crate::store::database::PATIENCE;
use crate::store::types::Time;
use crate::store::{Conn, Database, Replica, StoreError, audit_seals, installation, migrate};
use crate::telemetry::Figures;

/// How long a replica may take before the database itself is asked.
const REPLICA_PATIENCE: Duration = Duration::from_secs(5);

/// How long a look may take before an older copy is shown. An application looks first and is decided then:
/// its patience is the sum.
const LOOK_PATIENCE: Duration = Duration::from_secs(3);

/// Passwords that are worked out at once, 19 MiB each: whoever tries many waits.
const PASSWORDS_AT_ONCE: usize = 2;

/// The running service. Clones are the same service.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What the service is made of.
pub struct Parts {
    pub settings: Settings,
    pub public_url: PublicUrl,
    pub database: Database,
    /// Where reads go that may be some seconds old, if there is one.
    pub replica: Option<Replica>,
    pub snapshot: Snapshot,
    pub desk: Desk,
    pub clock: Clock,
    pub links: Links,
    pub transport: Transport,
    /// Signs mail, where there is a key.
    signer: Option<DkimSigner>,
    /// Rung when mail has been queued in this process.
    pub mail_waits: Bell,
    /// Rung when a mailing has something to do.
    pub mailings_wait: Bell,
    /// A demonstration shows its mailbox to anybody on this machine.
    pub is_demo: bool,
    /// Figures for /metrics, where a recorder is installed.
    pub figures: Option<Figures>,
    /// Set when the process is about to stop: readiness says no from then on.
    pub stopping: AtomicBool,
    /// Working out what is kept of a password takes memory: not many at once.
    pub password_work: Arc<Semaphore>,
    /// The identity provider, where there is one.
    pub provider: Option<Provider>,
    doors: Doors,
}

/// As many may be at the database at once as it has connections; the others wait where waiting costs
/// no thread, and give up without leaving work behind.
struct Doors {
    reads: Arc<Semaphore>,
    writes: Arc<Semaphore>,
    copies: Arc<Semaphore>,
}

impl Doors {
    fn new(database: &Database) -> Self {
        let door = || Arc::new(Semaphore::new(database.connections()));
        Self { reads: door(), writes: door(), copies: door() }
    }
}

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Key(#[from] KeyFileError),
    #[error("the mail server's settings: {0}")]
    Smtp(#[from] SmtpUrlError),
    #[error("dkim_key {0}")]
    Dkim(#[from] DkimError),
    #[error("the mail server's certificates: {0}")]
    Tls(#[from] TlsSetupError),
    #[error("a desk thread could not be started: {0}")]
    Thread(#[from] std::io::Error),
    #[error(
        "this database was used with another secret key: the links in mails already sent would all be dead. \
         Give UKETSUKE_SECRET_KEY the key it was used with"
    )]
    OtherKey,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Opens the database, brings its tables up to date, and opens the desk.
    pub fn start(
        settings: Settings,
        clock: Clock,
        figures: Option<Figures>,
        is_demo: bool,
    ) -> Result<Self, StartError> {
        Self::start_guarded(settings, clock, figures, is_demo, Guard::On)
    }

    /// The same; tests may switch the desk's guard off.
    pub fn start_guarded(
        settings: Settings,
        clock: Clock,
        figures: Option<Figures>,
        is_demo: bool,
        guard: Guard,
    ) -> Result<Self, StartError> {
        let database = Database::open(&settings.database, settings.database_connections)?;
        for name in migrate::migrate(&database)? {
            tracing::info!(migration = %name, "migration applied");
        }
        let key = settings.secret_key.resolve(clock::random_bytes())?;
        let links = Links::new(&key, &settings.public_url);
        sign_audit(&database, &key, &clock)?;
        check_key(&database, &links, &clock)?;
        let transport = transport(&settings)?;
        let signer = signer(&settings)?;
        let replica = settings
            .database_replica
            .as_ref()
            .map(|url| Replica::new(url, settings.database_connections));
        let snapshot = Snapshot::new(&database);
        let mail_waits = Bell::default();
        let bell = mail_waits.clone();
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || bell.ring());
        let postmark = Postmark { domain: settings.public_url.host().to_owned() };
        let desk = Desk::open(&database, &snapshot, &clock, &postmark, &wake, guard)?;
        let public_url = settings.public_url.clone();
        let provider = settings.provider.as_ref().map(|provider| Provider::new(&provider.issuer));
        let parts = Parts {
            settings,
            public_url,
            doors: Doors::new(&database),
            database,
            replica,
            snapshot,
            desk,
            clock,
            links,
            transport,
            signer,
            mail_waits,
            mailings_wait: Bell::default(),
            is_demo,
            figures,
            stopping: AtomicBool::new(false),
            password_work: Arc::new(Semaphore::new(PASSWORDS_AT_ONCE)),
            provider,
        };
        Ok(Self(Arc::new(parts)))
    }

    /// A finished message, signed where there is a key. The same message and time give the same bytes.
    ///
    /// # Errors
    /// Those of [`DkimSigner::sign`].
    pub fn signed(&self, message: Message, at: DateTime<Utc>) -> Result<Message, ComposeFault> {
        match &self.signer {
            Some(signer) => signer.sign(&message, at),
            None => Ok(message),
        }
    }

    /// The address to which a mail comes back, with the mail's mark in it; `None`: to its sender.
    pub fn returns_to(&self, mail: Uuid) -> Option<String> {
        let (name, domain) = self.settings.bounce_address.as_deref()?.rsplit_once('@')?;
        Some(format!("{name}+{}@{domain}", self.links.mark(mail)))
    }

    /// Reads on a thread that may wait.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let database = self.database.clone();
        at(&self.doors.reads, PATIENCE, move || database.read(work)).await
    }

    /// Reads what may be some seconds old: from the replica, if there is one that is fit, else from the
    /// database. Never for what somebody must see who has just written.
    pub async fn read_aged<T>(
        &self,
        work: impl Fn(&mut Conn) -> Result<T, StoreError> + Clone + Send + 'static,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
    {
        if let Some(replica) = self.replica.clone() {
            let (now, again, asked) = (self.clock.now(), work.clone(), replica.clone());
            let read = move || Ok::<_, StoreError>(asked.read(now, again));
            match at(&self.doors.copies, REPLICA_PATIENCE, read).await {
                Ok(Some(value)) => return Ok(value),
                Ok(None) => {}
                Err(_) => replica.leave_alone("it does not answer in time"),
            }
        }
        self.read(work).await
    }

    /// Asks the snapshot, which may have to ask the database, on a thread that may wait.
    pub async fn look<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Snapshot) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let snapshot = self.snapshot.clone();
        at(&self.doors.reads, LOOK_PATIENCE, move || work(&snapshot)).await
    }

    /// Writes, in one transaction, on a thread that may wait.
    pub async fn write<T, E>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let database = self.database.clone();
        at(&self.doors.writes, PATIENCE, move || database.write(work)).await
    }
}

/// Does what may wait, on a thread of its own once there is room at the door, and waits no longer than
/// `patience`: a database that hangs is one that is away. What was begun goes on all the same, so that its
/// outcome is not known. A panic in the work was rolled back; its caller hears that it was not done.
async fn at<T, E>(
    door: &Arc<Semaphore>,
    patience: Duration,
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let entered = async {
        let permit = Arc::clone(door).acquire_owned().await.ok();
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        })
        .await
        .unwrap_or_else(|_| Err(StoreError::Unreadable("the work was given up").into()))
    };
    let away = || Err(StoreError::Unavailable("no answer in time".to_owned()).into());
    tokio::time::timeout(patience, entered).await.unwrap_or_else(|_| away())
}

/// From now on, lines of the audit trail are signed. Organizations that were there before have their chains begun, once.
pub fn sign_audit(database: &Database, key: &SecretKey, clock: &Clock) -> Result<(), StoreError> {
    database.sign_audit_by(AuditKey::new(key.derive("audit trail")));
    let now = Time(clock.now());
    database.write(|conn| {
        if installation::get(conn, installation::AUDIT_SEALED_SINCE)?.is_none() {
            audit_seals::adopt(conn, now)?;
            installation::set(conn, installation::AUDIT_SEALED_SINCE, "", now)?;
        }
        Ok(())
    })
}

/// Manage links are made from the secret key: a database goes on with the key it began with.
fn check_key(database: &Database, links: &Links, clock: &Clock) -> Result<(), StartError> {
    let mine = links.fingerprint();
    let known = database.write(|conn| {
        let known = installation::get(conn, installation::SECRET_KEY_FINGERPRINT)?;
        if known.is_none() {
            installation::set(
                conn,
                installation::SECRET_KEY_FINGERPRINT,
                &mine,
                Time(clock.now()),
            )?;
        }
        Ok::<_, StoreError>(known)
    })?;
    match known {
        Some((fingerprint, _)) if fingerprint != mine => Err(StartError::OtherKey),
        _ => Ok(()),
    }
}

/// The mail server of the settings, or the mailbox that catches everything.
pub fn transport(settings: &Settings) -> Result<Transport, StartError> {
    let Some(url) = &settings.smtp_url else { return Ok(Transport::Caught) };
    let smtp = url.expose().parse::<SmtpSettings>()?;
    let timeouts = smtp.patience.map_or_else(Timeouts::default, Timeouts::all);
    let server = SmtpServer::new(smtp, settings.public_url.host(), timeouts)?;
    Ok(Transport::Smtp(Box::new(server)))
}

/// What mail is signed with, where there is a key.
pub fn signer(settings: &Settings) -> Result<Option<DkimSigner>, StartError> {
    let signer = settings
        .dkim
        .as_ref()
        .map(|dkim| DkimSigner::new(dkim.keys.expose(), &dkim.selectors, &dkim.domain));
    Ok(signer.transpose()?)
}
