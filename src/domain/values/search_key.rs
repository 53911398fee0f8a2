//! The keys by which names are compared and searched, beside the text as it was typed.

use unicode_normalization::UnicodeNormalization as _;

use super::hyphens::is_hyphen;
use super::kanji_variants::searched_shape;
use super::text::{is_invisible, is_variation_selector};

/// The loose key: what [`identity_key`] folds, and the well-known variants of kanji in names as well
/// (髙 and 高, 邉 and 辺); variation selectors are dropped. For search only.
pub fn search_key(text: &str) -> String {
    identity_key(text).chars().filter(|c| !is_variation_selector(*c)).map(searched_shape).collect()
}

/// The key under which two spellings are one name (domain.md, "Names, companies, addresses"): NFKC,
/// lower case, katakana as hiragana, hyphens, dashes and long vowel marks as `-`, without spaces of
/// any kind. Variants of kanji stay apart.
pub fn identity_key(text: &str) -> String {
    let shown = text.nfkc().filter(|c| !c.is_whitespace() && !is_invisible(*c) && *c != '\u{200D}');
    // Lower case and the fall of a space (U+309B is one with a voicing mark) can leave what composes.
    let lower: String = shown.flat_map(char::to_lowercase).collect();
    let mut key = String::with_capacity(lower.len());
    for c in lower.nfkc() {
        push_folded(&mut key, c);
    }
    key
}

fn push_folded(key: &mut String, c: char) {
    match c {
        _ if is_hyphen(c) => key.push('-'),
        'ς' => key.push('σ'),
        // The four that have no hiragana of their own.
        'ヷ' => key.push_str("わ\u{3099}"),
        'ヸ' => key.push_str("ゐ\u{3099}"),
        'ヹ' => key.push_str("ゑ\u{3099}"),
        'ヺ' => key.push_str("を\u{3099}"),
        'ァ'..='ヶ' | 'ヽ' | 'ヾ' => key.extend(char::from_u32(u32::from(c) - 0x60)),
        _ => key.push(c),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn width_case_kana_hyphens_and_spaces_make_no_difference() {
        for (one, other) in [
            ("ﾔﾏﾀﾞ ﾀﾛｳ", "やまだ　たろう"),
            ("ヤマダ", "やまだ"),
            ("ＡＢＣ", "abc"),
            ("カ゛", "が"),
            ("カ\u{3099}", "ガ"),
            ("ローソン", "ろ-そん"),
            ("ﾛｰｿﾝ", "ロ―ソン"),
            ("ロ−ソン", "ロ‐ソン"),
            ("ヴ", "ゔ"),
            ("ヷ", "わ\u{3099}"),
            ("山 田", "山田"),
            ("山\u{00A0}田", "山\u{2003}田"),
            ("ヽヾ", "ゝゞ"),
            ("㈱", "(株)"),
            ("塚", "\u{FA10}"),
            ("ΟΔΟΣ", "οδος"),
            ("Ⅲ", "iii"),
            ("①", "1"),
        ] {
            assert_eq!(identity_key(one), identity_key(other), "{one} {other}");
            assert_eq!(search_key(one), search_key(other), "{one} {other}");
        }
    }

    #[test]
    fn kanji_variants_are_one_in_search_and_two_in_identity() {
        for (one, other) in [
            ("髙橋", "高橋"),
            ("山﨑", "山崎"),
            ("渡邉", "渡辺"),
            ("齋藤", "斉藤"),
            ("𠮷田", "吉田"),
            ("葛\u{E0100}城", "葛城"),
        ] {
            assert_eq!(search_key(one), search_key(other));
            assert_ne!(identity_key(one), identity_key(other));
        }
    }

    #[test]
    fn different_names_have_different_keys() {
        assert_ne!(search_key("山田"), search_key("山本"));
        assert_ne!(search_key("一"), search_key("ー"));
        assert_ne!(search_key("かき"), search_key("がき"));
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(text in any::<String>()) {
            let (identity, search) = (identity_key(&text), search_key(&text));
            prop_assert_eq!(identity_key(&identity), identity);
            prop_assert_eq!(search_key(&search), search);
        }

        #[test]
        fn a_key_of_japanese_is_its_own_key(text in "[ぁ-ゟ゠-ヿ･-ﾟ一-龥㈠-㍿！-～ -~\u{309B}\u{3099}]{0,20}") {
            let (identity, search) = (identity_key(&text), search_key(&text));
            prop_assert_eq!(identity_key(&identity), identity);
            prop_assert_eq!(search_key(&search), search);
        }
    }
}
