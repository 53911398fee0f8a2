//! Postings: which registrations of a segment have which grams, packed into the parts that are stored.
//!
//! A gram's first ten bits name its part. A part is, in little endian:
//!
//! ```text
//! number of grams (u16), for each gram, ascending: its other 22 bits, the end of its list (u24 each); the lists
//! ```
//! A list is the distances between ascending offsets in the segment, seven bits a byte, or a bitmap where
//! that is not longer.

use super::error::StoreError;
use crate::domain::values::search_grams::Gram;

/// Registrations of one segment.
pub const SEGMENT: i64 = 8_192;
/// The same as a number of bits.
const BITS: usize = 8_192;
/// Rows in which a segment's postings are stored: so many that one is smaller than a page of either
/// database, since a search reads one for each gram and segment.
pub const PARTS: usize = 1 << PART_BITS;
const PART_BITS: u32 = 10;
/// The bits of a gram that its part does not tell.
const REST: Gram = Gram::MAX >> PART_BITS;
/// A list of this length is a bitmap.
const BITMAP_BYTES: usize = BITS / 8;
/// Bytes of one entry of a part's directory.
const ENTRY: usize = 6;
const BROKEN: StoreError = StoreError::Unreadable("a search index");

/// Gathers what the texts of one segment have.
pub struct Gatherer {
    /// For each part, the other bits of a gram above an offset.
    parts: Vec<Vec<u64>>,
}

impl Gatherer {
    pub fn new() -> Self {
        Self { parts: vec![Vec::new(); PARTS] }
    }

    /// Notes the grams of the registration at this offset; sorts them.
    pub fn add(&mut self, offset: u16, grams: &mut Vec<Gram>) {
        grams.sort_unstable();
        grams.dedup();
        for gram in grams {
            let rest = u64::from(*gram & REST) << 16;
            if let Some(part) = self.parts.get_mut(part_of(*gram)) {
                part.push(rest | u64::from(offset));
            }
        }
    }

    /// The parts, in order, each packed.
    pub fn packed(self) -> Vec<Vec<u8>> {
        self.parts.into_iter().map(packed).collect()
    }
}

/// The part in which a gram's list is.
pub fn part_of(gram: Gram) -> usize {
    usize::try_from(gram >> (Gram::BITS - PART_BITS)).unwrap_or(0)
}

fn packed(mut pairs: Vec<u64>) -> Vec<u8> {
    pairs.sort_unstable();
    let (mut directory, mut lists) = (Vec::new(), Vec::new());
    let mut grams = 0_u16;
    for same in pairs.chunk_by(|one, other| one >> 16 == other >> 16) {
        push_list(&mut lists, same);
        let gram = same.first().map_or(0, |pair| pair >> 16);
        directory.extend(gram.to_le_bytes().into_iter().take(3));
        directory.extend(lists.len().to_le_bytes().into_iter().take(3));
        grams = grams.saturating_add(1);
    }
    let mut part = grams.to_le_bytes().to_vec();
    part.extend(directory);
    part.extend(lists);
    part
}

fn push_list(lists: &mut Vec<u8>, pairs: &[u64]) {
    let start = lists.len();
    let mut next = 0;
    for pair in pairs {
        let offset = pair & 0xFFFF;
        let mut distance = offset.saturating_sub(next);
        while distance >= 0x80 {
            lists.push(low_byte(distance) | 0x80);
            distance >>= 7;
        }
        lists.push(low_byte(distance));
        next = offset + 1;
    }
    if lists.len() - start >= BITMAP_BYTES {
        lists.truncate(start);
        let mut bitmap = [0_u8; BITMAP_BYTES];
        for pair in pairs {
            if let Some(byte) = bitmap.get_mut(usize::from(low_16(*pair)) / 8) {
                *byte |= 1 << (pair & 7);
            }
        }
        lists.extend(bitmap);
    }
}

fn low_byte(number: u64) -> u8 {
    number.to_le_bytes()[0]
}

fn low_16(number: u64) -> u16 {
    u16::from_le_bytes([number.to_le_bytes()[0], number.to_le_bytes()[1]])
}

/// Registrations of a segment, by their offsets.
#[derive(Clone, Debug, PartialEq)]
pub struct Offsets([u64; BITS / 64]);

impl Offsets {
    /// All of a segment.
    pub fn all() -> Self {
        Self([u64::MAX; BITS / 64])
    }

    fn none() -> Self {
        Self([0; BITS / 64])
    }

    pub fn insert(&mut self, offset: u16) {
        if let Some(word) = self.0.get_mut(usize::from(offset) / 64) {
            *word |= 1 << (offset % 64);
        }
    }

    /// Keeps those that have this gram too.
    ///
    /// # Errors
    /// `Unreadable` for a part that this program did not write.
    pub fn keep(&mut self, part: &[u8], gram: Gram) -> Result<(), StoreError> {
        let other = list_of(part, gram)?.map_or_else(|| Ok(Self::none()), unpacked)?;
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word &= other;
        }
        Ok(())
    }

    /// In ascending order.
    pub fn iter(&self) -> impl Iterator<Item = i64> {
        let words = (0_i64..).step_by(64).zip(self.0).filter(|(_, word)| *word != 0);
        words.flat_map(|(first, word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| first + bit)
        })
    }
}

/// The list of a gram in its part.
fn list_of(part: &[u8], gram: Gram) -> Result<Option<&[u8]>, StoreError> {
    let (grams, rest) = part.split_first_chunk().ok_or(BROKEN)?;
    let directory_length = usize::from(u16::from_le_bytes(*grams)) * ENTRY;
    let (directory, lists) = rest.split_at_checked(directory_length).ok_or(BROKEN)?;
    let (entries, _) = directory.as_chunks::<ENTRY>();
    let Ok(index) = entries.binary_search_by_key(&(gram & REST), |entry| u24(*entry, 0)) else {
        return Ok(None);
    };
    let end = |index: usize| entries.get(index).map(|entry| length(u24(*entry, 3)));
    let start = index.checked_sub(1).map_or(Some(0), end).ok_or(BROKEN)?;
    let end = end(index).ok_or(BROKEN)?;
    lists.get(start..end).map(Some).ok_or(BROKEN)
}

fn u24(entry: [u8; ENTRY], at: usize) -> u32 {
    let byte = |at| u32::from(entry.get(at).copied().unwrap_or(0));
    byte(at) | byte(at + 1) << 8 | byte(at + 2) << 16
}

fn length(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn unpacked(list: &[u8]) -> Result<Offsets, StoreError> {
    let mut offsets = Offsets::none();
    if list.len() == BITMAP_BYTES {
        let (words, _) = list.as_chunks();
        for (word, bytes) in offsets.0.iter_mut().zip(words) {
            *word = u64::from_le_bytes(*bytes);
        }
        return Ok(offsets);
    }
    let (mut next, mut distance, mut shift) = (0_u32, 0_u32, 0);
    for byte in list {
        distance |= u32::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            let offset = next + distance;
            offsets.insert(u16::try_from(offset).map_err(|_| BROKEN)?);
            (next, distance, shift) = (offset + 1, 0, 0);
        } else {
            shift += 7;
            if shift > 14 {
                return Err(BROKEN);
            }
        }
    }
    Ok(offsets)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    fn found(parts: &[Vec<u8>], gram: Gram) -> BTreeSet<i64> {
        let mut offsets = Offsets::all();
        offsets.keep(&parts[part_of(gram)], gram).unwrap();
        offsets.iter().collect()
    }

    #[test]
    fn what_every_registration_has_is_found_in_all_and_what_none_has_in_none() {
        let mut gatherer = Gatherer::new();
        for offset in 0..8_192 {
            gatherer.add(offset, &mut vec![7, 7, u32::from(offset) << 12]);
        }
        let parts = gatherer.packed();
        assert_eq!(found(&parts, 7).len(), 8_192);
        assert_eq!(found(&parts, 8_191 << 12), BTreeSet::from([8_191]));
        assert!(found(&parts, 8).is_empty());
        assert_eq!(parts.len(), PARTS);
    }

    #[test]
    fn an_index_that_is_broken_is_an_error_and_not_a_panic() {
        let mut gatherer = Gatherer::new();
        gatherer.add(5_000, &mut vec![7]);
        let part = gatherer.packed().swap_remove(0);
        for length in 0..part.len() {
            let cut = part.get(..length).unwrap_or_default();
            let kept = Offsets::all().keep(cut, 7);
            assert!(matches!(kept, Err(StoreError::Unreadable(_))), "{length}");
        }
        assert!(Offsets::all().keep(&[1, 0, 7, 0, 0, 3, 0, 0, 255, 255, 255], 7).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn what_was_packed_is_found(
            texts in proptest::collection::btree_map(0_u16..8_192, proptest::collection::vec(0_u32..40, 0..20), 0..300),
            dense in 0_u16..8_192,
        ) {
            let mut expected: BTreeMap<Gram, BTreeSet<i64>> = BTreeMap::new();
            let mut gatherer = Gatherer::new();
            for offset in 0..8_192 {
                let mut grams = texts.get(&offset).cloned().unwrap_or_default();
                if offset < dense {
                    grams.push(99);
                }
                for gram in &grams {
                    expected.entry(*gram).or_default().insert(i64::from(offset));
                }
                gatherer.add(offset, &mut grams);
            }
            let parts = gatherer.packed();
            for gram in 0..100 {
                prop_assert_eq!(found(&parts, gram), expected.remove(&gram).unwrap_or_default());
            }
        }
    }
}
