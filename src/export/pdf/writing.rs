//! Pages as a PDF file: tagged, with title and language, held to PDF/UA-1 where the text allows.

use std::num::NonZeroU16;

use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::configure::{Accessibility, Configuration, ConfigurationBuilder};
use krilla::error::KrillaError;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagTree,
};
use krilla::text::TextDirection;

use super::font::Typeface;
use super::layout::{A4, Drawing, Layout, Placed, Role};
use crate::domain::brand::PictureType;
use crate::domain::values::colour::Colour;

/// How much wider bold strokes are, as a part of the text's size.
const BOLDER: f32 = 0.022;

/// What the document says of itself.
#[derive(Clone, Debug)]
pub struct About {
    pub title: String,
    pub author: String,
    /// As `ja`.
    pub language: &'static str,
}

/// Why a document could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PdfFault {
    #[error("the font cannot be read")]
    Font,
    #[error("a page or a picture has no size")]
    Size,
    #[error("a picture cannot be read")]
    Picture,
    #[error("the document could not be written")]
    Write,
}

/// The document as a file. The same layout gives the same bytes.
///
/// # Errors
/// When a picture cannot be read; anything else would be a fault of this program.
pub fn write(layout: &Layout<'_>, about: &About) -> Result<Vec<u8>, PdfFault> {
    let accessible = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .unwrap_or_default();
    match written(layout, about, accessible)? {
        Ok(bytes) => Ok(bytes),
        // Some rare text breaks a rule of the standard: better a document without its name than none.
        Err(KrillaError::Validation(_)) => {
            written(layout, about, Configuration::default())?.map_err(|_| PdfFault::Write)
        }
        Err(_) => Err(PdfFault::Write),
    }
}

type Written = Result<Result<Vec<u8>, KrillaError>, PdfFault>;

fn written(layout: &Layout<'_>, about: &About, configuration: Configuration) -> Written {
    let typeface = Typeface::get().ok_or(PdfFault::Font)?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let mut marks: Vec<Vec<Identifier>> = vec![Vec::new(); layout.blocks.len()];
    let mut pages: Vec<Vec<&Placed>> = vec![Vec::new(); layout.pages()];
    for placed in &layout.placed {
        pages.get_mut(placed.page).into_iter().for_each(|page| page.push(placed));
    }
    for on_page in pages {
        let size = PageSettings::from_wh(A4.0, A4.1).ok_or(PdfFault::Size)?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for placed in on_page {
            let role = layout.blocks.get(placed.block).map_or(&Role::Artifact, |block| &block.role);
            let mark = surface.start_tagged(content_tag(role));
            let drawn = draw(&mut surface, typeface, placed);
            surface.end_tagged();
            drawn?;
            if let Some(marks) = marks.get_mut(placed.block).filter(|_| *role != Role::Artifact) {
                marks.push(mark);
            }
        }
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(tag_tree(layout, marks, about.language));
    document.set_outline(outline(layout));
    let metadata = Metadata::new()
        .title(about.title.clone())
        .authors(vec![about.author.clone()])
        .language(about.language.to_owned())
        .creator("Uketsuke".to_owned());
    document.set_metadata(metadata);
    Ok(document.finish())
}

fn content_tag(role: &Role) -> ContentTag<'static> {
    match role {
        Role::Artifact => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
        Role::Figure(_) => ContentTag::Other,
        Role::Heading(_) | Role::Paragraph | Role::Cell { .. } => {
            ContentTag::Span(SpanTag::empty())
        }
    }
}

fn tag_tree(layout: &Layout<'_>, marks: Vec<Vec<Identifier>>, language: &str) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
    let mut table = Rows::default();
    for (number, (block, marks)) in layout.blocks.iter().zip(marks).enumerate() {
        if marks.is_empty() {
            continue;
        }
        let mut group = match &block.role {
            Role::Heading(level) => {
                let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
                TagGroup::new(Tag::Hn(level, Some(text_of(layout, number))))
            }
            Role::Figure(shows) => TagGroup::new(Tag::Figure(Some(shows.clone()))),
            Role::Cell { is_header: true, .. } => TagGroup::new(Tag::TH(TableHeaderScope::Column)),
            Role::Cell { is_header: false, .. } => TagGroup::new(Tag::TD),
            Role::Paragraph | Role::Artifact => TagGroup::new(Tag::P),
        };
        for mark in marks {
            group.push(mark);
        }
        if let Role::Cell { row, .. } = block.role {
            table.add(row, group);
        } else {
            table.end(&mut tree);
            tree.push(group);
        }
    }
    table.end(&mut tree);
    tree
}

/// The table that is being gathered of its cells.
#[derive(Default)]
struct Rows {
    /// The last with its number.
    rows: Vec<(usize, TagGroup)>,
}

impl Rows {
    fn add(&mut self, row: usize, cell: TagGroup) {
        if self.rows.last().is_none_or(|(last, _)| *last != row) {
            self.rows.push((row, TagGroup::new(Tag::TR)));
        }
        if let Some((_, group)) = self.rows.last_mut() {
            group.push(cell);
        }
    }

    fn end(&mut self, tree: &mut TagTree) {
        if self.rows.is_empty() {
            return;
        }
        let mut table = TagGroup::new(Tag::Table);
        for (_, row) in self.rows.drain(..) {
            table.push(row);
        }
        tree.push(table);
    }
}

/// The headings, to jump to.
fn outline(layout: &Layout<'_>) -> Outline {
    let mut outline = Outline::new();
    for (number, block) in layout.blocks.iter().enumerate() {
        let Role::Heading(_) = block.role else { continue };
        let first = layout.placed.iter().find(|placed| placed.block == number);
        let Some(first) = first else { continue };
        let place = Point::from_xy(0.0, (first.y - 40.0).max(0.0));
        let destination = krilla::destination::XyzDestination::new(first.page, place);
        outline.push_child(OutlineNode::new(text_of(layout, number), destination));
    }
    outline
}

/// The whole text of a block.
fn text_of(layout: &Layout<'_>, block: usize) -> String {
    let placed = layout.placed.iter().filter(|placed| placed.block == block);
    let texts = placed.filter_map(|placed| match &placed.drawing {
        Drawing::Text { text, .. } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

fn draw(surface: &mut Surface<'_>, typeface: &Typeface, placed: &Placed) -> Result<(), PdfFault> {
    let (x, y) = (placed.x, placed.y);
    match &placed.drawing {
        Drawing::Text { text, size, bold, colour } => {
            let paint = rgb_of(*colour);
            surface.set_fill(Some(Fill { paint: paint.into(), ..Fill::default() }));
            let width = size * BOLDER;
            let edge = Stroke { paint: paint.into(), width, ..Stroke::default() };
            surface.set_stroke(bold.then_some(edge));
            let (at, font) = (Point::from_xy(x, y), typeface.font.clone());
            surface.draw_text(at, font, *size, text, false, TextDirection::LeftToRight);
            surface.set_stroke(None);
        }
        Drawing::Rectangle { width, height, colour } => {
            fill(surface, &[(x, y, *width, *height)], *colour)?;
        }
        Drawing::Picture { kind, bytes, width, height } => {
            let data = bytes.clone().into();
            let image = match kind {
                PictureType::Png => Image::from_png(data, true),
                PictureType::Jpeg => Image::from_jpeg(data, true),
            };
            let image = image.map_err(|_| PdfFault::Picture)?;
            surface.push_transform(&Transform::from_translate(x, y));
            surface.draw_image(image, Size::from_wh(*width, *height).ok_or(PdfFault::Size)?);
            surface.pop();
        }
        Drawing::Squares { rows, side } => {
            fill(surface, &dark_runs(rows, (x, y), *side), Colour::BLACK)?;
        }
    }
    Ok(())
}

/// Neighbours in a row as one rectangle: no hair lines between them on paper.
fn dark_runs(rows: &[Vec<bool>], (x, y): (f32, f32), side: f32) -> Vec<(f32, f32, f32, f32)> {
    let mut runs = Vec::new();
    let mut top = y;
    for row in rows {
        let mut left = x;
        for run in row.chunk_by(|one, next| one == next) {
            let width = run.iter().map(|_| side).sum::<f32>();
            if run.first() == Some(&true) {
                runs.push((left, top, width, side));
            }
            left += width;
        }
        top += side;
    }
    runs
}

fn fill(
    surface: &mut Surface<'_>,
    rectangles: &[(f32, f32, f32, f32)],
    colour: Colour,
) -> Result<(), PdfFault> {
    let mut path = PathBuilder::new();
    for (x, y, width, height) in rectangles {
        path.push_rect(Rect::from_xywh(*x, *y, *width, *height).ok_or(PdfFault::Size)?);
    }
    surface.set_stroke(None);
    surface.set_fill(Some(Fill { paint: rgb_of(colour).into(), ..Fill::default() }));
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
    Ok(())
}

fn rgb_of(colour: Colour) -> rgb::Color {
    let [red, green, blue] = colour.channels();
    rgb::Color::new(red, green, blue)
}

#[cfg(test)]
mod tests {
    use super::super::layout::{Area, Style};
    use super::*;

    fn about() -> About {
        About { title: "説明会".to_owned(), author: "萩市".to_owned(), language: "ja" }
    }

    fn layout(text: &str) -> Layout<'static> {
        let area = Area { left: 50.0, right: 545.0, top: 50.0, bottom: 790.0 };
        let mut layout = Layout::new(Typeface::get().unwrap(), area);
        layout.text(text, Style::text(12.0).bold(), Role::Heading(1));
        let rows = vec![vec![true, false], vec![false, true]];
        let code = Drawing::Squares { rows, side: 4.0 };
        layout.draw_at((50.0, 200.0), code, Role::Figure("code".to_owned()));
        layout
    }

    #[test]
    fn a_document_keeps_to_the_standard_for_accessible_pdf() {
        for text in ["髙﨑𠮷さんの説明会", "A briefing\nin two lines", "辻\u{e0100} ① ㈱"]
        {
            let accessible = ConfigurationBuilder::new()
                .with_accessibility_validator(Accessibility::UA1)
                .finish()
                .unwrap();
            let bytes = written(&layout(text), &about(), accessible).unwrap().unwrap();
            assert!(bytes.starts_with(b"%PDF-1.7"));
            assert!(String::from_utf8_lossy(&bytes).contains("pdfuaid:part"), "{text}");
        }
    }

    #[test]
    fn the_font_is_cut_to_what_is_used_and_the_same_layout_gives_the_same_bytes() {
        let one = write(&layout("説明会"), &about()).unwrap();
        let two = write(&layout("説明会"), &about()).unwrap();
        assert!(one == two && one.len() < 30_000, "{} bytes", one.len());
    }

    #[test]
    fn squares_of_a_row_are_joined() {
        let rows = vec![vec![true, true, false, true]];
        assert_eq!(
            dark_runs(&rows, (10.0, 20.0), 2.0),
            [(10.0, 20.0, 4.0, 2.0), (16.0, 20.0, 2.0, 2.0)]
        );
    }
}
