//! Names and addresses in the form in which they go into a header and an envelope.

use lettre::Address;
use lettre::message::Mailbox;

use super::inert;
use super::message::ComposeFault;

/// Longest display name, in characters.
const LONGEST_NAME: usize = 60;
/// Longest address (RFC 5321, 4.5.3.1.3, less the angle brackets).
const LONGEST_ADDRESS: usize = 254;

/// Somebody with a mail address.
#[derive(Clone, PartialEq, Eq)]
pub struct Correspondent {
    /// Display name; made safe here, whatever it holds.
    pub name: Option<String>,
    /// `local@domain`. The local part may have dots in odd places, the domain may be Japanese.
    pub address: String,
}

pub(super) fn mailbox(who: &Correspondent, whose: &'static str) -> Result<Mailbox, ComposeFault> {
    let name = who.name.as_deref().map(|name| inert::header_text(name, LONGEST_NAME));
    // The library panics on CR, LF and NUL in a name; by now there are none.
    Ok(Mailbox::new(name.filter(|name| !name.is_empty()), address(&who.address, whose)?))
}

/// An address for the envelope alone.
pub(super) fn envelope_address(text: &str, whose: &'static str) -> Result<Address, ComposeFault> {
    address(text, whose)
}

/// The address in the form in which it goes into header and envelope: a local part that is no
/// dot-atom (`a..b.@`, as carriers once gave out) quoted, the domain in ASCII.
fn address(text: &str, whose: &'static str) -> Result<Address, ComposeFault> {
    let fault = || ComposeFault::Address(whose);
    let (local, domain) = text.rsplit_once('@').ok_or_else(fault)?;
    if !local.is_ascii() {
        return Err(ComposeFault::NonAsciiLocalPart(whose));
    }
    if local.is_empty() || !local.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(fault());
    }
    let domain = ascii_domain(domain).ok_or_else(fault)?;
    let is_quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let local = if is_dot_atom(local) { local.to_owned() } else { quoted(local, is_quoted) };
    if local.len() + 1 + domain.len() > LONGEST_ADDRESS {
        return Err(fault());
    }
    Ok(Address::new_dangerous(local, domain))
}

fn is_dot_atom(local: &str) -> bool {
    let is_atom = |atom: &str| {
        !atom.is_empty()
            && atom
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    local.split('.').all(is_atom)
}

fn quoted(local: &str, is_quoted: bool) -> String {
    let inner = if is_quoted { &local[1..local.len() - 1] } else { local };
    let mut quoted = String::from('"');
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        // In a local part that came quoted, a backslash belongs to what follows it.
        let c = if is_quoted && c == '\\' { chars.next().unwrap_or('\\') } else { c };
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

fn ascii_domain(domain: &str) -> Option<String> {
    let is_literal = domain.starts_with('[') && domain.ends_with(']');
    if is_literal {
        let inner = domain.get(1..domain.len() - 1)?;
        let inner = inner.strip_prefix("IPv6:").unwrap_or(inner);
        return inner.parse::<std::net::IpAddr>().ok().map(|_| domain.to_owned());
    }
    match url::Host::parse(domain).ok()? {
        url::Host::Domain(ascii) => {
            let is_label = |label: &str| {
                !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            };
            ascii.split('.').all(is_label).then_some(ascii)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Result<String, ComposeFault> {
        address(text, "recipient's").map(|address| address.to_string())
    }

    #[test]
    fn ordinary_addresses_stay_as_they_are() {
        for text in
            ["taro@example.jp", "a.b+c_d@sub.example.co.jp", "uketsuke@localhost", "x@[192.0.2.1]"]
        {
            assert_eq!(written(text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn odd_dots_of_carrier_addresses_are_quoted() {
        assert_eq!(written("taro..x@example.ne.jp").as_deref(), Ok("\"taro..x\"@example.ne.jp"));
        assert_eq!(written("taro.@example.ne.jp").as_deref(), Ok("\"taro.\"@example.ne.jp"));
        assert_eq!(written(".taro@example.ne.jp").as_deref(), Ok("\".taro\"@example.ne.jp"));
        assert_eq!(
            written("\"taro..x\"@example.ne.jp").as_deref(),
            Ok("\"taro..x\"@example.ne.jp")
        );
    }

    #[test]
    fn quotes_cannot_be_left_from_inside() {
        assert_eq!(written("a\"b@example.jp").as_deref(), Ok("\"a\\\"b\"@example.jp"));
        assert_eq!(written("\"a\"b\"@example.jp").as_deref(), Ok("\"a\\\"b\"@example.jp"));
        assert_eq!(written("a>,b@example.jp").as_deref(), Ok("\"a>,b\"@example.jp"));
    }

    #[test]
    fn japanese_domains_are_written_in_ascii() {
        assert_eq!(written("info@例え.jp").as_deref(), Ok("info@xn--r8jz45g.jp"));
        assert_eq!(written("info@ＥＸＡＭＰＬＥ。jp").as_deref(), Ok("info@example.jp"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.jp", "x".repeat(250));
        for text in [
            "",
            "@",
            "taro",
            "@example.jp",
            "taro@",
            "ta ro@example.jp",
            "taro@exa mple.jp",
            "a\r\nb@example.jp",
            "taro@example.jp>",
            "taro@a..b",
            "taro@a_b.jp",
            "taro@[x]",
            long.as_str(),
        ] {
            assert_eq!(written(text), Err(ComposeFault::Address("recipient's")), "{text}");
        }
        assert_eq!(written("太郎@example.jp"), Err(ComposeFault::NonAsciiLocalPart("recipient's")));
    }

    #[test]
    fn a_name_is_one_line_and_short_or_absent() {
        let who = |name: &str| Correspondent {
            name: Some(name.to_owned()),
            address: "a@example.jp".to_owned(),
        };
        let name = |text: &str| mailbox(&who(text), "recipient's").expect("mailbox").name;
        assert_eq!(name("山田\r\nBcc: x\0"), Some("山田 Bcc: x".to_owned()));
        assert_eq!(name(" \u{202E}\n"), None);
        assert_eq!(name(&"あ".repeat(200)).map(|name| name.chars().count()), Some(LONGEST_NAME));
    }
}
