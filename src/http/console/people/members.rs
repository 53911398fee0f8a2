//! Who works for the organization: the list, one member, their removal.

use actix_web::HttpResponse;

use super::rights_form::{self, AS_IS, Typed, word};
use crate::domain::role::Role;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::people::field::{FormErrors, error_lines};
use crate::http::pages::console::people::members::{MemberLine, MemberView, MembersView};
use crate::store::members::{Membership, NO_ROLE};
use crate::usecases::Failure;
use crate::usecases::people::members;

pub const PATH: &str = "/console/members";

pub async fn list(visit: Visit) -> HttpResponse {
    let outcome = listed(&visit).await;
    visit.answer(outcome)
}

async fn listed(visit: &Visit) -> Page {
    let all = members::list(&visit.app, visit.principal()).await?;
    let view = MembersView {
        frame: visit.frame(Section::Settings),
        lines: all.iter().map(|member| line(visit, member)).collect(),
        said: said(visit),
        mail_is_caught: visit.mail_is_caught(),
    };
    visit.page(200, &view)
}

fn said(visit: &Visit) -> Option<&'static str> {
    match visit.request().query_string() {
        "done=invited" if visit.mail_is_caught() => Some("people-done-invited-caught"),
        "done=invited" => Some("people-done-invited"),
        "done=changed" => Some("people-done-changed"),
        "done=removed" => Some("people-done-removed"),
        _ => None,
    }
}

/// A member as a table shows them.
pub fn line(visit: &Visit, member: &Membership) -> MemberLine {
    let row = &member.member;
    let by_event = row.role == NO_ROLE;
    let first = member.rights.first().filter(|_| by_event);
    let role = first.map_or(&row.role, |right| &right.role);
    let is_one = member.rights.iter().all(|right| right.role == *role);
    // The last of several; none where one of them has none.
    let ends = member.rights.iter().map(|right| right.ends_at);
    let last = ends.reduce(|one, other| Some(one?.max(other?))).flatten();
    let end = if by_event { last } else { row.ends_at };
    MemberLine {
        path: format!("{PATH}/{}", row.id.0),
        name: member.account.name.clone(),
        email: member.account.email.clone(),
        role: if !by_event || is_one { role_key(role) } else { "people-role-various" },
        events: member.rights.len(),
        is_of_events: by_event,
        until: rights_form::day_of(end.map(|end| end.0), visit),
        has_ended: !member.is_current(crate::store::types::Time(visit.app.clock.now())),
        is_self: visit.signed_in().session.member_id == row.id,
    }
}

/// The key of a role's word.
pub fn role_key(role: &str) -> &'static str {
    Role::parse(role).map_or("people-role-none", word)
}

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = shown(&visit).await;
    visit.answer(outcome)
}

async fn shown(visit: &Visit) -> Page {
    let member = members::one(&visit.app, visit.principal(), visit.part("member")?).await?;
    let typed = typed_of(visit, &member);
    page(visit, 200, &member, &typed, (&FormErrors::default(), None)).await
}

fn typed_of(visit: &Visit, member: &Membership) -> Typed {
    let line = line(visit, member);
    let differ = line.is_of_events && rights_form::differ(&member.rights);
    let role = match member.rights.first() {
        _ if differ => AS_IS.to_owned(),
        Some(first) if line.is_of_events => first.role.clone(),
        None if line.is_of_events => String::new(),
        _ => member.member.role.clone(),
    };
    Typed {
        role,
        reach: if line.is_of_events { "events" } else { "organization" }.to_owned(),
        events: member.rights.iter().map(|right| right.event_id.0.to_string()).collect(),
        until: if differ { String::new() } else { line.until },
    }
}

async fn page(
    visit: &Visit,
    status: u16,
    member: &Membership,
    typed: &Typed,
    (errors, refused): (&FormErrors, Option<&'static str>),
) -> Page {
    let fields = rights_form::fields(visit, typed, &member.rights, errors).await?;
    let view = MemberView {
        frame: visit.frame(Section::Settings),
        line: line(visit, member),
        errors: error_lines(&fields),
        fields,
        refused,
    };
    visit.page(status, &view)
}

pub async fn change(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = changed(&visit, posted).await;
    visit.answer(outcome)
}

async fn changed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let id = visit.part("member")?;
    let member = members::one(&visit.app, visit.principal(), id).await?;
    let typed = Typed::of(&fields);
    let done = match typed.right(visit) {
        _ if typed.keeps() => match typed.chosen() {
            Ok(events) => members::keep(&visit.app, visit.principal(), id, events).await,
            Err(failure) => Err(failure),
        },
        Ok(right) => members::change(&visit.app, visit.principal(), id, right).await,
        Err(failure) => Err(failure),
    };
    answered(visit, done, &member, &typed, "changed").await
}

async fn answered(
    visit: &Visit,
    done: Result<(), Failure>,
    member: &Membership,
    typed: &Typed,
    word: &str,
) -> Page {
    match done {
        Ok(()) => Ok(visit.see_other(&format!("{PATH}?done={word}"))),
        Err(Failure::Invalid(faults)) => {
            page(visit, 422, member, typed, (&FormErrors::of(&faults), None)).await
        }
        Err(Failure::Conflict("last_owner")) => {
            let refused = Some("people-last-owner");
            page(visit, 409, member, typed, (&FormErrors::default(), refused)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

pub async fn remove(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = removed(&visit, posted).await;
    visit.answer(outcome)
}

async fn removed(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    let id = visit.part("member")?;
    let member = members::one(&visit.app, visit.principal(), id).await?;
    let done = members::remove(&visit.app, visit.principal(), id).await;
    let typed = typed_of(visit, &member);
    answered(visit, done, &member, &typed, "removed").await
}
