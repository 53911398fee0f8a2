//! The proxies whose word about the client's address is believed.

use std::{fmt, net::IpAddr};

/// Addresses and networks; empty: no Forwarded header counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

/// An address with the number of its leading bits that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u32,
}

impl TrustedProxies {
    /// Reads addresses and networks such as `127.0.0.1` and `10.0.0.0/8`.
    ///
    /// # Errors
    /// One text for each that is wrong.
    pub fn parse<'a>(items: impl IntoIterator<Item = &'a str>) -> Result<Self, Vec<String>> {
        let (mut networks, mut wrong) = (Vec::new(), Vec::new());
        for item in items.into_iter().map(str::trim).filter(|item| !item.is_empty()) {
            match Network::parse(item) {
                Ok(network) => networks.push(network),
                Err(what) => wrong.push(what),
            }
        }
        if wrong.is_empty() { Ok(Self(networks)) } else { Err(wrong) }
    }

    /// Whether the peer is one of the proxies. An IPv4 address that came in by an IPv6 socket counts as IPv4.
    pub fn contains(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.0.iter().any(|network| network.contains(peer))
    }

    /// Whether no proxy is trusted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        for (i, network) in self.0.iter().enumerate() {
            let comma = if i == 0 { "" } else { "," };
            write!(f, "{comma}{network}")?;
        }
        Ok(())
    }
}

impl Network {
    fn parse(item: &str) -> Result<Self, String> {
        let (address, bits) = match item.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (item, None),
        };
        let address: IpAddr = address.parse().map_err(|_| {
            format!(
                "\"{item}\" is neither an address nor a network; names of hosts are not looked up"
            )
        })?;
        let width = width_of(address);
        let bits =
            match bits {
                None => width,
                Some(bits) => bits.parse().ok().filter(|bits| *bits <= width).ok_or_else(|| {
                    format!("\"{item}\": the number after / is from 1 to {width}")
                })?,
            };
        if bits == 0 {
            return Err(format!(
                "\"{item}\" would believe anybody about the address of the client"
            ));
        }
        let network = Self { address: masked(address, bits), bits };
        if network.address != address {
            return Err(format!("\"{item}\" has bits set beyond /{bits}; write {network}"));
        }
        Ok(network)
    }

    fn contains(self, peer: IpAddr) -> bool {
        width_of(peer) == width_of(self.address) && masked(peer, self.bits) == self.address
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.address)?;
        if self.bits == width_of(self.address) { Ok(()) } else { write!(f, "/{}", self.bits) }
    }
}

fn width_of(address: IpAddr) -> u32 {
    if address.is_ipv4() { u32::BITS } else { u128::BITS }
}

/// The address with all but its first `bits` bits cleared.
fn masked(address: IpAddr, bits: u32) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            IpAddr::V4((v4.to_bits() & u32::MAX.checked_shl(u32::BITS - bits).unwrap_or(0)).into())
        }
        IpAddr::V6(v6) => IpAddr::V6(
            (v6.to_bits() & u128::MAX.checked_shl(u128::BITS - bits).unwrap_or(0)).into(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(text: &str) -> Result<TrustedProxies, Vec<String>> {
        TrustedProxies::parse(text.split(','))
    }

    #[test]
    fn a_peer_inside_a_network_is_trusted_in_either_spelling() {
        let trusted = proxies("127.0.0.1, 10.1.0.0/16, fd00::/8, ::1").unwrap();
        for peer in ["127.0.0.1", "10.1.255.255", "::ffff:10.1.2.3", "fdff::1", "::1"] {
            assert!(trusted.contains(peer.parse().unwrap()), "{peer}");
        }
        for peer in ["127.0.0.2", "10.2.0.0", "fe80::1", "::2"] {
            assert!(!trusted.contains(peer.parse().unwrap()), "{peer}");
        }
        assert_eq!(trusted.to_string(), "127.0.0.1,10.1.0.0/16,fd00::/8,::1");
    }

    #[test]
    fn every_wrong_item_is_named() {
        let wrong = proxies("proxy.example.jp,10.0.0.1/8,10.0.0.0/33,0.0.0.0/0").unwrap_err();
        assert_eq!(wrong.len(), 4);
        assert!(wrong[1].contains("10.0.0.0/8"), "the network that was meant is suggested");
    }

    #[test]
    fn nobody_is_trusted_by_default() {
        assert!(!TrustedProxies::default().contains("127.0.0.1".parse().unwrap()));
    }
}
