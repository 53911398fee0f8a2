//! The organization's rule of retention, and which data go when.

use actix_web::HttpResponse;

use super::entry;
use crate::domain::civil;
use crate::domain::fault::FieldFault;
use crate::domain::retention::{RetentionRule, RetentionStanding};
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::afterwards::entry::{Entry, EntryKind};
use crate::http::pages::console::afterwards::rule::{ComingLine, RuleView, StandingWord};
use crate::http::pages::console::frame::Section;
use crate::usecases::retention::rules::{self, Coming};
use crate::usecases::{Failure, Permission};

const PATH: &str = "/console/settings/retention";

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = looked_at(&visit).await;
    visit.answer(outcome)
}

async fn looked_at(visit: &Visit) -> Page {
    let rule = rules::show(&visit.app, visit.principal()).await?;
    let typed = [rule.days.to_string(), rule.warn_days.to_string(), rule.reason];
    page(visit, 200, &typed, &[]).await
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let number = |fields: &Fields, name: &str| number(fields.text(name));
    let rule = RetentionRule {
        days: number(&fields, "days"),
        warn_days: number(&fields, "warn_days"),
        reason: fields.text("reason").to_owned(),
    };
    match rules::change(&visit.app, visit.principal(), rule).await {
        Ok(_) => Ok(visit.see_other(&format!("{PATH}?changed=yes"))),
        Err(Failure::Invalid(faults)) => {
            let typed = ["days", "warn_days", "reason"].map(|name| fields.text(name).to_owned());
            page(visit, 422, &typed, &faults).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// A number in digits of any width; what is none is out of every range.
pub fn number(text: &str) -> u32 {
    let half: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            other => other,
        })
        .collect();
    half.trim().parse().unwrap_or(0)
}

async fn page(visit: &Visit, status: u16, typed: &[String; 3], faults: &[FieldFault]) -> Page {
    let frame = visit.frame(Section::Settings);
    let texts = frame.texts();
    let [days, warn_days, reason] = typed;
    let field = |name, words, kind, value: &str, pointer| -> Entry {
        entry(texts, name, words, kind, true, value, (faults, pointer))
    };
    let may_read = visit.principal().may(Permission::ReadRegistrations);
    let coming =
        if may_read { rules::coming(&visit.app, visit.principal()).await? } else { Vec::new() };
    let view = RuleView {
        frame,
        entries: vec![
            field(
                "days",
                ("afterwards-days", "afterwards-days-hint"),
                EntryKind::Number,
                days,
                "/days",
            ),
            field(
                "warn_days",
                ("afterwards-warn-days", "afterwards-warn-days-hint"),
                EntryKind::Number,
                warn_days,
                "/warn_days",
            ),
            field(
                "reason",
                ("afterwards-reason", "afterwards-reason-hint"),
                EntryKind::Text,
                reason,
                "/reason",
            ),
        ],
        may_change: visit.principal().may(Permission::ManageOrganization),
        changed: visit.request().query_string().contains("changed=yes"),
        coming: coming.iter().map(|one| line(visit, one)).collect(),
    };
    visit.page(status, &view)
}

fn line(visit: &Visit, coming: &Coming) -> ComingLine {
    let (language, zone) = (visit.value_language(), visit.zone());
    ComingLine {
        path: format!("/console/events/{}/retention", coming.event),
        title: coming.title.get(language).to_owned(),
        ended: civil::date(language, coming.ended, zone),
        purge: civil::date(language, coming.standing.purge_at(), zone),
        standing: if coming.is_postponed {
            StandingWord::Postponed.key()
        } else {
            standing_word(coming.standing).key()
        },
        is_near: !matches!(coming.standing, RetentionStanding::Kept { .. }),
    }
}

/// How an event stands whose data are there.
pub fn standing_word(standing: RetentionStanding) -> StandingWord {
    match standing {
        RetentionStanding::Kept { .. } => StandingWord::Kept,
        RetentionStanding::ToWarn { .. } | RetentionStanding::Warned { .. } => StandingWord::Near,
        RetentionStanding::Due { .. } => StandingWord::Due,
    }
}
