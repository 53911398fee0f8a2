//! The code on the applicant's screen or paper that is read at the entrance.
//!
//! `UKETSUKE:MARK:NUMBER`: the registration's id with a signature over id and number ([`super::mark`], in
//! capitals), and the reception number. No address: it opens nothing, and a telephone's camera offers
//! nothing to press. Capitals, digits and colons are what a QR code holds most of (ISO/IEC 18004,
//! alphanumeric mode).

use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::{Links, mark, sign};
use crate::domain::ids::RegistrationId;

/// What every code begins with, so that a scanner knows others' codes from ours.
const PREFIX: &str = "UKETSUKE";

/// What a code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrance {
    pub registration: RegistrationId,
    pub reception_number: String,
}

impl Links {
    /// The code of a registration; the same at any time, and another for each.
    pub fn entrance_code(&self, entrance: &Entrance) -> String {
        let mut octets = [0; mark::OCTETS];
        octets[..16].copy_from_slice(entrance.registration.0.as_bytes());
        octets[16..].copy_from_slice(&self.entrance_signature(entrance));
        let mark = mark::write(&octets).to_ascii_uppercase();
        format!("{PREFIX}:{mark}:{}", entrance.reception_number)
    }

    /// What a code says that was read at the entrance; nothing if it is not ours, or was changed.
    pub fn open_entrance_code(&self, code: &str) -> Option<Entrance> {
        let mut parts = code.trim().split(':');
        let (prefix, mark, number) = (parts.next()?, parts.next()?, parts.next()?);
        if prefix != PREFIX || parts.next().is_some() {
            return None;
        }
        let octets = mark::read(mark)?;
        let (id, signature) = octets.split_at(16);
        let registration = RegistrationId(Uuid::from_slice(id).ok()?);
        let entrance = Entrance { registration, reception_number: number.to_owned() };
        let is_ours = self.entrance_signature(&entrance).ct_eq(signature);
        bool::from(is_ours).then_some(entrance)
    }

    fn entrance_signature(&self, entrance: &Entrance) -> [u8; 10] {
        let id = entrance.registration.0.as_bytes().as_slice();
        let signed = [id, entrance.reception_number.as_bytes()].concat();
        let signature = sign(&self.entrance_key, &signed);
        std::array::from_fn(|i| signature[i])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{PublicUrl, SecretKey};

    fn links(key: u8) -> Links {
        Links::new(&SecretKey::from_bytes(&[key; 32]), &PublicUrl::localhost(8080))
    }

    fn entrance(id: u128, number: &str) -> Entrance {
        let registration = RegistrationId(Uuid::from_u128(id));
        Entrance { registration, reception_number: number.to_owned() }
    }

    #[test]
    fn a_code_is_read_back_and_has_only_what_scanners_read_quickly() {
        let given = entrance(7, "K7M4Q2XH");
        let code = links(7).entrance_code(&given);
        assert_eq!(links(7).open_entrance_code(&code), Some(given));
        assert!(code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b':'));
        assert_eq!(code.len(), 60);
    }

    #[test]
    fn a_code_that_was_made_up_or_changed_opens_nothing() {
        let code = links(7).entrance_code(&entrance(7, "K7M4Q2XH"));
        assert_eq!(links(8).open_entrance_code(&code), None);
        let other = links(7).entrance_code(&entrance(8, "AAAAAAAA"));
        let mixed = code.replace("K7M4Q2XH", "AAAAAAAA");
        let swapped = format!("{}:K7M4Q2XH", other.rsplit_once(':').unwrap().0);
        for forged in [mixed.as_str(), &swapped, "", "UKETSUKE", &code[1..], &format!("{code}:X")] {
            assert_eq!(links(7).open_entrance_code(forged), None, "{forged}");
        }
    }
}
