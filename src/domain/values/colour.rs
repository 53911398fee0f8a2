//! Colours of organizations, with the shades of them that everybody can read.

use std::fmt;

/// Contrast of text with what is behind it, at least (WCAG 2.2, 1.4.3).
const READABLE: f64 = 4.5;
/// Steps from a colour to black or to white.
const STEPS: u16 = 100;
/// How far a strong shade is from its key colour, in [`STEPS`].
const STRONGER: u16 = 22;
/// How little of the key colour is in a soft ground, in [`STEPS`].
const SOFT: u16 = 92;

/// Grounds of the light pages: the page, and what stands out softly from it.
const LIGHT_GROUNDS: [Colour; 2] = [Colour::WHITE, Colour::grey(0xf2)];
/// Grounds of the dark pages.
const DARK_GROUNDS: [Colour; 3] = [Colour::grey(0x1a), Colour::grey(0x26), Colour::grey(0x33)];

/// A colour is written in another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written as # and six hexadecimal digits")]
pub struct ColourFault;

impl ColourFault {
    /// The stable name of the rule.
    pub fn code(self) -> &'static str {
        "invalid_colour"
    }
}

/// A colour of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    pub const WHITE: Self = Self::grey(0xff);
    pub const BLACK: Self = Self::grey(0);

    const fn grey(light: u8) -> Self {
        Self { red: light, green: light, blue: light }
    }

    /// A colour by its three channels.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// A colour as `#0017c1`.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(text: &str) -> Result<Self, ColourFault> {
        let digits = text.trim().strip_prefix('#').ok_or(ColourFault)?;
        Self::parse_digits(digits)
    }

    /// A colour as `0017c1`, as it stands in addresses.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse_digits(digits: &str) -> Result<Self, ColourFault> {
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(ColourFault);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| ColourFault)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self { red, green, blue })
    }

    /// Red, green and blue.
    pub fn channels(self) -> [u8; 3] {
        [self.red, self.green, self.blue]
    }

    /// The digits without `#`, in lower case.
    pub fn digits(self) -> String {
        format!("{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// The contrast with another colour, from 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// WCAG 2.2, "relative luminance".
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// The colour on the way to another, `steps` of [`STEPS`].
    fn towards(self, other: Self, steps: u16) -> Self {
        let channel = |from: u8, to: u8| {
            let mixed = u16::from(from) * (STEPS - steps) + u16::from(to) * steps;
            u8::try_from((mixed + STEPS / 2) / STEPS).unwrap_or(u8::MAX)
        };
        Self {
            red: channel(self.red, other.red),
            green: channel(self.green, other.green),
            blue: channel(self.blue, other.blue),
        }
    }

    /// The first colour on the way to `end` that can be read on all of `grounds`.
    fn readable_on(self, grounds: &[Self], end: Self) -> Self {
        let is_readable = |colour: &Self| grounds.iter().all(|g| colour.contrast(*g) >= READABLE);
        let way = (0..=STEPS).map(|steps| self.towards(end, steps));
        way.into_iter().find(is_readable).unwrap_or(end)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.digits())
    }
}

/// A colour for one kind of page: as text, as border, and as ground of buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shades {
    /// Text and borders on the page's grounds; the ground of buttons.
    pub key: Colour,
    /// The same where the pointer is over it.
    pub key_strong: Colour,
    /// A soft ground for the page's own text.
    pub key_soft: Colour,
    /// Text on `key` and `key_strong`.
    pub on_key: Colour,
}

/// What is made of an organization's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    pub light: Shades,
    pub dark: Shades,
}

impl Palette {
    /// Shades of `colour` whose contrast is at least 4.5:1 with the grounds of the pages and with the text
    /// on them: what is too light for light pages is darkened, what is too dark for dark ones lightened.
    pub fn of(colour: Colour) -> Self {
        let dark_key = colour.readable_on(&LIGHT_GROUNDS, Colour::BLACK);
        let light_key = colour.readable_on(&DARK_GROUNDS, Colour::WHITE);
        Self {
            light: Shades {
                key: dark_key,
                key_strong: dark_key.towards(Colour::BLACK, STRONGER),
                key_soft: dark_key.towards(Colour::WHITE, SOFT),
                on_key: Colour::WHITE,
            },
            dark: Shades {
                key: light_key,
                key_strong: light_key.towards(Colour::WHITE, STRONGER),
                key_soft: Colour::grey(0x33),
                on_key: Colour::BLACK,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every hue in steps of three degrees, in five saturations and from black to white.
    fn all_hues() -> impl Iterator<Item = Colour> {
        let hues = (0..360_u16).step_by(3);
        hues.flat_map(|hue| {
            [0, 25, 50, 75, 100].into_iter().flat_map(move |grey| {
                (0..=20).map(move |light| {
                    let pure = pure(hue).towards(Colour::grey(0x80), grey);
                    if light < 10 {
                        pure.towards(Colour::BLACK, (10 - light) * 10)
                    } else {
                        pure.towards(Colour::WHITE, (light - 10) * 10)
                    }
                })
            })
        })
    }

    fn pure(hue: u16) -> Colour {
        let rising = u8::try_from(u32::from(hue % 60) * 255 / 60).unwrap();
        match hue / 60 {
            0 => Colour::new(255, rising, 0),
            1 => Colour::new(255 - rising, 255, 0),
            2 => Colour::new(0, 255, rising),
            3 => Colour::new(0, 255 - rising, 255),
            4 => Colour::new(rising, 0, 255),
            _ => Colour::new(255, 0, 255 - rising),
        }
    }

    #[test]
    fn every_colour_becomes_shades_that_can_be_read() {
        let (light_text, dark_text) = (Colour::grey(0x1a), Colour::grey(0xf2));
        for colour in all_hues() {
            let Palette { light, dark } = Palette::of(colour);
            for (shades, grounds, text) in
                [(light, &LIGHT_GROUNDS[..], light_text), (dark, &DARK_GROUNDS[..], dark_text)]
            {
                for ground in grounds {
                    assert!(shades.key.contrast(*ground) >= READABLE, "{colour}: {shades:?}");
                    assert!(shades.key_strong.contrast(*ground) >= READABLE, "{colour}");
                }
                assert!(shades.on_key.contrast(shades.key) >= READABLE, "{colour}: {shades:?}");
                assert!(shades.on_key.contrast(shades.key_strong) >= READABLE, "{colour}");
                assert!(shades.key_soft.contrast(text) >= READABLE, "{colour}: {shades:?}");
            }
        }
    }

    #[test]
    fn a_colour_that_can_be_read_stays_and_another_is_changed_no_more_than_it_must() {
        let blue = Colour::parse("#0017c1").unwrap();
        assert_eq!(Palette::of(blue).light.key, blue);
        let yellow = Colour::parse("#FFD600").unwrap();
        let palette = Palette::of(yellow);
        assert_eq!(palette.dark.key, yellow);
        assert!(palette.light.key.contrast(Colour::WHITE) < 5.5, "{}", palette.light.key);
    }

    #[test]
    fn contrast_is_as_wcag_defines_it() {
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        let grey = Colour::parse("#767676").unwrap();
        assert!((grey.contrast(Colour::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn a_colour_is_written_in_one_way() {
        assert_eq!(Colour::parse(" #0017C1 ").unwrap().to_string(), "#0017c1");
        for text in
            ["", "#", "0017c1", "#fff", "#0017c1ff", "#00 7c1", "#+017c1", "red", "＃0017c1"]
        {
            assert_eq!(Colour::parse(text), Err(ColourFault), "{text}");
        }
    }
}
