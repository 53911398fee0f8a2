//! The mails that were caught because no mail server is configured, each organization's for its staff.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::open_visit::Page;
use super::visit::Visit;
use crate::export;
use crate::http::framed_mail;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::mailbox::{
    Attachment, CaughtMail, MailboxMessageView, MailboxView,
};
use crate::usecases::read_caught_mail::{self, OpenedMail, Reader};
use crate::usecases::{Failure, Permission};

const PATH: &str = "/console/mailbox";

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = list(&visit).await;
    visit.answer(outcome)
}

/// Where mail is sent, there is no mailbox; and its mails hold the applicants' own links.
fn must_be_open(visit: &Visit) -> Result<(), Failure> {
    visit.principal().must(Permission::ReadOutbox)?;
    if visit.mail_is_caught() { Ok(()) } else { Err(Failure::NotFound) }
}

fn reader(visit: &Visit) -> Reader {
    let organization = visit.principal().organization;
    Reader { organization, email: visit.signed_in().email.clone() }
}

async fn list(visit: &Visit) -> Page {
    must_be_open(visit)?;
    let mails = read_caught_mail::list(&visit.app, Some(reader(visit))).await?;
    let line = |mail: read_caught_mail::CaughtMail| CaughtMail {
        path: format!("{PATH}/{}", mail.id),
        subject: mail.subject,
        recipient: mail.recipient,
        caught_at: visit.short_time(mail.caught_at, visit.zone()),
    };
    let mails = mails.into_iter().map(line).collect();
    visit.page(200, &MailboxView { frame: visit.frame(Section::Mailbox), mails, next_path: None })
}

/// The mail that the address names.
async fn opened(visit: &Visit) -> Result<(String, OpenedMail), Failure> {
    must_be_open(visit)?;
    let id = visit.part("id")?;
    let mail = read_caught_mail::one(&visit.app, Some(reader(visit)), id).await?;
    Ok((format!("{PATH}/{id}"), mail))
}

pub async fn show_one(visit: Visit) -> HttpResponse {
    let outcome = message(&visit).await;
    visit.answer(outcome)
}

async fn message(visit: &Visit) -> Page {
    let (path, mail) = opened(visit).await?;
    let attachment = |(number, file): (usize, read_caught_mail::Attachment)| Attachment {
        name: file.name,
        size: size(file.bytes.len()),
        path: format!("{path}/attachments/{number}"),
    };
    let view = MailboxMessageView {
        frame: visit.frame(Section::Mailbox),
        subject: mail.subject,
        headers: mail
            .headers
            .into_iter()
            .filter(|(name, _)| *name != "Subject")
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        text: mail.text,
        html_path: mail.html.map(|_| format!("{path}/html")),
        attachments: mail.attachments.into_iter().enumerate().map(attachment).collect(),
    };
    visit.page(200, &view)
}

pub async fn show_html(visit: Visit) -> HttpResponse {
    let outcome = html(&visit).await;
    visit.answer(outcome)
}

async fn html(visit: &Visit) -> Page {
    let html = opened(visit).await?.1.html.ok_or(Failure::NotFound)?;
    Ok(framed_mail::answer(&html))
}

pub async fn download(visit: Visit) -> HttpResponse {
    let outcome = attachment(&visit).await;
    visit.answer(outcome)
}

/// Always as a file: whatever a mail carries, no browser opens it as a page of ours.
async fn attachment(visit: &Visit) -> Page {
    let number: usize = visit.part("number")?.parse().map_err(|_| Failure::NotFound)?;
    let file =
        opened(visit).await?.1.attachments.into_iter().nth(number).ok_or(Failure::NotFound)?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, file.media_type));
    response.insert_header((CONTENT_DISPOSITION, export::content_disposition(&file.name)));
    Ok(response.body(file.bytes))
}

fn size(bytes: usize) -> String {
    match bytes {
        ..1024 => format!("{bytes} B"),
        _ => format!("{}.{} KB", bytes / 1024, bytes % 1024 * 10 / 1024),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        assert_eq!(
            [size(0), size(1023), size(1024), size(2_500)],
            ["0 B", "1023 B", "1.0 KB", "2.4 KB"]
        );
    }
}
