//! Rows below each other, with the header on every page.

use super::fitting::{Fitted, fit};
use super::layout::{Drawing, Layout, Role, Style};
use crate::domain::values::colour::Colour;

/// Space at the sides of a cell's text.
const PADDING: f32 = 4.0;
/// Width of the lines between cells.
const RULE: f32 = 0.6;
/// Height of a line of text, as a multiple of its size.
const LINE: f32 = 1.3;
/// Lines between cells: dark enough for a photocopier.
const GREY: Colour = Colour::new(0x80, 0x80, 0x80);
/// Behind headers and groups.
const SOFT: Colour = Colour::new(0xee, 0xee, 0xee);

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    pub title: String,
    /// In points.
    pub width: f32,
    /// At the right edge, as numbers are.
    pub is_number: bool,
}

/// What stands in a cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Above the text, smaller, as a reading is.
    pub above: String,
    pub text: String,
    /// Below the text, smaller.
    pub below: String,
}

impl Cell {
    /// A text alone.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// How a table is set.
#[derive(Clone, Copy, Debug)]
pub struct TableStyle {
    /// Size of the text, and the smallest to which it is set where it is long.
    pub size: f32,
    pub smallest: f32,
    /// Of what stands above and below it.
    pub small: f32,
    /// Least height of a row.
    pub row: f32,
}

/// A table that is being set.
pub struct Table {
    columns: Vec<Column>,
    style: TableStyle,
    /// Rows so far, and where those of this page begin.
    rows: usize,
    top: f32,
    is_begun: bool,
}

impl Table {
    pub fn new(columns: Vec<Column>, style: TableStyle) -> Self {
        Self { columns, style, rows: 0, top: 0.0, is_begun: false }
    }

    fn width(&self) -> f32 {
        self.columns.iter().map(|column| column.width).sum()
    }

    /// A row, on the next page where there is no room for it.
    pub fn row(&mut self, layout: &mut Layout<'_>, cells: &[Cell]) {
        let fitted = self.fitted(layout, cells);
        let heights = fitted.iter().map(|parts| height_of(parts) + PADDING);
        let height = heights.fold(self.style.row, f32::max);
        self.make_room(layout, height);
        self.rows += 1;
        self.cells(layout, fitted, height, None);
    }

    /// A line over the whole width, with room for a row below it.
    pub fn group(&mut self, layout: &mut Layout<'_>, title: &str) {
        let height = self.style.size * 1.7;
        self.make_room(layout, height + self.style.row);
        let (left, y) = (layout.area().left, layout.y());
        let width = self.width();
        layout.draw_at(
            (left, y),
            Drawing::Rectangle { width, height, colour: SOFT },
            Role::Artifact,
        );
        self.rows += 1;
        let block = layout.begin(Role::Cell { row: self.rows, is_header: false });
        let (text, size) = (layout.typeface.printable(title), self.style.size);
        let base = y + height / 2.0 + size * 0.38;
        let drawing = Drawing::Text { text, size, bold: true, colour: Colour::BLACK };
        layout.place((left + PADDING, base), block, drawing);
        rule(layout, y + height, width);
        layout.skip(height);
    }

    /// Ends the table: its lines are drawn.
    pub fn end(&mut self, layout: &mut Layout<'_>) {
        if self.is_begun {
            self.verticals(layout);
            self.is_begun = false;
        }
    }

    fn make_room(&mut self, layout: &mut Layout<'_>, height: f32) {
        let is_full = layout.y() + height > layout.area().bottom;
        if self.is_begun && !is_full {
            return;
        }
        if self.is_begun {
            self.verticals(layout);
            layout.new_page();
        } else if layout.y() + height + self.style.size * 2.0 > layout.area().bottom {
            layout.new_page();
        }
        self.header(layout);
    }

    fn header(&mut self, layout: &mut Layout<'_>) {
        let is_first = !self.is_begun && self.rows == 0;
        self.is_begun = true;
        self.top = layout.y();
        let height = self.style.size * 2.0;
        let titles: Vec<Cell> =
            self.columns.iter().map(|it| Cell::text(it.title.as_str())).collect();
        let at = (layout.area().left, layout.y());
        let behind = Drawing::Rectangle { width: self.width(), height, colour: SOFT };
        layout.draw_at(at, behind, Role::Artifact);
        rule(layout, at.1, self.width());
        let fitted = self.fitted(layout, &titles);
        // Told once: on further pages it is a repetition.
        self.cells(layout, fitted, height, Some(is_first));
    }

    /// What stands in each cell, made to fit.
    fn fitted(&self, layout: &Layout<'_>, cells: &[Cell]) -> Vec<Vec<Fitted>> {
        let sizes = (self.style.size, self.style.smallest);
        let small = (self.style.small, self.style.smallest.min(self.style.small));
        let of_cell = |(cell, column): (&Cell, &Column)| {
            let width = column.width - 2.0 * PADDING;
            let parts = [(&cell.above, small), (&cell.text, sizes), (&cell.below, small)];
            let fitted = parts.map(|(text, sizes)| fit(layout.typeface, text, width, sizes));
            fitted.into_iter().filter(|part| !part.lines.is_empty()).collect()
        };
        cells.iter().zip(&self.columns).map(of_cell).collect()
    }

    /// `header`: whether it is one, and the first.
    fn cells(
        &self,
        layout: &mut Layout<'_>,
        cells: Vec<Vec<Fitted>>,
        height: f32,
        header: Option<bool>,
    ) {
        let (mut x, y) = (layout.area().left, layout.y());
        for (parts, column) in cells.into_iter().zip(&self.columns) {
            let role = match header {
                Some(false) => Role::Artifact,
                Some(true) => Role::Cell { row: 0, is_header: true },
                None => Role::Cell { row: self.rows, is_header: false },
            };
            let block = layout.begin(role);
            let mut top = y + (height - height_of(&parts)) / 2.0;
            for part in parts {
                let Fitted { size, lines } = part;
                for text in lines {
                    let base = top + size * (LINE - 1.0) / 2.0 + size * 0.88;
                    let free = column.width - PADDING - layout.typeface.width(&text, size);
                    let left = if column.is_number { x + free } else { x + PADDING };
                    let drawing =
                        Drawing::Text { text, size, bold: header.is_some(), colour: Colour::BLACK };
                    layout.place((left, base), block, drawing);
                    top += size * LINE;
                }
            }
            x += column.width;
        }
        rule(layout, y + height, self.width());
        layout.skip(height);
    }

    /// The lines between the columns of this page's rows.
    fn verticals(&self, layout: &mut Layout<'_>) {
        let height = layout.y() - self.top;
        let mut x = layout.area().left;
        let edges = std::iter::once(0.0).chain(self.columns.iter().map(|column| column.width));
        for width in edges {
            x += width;
            let line = Drawing::Rectangle { width: RULE, height, colour: GREY };
            layout.draw_at((x - RULE / 2.0, self.top), line, Role::Artifact);
        }
    }
}

fn height_of(parts: &[Fitted]) -> f32 {
    parts.iter().flat_map(|part| part.lines.iter().map(|_| part.size * LINE)).sum()
}

fn rule(layout: &mut Layout<'_>, y: f32, width: f32) {
    let line = Drawing::Rectangle { width, height: RULE, colour: GREY };
    let left = layout.area().left;
    layout.draw_at((left, y - RULE / 2.0), line, Role::Artifact);
}

/// A page's number at its foot, with what stands to its left.
pub fn number_pages(layout: &mut Layout<'_>, left: &str, of: impl Fn(usize, usize) -> String) {
    let (area, all) = (layout.area(), layout.pages());
    let style = Style::text(8.5);
    for page in 0..all {
        let number = of(page + 1, all);
        let width = layout.typeface.width(&number, style.size);
        let base = area.bottom + 22.0;
        layout.note_on(page, (area.right - width, base), &number, style);
        layout.note_on(page, (area.left, base), left, style);
    }
}

#[cfg(test)]
mod tests {
    use super::super::font::Typeface;
    use super::super::layout::Area;
    use super::*;

    fn table() -> Table {
        let column =
            |title: &str, width, is_number| Column { title: title.into(), width, is_number };
        let columns = vec![column("氏名", 100.0, false), column("人数", 40.0, true)];
        Table::new(columns, TableStyle { size: 10.0, smallest: 6.0, small: 7.0, row: 20.0 })
    }

    #[test]
    fn the_header_stands_on_every_page_and_is_told_once() {
        let area = Area { left: 50.0, right: 200.0, top: 50.0, bottom: 250.0 };
        let mut layout = Layout::new(Typeface::get().unwrap(), area);
        let mut table = table();
        for number in 0..30 {
            table.row(&mut layout, &[Cell::text(format!("山田 {number}郎")), Cell::text("1")]);
        }
        table.end(&mut layout);
        assert_eq!(layout.pages(), 4);
        let titles = layout.placed.iter().filter(
            |placed| matches!(&placed.drawing, Drawing::Text { text, .. } if text == "氏名"),
        );
        let pages: Vec<usize> = titles.map(|placed| placed.page).collect();
        assert_eq!(pages, [0, 1, 2, 3]);
        let told = layout
            .blocks
            .iter()
            .filter(|block| matches!(block.role, Role::Cell { is_header: true, .. }));
        assert_eq!(told.count(), 2);
        assert!(layout.placed.iter().all(|placed| placed.y <= area.bottom + 1.0));
    }
}
