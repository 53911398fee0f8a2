//! JSON read strictly: no key twice, no endless depth, nothing after the end.
//!
//! Programs disagree about which of two equal keys counts, so that one could show what another does not
//! store. Here such a body is refused.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::domain::json::pointer_of;

/// Arrays and objects inside each other; no body of this service needs half of it.
pub const DEPTH_MAX: usize = 32;

/// Why bytes are not JSON that is read here. Never holds what was sent, except the names of keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonFault {
    #[error("the body is empty")]
    Empty,
    #[error("the body is not UTF-8")]
    NotUtf8,
    #[error("the body ends in the middle")]
    CutOff,
    #[error("the body is not JSON: line {line}, column {column}")]
    Syntax { line: usize, column: usize },
    #[error("a key occurs twice at {pointer}")]
    DuplicateKey { pointer: String },
    #[error("the body is nested too deeply at {pointer}")]
    TooDeep { pointer: String },
    #[error("a number is too large at {pointer}")]
    NumberTooLarge { pointer: String },
}

/// The value that the bytes spell.
///
/// # Errors
/// The first fault.
pub fn parse(bytes: &[u8]) -> Result<Value, JsonFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| JsonFault::NotUtf8)?;
    if text.trim().is_empty() {
        return Err(JsonFault::Empty);
    }
    let place = Place::default();
    let mut json = serde_json::Deserializer::from_str(text);
    let parsed = Strict { place: &place, depth: 0 }.deserialize(&mut json);
    parsed.and_then(|value| json.end().map(|()| value)).map_err(|error| place.fault(&error))
}

/// Where the reader is, and what it met there.
#[derive(Default)]
struct Place {
    parts: RefCell<Vec<String>>,
    met: RefCell<Option<Met>>,
}

/// A fault that `serde_json` knows nothing of.
#[derive(Clone, Copy)]
enum Met {
    DuplicateKey,
    TooDeep,
}

impl Place {
    fn enter(&self, part: String) {
        self.parts.borrow_mut().push(part);
    }

    fn leave(&self) {
        self.parts.borrow_mut().pop();
    }

    fn pointer(&self) -> String {
        pointer_of(self.parts.borrow().iter().map(String::as_str))
    }

    fn fault(&self, error: &serde_json::Error) -> JsonFault {
        let pointer = self.pointer();
        match *self.met.borrow() {
            Some(Met::DuplicateKey) => JsonFault::DuplicateKey { pointer },
            Some(Met::TooDeep) => JsonFault::TooDeep { pointer },
            None if error.is_eof() => JsonFault::CutOff,
            None if error.to_string().starts_with("number out of range") => {
                JsonFault::NumberTooLarge { pointer }
            }
            None => JsonFault::Syntax { line: error.line(), column: error.column() },
        }
    }

    fn meet<E: serde::de::Error>(&self, met: Met) -> E {
        *self.met.borrow_mut() = Some(met);
        E::custom("refused")
    }
}

#[derive(Clone, Copy)]
struct Strict<'a> {
    place: &'a Place,
    depth: usize,
}

impl Strict<'_> {
    /// For what is inside an array or object.
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == DEPTH_MAX {
            return Err(self.place.meet(Met::TooDeep));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut values = Vec::new();
        loop {
            self.place.enter(values.len().to_string());
            let Some(value) = items.next_element_seed(inside)? else { break };
            self.place.leave();
            values.push(value);
        }
        self.place.leave();
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            self.place.enter(key.clone());
            if object.contains_key(&key) {
                return Err(self.place.meet(Met::DuplicateKey));
            }
            let value = entries.next_value_seed(inside)?;
            self.place.leave();
            object.insert(key, value);
        }
        Ok(object.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fault(bytes: impl AsRef<[u8]>) -> JsonFault {
        parse(bytes.as_ref()).unwrap_err()
    }

    fn nested(depth: usize) -> String {
        format!("{}{}", "[".repeat(depth), "]".repeat(depth))
    }

    #[test]
    fn ordinary_json_is_read_as_it_stands() {
        let text = r#" {"名":"山田\u0000 𠮷","n":[1,-2,1.5,1e3,true,null,{}],"":""} "#;
        assert_eq!(parse(text.as_bytes()).unwrap(), serde_json::from_str::<Value>(text).unwrap());
        assert_eq!(parse(b"3"), Ok(json!(3)));
    }

    #[test]
    fn a_key_that_occurs_twice_is_refused_at_any_depth() {
        assert_eq!(fault(r#"{"a":1,"a":1}"#), JsonFault::DuplicateKey { pointer: "/a".into() });
        assert_eq!(
            fault(r#"{"x":[0,{"b/c":{"d":1,"d":2}}]}"#),
            JsonFault::DuplicateKey { pointer: "/x/1/b~1c/d".into() }
        );
        assert_eq!(
            fault(r#"{"a":1,"\u0061":2}"#),
            JsonFault::DuplicateKey { pointer: "/a".into() }
        );
    }

    #[test]
    fn depth_ends_at_the_limit() {
        assert!(parse(nested(DEPTH_MAX).as_bytes()).is_ok());
        assert!(matches!(fault(nested(DEPTH_MAX + 1)), JsonFault::TooDeep { .. }));
        assert!(matches!(fault("[".repeat(200_000)), JsonFault::TooDeep { .. }));
        assert!(matches!(fault(r#"{"a":"#.repeat(40_000)), JsonFault::TooDeep { .. }));
    }

    #[test]
    fn a_body_that_ends_in_the_middle_is_told_from_a_wrong_one() {
        for cut in [r#"{"a""#, r#"{"a":"#, "[1,", r#"{"a":"b"#, "tru", "{"] {
            assert_eq!(fault(cut), JsonFault::CutOff, "{cut}");
        }
        for wrong in [
            "{]",
            "nope",
            "{'a':1}",
            r#"{"a":1,}"#,
            "[1] 2",
            "01",
            "\u{FEFF}{}",
            "NaN",
            "\"\n\"",
            "\"\0\"",
        ] {
            assert!(matches!(fault(wrong), JsonFault::Syntax { .. }), "{wrong}");
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_no_text() {
        assert!(matches!(fault(r#"{"a":"\ud800"}"#), JsonFault::Syntax { .. }));
        assert!(matches!(fault(r#"{"a":"\ud800\u0041"}"#), JsonFault::Syntax { .. }));
        assert!(matches!(fault(r#"{"a":"\udc00"}"#), JsonFault::Syntax { .. }));
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_refused() {
        for bytes in
            [&b"\"\xff\""[..], b"{\"a\":\"\xe3\x81\"}", b"\xff\xfe{\0}\0", b"\"\xed\xa0\x80\""]
        {
            assert_eq!(fault(bytes), JsonFault::NotUtf8);
        }
    }

    #[test]
    fn nothing_is_an_empty_body() {
        for nothing in ["", " ", "\r\n\t"] {
            assert_eq!(fault(nothing), JsonFault::Empty);
        }
    }

    #[test]
    fn a_number_beyond_all_floating_points_is_named_by_its_field() {
        assert_eq!(
            fault(r#"{"seats":1e400}"#),
            JsonFault::NumberTooLarge { pointer: "/seats".into() }
        );
        assert!(parse(b"[99999999999999999999999999]").is_ok());
    }

    #[test]
    fn a_fault_repeats_no_value() {
        let fault = fault(r#"{"password":"secret","password":"secret2"}"#);
        assert!(!fault.to_string().contains("secret"));
    }
}
