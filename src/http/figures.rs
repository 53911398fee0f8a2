//! `/metrics` for Prometheus: on a listener of its own, or for programs on this machine.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::http::header::{CONTENT_TYPE, FORWARDED, HeaderName};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::api::Answer;
use super::error::HttpError;
use crate::app::App;
use crate::telemetry::{self, Figures};
use crate::usecases::queue_figures;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// How old the figures of the queue may be: counting costs the database something.
const QUEUE_FIGURES_LAST: Duration = Duration::from_secs(5);

/// When the figures of the queue were last counted.
#[derive(Default)]
pub struct Counted(Mutex<Option<Instant>>);

impl Counted {
    /// Whether it is time; whoever hears yes counts.
    fn is_due(&self) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = last.is_none_or(|last| last.elapsed() >= QUEUE_FIGURES_LAST);
        if due {
            *last = Some(Instant::now());
        }
        due
    }
}

/// For the listener that has nothing else.
pub fn open_routes(config: &mut ServiceConfig) {
    config.service(web::resource("/metrics").route(web::get().to(show)));
}

/// For the listener that everybody reaches.
pub fn local_routes(config: &mut ServiceConfig) {
    config.service(web::resource("/metrics").route(web::get().to(show_to_this_machine)));
}

async fn show_to_this_machine(
    request: HttpRequest,
    app: web::Data<App>,
    counted: web::Data<Counted>,
) -> Answer {
    if app.settings.metrics_addr.is_some() || !comes_from_this_machine(&request) {
        return Err(HttpError::NoSuchRoute);
    }
    show(app, counted).await
}

/// By the real peer. What a proxy on this machine passes on is not from here.
fn comes_from_this_machine(request: &HttpRequest) -> bool {
    let headers = request.headers();
    let is_passed_on = headers.contains_key(FORWARDED) || headers.contains_key(X_FORWARDED_FOR);
    let peer = request.peer_addr().map(|address| address.ip().to_canonical());
    !is_passed_on && peer.is_some_and(|peer| peer.is_loopback())
}

async fn show(app: web::Data<App>, counted: web::Data<Counted>) -> Answer {
    let figures = telemetry::figures().map_err(|_| HttpError::Internal("no figures are kept"))?;
    gauge(&app, &counted).await;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, Figures::CONTENT_TYPE))
        .body(figures.render()))
}

/// Sets the gauges. A database that does not answer leaves those of the queue as they were.
async fn gauge(app: &App, counted: &Counted) {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a gauge is a floating point; counts stay far below 2^52"
    )]
    let float = |count: i64| count as f64;
    metrics::gauge!("uketsuke_desk_waiting")
        .set(float(i64::try_from(app.desk.waiting()).unwrap_or(i64::MAX)));
    if !counted.is_due() {
        return;
    }
    let Ok(queue) = queue_figures::count(app).await else { return };
    for (state, mails) in queue.mails_by_state {
        metrics::gauge!("uketsuke_outbox_mails", "state" => state).set(float(mails));
    }
    for (urgency, seconds) in queue.oldest_due_seconds {
        metrics::gauge!("uketsuke_outbox_oldest_due_seconds", "urgency" => urgency)
            .set(float(seconds));
    }
    metrics::gauge!("uketsuke_mail_held").set(float(queue.is_held.into()));
    metrics::gauge!("uketsuke_mail_server_refuses").set(float(queue.server_refuses.into()));
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn from(peer: &str, header: Option<(&'static str, &'static str)>) -> bool {
        let request = TestRequest::default().peer_addr(peer.parse().unwrap());
        let request = match header {
            Some(header) => request.insert_header(header),
            None => request,
        };
        comes_from_this_machine(&request.to_http_request())
    }

    #[test]
    fn only_this_machine_itself_sees_the_figures() {
        assert!(
            from("127.0.0.1:5000", None)
                && from("[::1]:5000", None)
                && from("[::ffff:127.0.0.1]:5000", None)
        );
        assert!(!from("192.0.2.1:5000", None) && !from("[2001:db8::1]:5000", None));
        assert!(!from("127.0.0.1:5000", Some(("x-forwarded-for", "192.0.2.1"))));
        assert!(!from("127.0.0.1:5000", Some(("forwarded", "for=192.0.2.1"))));
        assert!(!comes_from_this_machine(&TestRequest::default().to_http_request()));
    }

    #[test]
    fn the_queue_is_counted_once_in_a_while() {
        let counted = Counted::default();
        assert!(counted.is_due() && !counted.is_due());
    }
}
