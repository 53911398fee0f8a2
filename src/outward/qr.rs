//! A text as a code to be scanned (QR, ISO/IEC 18004): the address of an event, or who comes to it.

use std::fmt::Write as _;

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use qrcode::{Color, EcLevel, QrCode};

/// Light squares around the code, as the standard wants them.
const QUIET: usize = 4;
/// Pixels of a square in a PNG: sharp in print at a few centimetres.
const PIXELS: usize = 12;

/// Why a code could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the code could not be made")]
pub struct QrFault;

/// A code.
pub struct Code(QrCode);

impl Code {
    /// The code of an address. A quarter of it may be covered or worn and it can still be read.
    ///
    /// # Errors
    /// When the address is too long for one, which none of ours is.
    pub fn of(address: &str) -> Result<Self, QrFault> {
        QrCode::with_error_correction_level(address, EcLevel::Q).map(Self).map_err(|_| QrFault)
    }

    /// The smaller code of what is shown on a telephone: 15 percent may be covered by a crease or a thumb.
    ///
    /// # Errors
    /// When the text is too long for one.
    pub fn small(text: &str) -> Result<Self, QrFault> {
        QrCode::with_error_correction_level(text, EcLevel::M).map(Self).map_err(|_| QrFault)
    }

    /// Squares in a row, with the quiet zone, and the dark ones as an SVG path: a rectangle for each run of them.
    pub fn path(&self) -> (usize, String) {
        let rows = self.rows(QUIET);
        let mut path = String::new();
        for (y, row) in rows.iter().enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|one, next| one == next) {
                if run.first() == Some(&true) {
                    let _ = write!(path, "M{x} {y}h{0}v1h-{0}z", run.len());
                }
                x += run.len();
            }
        }
        (rows.len(), path)
    }

    /// As SVG with its quiet zone.
    pub fn svg(&self) -> String {
        let (side, path) = self.path();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"240\" \
             height=\"240\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
             <path d=\"{path}\"/></svg>\n"
        )
    }

    /// As PNG with its quiet zone.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn png(&self) -> Result<Vec<u8>, QrFault> {
        let rows = self.rows(QUIET);
        let side = rows.len() * PIXELS;
        let mut pixels = Vec::with_capacity(side * side);
        for row in &rows {
            let line: Vec<u8> =
                row.iter().flat_map(|dark| [if *dark { 0 } else { u8::MAX }; PIXELS]).collect();
            for _ in 0..PIXELS {
                pixels.extend_from_slice(&line);
            }
        }
        let side = u32::try_from(side).map_err(|_| QrFault)?;
        let mut bytes = Vec::new();
        PngEncoder::new(&mut bytes)
            .write_image(&pixels, side, side, ExtendedColorType::L8)
            .map_err(|_| QrFault)?;
        Ok(bytes)
    }

    /// Its squares row by row, `true` where it is dark, with so many light ones around.
    pub fn rows(&self, quiet: usize) -> Vec<Vec<bool>> {
        let width = self.0.width();
        let dark: Vec<bool> =
            self.0.to_colors().into_iter().map(|colour| colour == Color::Dark).collect();
        let side = width + 2 * quiet;
        let mut rows = vec![vec![false; side]; side];
        for (row, squares) in rows.iter_mut().skip(quiet).zip(dark.chunks(width)) {
            for (to, from) in row.iter_mut().skip(quiet).zip(squares) {
                *to = *from;
            }
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_corners_and_its_quiet_zone() {
        let rows = Code::of("https://uketsuke.example.jp/e/telework").unwrap().rows(QUIET);
        let side = rows.len();
        assert!(rows.iter().all(|row| row.len() == side));
        assert!(rows[..QUIET].iter().flatten().all(|dark| !dark));
        for (row, column) in [(QUIET, QUIET), (QUIET, side - QUIET - 7), (side - QUIET - 7, QUIET)]
        {
            let ring = &rows[row][column..column + 7];
            assert!(ring.iter().all(|dark| *dark), "the upper edge of a corner");
            assert_eq!(
                rows[row + 1][column..column + 7],
                [true, false, false, false, false, false, true]
            );
        }
    }

    #[test]
    fn both_pictures_can_be_opened() {
        let code = Code::of("https://uketsuke.example.jp/e/telework").unwrap();
        let picture = image::load_from_memory(&code.png().unwrap()).unwrap();
        assert_eq!(picture.width() % u32::try_from(PIXELS).unwrap(), 0);
        let svg = code.svg();
        assert!(svg.starts_with("<svg ") && svg.contains(" d=\"M4 4h7v1h-7z"));
    }
}
