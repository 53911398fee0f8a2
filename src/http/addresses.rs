//! Addresses with parts, such as `/events/{event}`: what a part may be, and how an address is named in the log.

/// Everything that can be seen in ASCII but the slash. All that the service puts into its addresses is of these letters; a
/// pattern of all of Unicode takes ten times as long to compile, and each worker compiles some three hundred at its start.
const PART: &str = ":[!-.0-~]+}";
/// A link that was sent to somebody: mail programs add a bracket or a full stop to it (`…abc）`), and then the page that tells
/// of broken links is wanted, not the one for pages that do not exist.
const LINK: &str = "{token";

/// The pattern for an address: each `{part}` is of ASCII that can be seen, but a `{token}` is whatever came.
pub fn pattern(address: &str) -> String {
    let limited = address.replace('}', PART);
    limited.replace(&format!("{LINK}{PART}"), &format!("{LINK}}}"))
}

/// The address of a pattern.
pub fn address(pattern: &str) -> String {
    pattern.replace(PART, "}")
}

#[cfg(test)]
mod tests {
    use actix_web::dev::{Path, ResourceDef};

    use super::*;

    #[test]
    fn a_part_ends_at_a_slash_and_is_of_letters_that_addresses_have() {
        let known = ResourceDef::new(pattern("/sessions/{session}/print/{sheet}.pdf"));
        let mut path = Path::new("/sessions/0192-ab_c~/print/roster.pdf");
        assert!(known.capture_match_info(&mut path));
        assert_eq!([path.get("session"), path.get("sheet")], [Some("0192-ab_c~"), Some("roster")]);
        for strange in
            ["/sessions/a/b/print/c.pdf", "/sessions/回/print/c.pdf", "/sessions//print/c.pdf"]
        {
            assert!(!known.is_match(strange), "{strange}");
        }
    }

    #[test]
    fn a_link_with_something_added_by_a_mail_program_is_still_a_link() {
        let link = ResourceDef::new(pattern("/console/sign-in/{token}"));
        assert!(link.is_match("/console/sign-in/abc）"));
    }

    #[test]
    fn a_pattern_is_named_as_its_address() {
        assert_eq!(address(&pattern("/e/{slug}/apply/{step}")), "/e/{slug}/apply/{step}");
    }
}
