//! How long an event's personal data are kept: looking, changing, putting off, purging at once.

use actix_web::HttpResponse;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::{entry, purges, rule};
use crate::domain::civil;
use crate::domain::fault::FieldFault;
use crate::domain::ids::EventId;
use crate::domain::retention::RetentionStanding;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::afterwards::entry::{Entry, EntryKind};
use crate::http::pages::console::afterwards::retention::{Confirming, RetentionView};
use crate::http::pages::console::afterwards::rule::StandingWord;
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::usecases::retention::rules::{self, EventStanding};
use crate::usecases::retention::{certificates, early};
use crate::usecases::{Failure, Permission};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = page(&visit, 200, None, &[], None).await;
    visit.answer(outcome)
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let event = visit.part("event")?;
    if fields.text("action") == "purge" && !fields.has("confirmed") {
        return before_purging(visit, event, &fields).await;
    }
    match carried_out(visit, event, &fields).await {
        Ok(()) => Ok(visit.see_other(&format!("/console/events/{event}/retention?changed=yes"))),
        Err(Failure::Invalid(faults)) => page(visit, 422, Some(&fields), &faults, None).await,
        Err(Failure::Forbidden) if fields.text("action") == "own" && may_change(visit, event) => {
            let pointer = "/days".to_owned();
            let fault = FieldFault { pointer, code: "owners_only", limit: None };
            page(visit, 403, Some(&fields), &[fault], None).await
        }
        Err(failure) => Err(failure.into()),
    }
}

fn may_change(visit: &Visit, event: &str) -> bool {
    let may = |id: EventId| visit.principal().may_in(id, Permission::WriteEvents);
    event.parse().is_ok_and(may)
}

/// What cannot be undone is shown in numbers before it is done.
async fn before_purging(visit: &Visit, event: &str, fields: &Fields) -> Page {
    let reason = fields.text("purge_reason");
    match early::look(&visit.app, visit.principal(), event, reason).await {
        Ok(found) => {
            let confirming = Confirming {
                registrations: found.registrations,
                people: found.people,
                files: found.files,
                mails: found.mails,
                reason: reason.to_owned(),
            };
            page(visit, 200, Some(fields), &[], Some(confirming)).await
        }
        Err(Failure::Invalid(faults)) => page(visit, 422, Some(fields), &faults, None).await,
        Err(failure) => Err(failure.into()),
    }
}

async fn carried_out(visit: &Visit, event: &str, fields: &Fields) -> Result<(), Failure> {
    let (app, principal) = (&visit.app, visit.principal());
    match fields.text("action") {
        "own" => {
            let days = fields.given("days").map(rule::number);
            rules::change_event(app, principal, event, days, fields.text("reason")).await
        }
        "postpone" => {
            let zone = rules::of_event(app, principal, event).await?.programme.event.time_zone;
            let until = day(fields.text("until"), zone);
            rules::postpone(app, principal, event, until, fields.text("postpone_reason")).await
        }
        "take_back" => rules::take_back(app, principal, event).await,
        "purge" => {
            let reason = fields.text("purge_reason");
            early::purge(app, principal, event, reason).await.map(drop)
        }
        _ => Err(Failure::NotFound),
    }
}

/// The end of a day where the event is.
fn day(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    let end = day.and_time(NaiveTime::from_hms_opt(23, 59, 59)?);
    zone.from_local_datetime(&end).latest().map(|at| at.with_timezone(&Utc))
}

async fn page(
    visit: &Visit,
    status: u16,
    typed: Option<&Fields>,
    faults: &[FieldFault],
    confirming: Option<Confirming>,
) -> Page {
    let found = rules::of_event(&visit.app, visit.principal(), visit.part("event")?).await?;
    let event = &found.programme.event;
    let certificates = certificates::of_event(&visit.app, visit.principal(), event.id).await?;
    let (language, zone) = (visit.value_language(), event.time_zone);
    let date = |at: DateTime<Utc>| civil::date(language, at, zone);
    let may = |permission| visit.principal().may_in(event.id, permission);
    // While it is asked whether all should go, nothing else is.
    let is_asked = confirming.is_some();
    let is_there = found.purged_at.is_none();
    let may_be_changed = is_there && !is_asked;
    let is_over = found.ended.is_none_or(|ended| ended <= visit.app.clock.now());
    let frame = visit.frame(Section::Events);
    let (own, postponing, purging) = fields(&found, frame.texts(), typed, faults);
    let put_off = found.retention.postponed.as_ref();
    let warn = match found.standing {
        Some(RetentionStanding::Kept { warn_at, .. }) => date(warn_at),
        _ => String::new(),
    };
    let view = RetentionView {
        nav: visit.event_nav(&found.programme, EventPart::Afterwards),
        path: format!("/console/events/{}/retention", event.id),
        standing: standing(&found),
        is_near: is_there && !matches!(found.standing, None | Some(RetentionStanding::Kept { .. })),
        purge: found
            .standing
            .filter(|_| is_there)
            .map(|it| date(it.purge_at()))
            .unwrap_or_default(),
        warn: if is_there { warn } else { String::new() },
        purged: found.purged_at.map(date).unwrap_or_default(),
        ended: found.ended.map(date).unwrap_or_default(),
        postponed: put_off.map(|it| date(it.until)).unwrap_or_default(),
        postponed_reason: put_off.map(|it| it.reason.clone()).unwrap_or_default(),
        own,
        postponing,
        purging,
        may_change: may_be_changed && may(Permission::WriteEvents),
        may_postpone: may_be_changed && may(Permission::ManageOrganization),
        may_purge: may_be_changed && is_over && may(Permission::ManageOrganization),
        confirming,
        changed: !is_asked && visit.request().query_string().contains("changed=yes"),
        purges: certificates.iter().map(|it| purges::line(visit, &it.row)).collect(),
        frame,
    };
    visit.page(status, &view)
}

fn standing(found: &EventStanding) -> &'static str {
    let put_off = found.retention.postponed.is_some();
    let word = match found.standing {
        _ if found.purged_at.is_some() => StandingWord::Purged,
        None => StandingWord::NoEnd,
        Some(RetentionStanding::Kept { .. }) if put_off => StandingWord::Postponed,
        Some(standing) => rule::standing_word(standing),
    };
    word.key()
}

type Forms = (Vec<Entry>, Vec<Entry>, Vec<Entry>);

/// The fields of the three forms; those of the one that was sent have what was typed, and what is wrong with it.
fn fields(
    found: &EventStanding,
    texts: crate::http::pages::texts::Texts,
    typed: Option<&Fields>,
    faults: &[FieldFault],
) -> Forms {
    let action = typed.map_or("", |fields| fields.text("action"));
    let of = |form: &str| if action == form { faults } else { &[] };
    let value = |form: &str, name: &str, kept: String| match typed {
        Some(fields) if action == form => fields.text(name).to_owned(),
        _ => kept,
    };
    let days = found.retention.days.map(|days| days.to_string()).unwrap_or_default();
    let reason = found.retention.reason.clone().unwrap_or_default();
    let own = vec![
        entry(
            texts,
            "days",
            ("afterwards-own-days", "afterwards-own-days-hint"),
            EntryKind::Number,
            false,
            &value("own", "days", days),
            (of("own"), "/days"),
        ),
        entry(
            texts,
            "reason",
            ("afterwards-own-reason", "afterwards-own-reason-hint"),
            EntryKind::Text,
            false,
            &value("own", "reason", reason),
            (of("own"), "/reason"),
        ),
    ];
    let postponing = vec![
        entry(
            texts,
            "until",
            ("afterwards-until", "afterwards-until-hint"),
            EntryKind::Day,
            true,
            &value("postpone", "until", String::new()),
            (of("postpone"), "/until"),
        ),
        entry(
            texts,
            "postpone_reason",
            ("afterwards-postpone-reason", "afterwards-postpone-reason-hint"),
            EntryKind::Text,
            true,
            &value("postpone", "postpone_reason", String::new()),
            (of("postpone"), "/reason"),
        ),
    ];
    let purging = vec![entry(
        texts,
        "purge_reason",
        ("afterwards-purge-reason", "afterwards-purge-reason-hint"),
        EntryKind::Text,
        true,
        &value("purge", "purge_reason", String::new()),
        (of("purge"), "/reason"),
    )];
    (own, postponing, purging)
}
