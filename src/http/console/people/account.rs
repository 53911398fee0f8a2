//! One's own account: name, password, sessions, the organization that is worked for.

use actix_web::HttpResponse;

use crate::http::console::fault::ConsoleFault;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::people::account::{
    AccountView, ConfirmView, IdentityLine, OrganizationLine, OrganizationsView, PasskeyLine,
    PasswordView, SessionLine,
};
use crate::http::pages::console::people::field::{FormErrors, error_lines, line_field};
use crate::http::pages::field::LineKind;
use crate::store::console_sessions::ConsoleSessionRow;
use crate::usecases::Failure;
use crate::usecases::people::account::{self, Account, is_recent};
use crate::usecases::people::{mail_link, provider_sign_in, sessions};

const CONFIRM: &str = "/console/account/confirm";

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = page(&visit, 200, None, &FormErrors::default()).await;
    visit.answer(outcome)
}

async fn page(visit: &Visit, status: u16, typed: Option<&str>, errors: &FormErrors) -> Page {
    let account = account::show(&visit.app, visit.signed_in()).await?;
    let frame = visit.frame(Section::Account);
    let name = typed.unwrap_or(&account.row.name);
    let fields = vec![
        line_field(frame.texts(), "people-account", "name", LineKind::Name, name, errors)
            .hinted("people-account"),
    ];
    let view = AccountView {
        errors: error_lines(&fields),
        fields,
        email: account.row.email.clone(),
        has_password: account.row.password_hash.is_some(),
        has_app: account.has_app,
        recovery_codes_left: account.recovery_codes_left,
        passkeys: passkeys(visit, &account),
        identities: identities(visit, &account),
        sessions: account.sessions.iter().map(|session| line(visit, session)).collect(),
        is_recent: is_recent(&visit.app, visit.signed_in()),
        said: visit.request().query_string().strip_prefix("done=").and_then(said),
        frame,
    };
    visit.page(status, &view)
}

/// What was just done, where the address says so.
fn said(done: &str) -> Option<&'static str> {
    Some(match done.split('&').next()? {
        "name" => "people-done-name",
        "password" => "people-done-password",
        "password-removed" => "people-done-password-removed",
        "confirmed" => "people-done-confirmed",
        "app-removed" => "people-done-app-removed",
        "passkey" => "people-done-passkey",
        "passkey-removed" => "people-done-passkey-removed",
        "identity-removed" => "people-done-identity-removed",
        "sessions" => "people-done-sessions",
        "link" => "people-done-link",
        _ => return None,
    })
}

fn passkeys(visit: &Visit, account: &Account) -> Vec<PasskeyLine> {
    let line = |row: &crate::store::factors::PasskeyRow| PasskeyLine {
        id: row.id.0.to_string(),
        name: row.name.clone(),
        made: visit.short_time(row.created_at.0, visit.zone()),
        used: row.used_at.map(|at| visit.short_time(at.0, visit.zone())).unwrap_or_default(),
    };
    account.passkeys.iter().map(line).collect()
}

fn identities(visit: &Visit, account: &Account) -> Vec<IdentityLine> {
    let line = |row: &crate::store::factors::IdentityRow| IdentityLine {
        issuer: row.issuer.clone(),
        linked: visit.short_time(row.created_at.0, visit.zone()),
    };
    account.identities.iter().map(line).collect()
}

fn line(visit: &Visit, session: &ConsoleSessionRow) -> SessionLine {
    SessionLine {
        id: session.id.0.to_string(),
        browser: session.browser.clone(),
        begun: visit.short_time(session.created_at.0, visit.zone()),
        seen: visit.short_time(session.seen_at.0, visit.zone()),
        is_this: session.id == visit.signed_in().session.id,
    }
}

pub async fn rename(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = renamed(&visit, posted).await;
    visit.answer(outcome)
}

async fn renamed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let name = fields.text("name");
    match account::rename(&visit.app, visit.signed_in(), name).await {
        Ok(()) => Ok(visit.see_other("/console/account?done=name")),
        Err(Failure::Invalid(faults)) => {
            page(visit, 422, Some(name), &FormErrors::of(&faults)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Sends who proved long ago who they are to prove it once more.
pub fn must_prove(visit: &Visit) -> Option<HttpResponse> {
    (!is_recent(&visit.app, visit.signed_in())).then(|| visit.see_other(CONFIRM))
}

pub async fn password_form(visit: Visit) -> HttpResponse {
    let outcome = match must_prove(&visit) {
        Some(first) => Ok(first),
        None => password_page(&visit, 200, &FormErrors::default()).await,
    };
    visit.answer(outcome)
}

async fn password_page(visit: &Visit, status: u16, errors: &FormErrors) -> Page {
    let account = account::show(&visit.app, visit.signed_in()).await?;
    let frame = visit.frame(Section::Account);
    let texts = frame.texts();
    let line = |name| line_field(texts, "people-password", name, LineKind::NewPassword, "", errors);
    let fields = vec![line("password").hinted("people-password"), line("again")];
    let view = PasswordView {
        errors: error_lines(&fields),
        fields,
        email: account.row.email,
        has_password: account.row.password_hash.is_some(),
        frame,
    };
    visit.page(status, &view)
}

pub async fn set_password(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = password_set(&visit, posted).await;
    visit.answer(outcome)
}

async fn password_set(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    if let Some(first) = must_prove(visit) {
        return Ok(first);
    }
    let typed = fields.raw("password").unwrap_or_default();
    let set = if fields.raw("again") == Some(typed) {
        account::set_password(&visit.app, visit.signed_in(), typed).await
    } else {
        Err(Failure::invalid("/again", "password_differs"))
    };
    match set {
        Ok(()) => Ok(visit.see_other("/console/account?done=password")),
        Err(Failure::Invalid(faults)) => password_page(visit, 422, &FormErrors::of(&faults)).await,
        Err(failure) => Err(failure.into()),
    }
}

pub async fn remove_password(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = password_removed(&visit, posted).await;
    visit.answer(outcome)
}

async fn password_removed(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    if let Some(first) = must_prove(visit) {
        return Ok(first);
    }
    account::remove_password(&visit.app, visit.signed_in()).await?;
    Ok(visit.see_other("/console/account?done=password-removed"))
}

pub async fn confirm_form(visit: Visit) -> HttpResponse {
    let outcome = confirm_page(&visit, 200, &FormErrors::default()).await;
    visit.answer(outcome)
}

async fn confirm_page(visit: &Visit, status: u16, errors: &FormErrors) -> Page {
    let account = account::show(&visit.app, visit.signed_in()).await?;
    let can_prove = account.row.password_hash.is_some() || account.has_app;
    let frame = visit.frame(Section::Account);
    let line = line_field(frame.texts(), "people-confirm", "proof", LineKind::Password, "", errors);
    let fields = if can_prove { vec![line.hinted("people-confirm")] } else { Vec::new() };
    let view = ConfirmView { errors: error_lines(&fields), fields, frame };
    visit.page(status, &view)
}

pub async fn confirm(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = confirmed(&visit, posted).await;
    visit.answer(outcome)
}

async fn confirmed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    if fields.text("action") == "link" {
        let language = visit.value_language().of_mail();
        mail_link::ask(&visit.app, &visit.signed_in().email, language.as_str()).await?;
        return Ok(visit.see_other("/console/account?done=link"));
    }
    let typed = fields.raw("proof").unwrap_or_default();
    match account::prove(&visit.app, visit.signed_in(), typed).await {
        Ok(()) => Ok(visit.see_other("/console/account?done=confirmed")),
        Err(Failure::Invalid(faults)) => confirm_page(visit, 422, &FormErrors::of(&faults)).await,
        Err(failure) => Err(failure.into()),
    }
}

pub async fn end_session(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = session_ended(&visit, posted).await;
    visit.answer(outcome)
}

async fn session_ended(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    sessions::revoke(&visit.app, visit.signed_in(), visit.part("console_session")?).await?;
    Ok(visit.see_other("/console/account?done=sessions"))
}

pub async fn end_others(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = others_ended(&visit, posted).await;
    visit.answer(outcome)
}

async fn others_ended(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    sessions::revoke_others(&visit.app, visit.signed_in()).await?;
    Ok(visit.see_other("/console/account?done=sessions"))
}

pub async fn organizations(visit: Visit) -> HttpResponse {
    let current = visit.principal().organization;
    let line = |(id, name): &(crate::domain::ids::OrganizationId, String)| OrganizationLine {
        id: id.to_string(),
        name: name.clone(),
        is_current: *id == current,
    };
    let lines = visit.signed_in().organizations.iter().map(line).collect();
    let view = OrganizationsView { frame: visit.frame(Section::Account), lines };
    visit.answer(visit.page(200, &view))
}

pub async fn switch(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = switched(&visit, posted).await;
    visit.answer(outcome)
}

async fn switched(visit: &Visit, posted: Posted) -> Result<HttpResponse, ConsoleFault> {
    let fields = visit.admitted(posted)?;
    sessions::switch(&visit.app, visit.signed_in(), fields.text("organization")).await?;
    Ok(visit.see_other("/console"))
}

pub async fn remove_identity(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = identity_removed(&visit, posted).await;
    visit.answer(outcome)
}

async fn identity_removed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    if let Some(first) = must_prove(visit) {
        return Ok(first);
    }
    provider_sign_in::forget(&visit.app, visit.signed_in(), fields.text("issuer")).await?;
    Ok(visit.see_other("/console/account?done=identity-removed"))
}
