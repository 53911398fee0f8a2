//! The address that a request comes from, through the proxies that are trusted (RFC 7239).

use std::net::{IpAddr, SocketAddr};

use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName, X_FORWARDED_FOR};

use crate::config::TrustedProxies;

/// The client's address: the peer's, unless that is a trusted proxy; then the last hop before the trusted
/// ones, of the header that it sends. A proxy sets one of `Forwarded` and `X-Forwarded-For` and passes the
/// other on as the client wrote it: where both are there and say different things, neither is believed, and
/// the proxy's own address counts for all who send such requests.
pub fn of(peer: IpAddr, headers: &HeaderMap, trusted: &TrustedProxies) -> IpAddr {
    let peer = peer.to_canonical();
    if !trusted.contains(peer) {
        return peer;
    }
    let by = |name: &HeaderName, hop: fn(&str) -> Option<IpAddr>| {
        let hops = hops(headers, name, hop);
        (!hops.is_empty()).then(|| last_untrusted(peer, &hops, trusted))
    };
    match (by(&FORWARDED, of_forwarded), by(&X_FORWARDED_FOR, of_address)) {
        (Some(one), Some(other)) if one != other => peer,
        (Some(address), _) | (None, Some(address)) => address,
        (None, None) => peer,
    }
}

/// The hops of a header in their order; `None` for one that names no address.
fn hops(
    headers: &HeaderMap,
    name: &HeaderName,
    hop: fn(&str) -> Option<IpAddr>,
) -> Vec<Option<IpAddr>> {
    let values = headers.get_all(name).map(|value| value.to_str().unwrap_or("?"));
    values.flat_map(|value| value.split(',')).map(|part| hop(part.trim())).collect()
}

/// From the right, as each hop is vouched for by the one after it. A hop that cannot be read ends the way:
/// the last that was vouched for counts.
fn last_untrusted(peer: IpAddr, hops: &[Option<IpAddr>], trusted: &TrustedProxies) -> IpAddr {
    let mut known = peer;
    for hop in hops.iter().rev() {
        let Some(address) = *hop else { return known };
        known = address;
        if !trusted.contains(address) {
            return address;
        }
    }
    known
}

/// One element of `Forwarded`: `for=192.0.2.43;proto=https`, `for="[2001:db8::1]:4711"`.
fn of_forwarded(element: &str) -> Option<IpAddr> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| of_address(value.trim().trim_matches('"')))
    })?
}

/// An address with or without a port; an IPv6 address with or without brackets.
fn of_address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse::<IpAddr>().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    address.or_else(with_port).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn client(peer: &str, headers: &[(HeaderName, &str)]) -> String {
        let trusted = TrustedProxies::parse(["127.0.0.1", "10.0.0.0/8"]).unwrap();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name.clone(), HeaderValue::from_str(value).unwrap());
        }
        of(peer.parse().unwrap(), &map, &trusted).to_string()
    }

    #[test]
    fn nobody_but_a_trusted_proxy_says_who_asks() {
        let forged = [(X_FORWARDED_FOR, "203.0.113.1"), (FORWARDED, "for=203.0.113.1")];
        assert_eq!(client("198.51.100.7", &forged), "198.51.100.7");
        assert_eq!(client("127.0.0.1", &forged), "203.0.113.1");
        assert_eq!(client("::ffff:10.1.1.1", &forged), "203.0.113.1");
    }

    #[test]
    fn what_a_client_writes_before_the_proxies_counts_for_nothing() {
        let hops = [(X_FORWARDED_FOR, "192.0.2.1, 203.0.113.9, 10.0.0.2")];
        assert_eq!(client("10.0.0.1", &hops), "203.0.113.9");
        let lines = [(X_FORWARDED_FOR, "192.0.2.1"), (X_FORWARDED_FOR, "203.0.113.9")];
        assert_eq!(client("10.0.0.1", &lines), "203.0.113.9");
        assert_eq!(
            client("10.0.0.1", &[(X_FORWARDED_FOR, "192.0.2.1, what, 10.0.0.2")]),
            "10.0.0.2"
        );
        assert_eq!(client("10.0.0.1", &[(FORWARDED, "for=192.0.2.1, for=unknown")]), "10.0.0.1");
    }

    #[test]
    fn both_headers_are_read_in_every_spelling() {
        for (header, value, address) in [
            (FORWARDED, "for=192.0.2.43", "192.0.2.43"),
            (FORWARDED, "proto=https; For=\"192.0.2.43:4711\"; by=10.0.0.1", "192.0.2.43"),
            (FORWARDED, "for=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"),
            (FORWARDED, "for=\"[2001:db8:cafe::17]\"", "2001:db8:cafe::17"),
            (X_FORWARDED_FOR, "192.0.2.43:55", "192.0.2.43"),
            (X_FORWARDED_FOR, "2001:db8::1", "2001:db8::1"),
            (X_FORWARDED_FOR, "::ffff:192.0.2.43", "192.0.2.43"),
        ] {
            assert_eq!(client("10.0.0.1", &[(header, value)]), address, "{value}");
        }
    }

    #[test]
    fn headers_that_contradict_each_other_count_for_the_proxy() {
        let both = [(FORWARDED, "for=192.0.2.1"), (X_FORWARDED_FOR, "203.0.113.9")];
        assert_eq!(client("10.0.0.1", &both), "10.0.0.1");
        let same = [(FORWARDED, "for=203.0.113.9"), (X_FORWARDED_FOR, "203.0.113.9")];
        assert_eq!(client("10.0.0.1", &same), "203.0.113.9");
    }

    #[test]
    fn a_way_of_trusted_hops_alone_begins_at_its_first() {
        assert_eq!(client("10.0.0.1", &[(X_FORWARDED_FOR, "10.0.0.9, 10.0.0.2")]), "10.0.0.9");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }
}
