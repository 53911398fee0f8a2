//! Addresses of console pages, with what is filtered for.

use url::form_urlencoded;

use super::posted::Fields;
use super::visit::Visit;

/// The parameters of this request's address.
pub fn parameters(visit: &Visit) -> Fields {
    let query = visit.request().query_string();
    Fields::new(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
}

/// The path with those parameters that have a value.
pub fn with_query(path: &str, parameters: &[(&str, &str)]) -> String {
    let given = parameters.iter().filter(|(_, value)| !value.is_empty());
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_without_a_value_are_left_out() {
        assert_eq!(with_query("/console", &[("state", ""), ("q", "")]), "/console");
        assert_eq!(
            with_query("/a", &[("state", "confirmed"), ("q", "山 田&x=1")]),
            "/a?state=confirmed&q=%E5%B1%B1+%E7%94%B0%26x%3D1"
        );
    }
}
