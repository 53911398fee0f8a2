//! What the service must show, beside what it showed.

use serde::Serialize;

use super::Table;

/// A figure with its bound.
#[derive(Clone, Debug, Serialize)]
pub struct Wanted {
    what: String,
    figure: f64,
    bound: Bound,
    met: bool,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Bound {
    AtLeast(f64),
    AtMost(f64),
    Exactly(f64),
    /// Nothing is asked of it: it is there to be seen.
    None,
}

impl Wanted {
    pub fn at_least(what: &str, figure: f64, bound: f64) -> Self {
        Self::new(what, figure, Bound::AtLeast(bound), figure >= bound)
    }

    pub fn at_most(what: &str, figure: f64, bound: f64) -> Self {
        Self::new(what, figure, Bound::AtMost(bound), figure <= bound)
    }

    pub fn exactly(what: &str, figure: f64, bound: f64) -> Self {
        Self::new(what, figure, Bound::Exactly(bound), (figure - bound).abs() < f64::EPSILON)
    }

    pub fn shown(what: &str, figure: f64) -> Self {
        Self::new(what, figure, Bound::None, true)
    }

    fn new(what: &str, figure: f64, bound: Bound, met: bool) -> Self {
        Self { what: what.to_owned(), figure, bound, met }
    }
}

pub fn table(all: &[Wanted]) -> Table {
    let mut table = Table::new(&["what it must show", "figure", "wanted", ""]);
    for wanted in all {
        let bound = match wanted.bound {
            Bound::AtLeast(bound) => format!("≥ {bound}"),
            Bound::AtMost(bound) => format!("≤ {bound}"),
            Bound::Exactly(bound) => format!("= {bound}"),
            Bound::None => String::new(),
        };
        let met = match (wanted.bound, wanted.met) {
            (Bound::None, _) => "",
            (_, true) => "met",
            (_, false) => "SHORT",
        };
        table.push(vec![
            wanted.what.clone(),
            format!("{:.2}", wanted.figure),
            bound,
            met.to_owned(),
        ]);
    }
    table
}
