//! Badges (名札): one for each attendee, on the papers that are sold for them.

use super::{CutLines, PrintedPerson, PrintedRow, PrintedSession};
use crate::domain::values::colour::Colour;
use crate::export::pdf::fitting::{Fitted, fit_box};
use crate::export::pdf::font::Typeface;
use crate::export::pdf::layout::{A4, Drawing};
use crate::export::pdf::{Area, Layout, PdfFault, Role, Style};

/// Points of a millimetre.
const MM: f32 = 72.0 / 25.4;
/// Lines to cut along.
const GREY: Colour = Colour::new(0xa0, 0xa0, 0xa0);
/// Space within a badge's edge, which printers and scissors may miss by a little.
const PADDING: f32 = 4.0 * MM;
/// Height of a line as a multiple of its size.
const LINE: f32 = 1.2;

/// A size of badge with its paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadgeSize {
    /// 91 × 55 mm, as business cards: 2 × 5 on A4 (the usual label sheet: 11 mm above, 14 mm beside).
    Ten,
    /// 99.1 × 67.7 mm: 2 × 4 on A4, as labels are sold (13.1 mm above, 4.65 mm beside, 2.5 mm between).
    Eight,
    /// 105 × 74 mm, A7: 2 × 4 would fill A4; 2 × 3 leaves margins that every printer has.
    Six,
    /// 105 × 148 mm, A6: 2 × 2 on A4, worn around the neck.
    Four,
}

/// Where badges stand on their paper, in millimetres.
struct Paper {
    width: f32,
    height: f32,
    columns: usize,
    rows: usize,
    left: f32,
    top: f32,
    /// Between columns.
    gap: f32,
}

impl BadgeSize {
    pub const ALL: [Self; 4] = [Self::Ten, Self::Eight, Self::Six, Self::Four];

    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ten => "a4-10",
            Self::Eight => "a4-8",
            Self::Six => "a4-6",
            Self::Four => "a4-4",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.as_str() == text)
    }

    fn paper(self) -> Paper {
        let paper = |(width, height), (columns, rows), (left, top), gap| Paper {
            width,
            height,
            columns,
            rows,
            left,
            top,
            gap,
        };
        match self {
            Self::Ten => paper((91.0, 55.0), (2, 5), (14.0, 11.0), 0.0),
            Self::Eight => paper((99.1, 67.7), (2, 4), (4.65, 13.1), 2.5),
            Self::Six => paper((105.0, 74.0), (2, 3), (0.0, 37.5), 0.0),
            Self::Four => paper((105.0, 148.0), (2, 2), (0.0, 0.5), 0.0),
        }
    }
}

/// The badges, laid out.
///
/// # Errors
/// None but by a fault of this program.
pub fn layout(
    session: &PrintedSession,
    rows: &[PrintedRow],
    size: BadgeSize,
    lines: CutLines,
) -> Result<Layout<'static>, PdfFault> {
    let typeface = Typeface::get().ok_or(PdfFault::Font)?;
    let whole = Area { left: 0.0, right: A4.0, top: 0.0, bottom: A4.1 };
    let mut layout = Layout::new(typeface, whole);
    let paper = size.paper();
    let on_page = paper.columns * paper.rows;
    let badges = rows.iter().flat_map(|row| people(row).into_iter().map(move |it| (row, it)));
    for (number, (row, person)) in badges.enumerate() {
        let place = number % on_page;
        if number > 0 && place == 0 {
            layout.new_page();
        }
        let corner = paper.corner(place);
        if lines == CutLines::Drawn {
            frame(&mut layout, corner, &paper);
        }
        badge(&mut layout, typeface, corner, (&paper, session, row), &person);
    }
    Ok(layout)
}

impl Paper {
    /// The upper left corner of a badge, in points.
    fn corner(&self, place: usize) -> (f32, f32) {
        let (column, row) = (steps(place % self.columns), steps(place / self.columns));
        let x = self.left + column * (self.width + self.gap);
        (x * MM, (self.top + row * self.height) * MM)
    }
}

fn steps(number: usize) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}

/// One for each seat: those who were named, the applicant where a single seat has no name, and blank ones for the
/// others, to be written by hand.
fn people(row: &PrintedRow) -> Vec<PrintedPerson> {
    let seats = usize::try_from(row.seats).unwrap_or(usize::MAX).max(1);
    let mut people: Vec<PrintedPerson> = row.attendees.iter().take(seats).cloned().collect();
    if people.is_empty() {
        people.push(PrintedPerson { name: row.name.clone(), kana: row.kana.clone() });
    }
    people.resize(seats, PrintedPerson::default());
    people
}

fn frame(layout: &mut Layout<'_>, (x, y): (f32, f32), paper: &Paper) {
    let (width, height) = (paper.width * MM, paper.height * MM);
    let edges = [
        (x, y, width, 0.4),
        (x, y + height - 0.4, width, 0.4),
        (x, y, 0.4, height),
        (x + width - 0.4, y, 0.4, height),
    ];
    for (x, y, width, height) in edges {
        let line = Drawing::Rectangle { width, height, colour: GREY };
        layout.draw_at((x, y), line, Role::Artifact);
    }
}

fn badge(
    layout: &mut Layout<'_>,
    typeface: &Typeface,
    (x, y): (f32, f32),
    (paper, session, row): (&Paper, &PrintedSession, &PrintedRow),
    person: &PrintedPerson,
) {
    let (width, height) = (paper.width * MM - 2.0 * PADDING, paper.height * MM - 2.0 * PADDING);
    // Shares of the height: event, company, reading, name, number.
    let parts = [
        (session.event.as_str(), 0.13, (height * 0.075, 5.0), false),
        (row.company.as_str(), 0.22, (height * 0.11, 6.0), false),
        (person.kana.as_str(), 0.12, (height * 0.09, 5.0), false),
        (person.name.as_str(), 0.40, (height * 0.26, 9.0), true),
    ];
    let mut top = y + PADDING;
    for (text, share, sizes, bold) in parts {
        let room = height * share;
        let fitted = fit_box(typeface, text, (width, room), sizes, LINE);
        centred(layout, typeface, (x + PADDING, top, width, room), &fitted, bold);
        top += room;
    }
    let number = super::head::grouped(&row.number);
    let size = (height * 0.065).clamp(7.0, 12.0);
    let style = Style::text(size);
    let left = x + PADDING + width - typeface.width(&number, size);
    let block = layout.begin(Role::Paragraph);
    let text = typeface.printable(&number);
    let drawing = Drawing::Text { text, size: style.size, bold: false, colour: style.colour };
    layout.place((left, y + PADDING + height), block, drawing);
}

/// Lines in the middle of their room.
fn centred(
    layout: &mut Layout<'_>,
    typeface: &Typeface,
    (x, y, width, height): (f32, f32, f32, f32),
    fitted: &Fitted,
    bold: bool,
) {
    if fitted.lines.is_empty() {
        return;
    }
    let size = fitted.size;
    let all: f32 = fitted.lines.iter().map(|_| size * LINE).sum();
    let mut top = y + (height - all) / 2.0;
    let block = layout.begin(Role::Paragraph);
    for line in &fitted.lines {
        let left = x + (width - typeface.width(line, size)) / 2.0;
        let base = top + size * (LINE - 1.0) / 2.0 + size * 0.88;
        let text = line.clone();
        let drawing = Drawing::Text { text, size, bold, colour: Colour::BLACK };
        layout.place((left, base), block, drawing);
        top += size * LINE;
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{row, session, text_of};
    use super::*;

    #[test]
    fn every_size_lies_on_its_paper() {
        for size in BadgeSize::ALL {
            let paper = size.paper();
            let (x, y) = paper.corner(paper.columns * paper.rows - 1);
            assert!(x + paper.width * MM <= A4.0 + 0.6, "{size:?}");
            assert!(y + paper.height * MM <= A4.1 + 0.6, "{size:?}");
            assert_eq!(BadgeSize::parse(size.as_str()), Some(size));
        }
    }

    #[test]
    fn each_of_a_party_has_a_badge_and_who_is_not_named_a_blank_one() {
        let layout = layout(&session(), &[row(0)], BadgeSize::Ten, CutLines::None).unwrap();
        let text = text_of(&layout);
        assert!(text.contains("佐藤 健") && text.contains("佐藤 陽菜"));
        assert_eq!(text.matches("K7M4 0000").count(), 3);
        assert_eq!(
            people(&row(1)),
            [PrintedPerson { name: "阿部 花子".into(), kana: "アベ ハナコ".into() }]
        );
    }

    #[test]
    fn a_full_page_is_followed_by_the_next() {
        let rows: Vec<PrintedRow> = (0..11).map(|_| row(1)).collect();
        let layout = layout(&session(), &rows, BadgeSize::Ten, CutLines::Drawn).unwrap();
        assert_eq!(layout.pages(), 2);
    }
}
