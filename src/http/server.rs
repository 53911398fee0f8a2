//! Starting the web server on a listener. Signals are main's business.

use std::net::TcpListener;
use std::time::Duration;

use actix_http::{HttpService, Protocol};
use actix_service::{ServiceFactoryExt as _, map_config};
pub use actix_web::dev::ServerHandle;
use actix_web::dev::{AppConfig, Server, fn_service};
use actix_web::middleware::{Compress, from_fn};
use actix_web::rt::net::TcpStream;
use actix_web::{HttpServer, web};
use tracing_actix_web::TracingLogger;

use super::abuse::brake;
use super::abuse::limits::Limits;
use super::figures::Counted;
use super::openapi::Document;
use super::patient_stream::{self, HEAD_PATIENCE, PatientStream};
use super::request_log::RequestLog;
use super::{capacity, figures, portions, problem, request_id, routes, security, squeezed};
use crate::app::App;

/// How long requests that are under way may take to end, once the server is told to stop.
const SHUTDOWN_SECONDS: u64 = 25;
/// How long a connection may stay open without a request: longer than balancers keep theirs.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long a client may take to close its end, once it has had its last answer.
const GOODBYE: Duration = Duration::from_secs(2);

/// The server for everything. It runs once it is awaited, and stops by its handle.
///
/// # Errors
/// When the listener cannot be used.
pub fn bind(app: &App, listener: TcpListener) -> std::io::Result<Server> {
    let data = web::Data::new(app.clone());
    let document = web::Data::new(Document::new());
    let counted = web::Data::new(Counted::default());
    let limits = web::Data::new(Limits::new(&app.settings.robots));
    let public_url = app.public_url.clone();
    let factory = move || {
        capacity::give_way();
        actix_web::App::new()
            .app_data(data.clone())
            .app_data(document.clone())
            .app_data(counted.clone())
            .app_data(limits.clone())
            .configure(routes)
            .wrap(from_fn(brake::hold))
            .wrap(from_fn(squeezed::once))
            .wrap(Compress::default())
            .wrap(from_fn(problem::complete))
            .wrap(security::headers(&public_url))
            .wrap(from_fn(security::let_embed))
            .wrap(from_fn(request_id::tell))
            .wrap(TracingLogger::<RequestLog>::new())
            .wrap(from_fn(portions::cut))
            .wrap(from_fn(patient_stream::tell))
    };
    capacity::let_many_wait(&listener)?;
    let address = listener.local_addr()?;
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let builder = Server::build()
        .workers(workers)
        .max_concurrent_connections(capacity::connections_of_each(workers))
        .disable_signals()
        .shutdown_timeout(SHUTDOWN_SECONDS);
    let stopping = builder.graceful_shutdown_signal();
    // As actix-web's own HttpServer does it, but for the stream.
    let server = builder.listen("web", listener, move || {
        let stopping = stopping.clone();
        let told = move || {
            let stopping = stopping.clone();
            async move { stopping.notified().await }
        };
        let service = HttpService::build()
            .graceful_shutdown_signal(told)
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(HEAD_PATIENCE)
            .client_disconnect_timeout(GOODBYE)
            .local_addr(address)
            .on_connect_ext(|stream: &PatientStream<TcpStream>, data| {
                data.insert(stream.under_way());
            })
            .finish(map_config(factory(), |()| AppConfig::default()));
        fn_service(|stream: TcpStream| async {
            let peer = stream.peer_addr().ok();
            // Answers are written whole: nothing is gained by waiting for more.
            drop(stream.set_nodelay(true));
            Ok((PatientStream::new(stream), Protocol::Http1, peer))
        })
        .and_then(service)
    })?;
    Ok(server.run())
}

/// The server for `/metrics` alone, on the listener of `UKETSUKE_METRICS_ADDR`.
///
/// # Errors
/// When the listener cannot be used.
pub fn bind_figures(app: &App, listener: TcpListener) -> std::io::Result<Server> {
    let data = web::Data::new(app.clone());
    let counted = web::Data::new(Counted::default());
    let factory = move || {
        actix_web::App::new()
            .app_data(data.clone())
            .app_data(counted.clone())
            .configure(figures::open_routes)
            .wrap(from_fn(problem::complete))
    };
    let server = HttpServer::new(factory)
        .workers(1)
        .disable_signals()
        .shutdown_timeout(1)
        .listen(listener)?;
    Ok(server.run())
}
