//! What text may be stored: one scan that all text-like values go through.
//!
//! Text is kept as typed, byte for byte, after Unicode normalisation form C and without the spaces
//! around it. Rare kanji, variation selectors (IVS), half-width kana, gaiji in the private use area
//! and emoji are kept exactly.
//!
//! One exception to form C: it would replace the CJK compatibility ideographs (U+F900–FAFF,
//! U+2F800–2FA1F; 塚 U+FA10, 神 U+FA19) by the unified character, which is another shape of the
//! kanji in a person's name. They stay as they are.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Combining marks in a row; no script needs more, and more paint over the lines around them.
const MARKS_IN_A_ROW_MAX: u32 = 4;

/// The rule that a text breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    #[error("the text is empty")]
    Empty,
    #[error("the text is too long")]
    TooLong,
    /// NUL, C0, C1, code points that Unicode sets apart as no characters; in a single line also line
    /// breaks.
    #[error("the text holds a control character")]
    ControlCharacter,
    /// Zero width, or changing the direction of the text around it.
    #[error("the text holds an invisible character")]
    InvisibleCharacter,
    #[error("the text piles up combining marks")]
    CombiningHeavy,
}

impl TextFault {
    /// The stable name of the rule.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::ControlCharacter => "control_character",
            Self::InvisibleCharacter => "invisible_character",
            Self::CombiningHeavy => "combining_heavy",
        }
    }
}

fault_code!(TextFault);

/// Text of one line and at most `max` characters, in its stored form. A tab becomes a space.
///
/// # Errors
/// The first broken rule.
pub fn single_line(input: &str, max: usize) -> Result<String, TextFault> {
    checked(&input.replace('\t', " "), max, false)
}

/// Text of any number of lines and at most `max` characters, in its stored form. Line breaks of
/// every kind become `\n`, a tab a space.
///
/// # Errors
/// The first broken rule.
pub fn multi_line(input: &str, max: usize) -> Result<String, TextFault> {
    let unified = input
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}'], "\n")
        .replace('\t', " ");
    checked(&unified, max, true)
}

fn checked(input: &str, max: usize, line_breaks: bool) -> Result<String, TextFault> {
    let text = composed(input.trim());
    scan(&text, line_breaks)?;
    if !text.chars().any(is_seen) {
        return Err(TextFault::Empty);
    }
    if text.chars().count() > max {
        return Err(TextFault::TooLong);
    }
    Ok(text)
}

/// Form C, except for the CJK compatibility ideographs. They are starters that compose with nothing,
/// so the text on either side of one is normalised by itself.
fn composed(text: &str) -> String {
    let mut composed = String::with_capacity(text.len());
    for part in text.split_inclusive(is_compatibility_ideograph) {
        let kept = part.chars().next_back().filter(|c| is_compatibility_ideograph(*c));
        let rest = part.strip_suffix(is_compatibility_ideograph).unwrap_or(part);
        composed.extend(rest.nfc());
        composed.extend(kept);
    }
    composed
}

fn is_compatibility_ideograph(c: char) -> bool {
    matches!(c, '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}')
}

/// What the scan has to know of a character.
enum Class {
    Control,
    Invisible,
    /// U+200D, which makes one emoji of several.
    Joiner,
    /// Chooses the shape of the character before it.
    Selector,
    Mark,
    Other,
}

fn class(c: char) -> Class {
    match c {
        '\u{200D}' => Class::Joiner,
        _ if is_variation_selector(c) => Class::Selector,
        _ if c.is_control() || is_noncharacter(c) || matches!(c, '\u{2028}' | '\u{2029}') => {
            Class::Control
        }
        _ if is_invisible(c) => Class::Invisible,
        _ if is_combining_mark(c) => Class::Mark,
        _ => Class::Other,
    }
}

fn scan(text: &str, line_breaks: bool) -> Result<(), TextFault> {
    let mut marks = 0;
    let mut base = None;
    let mut previous = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match class(c) {
            Class::Control if c == '\n' && line_breaks => {
                marks = 0;
                base = None;
            }
            Class::Control => return Err(TextFault::ControlCharacter),
            Class::Joiner
                if base.is_some_and(is_emoji) && chars.peek().is_some_and(|c| is_emoji(*c)) => {}
            Class::Selector if previous.is_some_and(takes_selector) => {}
            Class::Joiner | Class::Selector | Class::Invisible => {
                return Err(TextFault::InvisibleCharacter);
            }
            Class::Mark => marks += 1,
            Class::Other => {
                marks = 0;
                base = Some(c);
            }
        }
        if marks > MARKS_IN_A_ROW_MAX {
            return Err(TextFault::CombiningHeavy);
        }
        previous = Some(c);
    }
    Ok(())
}

/// A selector after nothing, after a space or after another selector selects nothing: it is only an
/// invisible character.
fn takes_selector(previous: char) -> bool {
    !previous.is_whitespace() && !is_variation_selector(previous)
}

/// Whether a character chooses the shape of the one before it: U+FE00–FE0F, the ideographic
/// variation selectors U+E0100–E01EF, and the Mongolian ones.
pub(super) fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{180B}'..='\u{180D}' | '\u{180F}')
}

/// Characters that show nothing or turn the text around them, by which two texts look alike or one
/// looks like another: the default-ignorable code points of Unicode without selectors and U+200D.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180E}'
            | '\u{200B}'
            | '\u{200C}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E00FF}'
            | '\u{E01F0}'..='\u{E0FFF}'
    )
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

/// The blocks whose characters Unicode's emoji sequences join by U+200D.
fn is_emoji(c: char) -> bool {
    matches!(
        c,
        '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}'
            | '\u{1F000}'..='\u{1FAFF}'
    )
}

/// Whether a person sees anything where this character stands alone. U+2800 is the braille blank.
fn is_seen(c: char) -> bool {
    !c.is_whitespace() && !is_combining_mark(c) && !is_variation_selector(c) && c != '\u{2800}'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(input: &str) -> Result<String, TextFault> {
        single_line(input, 100)
    }

    #[test]
    fn rare_kanji_selectors_half_width_kana_and_emoji_are_kept_exactly() {
        for kept in [
            "髙橋 﨑",
            "𠮷野家",
            "葛\u{E0100}城",
            "辻\u{E0101}",
            "ﾔﾏﾀﾞ ﾀﾛｳ",
            "塚\u{FA10}神\u{FA19}",
            "\u{2F81A}",
            "山\u{E000}田",
            "👨\u{200D}👩\u{200D}👧\u{200D}👦",
            "❤\u{FE0F}",
            "👩\u{200D}❤\u{FE0F}\u{200D}👩",
            "🏳\u{FE0F}\u{200D}🌈",
            "👨🏽\u{200D}⚕\u{FE0F}",
            "1\u{FE0F}\u{20E3}",
            "🇯🇵",
            "Ａ　Ｂ",
            "①㈱",
            "か\u{309A}",
            "न्त्र्य",
            "ﷺ",
            "한국",
            "\u{FFFD}",
        ] {
            assert_eq!(line(kept).as_deref(), Ok(kept));
        }
    }

    #[test]
    fn decomposed_letters_are_composed() {
        assert_eq!(line("か\u{3099}").as_deref(), Ok("が"));
        assert_eq!(
            line("\u{FA19}か\u{3099}\u{FA19}\u{FA19}").as_deref(),
            Ok("\u{FA19}が\u{FA19}\u{FA19}")
        );
        assert_eq!(line("Rene\u{0301}").as_deref(), Ok("René"));
    }

    #[test]
    fn spaces_of_every_kind_around_the_text_are_left_out() {
        assert_eq!(
            line("\u{3000} \t\u{00A0}山田\u{3000}太郎\u{2003}\r\n").as_deref(),
            Ok("山田\u{3000}太郎")
        );
        assert_eq!(line("山田\t太郎").as_deref(), Ok("山田 太郎"));
    }

    #[test]
    fn text_that_shows_nothing_is_empty() {
        for empty in
            ["", " ", "\u{3000}\u{3000}", "\n\n", "\t", "\u{2800}", "\u{2003}\u{00A0}", "\u{0301}"]
        {
            assert_eq!(line(empty), Err(TextFault::Empty), "{empty:?}");
            assert_eq!(multi_line(empty, 100), Err(TextFault::Empty), "{empty:?}");
        }
    }

    #[test]
    fn control_characters_are_refused() {
        for control in ('\0'..='\u{1F}').chain('\u{7F}'..='\u{9F}').chain([
            '\u{FDD0}',
            '\u{FFFE}',
            '\u{1FFFF}',
        ]) {
            let fault = line(&format!("a{control}b")).err();
            assert_eq!(
                fault,
                Some(TextFault::ControlCharacter).filter(|_| control != '\t'),
                "{control:?}"
            );
        }
        assert_eq!(line("\0"), Err(TextFault::ControlCharacter));
        assert_eq!(line("a\u{2028}b"), Err(TextFault::ControlCharacter));
        assert_eq!(multi_line("a\0b", 100), Err(TextFault::ControlCharacter));
        assert_eq!(multi_line("a\u{1b}[31mb", 100), Err(TextFault::ControlCharacter));
    }

    #[test]
    fn zero_width_and_direction_changing_characters_are_refused() {
        let singles = "\u{200B}\u{200C}\u{200E}\u{200F}\u{FEFF}\u{00AD}\u{180E}\u{061C}\u{3164}\u{FFA0}\u{115F}\u{034F}";
        let ranges = ('\u{202A}'..='\u{202E}')
            .chain('\u{2060}'..='\u{2069}')
            .chain('\u{E0000}'..='\u{E007F}');
        for c in singles.chars().chain(ranges) {
            for input in [format!("{c}"), format!("山{c}田"), format!("山田{c}")] {
                assert_eq!(line(&input), Err(TextFault::InvisibleCharacter), "{c:?}");
                assert_eq!(multi_line(&input, 100), Err(TextFault::InvisibleCharacter), "{c:?}");
            }
        }
    }

    #[test]
    fn a_joiner_or_selector_that_joins_or_selects_nothing_is_refused() {
        for input in [
            "a\u{200D}b",
            "\u{200D}",
            "👩\u{200D}",
            "\u{200D}👩",
            "👩\u{200D}a",
            "👩\u{200D}\u{200D}👩",
            "山\u{200D}👩",
            "\u{FE0F}",
            "a \u{FE0F}",
            "葛\u{E0100}\u{E0100}",
            "葛\u{FE00}\u{E0100}",
        ] {
            assert_eq!(line(input), Err(TextFault::InvisibleCharacter), "{input:?}");
        }
    }

    #[test]
    fn piled_up_combining_marks_are_refused() {
        let with_marks = |count: usize| format!("q{}", "\u{0323}".repeat(count));
        assert_eq!(line(&with_marks(4)), Ok(with_marks(4)));
        assert_eq!(line(&with_marks(5)), Err(TextFault::CombiningHeavy));
        assert_eq!(
            line(&"Z\u{0351}\u{036B}\u{0343}\u{036A}\u{0302}\u{036B}".repeat(9)),
            Err(TextFault::CombiningHeavy)
        );
        assert_eq!(line(&format!("あ{}", "\u{3099}".repeat(9))), Err(TextFault::CombiningHeavy));
        assert_eq!(
            line("q\u{323}\u{323}\u{FE00}\u{323}\u{323}\u{FE00}\u{323}"),
            Err(TextFault::CombiningHeavy)
        );
        assert!(line("ﾀﾞﾞﾞﾞﾞﾞ").is_ok());
        assert!(line(&"ガ\u{309A}パ\u{309A}".repeat(9)).is_ok());
    }

    #[test]
    fn lengths_are_counted_in_characters_after_composition() {
        assert_eq!(single_line("𠮷𠮷", 2).as_deref(), Ok("𠮷𠮷"));
        assert_eq!(single_line("か\u{3099}か\u{3099}", 2).as_deref(), Ok("がが"));
        assert_eq!(single_line("  ab  ", 2).as_deref(), Ok("ab"));
        assert_eq!(single_line("abc", 2), Err(TextFault::TooLong));
        assert_eq!(line(&"あ".repeat(1_000_000)), Err(TextFault::TooLong));
    }

    #[test]
    fn line_breaks_of_every_kind_become_one_kind() {
        assert_eq!(multi_line("a\r\nb\rc\nd\u{2028}e\n\n", 100).as_deref(), Ok("a\nb\nc\nd\ne"));
        assert_eq!(multi_line("\ta\tb", 100).as_deref(), Ok("a b"));
        assert_eq!(multi_line("👩\n\u{200D}👩", 100), Err(TextFault::InvisibleCharacter));
    }

    #[test]
    fn no_fault_repeats_what_was_typed() {
        for fault in [line("山田\u{202E}"), line(&"山田".repeat(99)), line("")] {
            assert!(!fault.unwrap_err().to_string().contains("山田"));
        }
    }

    proptest! {
        #[test]
        fn what_was_accepted_is_accepted_again_unchanged(input in "\\PC*|[か\u{3099}\u{FA19}\u{E0100}\u{FE0F}\u{200D}👩❤e\u{301}\u{323} \n]{0,12}") {
            if let Ok(once) = single_line(&input, 1_000) {
                prop_assert_eq!(single_line(&once, 1_000), Ok(once));
            }
            if let Ok(once) = multi_line(&input, 1_000) {
                prop_assert_eq!(multi_line(&once, 1_000), Ok(once));
            }
        }

        #[test]
        fn kana_and_kanji_in_form_c_are_kept_byte_for_byte(input in "[ぁ-ゖァ-ヺー一-龥\u{F900}-\u{FA6D}ｦ-ﾟ]{1,100}") {
            prop_assert_eq!(single_line(&input, 100), Ok(input));
        }
    }
}
