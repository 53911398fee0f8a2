//! The mark in the address to which a mail comes back (VERP): which mail it is, signed.
//!
//! Letters and digits that survive a server's lower-casing: base32 (RFC 4648, 6) without padding, in lower
//! case. 16 octets of the mail's id and 10 of signature are 42 characters.

const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Octets of a mail's id and of its signature.
pub(super) const OCTETS: usize = 26;
/// Characters of a mark.
const CHARACTERS: usize = 42;

/// The mark of these octets.
pub(super) fn write(octets: &[u8; OCTETS]) -> String {
    let (mut bits, mut held, mut mark) = (0_u32, 0, String::with_capacity(CHARACTERS));
    for &octet in octets {
        bits = (bits << 8) | u32::from(octet);
        held += 8;
        while held >= 5 {
            held -= 5;
            mark.push(letter(bits >> held));
        }
    }
    mark.push(letter(bits << (5 - held)));
    mark
}

/// The octets of a mark, in whatever case; nothing if it is none.
pub(super) fn read(mark: &str) -> Option<[u8; OCTETS]> {
    if mark.len() != CHARACTERS {
        return None;
    }
    let (mut bits, mut held, mut octets) = (0_u32, 0, Vec::with_capacity(OCTETS));
    for character in mark.bytes() {
        let lower = character.to_ascii_lowercase();
        let value = ALPHABET.iter().position(|letter| *letter == lower)?;
        bits = (bits << 5) | u32::try_from(value).ok()?;
        held += 5;
        if held >= 8 {
            held -= 8;
            octets.push(u8::try_from((bits >> held) & 0xff).ok()?);
        }
    }
    // One spelling for each mark: what is left over is nothing.
    let rest = bits & ((1 << held) - 1);
    octets.try_into().ok().filter(|_| rest == 0)
}

fn letter(bits: u32) -> char {
    let index = usize::try_from(bits & 31).unwrap_or(0);
    char::from(ALPHABET[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_back_in_either_case() {
        for seed in 0..=255_u8 {
            let octets = std::array::from_fn(|i| seed.wrapping_mul(31).wrapping_add(i as u8 * 7));
            let mark = write(&octets);
            assert_eq!(mark.len(), CHARACTERS);
            assert_eq!(read(&mark), Some(octets));
            assert_eq!(read(&mark.to_uppercase()), Some(octets));
        }
        assert_eq!(write(&[0xff; OCTETS]), format!("{}4", "7".repeat(41)));
    }

    #[test]
    fn what_is_no_mark_is_not_read() {
        let mark = write(&[1; OCTETS]);
        for wrong in ["", "abc", &mark[1..], &format!("{mark}a"), &mark.replace('a', "1"), "é"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        let other_spelling = format!("{}5", "7".repeat(41));
        assert_eq!(read(&other_spelling), None);
    }
}
