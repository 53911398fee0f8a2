//! Text made small enough for its place: it is never cut.

use super::font::Typeface;
use super::line_breaking;

/// Points by which a size is lowered.
const STEP: f32 = 0.5;

/// Lines of one size that fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    pub size: f32,
    /// Printable.
    pub lines: Vec<String>,
}

/// The text on one line of `width`, as large as it can be between `smallest` and `largest`; else, with the smallest,
/// on as many lines as it needs.
pub fn fit(typeface: &Typeface, text: &str, width: f32, (largest, smallest): (f32, f32)) -> Fitted {
    let text = typeface.printable(text.trim());
    if text.is_empty() {
        return Fitted { size: largest, lines: Vec::new() };
    }
    // Widths grow with the size: it is measured once.
    let widest = width / typeface.width(&text, 1.0).max(f32::EPSILON);
    let size = largest.min((widest / STEP).floor() * STEP);
    if size >= smallest {
        return Fitted { size, lines: vec![text] };
    }
    let lines = line_breaking::lines(&text, width, |c| typeface.width_of(c, smallest));
    Fitted { size: smallest, lines }
}

/// The text within this width and height, as large as it can be; the smallest where nothing fits. One line is preferred
/// to larger ones, down to half the size: names are read at a glance.
pub fn fit_box(
    typeface: &Typeface,
    text: &str,
    (width, height): (f32, f32),
    (largest, smallest): (f32, f32),
    line: f32,
) -> Fitted {
    let one = fit(typeface, text, width, (largest.min(height / line), largest / 2.0));
    if one.lines.len() <= 1 {
        return one;
    }
    let text = typeface.printable(text.trim());
    let mut size = largest;
    loop {
        let lines = line_breaking::lines(&text, width, |c| typeface.width_of(c, size));
        let needed: f32 = lines.iter().map(|_| size * line).sum();
        let is_whole = lines.iter().all(|line| typeface.width(line, size) <= width);
        if (needed <= height && is_whole) || size - STEP < smallest {
            return Fitted { size, lines };
        }
        size -= STEP;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_set_smaller_and_then_on_more_lines_and_never_cut() {
        let face = Typeface::get().unwrap();
        assert!((fit(face, "山田 太郎", 100.0, (10.0, 6.0)).size - 10.0).abs() < 0.001);
        let long = fit(face, "寿限無寿限無五劫の擦り切れ", 100.0, (10.0, 6.0));
        assert_eq!((long.size, long.lines.len()), (7.5, 1));
        let name = "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末";
        let longest = fit(face, name, 100.0, (10.0, 6.0));
        assert_eq!((longest.size, longest.lines.concat()), (6.0, name.to_owned()));
        let boxed = fit_box(face, name, (100.0, 30.0), (20.0, 5.0), 1.2);
        assert_eq!(boxed.lines.concat(), name);
        assert!(boxed.lines.len() > 1 && boxed.size > 5.0, "{boxed:?}");
    }
}
