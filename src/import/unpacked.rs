//! How large a workbook is once it is unpacked: measured before anything else reads it.

use std::io::Read as _;

use flate2::read::DeflateDecoder;

use super::ReadFault;

/// Signature of the end of a zip archive's directory, and of an entry there.
const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
/// Files in a workbook: sheets, styles, texts; a thousand is a hundred times the usual.
const ENTRIES_MAX: usize = 1_000;

/// Measures every file of the archive by unpacking it to nowhere: what its directory says may be a lie.
///
/// # Errors
/// [`ReadFault::TooLargeUnpacked`] as soon as `limit` is passed; [`ReadFault::Unreadable`] for no archive.
pub fn measure(bytes: &[u8], limit: u64) -> Result<u64, ReadFault> {
    let end = find_end(bytes).ok_or(ReadFault::Unreadable)?;
    let mut at = number(bytes, end + 16, 4).ok_or(ReadFault::Unreadable)?;
    let (mut total, mut entries) = (0_u64, 0);
    while bytes.get(at..at + 4) == Some(ENTRY) {
        entries += 1;
        if entries > ENTRIES_MAX {
            return Err(ReadFault::TooLargeUnpacked { limit });
        }
        let field =
            |offset, length| number(bytes, at + offset, length).ok_or(ReadFault::Unreadable);
        let (method, packed, local) = (field(10, 2)?, field(20, 4)?, field(42, 4)?);
        let content = content(bytes, local, packed).ok_or(ReadFault::Unreadable)?;
        total += match method {
            0 => u64::try_from(content.len()).unwrap_or(u64::MAX),
            8 => inflated(content, limit - total)?,
            _ => return Err(ReadFault::Unreadable),
        };
        if total > limit {
            return Err(ReadFault::TooLargeUnpacked { limit });
        }
        at += 46 + field(28, 2)? + field(30, 2)? + field(32, 2)?;
    }
    if entries == 0 { Err(ReadFault::Unreadable) } else { Ok(total) }
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

fn inflated(packed: &[u8], limit: u64) -> Result<u64, ReadFault> {
    let mut decoder = DeflateDecoder::new(packed).take(limit + 1);
    let mut buffer = vec![0; 64 * 1024];
    let mut total = 0;
    loop {
        match decoder.read(&mut buffer) {
            Ok(0) => return Ok(total),
            Ok(read) => total += u64::try_from(read).unwrap_or(u64::MAX),
            Err(_) => return Err(ReadFault::Unreadable),
        }
        if total > limit {
            return Err(ReadFault::TooLargeUnpacked { limit });
        }
    }
}

#[cfg(test)]
pub(super) mod samples {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    /// An archive with one file, whose directory says that it has `claimed` bytes.
    pub fn archive(name: &str, content: &[u8], claimed: u32) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).unwrap();
        let packed = encoder.finish().unwrap();
        let two = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
        let four = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
        let sizes = [&[0; 4][..], &four(packed.len()), &claimed.to_le_bytes()].concat();
        let mut bytes = [
            b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0",
            &sizes[..],
            &two(name.len()),
            &[0; 2],
            name.as_bytes(),
            &packed,
        ]
        .concat();
        let directory = bytes.len();
        bytes.extend(
            [
                b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0",
                &sizes[..],
                &two(name.len()),
                &[0; 16],
                name.as_bytes(),
            ]
            .concat(),
        );
        let size = bytes.len() - directory;
        bytes.extend(
            [b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &four(size)[..], &four(directory), &[0; 2]]
                .concat(),
        );
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
}
