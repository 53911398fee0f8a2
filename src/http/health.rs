//! Whether the process lives, and whether it can do its work.

use std::sync::atomic::Ordering;

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{self, ServiceConfig};
use serde::Serialize;

use crate::app::App;
use crate::usecases::readiness::{self, Readiness};

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/healthz").route(web::get().to(lives)).route(web::head().to(lives)))
        .service(
            web::resource("/readyz").route(web::get().to(is_ready)).route(web::head().to(is_ready)),
        );
}

/// The process answers: nothing else is asked, so that a database that is away restarts nobody.
async fn lives() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(serde_json::json!({"status": "ok"}))
}

#[derive(Serialize)]
struct ReadyShape {
    status: &'static str,
    checks: ChecksShape,
}

/// Each `ok` or what is wrong.
#[derive(Serialize)]
struct ChecksShape {
    serving: &'static str,
    database: &'static str,
    migrations: &'static str,
    worker: &'static str,
    /// Says what keeps mail here; alone, it makes no node unready.
    mail: &'static str,
}

async fn is_ready(app: web::Data<App>) -> HttpResponse {
    let stops = app.stopping.load(Ordering::SeqCst);
    let readiness = readiness::check(&app).await;
    let ready = !stops && readiness.is_ready();
    let mut response = if ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    response.insert_header((CACHE_CONTROL, "no-store"));
    response.json(ReadyShape {
        status: if ready { "ready" } else { "not_ready" },
        checks: checks(&readiness, stops),
    })
}

fn checks(readiness: &Readiness, stops: bool) -> ChecksShape {
    let word = |fine: bool, otherwise: &'static str| if fine { "ok" } else { otherwise };
    ChecksShape {
        serving: word(!stops, "stopping"),
        database: word(readiness.database_answers, "does_not_answer"),
        migrations: word(readiness.migrations_are_current, "not_current"),
        worker: word(readiness.worker_works, "not_seen"),
        mail: if readiness.database_answers { readiness.mail.word() } else { "not_known" },
    }
}
