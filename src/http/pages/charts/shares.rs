//! Parts of a whole: a bar for each, with its number beside it.

use askama::{Template, filters::HtmlSafe};

use super::{length, place};

/// A row.
const ROW: u32 = 30;
const BAR_LEFT: f64 = 130.0;
const BAR_ROOM: f64 = 190.0;

/// A part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// What it is of.
    pub label: String,
    /// How many.
    pub count: i64,
}

/// A part as it is drawn.
#[derive(Debug)]
struct Row {
    label: String,
    count: String,
    /// Of its words.
    middle: u32,
    top: u32,
    width: String,
    /// Where the number stands.
    end: String,
}

/// The picture.
#[derive(Debug, Template)]
#[template(path = "console/dashboard/shares.html")]
pub struct ShareChart {
    id: &'static str,
    title: String,
    description: String,
    height: u32,
    rows: Vec<Row>,
}

impl HtmlSafe for ShareChart {}

impl ShareChart {
    /// A picture of these parts, in their order.
    pub fn new(id: &'static str, title: String, description: String, shares: &[Share]) -> Self {
        let most = shares.iter().map(|share| share.count).max().unwrap_or(0);
        let row = |(number, share): (u32, &Share)| {
            let width = length(share.count, most, BAR_ROOM);
            Row {
                label: share.label.clone(),
                count: share.count.to_string(),
                middle: number * ROW + ROW / 2,
                top: number * ROW + 5,
                width: place(width),
                end: place(BAR_LEFT + width + 6.0),
            }
        };
        let height = ROW * u32::try_from(shares.len()).unwrap_or(0).max(1);
        Self { id, title, description, height, rows: (0..).zip(shares).map(row).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_part_has_the_longest_bar() {
        let share = |label: &str, count| Share { label: label.into(), count };
        let shares = [share("ウェブ", 40), share("電話", 10)];
        let chart = ShareChart::new("ways", "t".into(), "d".into(), &shares);
        let widths: Vec<&str> = chart.rows.iter().map(|row| row.width.as_str()).collect();
        assert_eq!((widths, chart.height), (vec!["190.0", "47.5"], 60));
    }
}
