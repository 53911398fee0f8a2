//! A web server of the same library that parses an application and answers, and does nothing else.

use std::net::SocketAddr;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use actix_web::http::header::{ETAG, IF_NONE_MATCH};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use crate::cli::FloorHandler;
use crate::processes::{self, Group};
use crate::service::free_address;

/// The tag of what GET answers.
pub const TAG: &str = "W/\"floor\"";

#[derive(Deserialize)]
#[expect(dead_code, reason = "parsed as the service parses it, and thrown away")]
struct Application {
    applicant: Applicant,
    #[serde(default)]
    attendees: Vec<Applicant>,
    seats: u32,
    answers: serde_json::Map<String, serde_json::Value>,
    language: String,
    consent: bool,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "parsed as the service parses it, and thrown away")]
struct Applicant {
    name: String,
    kana: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

#[derive(Serialize)]
struct Accepted {
    id: &'static str,
    reception_number: &'static str,
    state: &'static str,
    position: Option<u32>,
    sequence: i64,
    manage_url: &'static str,
}

/// Serves until it is killed, with as many threads as the service has: one a core.
pub fn serve(options: &FloorHandler) -> Result<()> {
    let body = "x".repeat(options.body);
    let factory = move || {
        App::new()
            .app_data(web::Data::new(body.clone()))
            .route("/", web::post().to(accept))
            .route("/", web::get().to(show))
    };
    let server = HttpServer::new(factory).bind(("127.0.0.1", options.port))?;
    Ok(actix_web::rt::System::new().block_on(server.run())?)
}

async fn accept(application: web::Json<Application>) -> HttpResponse {
    let application = application.into_inner();
    HttpResponse::Created().json(Accepted {
        id: "0199d1f0-0000-7000-8000-000000000002",
        reception_number: "A2B3C4D5",
        state: if application.consent { "confirmed" } else { "waitlisted" },
        position: None,
        sequence: i64::from(application.seats),
        manage_url: "http://localhost:8080/r/0000000000000000000000000000000000000000000",
    })
}

async fn show(request: HttpRequest, body: web::Data<String>) -> HttpResponse {
    let known = request.headers().get(IF_NONE_MATCH).is_some_and(|known| known == TAG);
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((ETAG, TAG));
    if known { answer.finish() } else { answer.body(body.as_str().to_owned()) }
}

/// That server as a process of its own, killed when dropped.
pub struct Handler {
    child: Child,
    pub address: SocketAddr,
}

impl Handler {
    /// Starts it; GET answers so many bytes.
    pub fn start(body: usize) -> Result<Self> {
        let address = free_address()?;
        let child = processes::child(&std::env::current_exe()?)
            .args(["floor-handler", "--port", &address.port().to_string()])
            .args(["--body", &body.to_string()])
            .stdin(Stdio::null())
            .spawn()?;
        let handler = Self { child, address };
        let began = Instant::now();
        while std::net::TcpStream::connect(address).is_err() {
            if began.elapsed() > Duration::from_secs(10) {
                bail!("the floor's web server did not start");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(handler)
    }

    pub fn processes(&self) -> Group {
        Group::One(self.child.id())
    }
}

impl Drop for Handler {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
