//! A JSON value read exactly: an object where fields are wanted, a string where one of several words is.
//!
//! What `serde` derives would also take an array for an object, by the order of the fields, and an object
//! with one key for a word. Nobody means that: it is a body of another shape.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value};

/// A value that is still to be read.
pub struct Exact(pub Value);

impl IntoDeserializer<'_, Error> for Exact {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Exact {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(items) => {
                let mut items = SeqDeserializer::new(items.into_iter().map(Self));
                let read = visitor.visit_seq(&mut items)?;
                items.end().map(|()| read)
            }
            Value::Object(fields) => {
                let mut fields =
                    MapDeserializer::new(fields.into_iter().map(|(key, value)| (key, Self(value))));
                let read = visitor.visit_map(&mut fields)?;
                fields.end().map(|()| read)
            }
            plain => plain.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if self.0.is_array() {
            Err(Error::invalid_type(Unexpected::Seq, &visitor))
        } else {
            self.deserialize_any(visitor)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::String(word) => visitor.visit_enum(word.into_deserializer()),
            _ => Err(Error::invalid_type(Unexpected::Other("another type"), &"a string")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        One,
        Two,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Shape {
        word: Word,
        #[serde(default)]
        numbers: Vec<i64>,
        #[serde(default)]
        inner: Option<Box<Self>>,
        #[serde(default)]
        any: Value,
    }

    fn read(value: Value) -> Result<Shape, Error> {
        Shape::deserialize(Exact(value))
    }

    #[test]
    fn what_has_the_right_shape_is_read() {
        let any = json!({"a": [1, 2.5, null, "b"], "c": true});
        let read =
            read(json!({"word": "two", "numbers": [1, -2], "inner": {"word": "one"}, "any": any}))
                .unwrap();
        let inner = Shape { word: Word::One, numbers: vec![], inner: None, any: Value::Null };
        assert_eq!(
            read,
            Shape { word: Word::Two, numbers: vec![1, -2], inner: Some(Box::new(inner)), any }
        );
    }

    #[test]
    fn an_array_is_no_object_even_if_its_items_fit() {
        assert!(read(json!(["one", [], null, null])).is_err());
        assert!(read(json!({"word": "one", "inner": ["one"]})).is_err());
    }

    #[test]
    fn an_object_is_no_word() {
        assert!(read(json!({"word": {"one": null}})).is_err());
        assert!(read(json!({"word": ["one"]})).is_err());
        assert!(read(json!({"word": 1})).is_err());
    }

    #[test]
    fn null_is_nothing_only_where_there_may_be_nothing() {
        assert!(read(json!({"word": "one", "inner": null})).is_ok());
        assert!(read(json!({"word": null})).is_err());
        assert!(read(json!({"word": "one", "numbers": null})).is_err());
    }
}
