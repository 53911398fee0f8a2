//! A company's name, and the key under which two spellings are one company.

use unicode_normalization::UnicodeNormalization as _;

use super::search_key::identity_key;
use super::text::{self, TextFault};

/// Characters in a name.
const MAX: usize = 200;

/// Legal forms as [`identity_key`] spells them, with their short forms.
const LEGAL_FORMS: &str = "
    株式会社 (株) 有限会社 (有) 合同会社 (同) 合資会社 (資) 合名会社 (名) 相互会社
    一般社団法人 (一社) 公益社団法人 (公社) 社団法人 (社)
    一般財団法人 (一財) 公益財団法人 (公財) 財団法人 (財)
    社会福祉法人 (社福) (福) 医療法人 医療法人社団 医療法人財団 社会医療法人 (医)
    学校法人 (学) 宗教法人 (宗) 特定非営利活動法人 (特非) npo法人 (npo)
    農事組合法人 独立行政法人 地方独立行政法人 国立大学法人
    税理士法人 弁護士法人 司法書士法人 行政書士法人 社会保険労務士法人 監査法人
";

/// Legal forms in Latin letters, as the last words of a name; dots around them do not matter.
const LATIN_FORMS: &str =
    "co company ltd limited inc incorporated corp corporation llc l.l.c plc k.k kk g.k gk";

/// Legal forms in Latin letters that also lead a name. Without dots they would be initials.
const LATIN_LEADS: [&str; 2] = ["k.k.", "g.k."];

string_value! {
    /// A company's name (企業・団体), kept as typed.
    personal CompanyName
}

impl CompanyName {
    /// A name of 1 to 200 characters in one line.
    ///
    /// # Errors
    /// The broken rule of [`text`].
    pub fn parse(input: &str) -> Result<Self, TextFault> {
        text::single_line(input, MAX).map(Self)
    }

    /// The [`identity_key`] of the name without its legal form, before or after it. A name that is
    /// only a legal form keeps it.
    pub fn key(&self) -> String {
        let lower: String = self.0.nfkc().flat_map(char::to_lowercase).collect();
        let key = identity_key(without_latin_forms(lower.trim()));
        without_legal_forms(&key).to_owned()
    }
}

/// Latin forms are words; they are looked for while the name still has its spaces (Zinc is no Inc).
fn without_latin_forms(lower: &str) -> &str {
    let mut name = LATIN_LEADS
        .iter()
        .find_map(|lead| lower.strip_prefix(lead))
        .map(str::trim_start)
        .filter(|rest| !rest.is_empty())
        .unwrap_or(lower);
    while let Some(rest) = without_last_form(name) {
        name = rest;
    }
    name
}

fn without_last_form(name: &str) -> Option<&str> {
    let bare = name.trim_end_matches(is_around_a_form);
    LATIN_FORMS
        .split_whitespace()
        .filter_map(|form| bare.strip_suffix(form))
        .filter(|rest| !rest.ends_with(is_of_a_latin_word))
        .map(|rest| rest.trim_end_matches(is_around_a_form))
        .find(|rest| !rest.is_empty())
}

fn is_around_a_form(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | ',' | '、')
}

/// Whether a Latin word would go on from `c`: kana and kanji end where Latin letters begin.
fn is_of_a_latin_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{00C0}'..='\u{036F}' | '-' | '&' | '\'')
}

fn without_legal_forms(key: &str) -> &str {
    let mut name = key;
    while let Some(rest) = LEGAL_FORMS
        .split_whitespace()
        .flat_map(|form| [name.strip_prefix(form), name.strip_suffix(form)])
        .flatten()
        .filter(|rest| !rest.is_empty())
        .min_by_key(|rest| rest.len())
    {
        name = rest;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> String {
        CompanyName::parse(name).expect("a company's name").key()
    }

    #[test]
    fn the_legal_form_makes_no_two_companies_of_one() {
        for name in [
            "株式会社例示",
            "例示株式会社",
            "(株)例示",
            "（株）例示",
            "㈱ 例示",
            "例示（株）",
            "例示㈱",
            "株式会社　例示",
            "㍿例示",
            "株式 会社 例示",
            "例示",
            " 例示 Co., Ltd.",
            "例示ＣＯ．，ＬＴＤ．",
            "K.K. 例示",
            "例示 K.K.",
        ] {
            assert_eq!(key(name), "例示", "{name}");
        }
    }

    #[test]
    fn every_legal_form_is_left_out_before_and_after_the_name() {
        for form in LEGAL_FORMS.split_whitespace() {
            assert_eq!(key(&format!("{form}れいじ")), "れいじ", "{form}");
            assert_eq!(key(&format!("レイジ　{form}")), "れいじ", "{form}");
        }
        for form in LATIN_FORMS.split_whitespace() {
            assert_eq!(key(&format!("Example, {form}.")), "example", "{form}");
        }
    }

    #[test]
    fn a_name_that_is_only_a_legal_form_keeps_it() {
        assert_eq!(key("株式会社"), "株式会社");
        assert_eq!(key("㈱"), "(株)");
        assert_eq!(key("Inc."), "inc.");
        assert_eq!(key("Co., Ltd."), "co");
        assert_eq!(key("k.k."), "k.k.");
    }

    #[test]
    fn letters_within_a_word_are_no_legal_form() {
        assert_eq!(key("Zinc"), "zinc");
        assert_eq!(key("Éco"), "éco");
        assert_eq!(key("AT&Co"), "at&co");
        assert_eq!(key("Example (Japan)"), "example(japan)");
        assert_eq!(key("Example (Japan) Inc."), "example(japan)");
    }

    #[test]
    fn different_companies_stay_different() {
        assert_ne!(key("株式会社髙橋"), key("株式会社高橋"));
        assert_ne!(key("例示商事"), key("例示物産"));
        assert_ne!(key("医療法人例示会"), key("医療法人例示"));
    }

    #[test]
    fn the_name_is_kept_as_typed() {
        assert_eq!(CompanyName::parse("㈱ 例示ｼｮｳｼﾞ").unwrap().as_str(), "㈱ 例示ｼｮｳｼﾞ");
        assert_eq!(
            CompanyName::parse(&"例".repeat(200)).map(|name| name.as_str().chars().count()),
            Ok(200)
        );
        assert_eq!(CompanyName::parse(&"例".repeat(201)), Err(TextFault::TooLong));
        assert_eq!(CompanyName::parse("\u{3000}"), Err(TextFault::Empty));
    }
}
