//! Blocks placed on pages, one below the other.

use super::font::Typeface;
use super::line_breaking;
use crate::domain::brand::PictureType;
use crate::domain::values::colour::Colour;

/// A4, in points.
pub const A4: (f32, f32) = (595.28, 841.89);

/// What a block is to those who hear the document or jump from heading to heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Of this level, from 1.
    Heading(u16),
    Paragraph,
    /// A picture, with what it shows.
    Figure(String),
    /// A cell of a table's row; neighbours with the same `row` are one, and rows without anything between them one
    /// table.
    Cell {
        row: usize,
        is_header: bool,
    },
    /// Decoration, which is not told.
    Artifact,
}

/// How text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Height of a kanji, in points.
    pub size: f32,
    pub bold: bool,
    pub colour: Colour,
    /// Height of a line, as a multiple of the size.
    pub line: f32,
    /// Space above, in points; not at the top of a page.
    pub above: f32,
}

impl Style {
    /// Text in black.
    pub const fn text(size: f32) -> Self {
        Self { size, bold: false, colour: Colour::BLACK, line: 1.55, above: 0.0 }
    }

    /// The same, bold.
    #[must_use]
    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// The same in a colour.
    #[must_use]
    pub const fn in_colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// The same with space above it.
    #[must_use]
    pub const fn below(self, above: f32) -> Self {
        Self { above, ..self }
    }
}

/// Where text may stand, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub left: f32,
    pub right: f32,
    pub top: f32,
    pub bottom: f32,
}

impl Area {
    pub fn width(self) -> f32 {
        self.right - self.left
    }
}

/// What is drawn, from its upper left corner; text from the left end of its base line.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawing {
    Text {
        text: String,
        size: f32,
        bold: bool,
        colour: Colour,
    },
    Rectangle {
        width: f32,
        height: f32,
        colour: Colour,
    },
    Picture {
        kind: PictureType,
        bytes: Vec<u8>,
        width: f32,
        height: f32,
    },
    /// Squares of a code to be scanned, row by row; `true` is dark.
    Squares {
        rows: Vec<Vec<bool>>,
        side: f32,
    },
}

/// A drawing in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// From 0.
    pub page: usize,
    pub x: f32,
    pub y: f32,
    /// Of [`Layout::blocks`].
    pub block: usize,
    pub drawing: Drawing,
}

/// A paragraph, a heading or a picture, whatever it is drawn of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub role: Role,
}

/// A document that grows from the top downwards.
pub struct Layout<'a> {
    pub(super) typeface: &'a Typeface,
    area: Area,
    page: usize,
    y: f32,
    /// In the order in which they are told.
    pub blocks: Vec<Block>,
    pub placed: Vec<Placed>,
}

impl<'a> Layout<'a> {
    /// An empty document whose text stands within `area` of each page.
    pub fn new(typeface: &'a Typeface, area: Area) -> Self {
        Self { typeface, area, page: 0, y: area.top, blocks: Vec::new(), placed: Vec::new() }
    }

    /// Where text may stand.
    pub fn area(&self) -> Area {
        self.area
    }

    /// Goes on on a new page.
    pub fn new_page(&mut self) {
        self.page += 1;
        self.y = self.area.top;
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.page + 1
    }

    /// Where the next block begins.
    pub fn y(&self) -> f32 {
        self.y
    }

    /// Text goes on in another area of the same page, and of those after it.
    pub fn go_on_within(&mut self, area: Area) {
        self.y = self.y.max(area.top);
        self.area = area;
    }

    /// Further pages begin here.
    pub fn reset_top(&mut self, top: f32) {
        self.area.top = top;
    }

    /// Goes on on a new page where less than `height` is left above `bottom`.
    pub fn leave_room(&mut self, height: f32, bottom: f32) {
        if self.y + height > bottom {
            self.page += 1;
            self.y = self.area.top;
        }
    }

    /// Leaves room.
    pub fn skip(&mut self, points: f32) {
        self.y += points;
    }

    /// Text as a block of its own, in lines as wide as the area.
    pub fn text(&mut self, text: &str, style: Style, role: Role) {
        let lines = self.lines(text, style);
        if lines.is_empty() {
            return;
        }
        let block = self.begin(role);
        if self.y > self.area.top {
            self.y += style.above;
        }
        for line in lines {
            self.line(line, style, block);
        }
    }

    /// The lines that a text would have.
    pub fn lines(&self, text: &str, style: Style) -> Vec<String> {
        let lines = text.lines().map(|line| self.typeface.printable(line)).collect::<Vec<_>>();
        let width_of = |c| self.typeface.width_of(c, style.size);
        line_breaking::lines(&lines.join("\n"), self.area.width(), width_of)
    }

    fn line(&mut self, text: String, style: Style, block: usize) {
        let height = style.size * style.line;
        if self.y + height > self.area.bottom {
            self.page += 1;
            self.y = self.area.top;
        }
        // The base line lies where a kanji's box ends, 12 % above its lower edge.
        let base = self.y + (height - style.size) / 2.0 + style.size * 0.88;
        let Style { size, bold, colour, .. } = style;
        let drawing = Drawing::Text { text, size, bold, colour };
        self.place((self.area.left, base), block, drawing);
        self.y += height;
    }

    /// A drawing at a place of the present page, as a block of its own.
    pub fn draw_at(&mut self, at: (f32, f32), drawing: Drawing, role: Role) {
        let block = self.begin(role);
        self.place(at, block, drawing);
    }

    /// A line of text at a place of any page, which is not told: a running head, a page's number.
    pub fn note_on(&mut self, page: usize, at: (f32, f32), text: &str, style: Style) {
        let block = self.begin(Role::Artifact);
        let text = self.typeface.printable(text);
        let Style { size, bold, colour, .. } = style;
        let drawing = Drawing::Text { text, size, bold, colour };
        self.placed.push(Placed { page, x: at.0, y: at.1, block, drawing });
    }

    pub(in crate::export) fn begin(&mut self, role: Role) -> usize {
        self.blocks.push(Block { role });
        self.blocks.len() - 1
    }

    pub(in crate::export) fn place(&mut self, (x, y): (f32, f32), block: usize, drawing: Drawing) {
        self.placed.push(Placed { page: self.page, x, y, block, drawing });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Area = Area { left: 50.0, right: 150.0, top: 50.0, bottom: 100.0 };

    fn layout() -> Layout<'static> {
        Layout::new(Typeface::get().unwrap(), AREA)
    }

    #[test]
    fn lines_stand_below_each_other_and_go_on_on_the_next_page() {
        let mut layout = layout();
        layout.text(&"あ".repeat(45), Style::text(10.0), Role::Paragraph);
        let places: Vec<_> = layout.placed.iter().map(|placed| placed.page).collect();
        assert_eq!((places, layout.pages()), (vec![0, 0, 0, 1, 1], 2));
        assert!(layout.placed.iter().all(|placed| placed.block == 0 && placed.y < AREA.bottom));
        assert!(layout.placed[1].y > layout.placed[0].y);
    }

    #[test]
    fn nothing_is_placed_for_an_empty_text() {
        let mut layout = layout();
        layout.text(" \n ", Style::text(10.0), Role::Paragraph);
        assert!(layout.blocks.is_empty() && layout.placed.is_empty());
    }
}
