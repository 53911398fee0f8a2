//! Headers and body in the form in which a DKIM signature sees them: relaxed (RFC 6376, 3.4.2 and 3.4.4).

/// A header field: its name, and its value without folding.
pub(super) struct Field<'a> {
    pub name: &'a str,
    value: String,
}

/// The fields of a header block, in their order.
pub(super) fn fields(headers: &str) -> Vec<Field<'_>> {
    let mut fields: Vec<Field<'_>> = Vec::new();
    for line in headers.split("\r\n") {
        if line.starts_with([' ', '\t']) {
            if let Some(field) = fields.last_mut() {
                field.value.push_str(line);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push(Field { name, value: value.to_owned() });
        }
    }
    fields
}

impl Field<'_> {
    /// As it is signed, without its line end.
    pub fn relaxed(&self) -> String {
        relaxed_field(self.name, &self.value)
    }
}

/// A field as it is signed, without its line end; `value` is not folded.
pub(super) fn relaxed_field(name: &str, value: &str) -> String {
    let mut words = value.split([' ', '\t']).filter(|word| !word.is_empty());
    let mut relaxed =
        format!("{}:{}", name.trim_end().to_ascii_lowercase(), words.next().unwrap_or(""));
    for word in words {
        relaxed.push(' ');
        relaxed.push_str(word);
    }
    relaxed
}

/// A body as it is signed: spaces in a row are one, those at the end of a line and empty lines at the end
/// of the body are none.
pub(super) fn relaxed_body(body: &str) -> String {
    let mut relaxed = String::with_capacity(body.len());
    let mut full = 0;
    for line in body.split("\r\n") {
        let mut spaces = false;
        for c in line.chars() {
            if matches!(c, ' ' | '\t') {
                spaces = true;
                continue;
            }
            if spaces {
                relaxed.push(' ');
            }
            spaces = false;
            relaxed.push(c);
        }
        let is_empty = relaxed.ends_with("\r\n") || relaxed.is_empty();
        relaxed.push_str("\r\n");
        if !is_empty {
            full = relaxed.len();
        }
    }
    relaxed.truncate(full);
    relaxed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_is_canonical_as_it_says() {
        // RFC 6376, 3.4.5.
        let fields = fields("A: X\r\nB : Y\t\r\n\tZ  ");
        let relaxed: Vec<String> = fields.iter().map(Field::relaxed).collect();
        assert_eq!(relaxed, ["a:X", "b:Y Z"]);
        assert_eq!(relaxed_body(" C \r\nD \t E\r\n\r\n\r\n"), " C\r\nD E\r\n");
    }

    #[test]
    fn a_body_ends_with_one_line_end_or_is_nothing() {
        for (body, relaxed) in [
            ("", ""),
            ("\r\n\r\n", ""),
            (" \t\r\n", ""),
            ("a", "a\r\n"),
            ("a\r\n \r\nb", "a\r\n\r\nb\r\n"),
        ] {
            assert_eq!(relaxed_body(body), relaxed, "{body:?}");
        }
    }
}
