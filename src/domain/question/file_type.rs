//! What kind of file a file is, by its content: never by its name, never by what a browser says.

use serde::{Deserialize, Serialize};

/// A type of file that may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileType {
    Pdf,
    Jpeg,
    Png,
    /// Word, without macros.
    Docx,
    /// Excel, without macros.
    Xlsx,
}

/// The end of a PDF file may be followed by this many bytes of something else.
const PDF_TAIL: usize = 4_096;
/// Bytes of a ZIP file's last record, and of a comment behind it at most (APPNOTE.TXT, 4.3.16).
const ZIP_END: usize = 22;
const ZIP_COMMENT_MAX: usize = 65_535;
/// Bytes of an entry of a ZIP file's directory before its name (APPNOTE.TXT, 4.3.12).
const ZIP_ENTRY: usize = 46;
/// Parts that a document of an office may have: a photo album has some hundreds.
const ZIP_ENTRIES_MAX: usize = 5_000;

impl FileType {
    pub const ALL: [Self; 5] = [Self::Pdf, Self::Jpeg, Self::Png, Self::Docx, Self::Xlsx];

    /// The type of these bytes, if it is one of ours.
    pub fn of(content: &[u8]) -> Option<Self> {
        if is_pdf(content) {
            return Some(Self::Pdf);
        }
        if content.starts_with(&[0xFF, 0xD8, 0xFF]) {
            return Some(Self::Jpeg);
        }
        if content.starts_with(b"\x89PNG\r\n\x1a\n") && content.get(12..16) == Some(b"IHDR") {
            return Some(Self::Png);
        }
        office(content)
    }

    /// What stands in `Content-Type`.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Endings of a name; the first is given where a name has none of them.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
        }
    }

    /// What people call it, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Docx => "Word (.docx)",
            Self::Xlsx => "Excel (.xlsx)",
        }
    }
}

fn is_pdf(content: &[u8]) -> bool {
    let tail = &content[content.len().saturating_sub(PDF_TAIL)..];
    content.starts_with(b"%PDF-") && tail.windows(5).any(|window| window == b"%%EOF")
}

/// A document of an office is a ZIP file; the names in its directory say which. One with macros is none.
fn office(content: &[u8]) -> Option<FileType> {
    if !content.starts_with(b"PK\x03\x04") {
        return None;
    }
    let names = zip_names(content)?;
    let has = |wanted: &str| names.contains(&wanted.as_bytes());
    let has_macros = names
        .iter()
        .any(|name| name.to_ascii_lowercase().ends_with(b"vbaproject.bin") || name.contains(&0));
    if has_macros || !has("[Content_Types].xml") {
        return None;
    }
    match (has("word/document.xml"), has("xl/workbook.xml")) {
        (true, false) => Some(FileType::Docx),
        (false, true) => Some(FileType::Xlsx),
        _ => None,
    }
}

/// The names in a ZIP file's directory. Nothing is unpacked.
fn zip_names(content: &[u8]) -> Option<Vec<&[u8]>> {
    let earliest = content.len().saturating_sub(ZIP_END + ZIP_COMMENT_MAX);
    let last = content.len().checked_sub(ZIP_END)?;
    let end = (earliest..=last).rev().find(|at| content[*at..].starts_with(b"PK\x05\x06"))?;
    let count = usize::from(u16_at(content, end + 10)?);
    let mut at = usize::try_from(u32_at(content, end + 16)?).ok()?;
    if count > ZIP_ENTRIES_MAX {
        return None;
    }
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        if content.get(at..at + 4)? != b"PK\x01\x02" {
            return None;
        }
        let [name, extra, comment] =
            [u16_at(content, at + 28)?, u16_at(content, at + 30)?, u16_at(content, at + 32)?]
                .map(usize::from);
        names.push(content.get(at + ZIP_ENTRY..at + ZIP_ENTRY + name)?);
        at += ZIP_ENTRY + name + extra + comment;
    }
    Some(names)
}

fn u16_at(content: &[u8], at: usize) -> Option<u16> {
    content.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(content: &[u8], at: usize) -> Option<u32> {
    content.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// Small files of each type, for tests.
#[cfg(test)]
pub mod samples {
    pub const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
    pub const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0xFF, 0xD9];
    pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01";

    /// A ZIP file of empty entries with these names.
    ///
    /// # Panics
    /// For more of them than two bytes can count.
    pub fn zip(names: &[&str]) -> Vec<u8> {
        let length = |name: &str| u16::try_from(name.len()).unwrap().to_le_bytes();
        let mut file = Vec::new();
        let mut directory = Vec::new();
        for name in names {
            let at = u32::try_from(file.len()).unwrap().to_le_bytes();
            file.extend(b"PK\x03\x04");
            file.extend([0; 22]);
            file.extend(length(name));
            file.extend([0; 2]);
            file.extend(name.as_bytes());
            directory.extend(b"PK\x01\x02");
            directory.extend([0; 24]);
            directory.extend(length(name));
            directory.extend([0; 12]);
            directory.extend(at);
            directory.extend(name.as_bytes());
        }
        let (at, size) =
            (u32::try_from(file.len()).unwrap(), u32::try_from(directory.len()).unwrap());
        let count = u16::try_from(names.len()).unwrap().to_le_bytes();
        file.extend(directory);
        file.extend(b"PK\x05\x06\0\0\0\0");
        file.extend(count);
        file.extend(count);
        file.extend(size.to_le_bytes());
        file.extend(at.to_le_bytes());
        file.extend([0; 2]);
        file
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{JPEG, PDF, PNG, zip};
    use super::*;

    #[test]
    fn a_type_is_known_by_the_content() {
        assert_eq!(FileType::of(PDF), Some(FileType::Pdf));
        assert_eq!(FileType::of(JPEG), Some(FileType::Jpeg));
        assert_eq!(FileType::of(PNG), Some(FileType::Png));
        let docx = zip(&["[Content_Types].xml", "_rels/.rels", "word/document.xml"]);
        assert_eq!(FileType::of(&docx), Some(FileType::Docx));
        let xlsx = zip(&["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"]);
        assert_eq!(FileType::of(&xlsx), Some(FileType::Xlsx));
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        let with_macros = zip(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]);
        let both = zip(&["[Content_Types].xml", "word/document.xml", "xl/workbook.xml"]);
        let archive = zip(&["run.exe"]);
        let cut = &zip(&["[Content_Types].xml", "word/document.xml"])[..60];
        for content in [
            b"".as_slice(),
            b"MZ\x90\0",
            b"<html><script>alert(1)</script>",
            b"%PDF-1.7 but cut off",
            b"GIF89a",
            b"\x89PNG\r\n\x1a\n<script>",
            b"PK\x03\x04",
            b"PK\x05\x06",
            &with_macros,
            &both,
            &archive,
            cut,
        ] {
            assert_eq!(FileType::of(content), None, "{:?}", &content[..content.len().min(12)]);
        }
    }

    #[test]
    fn a_directory_that_leads_nowhere_is_no_danger() {
        let mut lying = zip(&["[Content_Types].xml", "word/document.xml"]);
        let end = lying.len() - 22;
        lying[end + 16..end + 20].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(FileType::of(&lying), None);
        lying[end + 10..end + 12].copy_from_slice(&u16::MAX.to_le_bytes());
        assert_eq!(FileType::of(&lying), None);
    }
}
