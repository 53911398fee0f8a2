//! Which characters people type for a hyphen, a dash or a long vowel mark.

/// Whether `c` is a hyphen, a dash, a minus or a long vowel mark of any width. Input methods give one
/// for the other, so none of them tells two numbers or names apart. The kanji 一 is not among them.
pub(in crate::domain) fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{00AF}' | '\u{02D7}' | '\u{058A}' | '\u{05BE}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{207B}'
                | '\u{208B}'
                | '\u{2212}'
                | '\u{23AF}'
                | '\u{2500}'
                | '\u{2501}'
                | '\u{2796}'
                | '\u{2E3A}'
                | '\u{2E3B}'
                | '\u{30A0}'
                | '\u{30FC}'
                | '\u{FE58}'
                | '\u{FE63}'
                | '\u{FF0D}'
                | '\u{FF70}'
    )
}
