//! From the rules that were broken to the fields at which they are told.

use crate::domain::fault::FieldFault;
use crate::http::pages::console::afterwards::entry::{Entry, EntryKind, error_key};
use crate::http::pages::texts::Texts;

/// A field, with what is wrong at its pointer.
pub fn entry(
    texts: Texts,
    name: &'static str,
    words: (&'static str, &'static str),
    kind: EntryKind,
    required: bool,
    value: &str,
    faults: (&[FieldFault], &str),
) -> Entry {
    let (all, pointer) = faults;
    let error = all.iter().find(|fault| fault.pointer.starts_with(pointer));
    Entry {
        texts,
        name,
        label: words.0,
        hint: words.1,
        kind,
        required,
        value: value.to_owned(),
        error: error.map(|fault| error_key(fault.code)),
    }
}
