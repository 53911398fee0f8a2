//! A form of the console with a picture in it.

use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest};

use crate::http::console::fault::ConsoleFault;
use crate::http::console::posted::Fields;
use crate::http::console::visit::Visit;
use crate::http::site::sent_files::SentFiles;
use crate::http::spool::{Spool, room};

/// A form that has come in with its files; whether it is one of ours, [`WithPicture::admitted`] says.
pub struct WithPicture(Option<SentFiles>);

impl FromRequest for WithPicture {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let sent = SentFiles::from_request(request, payload);
        Box::pin(async move { Ok(Self(sent.await.ok())) })
    }
}

impl WithPicture {
    /// The fields, and the picture if one was chosen.
    ///
    /// # Errors
    /// [`ConsoleFault::StaleForm`] unless it came from a page of this console session.
    pub async fn admitted(self, visit: &Visit) -> Result<(Fields, Option<Vec<u8>>), ConsoleFault> {
        let sent = self.0.ok_or(ConsoleFault::StaleForm)?;
        let pairs = sent.form.pairs().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let fields = Fields::new(pairs.collect());
        visit.must_be_by_form(fields.text("csrf"))?;
        let chosen = sent.files.into_iter().next().map(|file| file.content);
        let picture = match chosen {
            Some(spool) => Some(content(spool).await?),
            None => None,
        };
        Ok((fields, picture))
    }
}

/// What is too large for a file is too large for a picture as well: it comes as nothing, which is none.
async fn content(spool: Spool) -> Result<Vec<u8>, ConsoleFault> {
    let _place = room().await;
    Ok(spool.content().await?)
}
