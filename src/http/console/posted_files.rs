//! What a form of the console sends that asks for files.

use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest};

use super::fault::ConsoleFault;
use super::posted::Fields;
use super::visit::Visit;
use crate::http::site::sent_files::{ChosenFile, SentFiles};

/// A form that has come in with its files; whether it is one of ours, [`PostedFiles::admitted`] says.
pub struct PostedFiles(Option<SentFiles>);

impl FromRequest for PostedFiles {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let sent = SentFiles::from_request(request, payload);
        Box::pin(async move { Ok(Self(sent.await.ok())) })
    }
}

impl PostedFiles {
    /// The fields, and the files that were chosen.
    ///
    /// # Errors
    /// As [`Visit::admitted`]; a form with files is not kept.
    pub fn admitted(self, visit: &Visit) -> Result<(Fields, Vec<ChosenFile>), ConsoleFault> {
        let sent = self.0.ok_or(ConsoleFault::StaleForm)?;
        let pairs = sent.form.pairs().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let fields = Fields::new(pairs.collect());
        if sent.files.is_empty() {
            return visit.admitted_fields(fields).map(|fields| (fields, sent.files));
        }
        visit.must_be_by_form(fields.text("csrf"))?;
        Ok((fields, sent.files))
    }
}
