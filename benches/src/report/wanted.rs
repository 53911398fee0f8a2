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
}

impl Wanted {
    pub fn at_least(what: &str, figure: f64, bound: f64) -> Self {
        Self::new(what, figure, Bound::AtLeast(bound), figure >= bound)
    }

    pub fn at_most(what: &str, figure: f64, bound: f64) -> Self {
        Self::new(what, figure, Bound::AtMost(bound), figure <= bound)
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
        };
        let met = if wanted.met { "met" } else { "SHORT" };
        table.push(vec![
            wanted.what.clone(),
            format!("{:.2}", wanted.figure),
            bound,
            met.to_owned(),
        ]);
    }
    table
}
