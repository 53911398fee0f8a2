//! A QR code as a picture made of one path.

use qrcode::{Color, EcLevel, QrCode};

/// Modules of quiet around the code (ISO/IEC 18004, 6.3.8).
const QUIET: usize = 4;

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
        // 15 percent may be covered by a crease or a thumb.
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(width).enumerate() {
            draw_row(&mut path, row, y + QUIET);
        }
        Some(Self { side: width + 2 * QUIET, path })
    }
}

/// One rectangle for each run of dark modules.
fn draw_row(path: &mut String, row: &[Color], y: usize) {
    let mut x = 0;
    while x < row.len() {
        let dark = row[x..].iter().take_while(|color| **color == Color::Dark).count();
        if dark == 0 {
            x += 1;
            continue;
        }
        path.push_str(&format!("M{} {y}h{dark}v1h-{dark}z", x + QUIET));
        x += dark;
    }
}

#[cfg(test)]
mod tests {
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
