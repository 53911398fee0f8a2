//! Noto Sans JP (SIL Open Font License, see `fonts/`), and how wide its text is.
//!
//! It has the characters of names that others lack (𠮷, 髙, 﨑) and their variants. Bold is the same font with a
//! drawn edge: a second file would add five megabytes to the program.

use std::sync::LazyLock;

use krilla::text::Font;
use ttf_parser::Face;
use unicode_normalization::UnicodeNormalization as _;

/// npm `@expo-google-fonts/noto-sans-jp` 0.4.3, `NotoSansJP_400Regular.ttf`, unchanged.
static REGULAR: &[u8] = include_bytes!("fonts/NotoSansJP-Regular.ttf");

/// Stands for characters that the font lacks, as in printing since lead type (下駄).
const MISSING: char = '〓';

static TYPEFACE: LazyLock<Option<Typeface>> = LazyLock::new(|| {
    Some(Typeface { font: Font::new(REGULAR.into(), 0)?, face: Face::parse(REGULAR, 0).ok()? })
});

/// The font of all printed pages.
pub struct Typeface {
    /// As it is written into a file.
    pub font: Font,
    face: Face<'static>,
}

impl Typeface {
    /// The font; `None` only if the program's own file cannot be read.
    pub fn get() -> Option<&'static Self> {
        TYPEFACE.as_ref()
    }

    /// The text with what can be printed of it: no control characters; a letter without its marks where the font has
    /// it only so (č), and 〓 for other characters that it lacks.
    pub fn printable(&self, text: &str) -> String {
        let visible = text.chars().filter(|c| !c.is_control() && !is_unprintable(*c));
        let printed =
            visible.map(|c| if self.has(c) { c } else { self.plain(c).unwrap_or(MISSING) });
        printed.collect()
    }

    /// Whether everything of the text is printed as it is.
    pub fn has_all(&self, text: &str) -> bool {
        text.chars().all(|c| c.is_control() || is_unprintable(c) || self.has(c))
    }

    fn has(&self, c: char) -> bool {
        is_variation(c) || self.face.glyph_index(c).is_some()
    }

    /// The letter without its marks.
    fn plain(&self, c: char) -> Option<char> {
        let letter = std::iter::once(c).nfd().next()?;
        Some(letter).filter(|letter| letter.is_alphabetic() && self.has(*letter))
    }

    /// Width of a text in points at this size.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.width_of(c, size)).sum()
    }

    /// Width of one character in points at this size.
    pub fn width_of(&self, c: char, size: f32) -> f32 {
        if is_variation(c) {
            return 0.0;
        }
        let advance = self.face.glyph_index(c).and_then(|glyph| self.face.glyph_hor_advance(glyph));
        f32::from(advance.unwrap_or(0)) * size / f32::from(self.face.units_per_em())
    }
}

/// Chooses among variants of the character before it (Unicode, 23.4), and has no width.
fn is_variation(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Marks of direction, joining and byte order, which stand for nothing on paper.
fn is_unprintable(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_characters_of_names_are_there_and_others_are_marked() {
        let face = Typeface::get().unwrap();
        for text in ["髙﨑𠮷", "辻\u{e0100}", "①㈱ｶﾅ", "～—‖−", "Café 10,000円"]
        {
            assert_eq!(face.printable(text), text);
        }
        assert_eq!((face.printable("Čapek"), face.has_all("Čapek")), ("Capek".to_owned(), false));
        assert!(face.has_all("髙﨑𠮷 𩸽𠀋𣘺"));
        assert_eq!(face.printable("会場\u{1f389}\u{7}\u{202e}へ"), "会場〓へ");
    }

    #[test]
    fn kanji_are_as_wide_as_they_are_high_and_variants_add_nothing() {
        let face = Typeface::get().unwrap();
        assert!((face.width("受付", 10.0) - 20.0).abs() < 0.01);
        assert!((face.width("辻\u{e0100}", 10.0) - 10.0).abs() < 0.01);
        assert!(face.width("i", 10.0) < face.width("W", 10.0));
    }
}
