//! The audit trail: who did what, in sentences.

use actix_web::HttpResponse;
use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};

use crate::domain::values::calendar_date::parse_date;
use crate::http::console::open_visit::Page;
use crate::http::console::paths::with_query;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::people::audit::{
    AuditLine, AuditView, KINDS, Sealed, action_words, actor_key, details_of, kind_key,
};
use crate::http::pages::field::Choice;
use crate::store::audit::AuditRow;
use crate::store::audit_seals::HeadRow;
use crate::usecases::Failure;
use crate::usecases::people::audit_check;
use crate::usecases::people::audit_trail::{self, Asked, AuditPage};

pub const PATH: &str = "/console/audit";

/// The filter as it was typed.
#[derive(Clone, Debug, Default)]
struct Typed {
    person: String,
    kind: String,
    subject: String,
    day: String,
    cursor: Option<String>,
}

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = shown(&visit, query).await;
    visit.answer(outcome)
}

async fn shown(visit: &Visit, query: Query) -> Page {
    let (typed, is_understood) = understood(query);
    match asked(visit, &typed).filter(|_| is_understood) {
        Some(asked) => match audit_trail::page(&visit.app, visit.principal(), asked).await {
            Ok(found) => page(visit, 200, &typed, &found),
            Err(Failure::Invalid(_)) => all(visit, &typed).await,
            Err(failure) => Err(failure.into()),
        },
        None => all(visit, &typed).await,
    }
}

/// What cannot be understood is told above the whole trail.
async fn all(visit: &Visit, typed: &Typed) -> Page {
    let found = audit_trail::page(&visit.app, visit.principal(), Asked::default()).await?;
    page(visit, 422, typed, &found)
}

fn understood(mut query: Query) -> (Typed, bool) {
    query.text("lang");
    let typed = Typed {
        person: query.text("person").unwrap_or_default(),
        kind: query.text("kind").unwrap_or_default(),
        subject: query.text("subject").unwrap_or_default(),
        day: query.text("day").unwrap_or_default(),
        cursor: query.text("cursor"),
    };
    (typed, query.finish().is_ok())
}

fn asked(visit: &Visit, typed: &Typed) -> Option<Asked> {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let day = match typed.day.as_str() {
        "" => None,
        text => Some(parse_date(text).ok()?),
    };
    let subject = match typed.subject.as_str() {
        "" => None,
        text => Some(uuid::Uuid::parse_str(text).ok()?),
    };
    Some(Asked {
        actor: given(&typed.person),
        subject,
        subject_kind: given(&typed.kind),
        from: day.and_then(|day| midnight(visit, day)),
        until: day.and_then(|day| midnight(visit, day.succ_opt()?)),
        cursor: typed.cursor.clone(),
    })
}

fn midnight(visit: &Visit, day: NaiveDate) -> Option<DateTime<Utc>> {
    let local = day.and_hms_opt(0, 0, 0)?;
    visit.zone().from_local_datetime(&local).earliest().map(|at| at.to_utc())
}

fn page(visit: &Visit, status: u16, typed: &Typed, found: &AuditPage) -> Page {
    let texts = visit.texts();
    let mut people: Vec<Choice> = found
        .names
        .iter()
        .map(|(actor, name)| Choice {
            value: actor.clone(),
            label: name.clone(),
            hint: String::new(),
            chosen: *actor == typed.person,
        })
        .collect();
    people.sort_by(|one, other| one.label.cmp(&other.label));
    for actor in ["applicant", "service", "operator"] {
        people.push(Choice {
            value: actor.to_owned(),
            label: texts.t(actor_key(actor)),
            hint: String::new(),
            chosen: actor == typed.person,
        });
    }
    let kinds = KINDS.map(|kind| Choice {
        value: kind.to_owned(),
        label: texts.t(kind_key(kind)),
        hint: String::new(),
        chosen: kind == typed.kind,
    });
    let filters = [
        ("person", typed.person.as_str()),
        ("kind", &typed.kind),
        ("subject", &typed.subject),
        ("day", &typed.day),
    ];
    let next = found.next.as_deref();
    let view = AuditView {
        query_failed: status == 422,
        people,
        kinds: kinds.into(),
        day: typed.day.clone(),
        subject: typed.subject.clone(),
        lines: found.lines.iter().map(|row| line(visit, row, found)).collect(),
        sealed: sealed(visit, found.head.as_ref()),
        next_path: next
            .map(|cursor| with_query(PATH, &[filters.as_slice(), &[("cursor", cursor)]].concat())),
        frame: visit.frame(Section::Settings),
    };
    visit.page(status, &view)
}

fn line(visit: &Visit, row: &AuditRow, found: &AuditPage) -> AuditLine {
    let texts = visit.texts();
    let who = found.names.get(&row.actor).cloned();
    let (told, details) = details_of(texts, &row.details.0);
    let id = row.subject_id;
    let title = found.titles.get(&id).map(|title| title.get(visit.value_language()).to_owned());
    let subject = found.names.get(&format!("{}:{}", row.subject_kind, id.0)).cloned();
    AuditLine {
        at: visit.short_time(row.at.0, visit.zone()),
        who: who.unwrap_or_else(|| texts.t(actor_key(&row.actor))),
        what: action_words(texts, &row.action),
        action: row.action.clone(),
        kind: texts.t(kind_key(&row.subject_kind)),
        subject: subject.or(title).or_else(|| found.numbers.get(&id).cloned()).unwrap_or_default(),
        subject_path: with_query(PATH, &[("subject", &row.subject_id.0.to_string())]),
        told,
        details,
    }
}

fn sealed(visit: &Visit, head: Option<&HeadRow>) -> Sealed {
    let Some(head) = head else { return Sealed::default() };
    Sealed {
        lines: u64::try_from(head.position).unwrap_or(0),
        seal: crate::domain::hex::hex(&head.seal),
        checked: head.checked_at.map(|at| visit.short_time(at.0, visit.zone())),
        found: head.found.clone(),
    }
}

pub async fn check(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = checked(&visit, posted).await;
    visit.answer(outcome)
}

async fn checked(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    audit_check::check_own(&visit.app, visit.principal()).await?;
    Ok(visit.see_other(PATH))
}
