//! Characters that show nothing of their own.

use unicode_normalization::char::is_combining_mark;

/// Whether the character only changes its neighbours or the direction of writing: variation selectors
/// (IVS among them), combining marks, joiners, skin tones of emoji, direction marks, tags.
pub fn is_invisible(character: char) -> bool {
    is_combining_mark(character)
        || matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0000}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_can_see_is_not_invisible() {
        assert!("山aｱ＝〓😀 \u{3000}\t".chars().all(|c| !is_invisible(c)));
        assert!("\u{E0100}\u{FE0F}\u{309A}\u{200D}\u{FEFF}\u{202E}".chars().all(is_invisible));
    }
}
