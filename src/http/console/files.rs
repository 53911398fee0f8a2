//! A file that came with a registration, through the cookie of the console.

use actix_web::HttpResponse;

use super::open_visit::Page;
use super::visit::Visit;
use crate::http::api::uploads::attachment;
use crate::usecases::read_file;

/// Where the file is that was answered under this key.
pub fn path_of(registration: &str, key: &str) -> String {
    format!("/console/registrations/{registration}/files/{key}")
}

pub async fn download(visit: Visit) -> HttpResponse {
    let outcome = file(&visit).await;
    visit.answer(outcome)
}

async fn file(visit: &Visit) -> Page {
    let (registration, key) = (visit.part("registration")?, visit.part("key")?);
    let file = read_file::of_registration(&visit.app, visit.principal(), registration, key).await?;
    Ok(attachment(file))
}
