//! The mailbox of a demonstration: what would have been sent, for anybody on this machine to read.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};

use super::address::{Name, TwoNames};
use super::fault::PageFault;
use super::visit::{Keeping, Visit};
use crate::app::App;
use crate::domain::civil;
use crate::http::framed_mail;
use crate::http::pages::frame::LanguageSwitch;
use crate::http::pages::mailbox::{CaughtMail, CaughtMailView, MailFile, MailboxView, pieces};
use crate::usecases::Failure;
use crate::usecases::read_caught_mail::{self, OpenedMail};

/// The caught mails, newest first.
pub async fn list(app: web::Data<App>, visit: Visit) -> Result<HttpResponse, PageFault> {
    only_in_a_demonstration(&app)?;
    let mails = read_caught_mail::list(&app, None).await?;
    let mail = |mail: read_caught_mail::CaughtMail| CaughtMail {
        path: format!("/mailbox/{}", mail.id),
        subject: mail.subject,
        recipient: mail.recipient,
        caught_at: written(&visit, mail.caught_at),
    };
    let frame = visit.frame("", LanguageSwitch::Links { path: "/mailbox".to_owned() });
    let view = MailboxView { frame, mails: mails.into_iter().map(mail).collect() };
    visit.page(StatusCode::OK, Keeping::Private, &view)
}

/// One caught mail.
pub async fn show(app: web::Data<App>, visit: Visit, id: Name) -> Result<HttpResponse, PageFault> {
    let mail = opened(&app, &id.0).await?;
    let path = format!("/mailbox/{}", id.0);
    let files = mail.attachments.iter().enumerate().map(|(number, file)| MailFile {
        name: file.name.clone(),
        bytes: file.bytes.len(),
        path: format!("{path}/attachments/{number}"),
    });
    let headers = mail.headers.into_iter().filter(|(name, _)| *name != "Subject");
    let view = CaughtMailView {
        frame: visit.frame("", LanguageSwitch::Links { path: path.clone() }),
        headers: headers.map(|(name, value)| (name.to_owned(), value)).collect(),
        text: pieces(&mail.text),
        html_path: mail.html.is_some().then(|| format!("{path}/html")),
        files: files.collect(),
        subject: mail.subject,
    };
    visit.page(StatusCode::OK, Keeping::Private, &view)
}

/// Its HTML part, which may do nothing but be looked at.
pub async fn html(app: web::Data<App>, id: Name) -> Result<HttpResponse, PageFault> {
    let html = opened(&app, &id.0).await?.html.ok_or(Failure::NotFound)?;
    Ok(framed_mail::answer(&html))
}

/// A file that it carries.
pub async fn attachment(app: web::Data<App>, names: TwoNames) -> Result<HttpResponse, PageFault> {
    let TwoNames(id, number) = names;
    let number: usize = number.parse().map_err(|_| Failure::NotFound)?;
    let mut files = opened(&app, &id).await?.attachments.into_iter();
    let file = files.nth(number).ok_or(Failure::NotFound)?;
    let name: String =
        file.name.chars().filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).collect();
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(file.bytes))
}

async fn opened(app: &App, id: &str) -> Result<OpenedMail, PageFault> {
    only_in_a_demonstration(app)?;
    Ok(read_caught_mail::one(app, None, id).await?)
}

fn only_in_a_demonstration(app: &App) -> Result<(), Failure> {
    if app.is_demo { Ok(()) } else { Err(Failure::NotFound) }
}

/// The demonstration takes place in Japan.
fn written(visit: &Visit, at: DateTime<Utc>) -> String {
    civil::short(visit.domain_language(), at, chrono_tz::Asia::Tokyo)
}
