//! The address of an event: the mailbox's own with the event's slug behind a plus sign.

/// The address people write to for an event: `local+slug@domain`. `None` where `mailbox` is no address.
pub fn event_address(mailbox: &str, slug: &str) -> Option<String> {
    let (local, domain) = mailbox.rsplit_once('@')?;
    Some(format!("{local}+{slug}@{domain}"))
}

/// The slug in an address of this mailbox, if it has one. Case does not matter.
pub fn slug_in(address: &str, mailbox: &str) -> Option<String> {
    let (local, domain) = address.trim().rsplit_once('@')?;
    let (own_local, own_domain) = mailbox.rsplit_once('@')?;
    if !domain.eq_ignore_ascii_case(own_domain) {
        return None;
    }
    let (before, slug) = local.split_once('+')?;
    let is_ours = before.eq_ignore_ascii_case(own_local) && !slug.is_empty();
    is_ours.then(|| slug.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_events_address_leads_back_to_the_event() {
        let address = event_address("moushikomi@example.jp", "telework-2026").unwrap();
        assert_eq!(address, "moushikomi+telework-2026@example.jp");
        assert_eq!(slug_in(&address, "moushikomi@example.jp").as_deref(), Some("telework-2026"));
        let shouted = address.to_uppercase();
        assert_eq!(slug_in(&shouted, "moushikomi@example.jp").as_deref(), Some("telework-2026"));
    }

    #[test]
    fn other_addresses_lead_nowhere() {
        for address in [
            "moushikomi@example.jp",
            "moushikomi+@example.jp",
            "other+telework@example.jp",
            "moushikomi+telework@example.com",
            "telework",
        ] {
            assert_eq!(slug_in(address, "moushikomi@example.jp"), None, "{address}");
        }
    }
}
