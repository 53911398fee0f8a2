//! API tokens: the list, a new one, an end.

use actix_web::HttpResponse;

use super::rights_form;
use crate::domain::fault::Faults;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::people::field::{FormErrors, error_lines, form_field, line_field};
use crate::http::pages::console::people::tokens::{TokenLine, TokenMadeView, TokensView};
use crate::http::pages::field::{Choice, Control, LineKind};
use crate::store::organizations::TokenRow;
use crate::usecases::people::tokens;
use crate::usecases::{Failure, Permission};

pub const PATH: &str = "/console/tokens";
const FORM: &str = "people-token";

pub async fn list(visit: Visit) -> HttpResponse {
    let outcome = page(&visit, 200, &Fields::default(), &FormErrors::default()).await;
    visit.answer(outcome)
}

async fn page(visit: &Visit, status: u16, typed: &Fields, errors: &FormErrors) -> Page {
    let all = tokens::list(&visit.app, visit.principal()).await?;
    let texts = visit.texts();
    let scopes = Permission::ALL.map(|permission| Choice {
        value: permission.scope().to_owned(),
        label: permission.scope().to_owned(),
        hint: texts.t(scope_key(permission)),
        chosen: typed.texts("scopes").any(|scope| scope == permission.scope()),
    });
    let fields = vec![
        line_field(texts, FORM, "name", LineKind::Text, typed.text("name"), errors).hinted(FORM),
        form_field(texts, FORM, "scopes", Control::Many(scopes.into()), errors),
        line_field(texts, FORM, "until", LineKind::Date, typed.text("until"), errors)
            .hinted("people-right")
            .optional(),
    ];
    let view = TokensView {
        frame: visit.frame(Section::Settings),
        lines: all.iter().map(|token| line(visit, token)).collect(),
        errors: error_lines(&fields),
        fields,
    };
    visit.page(status, &view)
}

fn scope_key(permission: Permission) -> &'static str {
    match permission {
        Permission::ReadEvents => "people-scope-read-events",
        Permission::WriteEvents => "people-scope-write-events",
        Permission::ReadRegistrations => "people-scope-read-registrations",
        Permission::WriteRegistrations => "people-scope-write-registrations",
        Permission::ReadRestrictedAnswers => "people-scope-restricted",
        Permission::ReadOutbox => "people-scope-read-outbox",
        Permission::WriteOutbox => "people-scope-write-outbox",
        Permission::CheckIn => "people-scope-check-in",
        Permission::ManageMembers => "people-scope-members",
        Permission::ManageOrganization => "people-scope-organization",
        Permission::ReadAudit => "people-scope-audit",
    }
}

fn line(visit: &Visit, token: &TokenRow) -> TokenLine {
    let now = visit.app.clock.now();
    let has_ended = token.revoked_at.is_some() || token.expires_at.is_some_and(|end| end.0 <= now);
    TokenLine {
        name: token.name.clone(),
        scopes: token.scopes.clone(),
        made: visit.short_time(token.created_at.0, visit.zone()),
        until: rights_form::day_of(token.expires_at.map(|end| end.0), visit),
        revoke_path: (!has_ended).then(|| format!("{PATH}/{}/revoke", token.id.0)),
        id: token.id.0.to_string(),
    }
}

pub async fn make(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = made(&visit, posted).await;
    visit.answer(outcome)
}

async fn made(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let mut faults = Faults::default();
    let until = rights_form::until_of(fields.text("until"), visit, &mut faults);
    let scopes: Vec<String> = fields.texts("scopes").map(str::to_owned).collect();
    let made = match faults.into_result(until).map_err(Failure::Invalid) {
        Ok(until) => {
            tokens::make(&visit.app, visit.principal(), fields.text("name"), &scopes, until).await
        }
        Err(failure) => Err(failure),
    };
    match made {
        // In the answer itself: nothing keeps it.
        Ok(token) => visit
            .page(200, &TokenMadeView { frame: visit.frame_of_answer(Section::Settings), token }),
        Err(Failure::Invalid(faults)) => page(visit, 422, &fields, &FormErrors::of(&faults)).await,
        Err(failure) => Err(failure.into()),
    }
}

pub async fn revoke(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = revoked(&visit, posted).await;
    visit.answer(outcome)
}

async fn revoked(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    tokens::revoke(&visit.app, visit.principal(), visit.part("token")?).await?;
    Ok(visit.see_other(PATH))
}
