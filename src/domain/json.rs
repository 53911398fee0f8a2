//! Reading a draft out of JSON: what does not fit is named by its field, never repeated.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use super::exact_json::Exact;
use super::fault::FieldFault;

/// Characters of a key that somebody typed which an answer shows at most.
const KEY_MAX: usize = 40;

/// A draft out of a JSON value.
///
/// # Errors
/// The first field that is missing, unknown or of another type, with its pointer.
pub fn read<T: DeserializeOwned>(value: Value) -> Result<T, FieldFault> {
    serde_path_to_error::deserialize(Exact(value)).map_err(|error| {
        let pointer = path_pointer(error.path());
        let (pointer, code) = understand(pointer, &error.inner().to_string());
        FieldFault { pointer, code, limit: None }
    })
}

/// `serde` tells the kinds of error apart by their text only; it begins the same way for each kind.
fn understand(pointer: String, message: &str) -> (String, &'static str) {
    if message.starts_with("unknown field") {
        return (pointer, "unknown_field");
    }
    if message.starts_with("unknown variant") {
        return (pointer, "unknown_choice");
    }
    if message.starts_with("unknown language") {
        return (pointer, "unknown_language");
    }
    match message.strip_prefix("missing field `") {
        Some(rest) => {
            (format!("{pointer}/{}", rest.split('`').next().unwrap_or_default()), "required")
        }
        None => (pointer, "wrong_type"),
    }
}

fn path_pointer(path: &Path) -> String {
    let parts = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    let parts: Vec<String> = parts.collect();
    pointer_of(parts.iter().map(String::as_str))
}

/// A pointer (RFC 6901) to where these keys and indices lead.
pub fn pointer_of<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    parts.fold(String::new(), |pointer, part| pointer + "/" + &pointer_part(part))
}

/// A key as part of a pointer (RFC 6901, section 3), without control characters and cut to a length fit
/// for an answer.
pub fn pointer_part(key: &str) -> String {
    key.chars()
        .filter(|c| !c.is_control())
        .take(KEY_MAX)
        .collect::<String>()
        .replace('~', "~0")
        .replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::application::ApplicationDraft;
    use crate::domain::draft::EventDraft;

    fn application(value: Value) -> (String, &'static str) {
        read::<ApplicationDraft>(value)
            .map(|_| ())
            .map_err(|fault| (fault.pointer, fault.code))
            .unwrap_err()
    }

    fn event(value: Value) -> (String, &'static str) {
        read::<EventDraft>(value)
            .map(|_| ())
            .map_err(|fault| (fault.pointer, fault.code))
            .unwrap_err()
    }

    #[test]
    fn an_unknown_field_is_named_wherever_it_is() {
        assert_eq!(
            application(json!({"applicant": {"name": "a", "ag/e~": 3}})),
            ("/applicant/ag~1e~0".into(), "unknown_field")
        );
        assert_eq!(
            application(
                json!({"applicant": {"name": "a"}, "attendees": [{"name": "a"}, {"name": "b", "x": 1}]})
            ),
            ("/attendees/1/x".into(), "unknown_field")
        );
    }

    #[test]
    fn a_missing_field_is_named_though_it_is_not_there() {
        assert_eq!(application(json!({})), ("/applicant".into(), "required"));
        assert_eq!(application(json!({"applicant": {}})), ("/applicant/name".into(), "required"));
        assert_eq!(
            event(
                json!({"title": "a", "sessions": [{"capacity": 1, "meetings": [{"starts_at": "x"}]}]})
            ),
            ("/sessions/0/meetings/0/ends_at".into(), "required")
        );
    }

    #[test]
    fn fractions_exponents_and_huge_numbers_are_no_whole_numbers() {
        for number in
            ["1.5", "1e3", "1.0", "99999999999999999999", "-1e300", "\"3\"", "true", "[]", "{}"]
        {
            let value: Value = serde_json::from_str(&format!(
                r#"{{"applicant": {{"name": "a"}}, "seats": {number}}}"#
            ))
            .unwrap();
            assert_eq!(application(value), ("/seats".into(), "wrong_type"), "{number}");
        }
    }

    #[test]
    fn another_word_than_those_there_are_is_an_unknown_choice() {
        assert_eq!(
            event(json!({"title": "a", "capacity_unit": "dog"})),
            ("/capacity_unit".into(), "unknown_choice")
        );
        assert_eq!(event(json!({"title": {"fr": "a"}})).1, "unknown_language");
    }

    #[test]
    fn a_body_that_is_no_object_is_of_the_wrong_type() {
        for value in [
            json!(null),
            json!([]),
            json!([["山田", null, "taro@example.jp"], null, []]),
            json!("a"),
            json!(3),
        ] {
            assert_eq!(application(value), (String::new(), "wrong_type"));
        }
    }

    #[test]
    fn a_long_key_is_cut() {
        let key = "x".repeat(10_000);
        assert_eq!(application(json!({key: 1})).0.len(), 1 + KEY_MAX);
    }
}
