//! A QR code as a picture made of one path.

use crate::outward::qr::Code;

/// A QR code: dark modules on a light square.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrPicture {
    /// Modules in a row, with the quiet around them.
    pub side: usize,
    /// SVG path of the dark modules.
    pub path: String,
}

impl QrPicture {
    /// The code of this text; nothing for one that is too long for any.
    pub fn of(text: &str) -> Option<Self> {
        let (side, path) = Code::small(text).ok()?.path();
        Some(Self { side, path })
    }
}

#[cfg(test)]
mod tests {
    use qrcode::{Color, EcLevel, QrCode};

    use super::*;

    const ENTRANCE: &str = "UKETSUKE:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA:K7M4Q2XH";

    /// Whether a module is dark in the picture, by its path.
    fn is_dark(picture: &QrPicture, x: usize, y: usize) -> bool {
        picture.path.split('M').skip(1).any(|run| {
            let (place, size) = run.split_once('h').unwrap();
            let (from, row) = place.split_once(' ').unwrap();
            let length: usize = size.split('v').next().unwrap().parse().unwrap();
            let from: usize = from.parse().unwrap();
            row.parse::<usize>().unwrap() == y && (from..from + length).contains(&x)
        })
    }

    #[test]
    fn the_picture_is_the_code_module_by_module() {
        let picture = QrPicture::of(ENTRANCE).unwrap();
        let code = QrCode::with_error_correction_level(ENTRANCE, EcLevel::M).unwrap();
        let width = code.width();
        assert_eq!(picture.side, width + 8);
        for (index, color) in code.to_colors().into_iter().enumerate() {
            let (x, y) = (index % width + 4, index / width + 4);
            assert_eq!(is_dark(&picture, x, y), color == Color::Dark, "{x} {y}");
        }
    }

    #[test]
    fn the_code_of_the_entrance_is_small_and_its_picture_weighs_little() {
        let picture = QrPicture::of(ENTRANCE).unwrap();
        assert!(picture.side <= 33 + 8, "{}", picture.side);
        assert!(picture.path.len() < 6_000, "{}", picture.path.len());
    }

    #[test]
    fn a_text_that_no_code_holds_has_no_picture() {
        assert_eq!(QrPicture::of(&"x".repeat(5_000)), None);
    }
}
