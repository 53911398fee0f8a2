//! What a form of the console sends: names with their values, in their order.

use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest, web};

/// Bytes of a form: a table pasted from a spreadsheet is long.
pub const FORM_BYTES: usize = 2 * 1024 * 1024;

/// A form as it came in; whether it is one of ours, [`super::visit::Visit::admitted`] says.
pub struct Posted(Option<Fields>);

/// The names and values of a form of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl FromRequest for Posted {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let form = web::Form::<Vec<(String, String)>>::from_request(request, payload);
        Box::pin(async move { Ok(Self(form.await.ok().map(|form| Fields(form.into_inner())))) })
    }
}

impl Posted {
    /// The fields, where it was a form at all.
    pub(super) fn into_fields(self) -> Option<Fields> {
        self.0
    }
}

impl Fields {
    /// Fields as a form would send them.
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The first value of this name without spaces around it; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).map_or("", str::trim)
    }

    /// The first value of this name where it is not empty.
    pub fn given(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// The first value of this name as it was sent.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of this name, in their order.
    pub fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// Whether a box is ticked, or a button of this name was pressed.
    pub fn has(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }

    /// All of it, in its order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_their_name() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let fields = Fields::new(vec![pair("a", " 1 "), pair("b", ""), pair("a", "2")]);
        assert_eq!((fields.text("a"), fields.text("none")), ("1", ""));
        assert_eq!(fields.texts("a").collect::<Vec<_>>(), ["1", "2"]);
        assert!(fields.has("b") && fields.given("b").is_none() && !fields.has("none"));
    }
}
