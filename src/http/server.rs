//! Starting the web server on a listener. Signals are main's business.

use std::net::TcpListener;
use std::time::Duration;

use actix_web::dev::Server;
pub use actix_web::dev::ServerHandle;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{HttpServer, web};
use tracing_actix_web::TracingLogger;

use super::figures::Counted;
use super::openapi::Document;
use super::request_log::RequestLog;
use super::{figures, problem, request_id, routes, security};
use crate::app::App;

/// How long requests that are under way may take to end, once the server is told to stop.
const SHUTDOWN_SECONDS: u64 = 25;
/// How long a connection may stay open without a request: longer than balancers keep theirs.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long the head of a request may take.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);

/// The server for everything. It runs once it is awaited, and stops by its handle.
///
/// # Errors
/// When the listener cannot be used.
pub fn bind(app: &App, listener: TcpListener) -> std::io::Result<Server> {
    let data = web::Data::new(app.clone());
    let document = web::Data::new(Document::new());
    let counted = web::Data::new(Counted::default());
    let public_url = app.public_url.clone();
    let factory = move || {
        actix_web::App::new()
            .app_data(data.clone())
            .app_data(document.clone())
            .app_data(counted.clone())
            .configure(routes)
            .wrap(Compress::default())
            .wrap(from_fn(problem::complete))
            .wrap(security::headers(&public_url))
            .wrap(from_fn(request_id::tell))
            .wrap(TracingLogger::<RequestLog>::new())
    };
    let server = HttpServer::new(factory)
        .keep_alive(KEEP_ALIVE)
        .client_request_timeout(HEAD_PATIENCE)
        .disable_signals()
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .listen(listener)?;
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
