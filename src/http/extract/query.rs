//! The parameters after the question mark: each at most once, and none that means nothing here.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use url::form_urlencoded;

use crate::domain::fault::Faults;
use crate::domain::json::pointer_part;
use crate::http::error::HttpError;
use crate::usecases::Failure;

/// Parameters of one request at most.
const PARAMETERS_MAX: usize = 50;

/// Parameters that are taken one by one; [`Query::finish`] refuses what nobody took.
pub struct Query {
    given: Vec<(String, String)>,
    faults: Faults,
}

impl FromRequest for Query {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::parse(request.query_string())))
    }
}

impl Query {
    fn parse(text: &str) -> Self {
        let parsed = form_urlencoded::parse(text.as_bytes()).into_owned();
        let given: Vec<(String, String)> = parsed.take(PARAMETERS_MAX).collect();
        let mut faults = Faults::default();
        for (i, (name, value)) in given.iter().enumerate() {
            if given[..i].iter().any(|(earlier, _)| earlier == name) {
                faults.add(pointer(name), "duplicate");
            } else if value.chars().any(char::is_control) {
                faults.add(pointer(name), "control_character");
            }
        }
        Self { given, faults }
    }

    /// The parameter as text.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let place = self.given.iter().position(|(given, _)| given == name)?;
        let (_, value) = self.given.swap_remove(place);
        self.given.retain(|(given, _)| given != name);
        Some(value)
    }

    /// The parameter as a whole number.
    pub fn number(&mut self, name: &str) -> Option<i64> {
        let text = self.text(name)?;
        text.parse().map_err(|_| self.faults.add(pointer(name), "not_a_number")).ok()
    }

    /// The parameter as `true` or `false`.
    pub fn truth(&mut self, name: &str) -> Option<bool> {
        let text = self.text(name)?;
        text.parse().map_err(|_| self.faults.add(pointer(name), "unknown_choice")).ok()
    }

    /// The parameter as something that `parse` knows.
    pub fn choice<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name)?;
        let known = parse(&text);
        // A control character is told of already.
        if known.is_none() && !text.chars().any(char::is_control) {
            self.faults.add(pointer(name), "unknown_choice");
        }
        known
    }

    /// Call it once all parameters have been taken.
    ///
    /// # Errors
    /// Every parameter that is wrong, occurs twice or means nothing here.
    pub fn finish(mut self) -> Result<(), Failure> {
        for (name, _) in &self.given {
            self.faults.add(pointer(name), "unknown_parameter");
        }
        self.faults.into_result(Some(())).map_err(Failure::Invalid)
    }
}

fn pointer(name: &str) -> String {
    format!("/{}", pointer_part(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(text: &str) -> Vec<(String, &'static str)> {
        let mut query = Query::parse(text);
        query.text("q");
        query.number("limit");
        query.truth("mine");
        match query.finish() {
            Err(Failure::Invalid(faults)) => {
                faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn parameters_are_read_by_their_kind() {
        let mut query = Query::parse("q=%E5%B1%B1+%E7%94%B0&limit=5&mine=true");
        assert_eq!(query.text("q").as_deref(), Some("山 田"));
        assert_eq!(
            (query.number("limit"), query.truth("mine"), query.text("cursor")),
            (Some(5), Some(true), None)
        );
        assert!(query.finish().is_ok());
        assert!(faults_of("").is_empty());
    }

    #[test]
    fn a_wrong_parameter_is_named() {
        assert_eq!(faults_of("limit=1.5"), [("/limit".to_owned(), "not_a_number")]);
        assert_eq!(faults_of("limit="), [("/limit".to_owned(), "not_a_number")]);
        assert_eq!(faults_of("mine=yes"), [("/mine".to_owned(), "unknown_choice")]);
        assert_eq!(faults_of("q=a%00b"), [("/q".to_owned(), "control_character")]);
        assert_eq!(faults_of("stat=confirmed"), [("/stat".to_owned(), "unknown_parameter")]);
        assert_eq!(faults_of("q=a&q=b"), [("/q".to_owned(), "duplicate")]);
    }

    #[test]
    fn bytes_that_are_no_text_do_no_harm() {
        assert!(faults_of("q=%FF%zz%").is_empty());
        assert_eq!(faults_of("%FF/~=1").len(), 1);
    }
}
