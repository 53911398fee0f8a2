//! How large a workbook is once it is unpacked: measured before anything else reads it.

use std::io::Read;

use flate2::read::DeflateDecoder;

use super::ReadFault;
use super::declared::Declared;

/// Signatures of the end of a zip archive's directory, of what precedes it in archives beyond 4 GB, and of an entry.
const END: &[u8] = b"PK\x05\x06";
const LARGE: &[u8] = b"PK\x06\x07";
const ENTRY: &[u8] = b"PK\x01\x02";
/// Files in a workbook: sheets, styles, texts; a thousand is a hundred times the usual.
const ENTRIES_MAX: usize = 1_000;

/// Measures every file of the archive by unpacking it to nowhere: what its directory says may be a lie. An archive
/// that two readers could understand in two ways is none.
///
/// # Errors
/// [`ReadFault::TooLargeUnpacked`] as soon as `limit` is passed; [`ReadFault::Unreadable`] for no archive.
pub fn measure(bytes: &[u8], limit: u64) -> Result<u64, ReadFault> {
    let directory = directory(bytes).ok_or(ReadFault::Unreadable)?;
    if directory.entries > ENTRIES_MAX {
        return Err(ReadFault::TooLargeUnpacked { limit });
    }
    let (mut at, mut total) = (directory.begin, 0_u64);
    for _ in 0..directory.entries {
        if bytes.get(at..at + 4) != Some(ENTRY) {
            return Err(ReadFault::Unreadable);
        }
        let field =
            |offset, length| number(bytes, at + offset, length).ok_or(ReadFault::Unreadable);
        let (method, packed, local) = (field(10, 2)?, field(20, 4)?, field(42, 4)?);
        let content = content(bytes, local, packed).ok_or(ReadFault::Unreadable)?;
        total += match method {
            0 => inflated(content, limit - total)?,
            8 => inflated(DeflateDecoder::new(content), limit - total)?,
            _ => return Err(ReadFault::Unreadable),
        };
        at += 46 + field(28, 2)? + field(30, 2)? + field(32, 2)?;
    }
    if directory.entries == 0 || at != directory.end {
        return Err(ReadFault::Unreadable);
    }
    Ok(total)
}

/// Where an archive's directory is.
struct Directory {
    begin: usize,
    end: usize,
    entries: usize,
}

/// The directory, where it stands directly before its end record, says its own size and number rightly, and has
/// nothing of other kinds of archives about it. Readers look for it in different ways; here all find the same.
fn directory(bytes: &[u8]) -> Option<Directory> {
    let end = find_end(bytes)?;
    let field = |offset, length| number(bytes, end + offset, length);
    let (entries, size, begin) = (field(10, 2)?, field(12, 4)?, field(16, 4)?);
    let is_one = field(4, 4)? == 0 && field(8, 2)? == entries;
    let is_whole = end + 22 + field(20, 2)? == bytes.len() && begin.checked_add(size)? == end;
    let is_large = end.checked_sub(20).and_then(|at| bytes.get(at..at + 4)) == Some(LARGE);
    (is_one && is_whole && !is_large).then_some(Directory { begin, end, entries })
}

fn find_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(22)?;
    let first = last.saturating_sub(65_536);
    (first..=last).rev().find(|at| bytes.get(*at..*at + 4) == Some(END))
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let little = bytes.get(at..at.checked_add(length)?)?;
    Some(little.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

/// The packed content of a file.
fn content(bytes: &[u8], local: usize, packed: usize) -> Option<&[u8]> {
    let start =
        local.checked_add(30)? + number(bytes, local + 26, 2)? + number(bytes, local + 28, 2)?;
    bytes.get(start..start.checked_add(packed)?)
}

fn inflated(content: impl Read, limit: u64) -> Result<u64, ReadFault> {
    let mut content = content.take(limit + 1);
    let mut buffer = vec![0; 64 * 1024];
    let (mut total, mut declared) = (0, Declared::default());
    loop {
        let read = content.read(&mut buffer).map_err(|_| ReadFault::Unreadable)?;
        if read == 0 {
            declared.end()?;
            return Ok(total);
        }
        total += u64::try_from(read).unwrap_or(u64::MAX);
        if total > limit {
            return Err(ReadFault::TooLargeUnpacked { limit });
        }
        declared.feed(buffer.get(..read).unwrap_or_default())?;
    }
}

#[cfg(test)]
pub(super) mod samples {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    /// An archive with one file, whose directory says that it has `claimed` bytes.
    pub fn archive(name: &str, content: &[u8], claimed: u32) -> Vec<u8> {
        put_together(&[(name.to_owned(), content.to_vec())], |_| claimed)
    }

    /// An archive with these files.
    pub fn archive_of(files: &[(String, Vec<u8>)]) -> Vec<u8> {
        put_together(files, |content| u32::try_from(content.len()).unwrap())
    }

    fn put_together(files: &[(String, Vec<u8>)], claimed: impl Fn(&[u8]) -> u32) -> Vec<u8> {
        let two = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
        let four = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in files {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(content).unwrap();
            let packed = encoder.finish().unwrap();
            let mut crc = flate2::Crc::new();
            crc.update(content);
            let claimed = claimed(content).to_le_bytes();
            let sizes = [&crc.sum().to_le_bytes()[..], &four(packed.len()), &claimed].concat();
            let version = b"\x14\0\0\0\x08\0\0\0\0\0";
            directory
                .extend([b"PK\x01\x02\x14\0", &version[..], &sizes, &two(name.len())].concat());
            directory.extend([&[0; 12][..], &four(bytes.len()), name.as_bytes()].concat());
            bytes.extend([b"PK\x03\x04", &version[..], &sizes, &two(name.len()), &[0; 2]].concat());
            bytes.extend([name.as_bytes(), &packed].concat());
        }
        let (begin, count) = (bytes.len(), two(files.len()));
        let sizes = [&four(directory.len())[..], &four(begin), &[0; 2]].concat();
        bytes.extend(&directory);
        bytes.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &sizes].concat());
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::samples::archive;
    use super::*;

    #[test]
    fn an_archive_is_measured_by_what_is_in_it_not_by_what_it_says() {
        let bomb = archive("xl/a.xml", &vec![b'a'; 3_000_000], 10);
        assert!(bomb.len() < 10_000);
        assert_eq!(measure(&bomb, 5_000_000), Ok(3_000_000));
        assert_eq!(
            measure(&bomb, 1_000_000),
            Err(ReadFault::TooLargeUnpacked { limit: 1_000_000 })
        );
        assert_eq!(measure(b"PK\x03\x04", 10), Err(ReadFault::Unreadable));
        assert_eq!(measure(&bomb[..bomb.len() - 30], 5_000_000), Err(ReadFault::Unreadable));
    }
    #[test]
    fn an_archive_whose_directory_two_readers_would_find_in_two_places_is_refused() {
        let honest = archive("xl/a.xml", b"<a/>", 4);
        let end = honest.len() - 22;
        assert_eq!(measure(&honest, 100), Ok(4));
        let changed = |at: usize, byte: u8| {
            let mut bytes = honest.clone();
            bytes[at] ^= byte;
            measure(&bytes, 100)
        };
        // Size, place, number of entries of one and of all disks, length of the comment.
        for at in [end + 12, end + 16, end + 8, end + 10, end + 20] {
            assert_eq!(changed(at, 1), Err(ReadFault::Unreadable), "{at}");
        }
        // Something before the archive: some readers shift everything, others do not.
        let shifted = [b"before", honest.as_slice()].concat();
        assert_eq!(measure(&shifted, 100), Err(ReadFault::Unreadable));
        let mut hidden = honest[..end].to_vec();
        hidden.extend([LARGE, &[0; 16]].concat());
        hidden.extend(&honest[end..]);
        assert_eq!(measure(&hidden, 100), Err(ReadFault::Unreadable));
    }
}
