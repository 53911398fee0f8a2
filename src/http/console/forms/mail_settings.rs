//! What the organization has decided about its mail.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use crate::domain::mail_settings::MailSettings;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::pages::console::forms::builder::FormFault;
use crate::http::pages::console::forms::mail_settings::{
    MailSettingsTyped, MailSettingsView, fault_of, inputs,
};
use crate::http::pages::console::frame::Section;
use crate::http::pages::texts::Texts;
use crate::usecases::{Failure, change_mail_settings};

const PATH: &str = "/console/settings/mail";

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = page(&visit, query).await;
    visit.answer(outcome)
}

async fn page(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let was_saved = query.text("saved").is_some();
    query.finish()?;
    let (app, principal) = (&visit.app, visit.principal());
    let settings = change_mail_settings::show(app, principal).await?;
    let reply_to = change_mail_settings::reply_to(app, principal).await?;
    let typed = typed_of(settings, reply_to);
    visit.page(200, &view(visit, &typed, was_saved, Vec::new()))
}

fn typed_of(settings: MailSettings, reply_to: Option<String>) -> MailSettingsTyped {
    MailSettingsTyped {
        sender_name: settings.sender_name.unwrap_or_default(),
        reply_to: reply_to.unwrap_or_default(),
        hold: settings.hold,
        rehearsal_to: settings.rehearsal_to.unwrap_or_default(),
        unknown: settings.unknown.as_str().to_owned(),
        unknown_of_mailings: settings.unknown_of_mailings.as_str().to_owned(),
    }
}

fn view(
    visit: &Visit,
    typed: &MailSettingsTyped,
    was_saved: bool,
    errors: Vec<FormFault>,
) -> MailSettingsView {
    let frame = visit.frame(Section::Settings);
    MailSettingsView {
        inputs: inputs(frame.texts(), typed, &errors),
        sender: visit.app.settings.mail_from.clone(),
        rate: visit.app.settings.mail_rate,
        was_saved,
        errors,
        frame,
    }
}

pub async fn change(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = changed(&visit, posted).await;
    visit.answer(outcome)
}

async fn changed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let typed = typed(&fields);
    let (app, principal) = (&visit.app, visit.principal());
    let given = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    let patch = json!({
        "sender_name": given(&typed.sender_name),
        "hold": typed.hold,
        "rehearsal_to": given(&typed.rehearsal_to),
        "unknown": typed.unknown,
        "unknown_of_mailings": typed.unknown_of_mailings,
    });
    let reply_to = fields.given("reply-to");
    let changed = change_mail_settings::change_with_reply(app, principal, &patch, reply_to).await;
    match changed {
        Ok(_) => Ok(visit.see_other(&format!("{PATH}?saved=1"))),
        Err(Failure::Invalid(faults)) => {
            let texts = Texts::new(visit.language());
            let errors = faults.iter().map(|fault| fault_of(texts, fault)).collect();
            visit.page(422, &view(visit, &typed, false, errors))
        }
        Err(failure) => Err(failure.into()),
    }
}

fn typed(fields: &Fields) -> MailSettingsTyped {
    let text = |name: &str| fields.text(name).to_owned();
    let after =
        |name: &str| if fields.text(name) == "staff" { "staff" } else { "resend" }.to_owned();
    MailSettingsTyped {
        sender_name: text("sender-name"),
        reply_to: text("reply-to"),
        hold: fields.has("hold"),
        rehearsal_to: text("rehearsal-to"),
        unknown: after("unknown"),
        unknown_of_mailings: after("unknown-mailings"),
    }
}
