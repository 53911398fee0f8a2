//! Pictures that organizations send, made anew: small, and without anything but what is to be seen.
//!
//! What is kept is never what was sent: it is decoded within limits and encoded again, so that hidden data
//! (where a photograph was taken, by whom, a program within the file) are gone.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::FilterType;
use image::{
    DynamicImage, ExtendedColorType, GenericImageView as _, ImageDecoder as _, ImageEncoder as _,
    ImageFormat, ImageReader, Limits, Rgb, RgbImage,
};
use sha2::{Digest as _, Sha256};

use crate::domain::brand::{EventImage, Logo, PictureType};
use crate::domain::values::localized::Localized;

/// Bytes of a file that is sent, at most: what a telephone's camera makes.
pub const FILE_MAX: usize = 8 * 1024 * 1024;
/// Pixels of a picture, at most: more are no photograph but an attempt to fill our memory.
const PIXELS_MAX: u64 = 40_000_000;
/// Bytes that decoding may take: four a pixel, and as much again for the decoder.
const DECODING_MAX: u64 = 8 * PIXELS_MAX;
/// Pixels of an event's image, at least: half of what previews show.
const IMAGE_MIN: (u32, u32) = (600, 315);
/// Pixels of an event's image on its page, at most.
const PAGE: (u32, u32) = (640, 480);
/// Bytes of it, at most: a page with it stays within its promised weight.
pub const PAGE_BYTES: usize = 20 * 1024;
/// Pixels of a preview, as those who show links ask for it (Open Graph).
pub const PREVIEW: (u32, u32) = (1200, 630);
/// Bytes of a preview, at most: some programs load no larger ones.
const PREVIEW_BYTES: usize = 250 * 1024;
/// Pixels of a logo, at most: twice of what a page shows, for fine screens.
const LOGO: (u32, u32) = (320, 96);
/// Bytes of it, at most.
pub const LOGO_BYTES: usize = 6 * 1024;
/// Qualities of JPEG that are tried, the best first.
const QUALITIES: [u8; 7] = [82, 74, 66, 58, 50, 42, 34];

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    #[error("the file is no PNG, JPEG or WebP picture")]
    NotAPicture,
    #[error("the picture has too many pixels")]
    TooLarge,
    #[error("the picture has too few pixels")]
    TooSmall,
}

impl PictureFault {
    /// The stable name of the rule.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAPicture => "not_a_picture",
            Self::TooLarge => "picture_too_large",
            Self::TooSmall => "picture_too_small",
        }
    }
}

/// An event's image, ready to be kept.
#[derive(Clone, Debug)]
pub struct Pictures {
    pub image: EventImage,
    /// JPEG for the event's page.
    pub page: Vec<u8>,
    /// JPEG for previews of links.
    pub preview: Vec<u8>,
}

/// An event's image in both sizes. Takes up to a second: not on a thread that others wait for.
///
/// # Errors
/// When the file is no picture, or has too many or too few pixels.
pub fn event_image(file: &[u8], alternative: Localized) -> Result<Pictures, PictureFault> {
    let picture = decoded(file)?;
    let (width, height) = picture.dimensions();
    if width < IMAGE_MIN.0 || height < IMAGE_MIN.1 {
        return Err(PictureFault::TooSmall);
    }
    let picture = on_white(&picture);
    let fitted = picture.resize(PAGE.0, PAGE.1, FilterType::CatmullRom);
    let (page, width, height) = jpeg_within(&fitted, PAGE_BYTES)?;
    let filled = picture.resize_to_fill(PREVIEW.0, PREVIEW.1, FilterType::CatmullRom);
    let (preview, ..) = jpeg_within(&filled, PREVIEW_BYTES)?;
    let hash = hash(&[&page, &preview]);
    Ok(Pictures { image: EventImage { hash, width, height, alternative }, page, preview })
}

/// A logo: PNG, which keeps what is transparent, or JPEG where that is smaller and nothing is transparent.
///
/// # Errors
/// When the file is no picture or has too many pixels.
pub fn logo(file: &[u8]) -> Result<(Logo, Vec<u8>), PictureFault> {
    let picture = decoded(file)?;
    let (width, height) = picture.dimensions();
    let mut fitted = picture.clone();
    if width > LOGO.0 || height > LOGO.1 {
        fitted = picture.resize(LOGO.0, LOGO.1, FilterType::CatmullRom);
    }
    loop {
        let (width, height) = fitted.dimensions();
        let made = smallest(&fitted)?;
        if made.1.len() <= LOGO_BYTES {
            let (kind, bytes) = made;
            return Ok((Logo { kind, hash: hash(&[&bytes]), width, height }, bytes));
        }
        fitted = fitted.resize(smaller(width), smaller(height), FilterType::CatmullRom);
    }
}

fn smallest(picture: &DynamicImage) -> Result<(PictureType, Vec<u8>), PictureFault> {
    let png = png(picture)?;
    let is_opaque = picture.to_rgba8().pixels().all(|pixel| pixel.0[3] == u8::MAX);
    let jpeg = jpeg(&on_white(picture), QUALITIES[0])?;
    if is_opaque && jpeg.len() < png.len() {
        return Ok((PictureType::Jpeg, jpeg));
    }
    Ok((PictureType::Png, png))
}

/// Decodes within the limits, turned as the camera was held.
fn decoded(file: &[u8]) -> Result<DynamicImage, PictureFault> {
    let fault = |_| PictureFault::NotAPicture;
    let mut reader = ImageReader::new(Cursor::new(file))
        .with_guessed_format()
        .map_err(|_| PictureFault::NotAPicture)?;
    let format = reader.format().ok_or(PictureFault::NotAPicture)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) {
        return Err(PictureFault::NotAPicture);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODING_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(fault)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(PictureFault::TooLarge);
    }
    let orientation = decoder.orientation().map_err(fault)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(fault)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// JPEG has no transparency: what is behind is white.
fn on_white(picture: &DynamicImage) -> DynamicImage {
    let from = picture.to_rgba8();
    let mut flat = RgbImage::new(from.width(), from.height());
    for (to, pixel) in flat.pixels_mut().zip(from.pixels()) {
        let [red, green, blue, alpha] = pixel.0.map(u32::from);
        let over = |channel: u32| {
            u8::try_from((channel * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        *to = Rgb([over(red), over(green), over(blue)]);
    }
    DynamicImage::ImageRgb8(flat)
}

/// The best JPEG of at most `most` bytes, with its size: of lower quality, then of fewer pixels.
fn jpeg_within(picture: &DynamicImage, most: usize) -> Result<(Vec<u8>, u32, u32), PictureFault> {
    let mut picture = picture.clone();
    loop {
        let (width, height) = picture.dimensions();
        for quality in QUALITIES {
            let bytes = jpeg(&picture, quality)?;
            if bytes.len() <= most {
                return Ok((bytes, width, height));
            }
        }
        picture = picture.resize(smaller(width), smaller(height), FilterType::CatmullRom);
    }
}

fn smaller(side: u32) -> u32 {
    (side * 4 / 5).max(1)
}

fn jpeg(picture: &DynamicImage, quality: u8) -> Result<Vec<u8>, PictureFault> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    let flat = picture.to_rgb8();
    encoder
        .write_image(flat.as_raw(), flat.width(), flat.height(), ExtendedColorType::Rgb8)
        .map_err(|_| PictureFault::NotAPicture)?;
    Ok(bytes)
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, PictureFault> {
    let mut bytes = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, PngFilter::Adaptive);
    let pixels = picture.to_rgba8();
    encoder
        .write_image(pixels.as_raw(), pixels.width(), pixels.height(), ExtendedColorType::Rgba8)
        .map_err(|_| PictureFault::NotAPicture)?;
    Ok(bytes)
}

/// 64 bits tell two pictures of one event apart.
fn hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    let number =
        hasher.finalize().iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    format!("{number:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Something like a photograph: it has edges, gradients and noise.
    fn photograph(width: u32, height: u32) -> RgbImage {
        let mut seed = 1_u32;
        RgbImage::from_fn(width, height, |x, y| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = seed >> 27;
            let channel = |n: u32| u8::try_from((n + noise) % 256).unwrap();
            Rgb([channel(x / 3), channel(y / 2), channel((x ^ y) / 4)])
        })
    }

    fn as_jpeg(picture: RgbImage) -> Vec<u8> {
        jpeg(&DynamicImage::ImageRgb8(picture), 90).unwrap()
    }

    #[test]
    fn an_image_becomes_small_enough_for_the_page_and_as_large_as_previews_are() {
        let file = as_jpeg(photograph(1600, 1200));
        let made = event_image(&file, Localized::plain("会場")).unwrap();
        assert!(made.page.len() <= PAGE_BYTES && made.preview.len() <= PREVIEW_BYTES);
        let page = image::load_from_memory(&made.page).unwrap();
        assert_eq!(page.dimensions(), (made.image.width, made.image.height));
        assert!(page.width() <= PAGE.0 && page.width() * 3 == page.height() * 4);
        let preview = image::load_from_memory(&made.preview).unwrap();
        assert_eq!(preview.dimensions(), PREVIEW);
    }

    #[test]
    fn what_a_camera_writes_into_a_file_is_gone_and_the_picture_stands_upright() {
        let mut file = as_jpeg(photograph(1200, 800));
        // An EXIF segment with orientation 6 (turned) and a place name behind it, after the start marker.
        let mut exif =
            b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        exif.extend_from_slice(b"GPS 34.408N 131.399E Hagi");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let segment = [&[0xff, 0xe1], &length[..], &exif].concat();
        file.splice(2..2, segment);
        let made = event_image(&file, Localized::plain("会場")).unwrap();
        assert!(made.image.height > made.image.width, "it is turned upright");
        for bytes in [&made.page, &made.preview] {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("Exif") && !text.contains("Hagi"));
        }
    }

    #[test]
    fn a_logo_keeps_what_is_transparent_and_fits_into_its_weight() {
        let logo_of = |picture: DynamicImage| logo(&png(&picture).unwrap()).unwrap();
        let ring = image::RgbaImage::from_fn(600, 200, |x, y| {
            let far = (i64::from(x) - 100).pow(2) + (i64::from(y) - 100).pow(2);
            image::Rgba(if far < 8_000 { [0, 23, 193, 255] } else { [0, 0, 0, 0] })
        });
        let (known, bytes) = logo_of(DynamicImage::ImageRgba8(ring));
        assert!(bytes.len() <= LOGO_BYTES);
        assert_eq!(known.kind, PictureType::Png);
        let made = image::load_from_memory(&bytes).unwrap();
        assert_eq!(made.dimensions(), (known.width, known.height));
        assert_eq!(made.to_rgba8().get_pixel(known.width - 1, 0).0[3], 0);
        let (known, bytes) = logo_of(DynamicImage::ImageRgb8(photograph(400, 400)));
        assert!(bytes.len() <= LOGO_BYTES && known.kind == PictureType::Jpeg);
    }

    #[test]
    fn what_is_no_picture_too_large_or_too_small_is_refused() {
        let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"/>"#;
        for file in [&svg[..], b"", b"GIF89a\x01\0\x01\0\0\0\0;", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7"]
        {
            assert_eq!(logo(file).err(), Some(PictureFault::NotAPicture));
        }
        let small = as_jpeg(photograph(599, 400));
        let alternative = Localized::plain("会場");
        assert_eq!(event_image(&small, alternative).err(), Some(PictureFault::TooSmall));
    }

    #[test]
    fn a_small_file_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked() {
        // The head of a PNG that claims 30,000 × 30,000 pixels.
        let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        let mut head = b"IHDR".to_vec();
        head.extend_from_slice(&30_000_u32.to_be_bytes());
        head.extend_from_slice(&30_000_u32.to_be_bytes());
        head.extend_from_slice(&[8, 6, 0, 0, 0]);
        bomb.truncate(12);
        bomb.extend_from_slice(&head);
        bomb.extend_from_slice(&crc(&head).to_be_bytes());
        bomb.extend_from_slice(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
        let fault = logo(&bomb).err();
        assert!(
            matches!(fault, Some(PictureFault::TooLarge | PictureFault::NotAPicture)),
            "{fault:?}"
        );
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 }
            })
        })
    }
}
