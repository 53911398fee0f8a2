//! Numbers over time: a bar a day, and a line for all that came until then.

use askama::{Template, filters::HtmlSafe};

use super::{length, place, scale};

/// Width and height of the picture; text of 14 fits telephones and is not too large on a desk.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 40.0;
const RIGHT: f64 = 44.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 30.0;

/// What came on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Short, below the bars: 10/3.
    pub label: String,
    /// How many.
    pub count: i64,
}

/// A bar.
#[derive(Debug)]
struct Bar {
    x: String,
    y: String,
    width: String,
    height: String,
}

/// A word beside an axis, and the line that it is of.
#[derive(Debug)]
struct Mark {
    at: String,
    text: String,
}

/// The picture.
#[derive(Debug, Template)]
#[template(path = "console/dashboard/days.html")]
pub struct DayChart {
    /// Begins its ids.
    id: &'static str,
    title: String,
    description: String,
    bars: Vec<Bar>,
    marks: Vec<Mark>,
    /// Of the line, on the right.
    sums: Vec<Mark>,
    days: Vec<Mark>,
    curve: String,
}

impl HtmlSafe for DayChart {}

impl DayChart {
    /// A picture of these days, the first first.
    pub fn new(id: &'static str, title: String, description: String, days: &[Day]) -> Self {
        let room = WIDTH - LEFT - RIGHT;
        let height = HEIGHT - TOP - BOTTOM;
        let number = u32::try_from(days.len()).unwrap_or(u32::MAX);
        let step = room / f64::from(number.max(1));
        let gap = if step > 6.0 { step * 0.2 } else { step * 0.1 };
        let (end, lines) = scale(days.iter().map(|day| day.count).max().unwrap_or(0));
        let total: i64 = days.iter().map(|day| day.count).sum();
        let (sum_end, sum_lines) = scale(total);
        let mut bars = Vec::new();
        let mut points = Vec::new();
        let mut until = 0;
        for (number, day) in (0_u32..).zip(days) {
            let x = LEFT + step * f64::from(number);
            let tall = length(day.count, end, height);
            bars.push(Bar {
                x: place(x + gap / 2.0),
                y: place(TOP + height - tall),
                width: place(step - gap),
                height: place(tall),
            });
            until += day.count;
            let y = TOP + height - length(until, sum_end, height);
            points.push(format!("{},{}", place(x + step / 2.0), place(y)));
        }
        let mark = |line: &i64, end: i64| Mark {
            at: place(TOP + height - length(*line, end, height)),
            text: line.to_string(),
        };
        Self {
            id,
            title,
            description,
            bars,
            marks: lines.iter().map(|line| mark(line, end)).collect(),
            sums: sum_lines.iter().map(|line| mark(line, sum_end)).collect(),
            days: named_days(days, step),
            curve: points.join(" "),
        }
    }
}

/// The names of some of the days: as many as have room.
fn named_days(days: &[Day], step: f64) -> Vec<Mark> {
    let each = (0_u32..).zip(days);
    let every = (1_u32..=10_000).find(|every| step * f64::from(*every) >= 56.0).unwrap_or(1);
    each.filter(|(number, _)| number.is_multiple_of(every))
        .map(|(number, day)| Mark {
            at: place(LEFT + step * (f64::from(number) + 0.5)),
            text: day.label.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_tall_as_its_day_and_the_line_ends_at_the_sum() {
        let day = |label: &str, count| Day { label: label.into(), count };
        let days = [day("10/1", 2), day("10/2", 0), day("10/3", 4)];
        let chart = DayChart::new("days", "t".into(), "d".into(), &days);
        let heights: Vec<&str> = chart.bars.iter().map(|bar| bar.height.as_str()).collect();
        assert_eq!(heights, ["89.0", "0.0", "178.0"]);
        assert!(chart.curve.ends_with("303.3,12.0"), "{}", chart.curve);
        assert_eq!(chart.days.len(), 3);
        let html = chart.render().unwrap();
        assert!(html.contains("role=\"img\"") && html.contains("<title"), "{html}");
    }

    #[test]
    fn nothing_at_all_is_an_empty_picture() {
        let chart = DayChart::new("days", String::new(), String::new(), &[]);
        assert!(chart.bars.is_empty() && chart.render().is_ok());
    }
}
