//! Text as `Shift_JIS` of Windows (code page 932) can hold it.
//!
//! Characters that two standards map differently (the wave dash and its kin) take the form that exists;
//! they look the same, so nothing is reported. For the rest a person sees 〓 (geta), the printer's mark
//! for a missing type. Marks that only change the character before them go without a trace in the text:
//! the base character stays.

use std::borrow::Cow;

use encoding_rs::{Encoder, EncoderResult, SHIFT_JIS};

use super::invisible::is_invisible;

/// Stands for a visible character that does not exist.
const GETA: char = '〓';

const GETA_BYTES: &[u8] = b"\x81\xac";

/// How much is encoded at once.
const SCRATCH_BYTES: usize = 256;

/// A text made to fit.
pub struct Fitted<'a> {
    /// Only characters that exist in code page 932.
    pub text: Cow<'a, str>,
    /// The same in code page 932.
    pub bytes: Cow<'a, [u8]>,
}

/// Makes the text fit; `report` hears of each character that did not.
pub fn fit(text: &str, mut report: impl FnMut(char)) -> Fitted<'_> {
    if text.is_ascii() {
        return Fitted { text: Cow::Borrowed(text), bytes: Cow::Borrowed(text.as_bytes()) };
    }
    let mapped: String = text.chars().map(same_in_cp932).collect();
    let mut encoder = SHIFT_JIS.new_encoder();
    let mut fitted = String::with_capacity(mapped.len());
    let mut bytes = Vec::with_capacity(mapped.len());
    let mut rest = mapped.as_str();
    while !rest.is_empty() {
        let (read, unmappable) = encode_some(&mut encoder, rest, &mut bytes);
        let (tried, behind) = rest.split_at(read);
        match unmappable {
            None => fitted.push_str(tried),
            Some(character) => {
                fitted.push_str(tried.strip_suffix(character).unwrap_or(tried));
                report(character);
                if !is_invisible(character) {
                    fitted.push(GETA);
                    bytes.extend_from_slice(GETA_BYTES);
                }
            }
        }
        rest = behind;
    }
    Fitted { text: Cow::Owned(fitted), bytes: Cow::Owned(bytes) }
}

/// How many bytes of the text were looked at, with the character that stopped it.
fn encode_some(encoder: &mut Encoder, text: &str, bytes: &mut Vec<u8>) -> (usize, Option<char>) {
    let mut scratch = [0; SCRATCH_BYTES];
    let (result, read, written) =
        encoder.encode_from_utf8_without_replacement(text, &mut scratch, false);
    bytes.extend(scratch.into_iter().take(written));
    match result {
        EncoderResult::Unmappable(character) => (read, Some(character)),
        EncoderResult::InputEmpty | EncoderResult::OutputFull => (read, None),
    }
}

/// The form of the same character that code page 932 has.
fn same_in_cp932(character: char) -> char {
    match character {
        '\u{301C}' => '～',             // wave dash
        '\u{2014}' => '―',              // em dash
        '\u{2016}' => '∥',              // double vertical line
        '\u{2212}' => '－',             // minus sign
        '\u{00A2}' => '￠',             // cent sign
        '\u{00A3}' => '￡',             // pound sign
        '\u{00A5}' => '￥',             // yen sign, which would turn into a backslash
        '\u{00A6}' => '￤',             // broken bar
        '\u{00AC}' => '￢',             // not sign
        '\u{203E}' => '￣',             // overline, which would turn into a tilde
        '\u{2011}' => '‐',              // hyphen that does not break
        '\u{00A0}' | '\u{202F}' => ' ', // spaces that do not break
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader gets, with what was reported.
    fn fitted(text: &str) -> (String, Vec<char>) {
        let mut reported = Vec::new();
        let fitted = fit(text, |character| reported.push(character));
        let (read, had_errors) = SHIFT_JIS.decode_without_bom_handling(&fitted.bytes);
        assert!(!had_errors && read == fitted.text, "{text}");
        (fitted.text.into_owned(), reported)
    }

    fn read_back(text: &str) -> String {
        let (read, reported) = fitted(text);
        assert!(reported.is_empty(), "{text}");
        read
    }

    #[test]
    fn what_windows_has_comes_back_as_it_was() {
        for text in ["山田 太郎", "髙﨑 はしご高", "㈱①Ⅳ", "ｶﾅ ﾊﾝｶｸ", "ソ表能ポ", "\\ ~ \" , '"]
        {
            assert_eq!(read_back(text), text);
        }
    }

    #[test]
    fn the_wave_dash_with_its_kin_takes_the_form_that_exists() {
        assert_eq!(read_back("10〜12時—‖−¢£¬¥¦‾"), "10～12時―∥－￠￡￢￥￤￣");
    }

    #[test]
    fn a_kanji_that_does_not_exist_becomes_a_geta_with_a_report() {
        assert_eq!(fitted("𠮷野家😀"), ("〓野家〓".to_owned(), vec!['𠮷', '😀']));
    }

    #[test]
    fn the_base_character_stays_when_its_selector_goes() {
        assert_eq!(fitted("葛\u{E0100}城"), ("葛城".to_owned(), vec!['\u{E0100}']));
        assert_eq!(fitted("か\u{309A}"), ("か".to_owned(), vec!['\u{309A}']));
        assert_eq!(fitted("❤\u{FE0F}"), ("〓".to_owned(), vec!['❤', '\u{FE0F}']));
    }

    #[test]
    fn a_text_longer_than_one_try_is_complete() {
        let long = "あ𠮷".repeat(5_000);
        let (fitted, reported) = fitted(&long);
        assert_eq!(fitted, "あ〓".repeat(5_000));
        assert_eq!(reported.len(), 5_000);
    }

    #[test]
    fn every_character_there_is_can_be_written_without_escapes() {
        for character in ('\0'..=char::MAX).filter(|c| !c.is_ascii()) {
            let (shown, _) = fitted(character.encode_utf8(&mut [0; 4]));
            assert!(shown.chars().count() <= 1, "{character:?}");
        }
    }
}
