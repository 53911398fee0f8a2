//! The stylesheet with an organization's colour in it. The colour stands in its address, so that it needs no
//! database and is the same for everybody who uses the same colour.

use super::{ASSETS_PATH, STYLESHEET, stylesheet};
use crate::domain::values::colour::{Colour, Palette, Shades};

/// Path of the stylesheet in this colour.
pub fn stylesheet_in(colour: Colour) -> String {
    let plain = stylesheet().path.trim_end_matches(".css");
    format!("{plain}-{}.css", colour.digits())
}

/// The stylesheet at this path, if it is one in a colour.
pub fn find(path: &str) -> Option<String> {
    let plain = stylesheet().path.trim_end_matches(".css");
    let digits = path.strip_prefix(plain)?.strip_prefix('-')?.strip_suffix(".css")?;
    let colour = Colour::parse_digits(digits).ok().filter(|colour| colour.digits() == digits)?;
    debug_assert!(path.starts_with(ASSETS_PATH));
    Some(format!("{STYLESHEET}{}", style(colour)))
}

fn style(colour: Colour) -> String {
    let Palette { light, dark } = Palette::of(colour);
    // Paper is white, whatever the screen prefers.
    format!(
        ":root{{{}}}\n.header{{border-top:.375rem solid {colour}}}\n\
         @media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n",
        properties(light),
        properties(dark)
    )
}

fn properties(shades: Shades) -> String {
    let Shades { key, key_strong, key_soft, on_key } = shades;
    format!("--key:{key};--key-strong:{key_strong};--key-soft:{key_soft};--on-key:{on_key}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stylesheet_is_found_by_its_colour() {
        let colour = Colour::parse("#0017c1").unwrap();
        let path = stylesheet_in(colour);
        assert!(path.ends_with("-0017c1.css"));
        let style = find(&path).unwrap();
        assert!(style.starts_with(STYLESHEET) && style.contains("--key:#0017c1;"));
        assert!(style.contains("border-top:.375rem solid #0017c1"));
        for other in ["0017C1", "xyzxyz", "0017c", "", "0017c1ff"] {
            let path = stylesheet().path.replace(".css", &format!("-{other}.css"));
            assert!(find(&path).is_none(), "{path}");
        }
        assert!(find(&stylesheet().path).is_none());
    }

    #[test]
    fn what_is_coloured_is_defined_by_the_theme() {
        for property in properties(Palette::of(Colour::BLACK).light).split(';') {
            let name = property.split(':').next().unwrap();
            assert!(STYLESHEET.contains(&format!("{name}: ")), "{name}");
        }
    }
}
