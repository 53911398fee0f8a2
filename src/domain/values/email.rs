//! A mail address that mail can be sent to.

use super::text::{self, TextFault, is_variation_selector};

/// Characters looked at before anything else; the limits proper are in octets.
const TYPED_MAX: usize = 320;
/// Octets before the @ (RFC 5321, 4.5.3.1.1).
const LOCAL_MAX: usize = 64;
/// Octets of the whole address (RFC 5321, 4.5.3.1.3: a path of 256 with its brackets).
const TOTAL_MAX: usize = 254;
/// Octets in a label of a domain (RFC 1035, 2.3.4).
const LABEL_MAX: usize = 63;

/// Japanese carriers that gave out addresses with dots in a row or at an end of the local part.
/// They exist and get mail.
const CARRIERS: [&str; 12] = [
    "docomo.ne.jp",
    "ezweb.ne.jp",
    "au.com",
    "softbank.ne.jp",
    "i.softbank.jp",
    "disney.ne.jp",
    "willcom.com",
    "ymobile.ne.jp",
    "ymobile1.ne.jp",
    "emobile.ne.jp",
    "uqmobile.jp",
    "rakumail.jp",
];
/// Carriers that gave out addresses under subdomains as well (t.vodafone.ne.jp, di.pdx.ne.jp).
const CARRIERS_WITH_SUBDOMAINS: [&str; 2] = ["vodafone.ne.jp", "pdx.ne.jp"];

/// The rule that an address breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailFault {
    #[error(transparent)]
    Text(#[from] TextFault),
    #[error("this is no mail address")]
    Invalid,
    #[error("the part before the @ holds letters that mail cannot be sent to")]
    NonAsciiLocalPart,
    #[error("dots stand in a row or at an end of the part before the @")]
    OddDots,
}

impl EmailFault {
    /// The stable name of the rule.
    pub fn code(self) -> &'static str {
        match self {
            Self::Text(fault) => fault.code(),
            Self::Invalid | Self::OddDots => "invalid_email",
            Self::NonAsciiLocalPart => "non_ascii_local_part",
        }
    }
}

fault_code!(EmailFault);

string_value! {
    /// A mail address in half width, otherwise as typed: letters keep their case, and a domain in
    /// Unicode stays so.
    personal EmailAddress
}

impl EmailAddress {
    /// An address with exactly one @ and a domain of at least two labels. Full-width ASCII is taken
    /// for what it stands for. No quoted local parts, comments, IP literals or spaces.
    ///
    /// # Errors
    /// The broken rule.
    pub fn parse(input: &str) -> Result<Self, EmailFault> {
        let typed = text::single_line(input, TYPED_MAX)?;
        let narrow: String = typed.chars().map(half_width).collect();
        let (local, domain) = narrow.split_once('@').ok_or(EmailFault::Invalid)?;
        // In a domain the ideographic full stop stands for a dot (UTS 46).
        let domain = domain.replace(['。', '｡'], ".");
        let ascii = ascii_domain(&domain).ok_or(EmailFault::Invalid)?;
        check_local(local, &ascii)?;
        if local.len() > LOCAL_MAX || local.len() + 1 + ascii.len() > TOTAL_MAX {
            return Err(TextFault::TooLong.into());
        }
        Ok(Self(format!("{local}@{domain}")))
    }

    fn parts(&self) -> (&str, &str) {
        self.0.split_once('@').unwrap_or((&self.0, ""))
    }

    /// The part before the @.
    pub fn local(&self) -> &str {
        self.parts().0
    }

    /// The part after the @, as typed.
    pub fn domain(&self) -> &str {
        self.parts().1
    }

    /// The domain as the mail system spells it: lower case, in A-labels (`xn--...`).
    pub fn domain_ascii(&self) -> String {
        ascii_domain(self.domain()).unwrap_or_else(|| self.domain().to_lowercase())
    }

    /// Whether dots in the local part stand where RFC 5321 wants it quoted.
    pub fn has_odd_dots(&self) -> bool {
        has_odd_dots(self.local())
    }

    /// By which two spellings are one address: lower case, the domain in A-labels.
    pub fn key(&self) -> String {
        format!("{}@{}", self.local().to_ascii_lowercase(), self.domain_ascii())
    }

    /// For places where the address is recognised by those who know it: `t***@example.jp`.
    pub fn masked(&self) -> String {
        let first: String = self.local().chars().take(1).collect();
        format!("{first}***@{}", self.domain())
    }
}

fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

fn check_local(local: &str, ascii_domain: &str) -> Result<(), EmailFault> {
    if !local.is_ascii() {
        return Err(EmailFault::NonAsciiLocalPart);
    }
    if local.is_empty() || !local.chars().all(|c| c == '.' || is_atom_text(c)) {
        return Err(EmailFault::Invalid);
    }
    if !local.chars().any(is_atom_text) || (has_odd_dots(local) && !is_carrier(ascii_domain)) {
        return Err(EmailFault::OddDots);
    }
    Ok(())
}

/// `atext` of RFC 5322, 3.2.3.
fn is_atom_text(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

fn has_odd_dots(local: &str) -> bool {
    local.starts_with('.') || local.ends_with('.') || local.contains("..")
}

fn is_carrier(ascii_domain: &str) -> bool {
    CARRIERS.contains(&ascii_domain)
        || CARRIERS_WITH_SUBDOMAINS.iter().any(|carrier| {
            ascii_domain
                .strip_suffix(carrier)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
}

/// The domain in lower-case A-labels; `None` if it is none that mail is sent to.
fn ascii_domain(domain: &str) -> Option<String> {
    let is_host_text = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let typed_well = domain
        .chars()
        .all(|c| if c.is_ascii() { is_host_text(c) } else { !is_variation_selector(c) });
    if !typed_well {
        return None;
    }
    let Ok(url::Host::Domain(ascii)) = url::Host::parse(domain) else { return None };
    let labels: Vec<&str> = ascii.split('.').collect();
    let top_level_is_a_name = labels
        .last()
        .is_some_and(|label| label.len() >= 2 && !label.starts_with(|c: char| c.is_ascii_digit()));
    (labels.len() >= 2 && labels.iter().all(|label| is_label(label)) && top_level_is_a_name)
        .then_some(ascii)
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= LABEL_MAX
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(input: &str) -> EmailAddress {
        EmailAddress::parse(input).unwrap_or_else(|fault| panic!("{input}: {fault}"))
    }

    fn code(input: &str) -> &'static str {
        EmailAddress::parse(input).expect_err(input).code()
    }

    #[test]
    fn ordinary_addresses_are_kept_as_typed() {
        for address in [
            "taro@example.jp",
            "Taro.Yamada+seminar@Example.CO.JP",
            "a@b.jp",
            "o'neil@example.com",
            "1@2.example",
            "-_-@example.jp",
            "taro@sub-domain.example.jp",
            "taro@例示.jp",
        ] {
            assert_eq!(email(address).as_str(), address);
        }
    }

    #[test]
    fn full_width_letters_stand_for_half_width_ones() {
        assert_eq!(email("　ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ ").as_str(), "taro@example.jp");
        assert_eq!(email("taro＠example。jp").as_str(), "taro@example.jp");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for input in [
            "taro",
            "taro@",
            "@example.jp",
            "taro@example",
            "taro@@example.jp",
            "a@b@example.jp",
            "taro@localhost",
            "taro yamada@example.jp",
            "taro@exam ple.jp",
            "taro@.jp",
            "taro@example..jp",
            "taro@example.jp.",
            "taro@-a.jp",
            "taro@a-.jp",
            "taro@[192.0.2.1]",
            "taro@192.0.2.1",
            "taro@[IPv6:::1]",
            "taro@0x7f.1",
            "\"a b\"@example.jp",
            "taro(comment)@example.jp",
            "<taro@example.jp>",
            "taro@example.jp,hanako@example.jp",
            "taro;@example.jp",
            "mailto:taro@example.jp",
            "taro@exa_mple.jp",
            "taro@example.1",
            "taro@exa%6dple.jp",
            "taro@example.jp/a",
            "taro@user:pw",
            "taro\\@example.jp",
            "taro@例\u{FE00}示.jp",
            "taro@xn--.jp",
            "taro@example.j",
            ".@docomo.ne.jp",
        ] {
            assert_eq!(code(input), "invalid_email", "{input}");
        }
    }

    #[test]
    fn addresses_that_could_hurt_are_refused() {
        assert_eq!(code(""), "empty");
        assert_eq!(code("　"), "empty");
        assert_eq!(code("taro@example.jp\r\nBcc: a@example.jp"), "control_character");
        assert_eq!(code("taro\0@example.jp"), "control_character");
        assert_eq!(code("ta\u{200B}ro@example.jp"), "invisible_character");
        assert_eq!(code("taro@exam\u{00AD}ple.jp"), "invisible_character");
        assert_eq!(code("\u{202E}taro@example.jp"), "invisible_character");
        assert_eq!(code("山田@example.jp"), "non_ascii_local_part");
        assert_eq!(code("tаro@example.jp"), "non_ascii_local_part"); // A Cyrillic а.
    }

    #[test]
    fn lengths_are_those_of_smtp() {
        let local = "a".repeat(64);
        let domain = |labels: usize| format!("{}jp", format!("{}.", "b".repeat(60)).repeat(labels));
        assert!(EmailAddress::parse(&format!("{local}@{}", domain(3))).is_ok());
        assert_eq!(code(&format!("a{local}@example.jp")), "too_long");
        assert_eq!(code(&format!("{local}@c{}", domain(4))), "too_long");
        assert_eq!(code(&format!("a@{}.jp", "b".repeat(64))), "invalid_email");
        assert_eq!(code(&"a".repeat(1_000_000)), "too_long");
    }

    #[test]
    fn carriers_have_odd_dots_and_nobody_else() {
        for carrier in [
            "docomo.ne.jp",
            "ezweb.ne.jp",
            "au.com",
            "softbank.ne.jp",
            "i.softbank.jp",
            "vodafone.ne.jp",
            "t.vodafone.ne.jp",
            "disney.ne.jp",
            "willcom.com",
            "pdx.ne.jp",
            "di.pdx.ne.jp",
            "ymobile.ne.jp",
            "ymobile1.ne.jp",
            "emobile.ne.jp",
            "uqmobile.jp",
            "rakumail.jp",
            "DOCOMO.ne.jp",
        ] {
            for local in ["a..b", "a.", ".a", "..a", "a...b..", "-a.-."] {
                let address = email(&format!("{local}@{carrier}"));
                assert!(address.has_odd_dots());
                assert_eq!(address.local(), local);
            }
        }
        for other in [
            "example.jp",
            "notdocomo.ne.jp",
            "a.docomo.ne.jp",
            "docomo.ne.jp.example.com",
            "xpdx.ne.jp",
        ] {
            for local in ["a..b", "a.", ".a"] {
                assert_eq!(code(&format!("{local}@{other}")), "invalid_email", "{local}@{other}");
            }
        }
        assert!(!email("a.b@docomo.ne.jp").has_odd_dots());
    }

    #[test]
    fn two_spellings_of_an_address_have_one_key() {
        assert_eq!(email("Taro@Example.JP").key(), "taro@example.jp");
        assert_eq!(email("taro@例示.jp").key(), email("TARO@xn--fsq192h.jp").key());
        assert_eq!(email("taro@例示.jp").domain_ascii(), "xn--fsq192h.jp");
        assert_eq!(email("taro@例示.jp").domain(), "例示.jp");
    }

    #[test]
    fn a_masked_address_shows_the_first_letter() {
        assert_eq!(email("taro@example.jp").masked(), "t***@example.jp");
        assert_eq!(email("a@example.jp").masked(), "a***@example.jp");
        assert_eq!(format!("{:?}", email("taro@example.jp")), "EmailAddress(***)");
    }
}
