//! A postal address as an answer.

use serde_json::{Map, Value};

use super::answer::AnswerFault;
use crate::domain::values::line::Line;
use crate::domain::values::postal_code::PostalCode;
use crate::domain::values::text::TextFault;

/// A part of a postal address: its name in JSON, and characters at most. The last may be left out.
pub const ADDRESS_PARTS: [(&str, usize); 5] =
    [("postal_code", 20), ("prefecture", 20), ("city", 60), ("street", 100), ("building", 100)];

/// The address in its stored form; `None` where every part is empty.
///
/// # Errors
/// The first broken rule of each part, with the part.
pub fn parse_address(value: &Value) -> Result<Option<Value>, Vec<AnswerFault>> {
    let Value::Object(given) = value else { return Err(vec![AnswerFault::new("wrong_type")]) };
    let is_part = |key: &str| ADDRESS_PARTS.iter().any(|(part, _)| *part == key);
    if !given.keys().all(|key| is_part(key)) {
        return Err(vec![AnswerFault::new("unknown_field")]);
    }
    let typed = |part: &str| match given.get(part) {
        None | Some(Value::Null) => Ok(""),
        Some(Value::String(text)) => Ok(text.trim()),
        Some(_) => Err("wrong_type"),
    };
    if ADDRESS_PARTS.iter().all(|(part, _)| typed(part) == Ok("")) {
        return Ok(None);
    }
    let mut address = Map::new();
    let mut faults = Vec::new();
    for (part, max) in ADDRESS_PARTS {
        match typed(part).and_then(|text| parse_part(part, text, max)) {
            Ok(Some(text)) => {
                address.insert(part.to_owned(), text.into());
            }
            Ok(None) => {}
            Err(code) => faults.push(AnswerFault { part: Some(part), ..AnswerFault::new(code) }),
        }
    }
    if faults.is_empty() { Ok(Some(address.into())) } else { Err(faults) }
}

fn parse_part(part: &str, text: &str, max: usize) -> Result<Option<String>, &'static str> {
    match (part, text) {
        ("building", "") => Ok(None),
        (_, "") => Err("required"),
        ("postal_code", text) => {
            PostalCode::parse(text).map(|code| Some(code.grouped())).map_err(Into::into)
        }
        (_, text) => Line::parse(text, max)
            .map(|line| Some(line.as_str().to_owned()))
            .map_err(TextFault::code),
    }
}

/// An address on one line, as on an envelope.
pub fn address_line(address: &Map<String, Value>) -> String {
    let part = |name: &str| address.get(name).and_then(Value::as_str).unwrap_or_default();
    let place = ["prefecture", "city", "street"].map(part).concat();
    let line = format!("〒{} {place} {}", part("postal_code"), part("building"));
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_is_stored_in_one_form() {
        let given = json!({
            "postal_code": "〒７５９ー５５１１", "prefecture": " 山口県", "city": "下関市",
            "street": "豊北町大字滝部３１４０－１", "building": ""
        });
        let stored = parse_address(&given).unwrap().unwrap();
        assert_eq!(
            stored,
            json!({
                "postal_code": "759-5511", "prefecture": "山口県", "city": "下関市",
                "street": "豊北町大字滝部３１４０－１"
            })
        );
        let Value::Object(parts) = &stored else { panic!("{stored}") };
        assert_eq!(address_line(parts), "〒759-5511 山口県下関市豊北町大字滝部３１４０－１");
        assert_eq!(parse_address(&stored), Ok(Some(stored.clone())));
    }

    #[test]
    fn an_address_of_empty_parts_is_none() {
        assert_eq!(parse_address(&json!({})), Ok(None));
        assert_eq!(parse_address(&json!({"city": "　", "building": null})), Ok(None));
    }

    #[test]
    fn each_part_that_is_missing_or_wrong_is_named() {
        let faults =
            parse_address(&json!({"postal_code": "12", "city": "萩市", "street": "\u{0}"}));
        let named: Vec<_> =
            faults.unwrap_err().iter().map(|fault| (fault.part.unwrap(), fault.code)).collect();
        assert_eq!(
            named,
            [
                ("postal_code", "invalid_postal_code"),
                ("prefecture", "required"),
                ("street", "control_character")
            ]
        );
        assert_eq!(parse_address(&json!("萩市")).unwrap_err()[0].code, "wrong_type");
        assert_eq!(parse_address(&json!({"land": "x"})).unwrap_err()[0].code, "unknown_field");
    }
}
