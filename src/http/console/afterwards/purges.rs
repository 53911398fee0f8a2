//! Certificates of what was purged.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::domain::values::localized::Localized;
use crate::http::console::open_visit::Page;
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::pages::console::afterwards::purges::{
    CertificateView, PurgesView, counted_key, kind_key, state_key,
};
use crate::http::pages::console::afterwards::retention::PurgeLine;
use crate::http::pages::console::frame::Section;
use crate::store::programmes::from_json;
use crate::store::purges::PurgeRow;
use crate::store::types::Time;
use crate::usecases::retention::certificates;

pub async fn list(visit: Visit, query: Query) -> HttpResponse {
    let outcome = all(&visit, query).await;
    visit.answer(outcome)
}

async fn all(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let before = query.text("before");
    query.finish()?;
    let (found, next) =
        certificates::list(&visit.app, visit.principal(), before.as_deref()).await?;
    let view = PurgesView {
        frame: visit.frame(Section::Settings),
        purges: found.iter().map(|it| line(visit, &it.row)).collect(),
        next_path: next.map(|id| format!("/console/purges?before={id}")),
    };
    visit.page(200, &view)
}

/// A purge in a table.
pub fn line(visit: &Visit, row: &PurgeRow) -> PurgeLine {
    PurgeLine {
        path: format!("/console/purges/{}", row.id.0),
        when: visit.short_time(row.started_at.0, visit.zone()),
        event: title(visit, row),
        kind: kind_key(&row.kind),
        state: state_key(&row.state),
        registrations: counts(row).get("registrations").copied().unwrap_or(0),
    }
}

fn title(visit: &Visit, row: &PurgeRow) -> String {
    let title: Localized = from_json(&row.event_title).unwrap_or_default();
    title.get(visit.value_language()).to_owned()
}

fn counts(row: &PurgeRow) -> BTreeMap<String, i64> {
    from_json(&row.counts).unwrap_or_default()
}

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = one(&visit).await;
    visit.answer(outcome)
}

async fn one(visit: &Visit) -> Page {
    let found = certificates::show(&visit.app, visit.principal(), visit.part("purge")?).await?;
    let row = &found.row;
    let rule: Value = from_json(&row.rule).unwrap_or_default();
    let time = |at: Option<Time>| {
        let words = |at: DateTime<Utc>| visit.short_time(at, visit.zone());
        at.map(|at| words(at.0)).unwrap_or_default()
    };
    let said = |name: &str| rule[name].as_str().unwrap_or_default().to_owned();
    let view = CertificateView {
        frame: visit.frame(Section::Settings),
        id: row.id.0.to_string(),
        event: title(visit, row),
        state: state_key(&row.state),
        is_done: row.state == "done",
        kind: kind_key(&row.kind),
        days: rule["days"].as_u64(),
        reason: said("reason"),
        ended: time(row.last_meeting_at),
        began: time(Some(row.started_at)),
        erased: time(row.erased_at),
        finished: time(row.finished_at),
        by: if row.requested_by == "service" {
            "afterwards-by-service"
        } else {
            "afterwards-by-staff"
        },
        counts: counts(row).iter().map(|(name, count)| (counted_key(name), *count)).collect(),
        hash: row.hash.clone().unwrap_or_default(),
        previous: row.previous_hash.clone().unwrap_or_default(),
        is_intact: found.is_intact,
    };
    visit.page(200, &view)
}
