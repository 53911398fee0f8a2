//! Pictures of numbers, drawn on the server as SVG. Each stands beside a table of the same numbers, and says in words what
//! it shows; nothing in them is told by colour alone.

pub mod days;
pub mod shares;

/// A scale for numbers up to `most`: its end, and the lines between that are easy to read.
fn scale(most: i64) -> (i64, Vec<i64>) {
    let most = most.max(1);
    let mut step = 1_i64;
    // 1, 2, 5, 10, 20, 50, …: at most five lines.
    while most > step * 5 {
        let leading = step / 10_i64.pow(step.ilog10());
        step = if leading == 2 { step / 2 * 5 } else { step * 2 };
    }
    let end = (most + step - 1) / step * step;
    let lines = (0..=end / step).map(|number| number * step).collect();
    (end, lines)
}

/// `part` of `whole` as a length of at most `length`.
fn length(part: i64, whole: i64, length: f64) -> f64 {
    let number = |n: i64| f64::from(i32::try_from(n).unwrap_or(i32::MAX));
    if whole <= 0 { 0.0 } else { number(part) / number(whole) * length }
}

/// A place on the picture, to a tenth.
fn place(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_has_few_round_lines_and_room_for_all() {
        for most in [0, 1, 3, 5, 6, 9, 11, 26, 49, 51, 120, 999, 20_000, 123_456] {
            let (end, lines) = scale(most);
            assert!(
                end >= most.max(1) && lines.len() <= 6 && lines.last() == Some(&end),
                "{most}: {lines:?}"
            );
        }
        assert_eq!(scale(26).1, [0, 10, 20, 30]);
        assert_eq!(scale(9).1, [0, 2, 4, 6, 8, 10]);
    }

    #[test]
    fn lengths_are_parts_of_the_whole() {
        assert_eq!(
            (place(length(1, 4, 200.0)), place(length(3, 0, 10.0))),
            ("50.0".into(), "0.0".into())
        );
    }
}
