//! CBOR as authenticators write it (CTAP2 canonical form, RFC 8949): definite lengths, integers, bytes, texts, lists, maps.

/// Lists and maps in one another at most.
const DEPTH_MAX: u8 = 8;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Integer(i64),
    Bytes(Vec<u8>),
    Text(String),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
    /// true, false, null: nothing here asks which.
    Simple,
}

impl Value {
    pub fn bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    pub fn integer(&self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(*number) } else { None }
    }

    /// What a map has under this text.
    pub fn text_key(&self, key: &str) -> Option<&Self> {
        self.value(|known| matches!(known, Self::Text(text) if text == key))
    }

    /// What a map has under this number.
    pub fn integer_key(&self, key: i64) -> Option<&Self> {
        self.value(|known| known.integer() == Some(key))
    }

    fn value(&self, is_it: impl Fn(&Self) -> bool) -> Option<&Self> {
        let Self::Map(pairs) = self else { return None };
        pairs.iter().find(|(key, _)| is_it(key)).map(|(_, value)| value)
    }
}

/// The one value that these bytes are.
pub fn read(bytes: &[u8]) -> Option<Value> {
    let (value, rest) = read_first(bytes)?;
    rest.is_empty().then_some(value)
}

/// The first value of these bytes, with what is behind it.
pub fn read_first(bytes: &[u8]) -> Option<(Value, &[u8])> {
    let mut reader = Reader { rest: bytes };
    let value = reader.value(0)?;
    Some((value, reader.rest))
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn value(&mut self, depth: u8) -> Option<Value> {
        if depth > DEPTH_MAX {
            return None;
        }
        let first = *self.take(1)?.first()?;
        let argument = self.argument(first & 0x1f)?;
        let length = usize::try_from(argument).ok();
        match first >> 5 {
            0 => Some(Value::Integer(i64::try_from(argument).ok()?)),
            1 => Some(Value::Integer(-1 - i64::try_from(argument).ok()?)),
            2 => Some(Value::Bytes(self.take(length?)?.to_vec())),
            3 => Some(Value::Text(std::str::from_utf8(self.take(length?)?).ok()?.to_owned())),
            4 => self.several(length?, |reader| reader.value(depth + 1)).map(Value::List),
            5 => self
                .several(length?, |reader| {
                    Some((reader.value(depth + 1)?, reader.value(depth + 1)?))
                })
                .map(Value::Map),
            7 if first & 0x1f < 24 => Some(Value::Simple),
            _ => None,
        }
    }

    fn several<T>(
        &mut self,
        count: usize,
        mut one: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        // Each takes a byte at least: a count that is longer than the rest is a lie.
        if count > self.rest.len() {
            return None;
        }
        (0..count).map(|_| one(self)).collect()
    }

    fn argument(&mut self, short: u8) -> Option<u64> {
        let octets = match short {
            0..=23 => return Some(u64::from(short)),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return None,
        };
        Some(self.take(octets)?.iter().fold(0, |number, octet| number << 8 | u64::from(*octet)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_8949_are_read() {
        let of = |hex: &str| {
            let bytes: Vec<u8> = (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                .collect();
            read(&bytes)
        };
        assert_eq!(of("1903e8"), Some(Value::Integer(1_000)));
        assert_eq!(of("3903e7"), Some(Value::Integer(-1_000)));
        assert_eq!(of("4401020304"), Some(Value::Bytes(vec![1, 2, 3, 4])));
        assert_eq!(
            of("62c3bc").and_then(|value| if let Value::Text(text) = value {
                Some(text)
            } else {
                None
            }),
            Some("ü".to_owned())
        );
        let map = of("a26161016162820203").unwrap();
        assert_eq!(map.text_key("a").and_then(Value::integer), Some(1));
        assert_eq!(
            map.text_key("b"),
            Some(&Value::List(vec![Value::Integer(2), Value::Integer(3)]))
        );
        assert_eq!(of("f5"), Some(Value::Simple));
    }

    #[test]
    fn what_is_cut_off_or_lies_or_goes_too_deep_is_not_read() {
        for wrong in [
            &[][..],
            &[0x19, 3],
            &[0x44, 1],
            &[0x9b, 255, 255, 255, 255, 255, 255, 255, 255],
            &[0x5f, 0xff],
            &[0, 0],
            &[0xfb, 0, 0, 0, 0, 0, 0, 0, 0],
        ] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
        assert_eq!(read(&[0x81; 300]), None);
    }
}
