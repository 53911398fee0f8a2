//! From an edited text to the subject, the text and the HTML of a mail.

use minijinja::context;
use minijinja::value::Value;
use serde::Serialize;

use super::context::MailKind;
use super::edited::{EditedText, Line, Span};
use super::placeholders::Placeholder;
use super::render::{RenderFault, fill, fill_block, tidied};
use super::view::LineView;
use crate::domain::values::language::Language;

/// What marks a heading: `■ お問い合わせ`.
const HEADING_MARK: char = '■';

/// An edited text with its values in.
pub(super) struct Filled {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// A piece of the HTML: a block of ours, a heading, or a paragraph.
#[derive(Serialize)]
struct Piece {
    html: Option<Value>,
    section: Option<String>,
    lines: Vec<LineView>,
}

/// Fills a text in.
///
/// # Errors
/// [`RenderFault`] of one of our own blocks; the text itself cannot fail.
pub(super) fn fill_in(
    text: &EditedText,
    kind: MailKind,
    language: Language,
    view: &Value,
) -> Result<Filled, RenderFault> {
    let filling = Filling { kind, language, view };
    let subject: Result<Vec<String>, RenderFault> =
        text.subject.iter().map(|span| filling.in_subject(span)).collect();
    let mut plain = String::new();
    let mut pieces = Vec::new();
    let mut paragraph = Vec::new();
    for line in &text.body {
        let words = match line {
            Line::Block(block) => {
                end_paragraph(&mut paragraph, &mut pieces);
                plain.push_str(filling.block(*block, "txt")?.trim_end());
                let html = filling.block(*block, "html")?;
                pieces.push(Piece::block(html));
                plain.push('\n');
                continue;
            }
            Line::Words(spans) => filling.words(spans),
        };
        plain.push_str(&words);
        plain.push('\n');
        if let Some(section) = words.strip_prefix(HEADING_MARK) {
            end_paragraph(&mut paragraph, &mut pieces);
            pieces.push(Piece::section(section.trim().to_owned()));
        } else if words.trim().is_empty() {
            end_paragraph(&mut paragraph, &mut pieces);
        } else {
            paragraph.push(LineView::of(words));
        }
    }
    end_paragraph(&mut paragraph, &mut pieces);
    plain.push('\n');
    plain.push_str(&fill(&format!("parts/footer.{language}.txt"), view)?);
    let pieces: Vec<Value> = pieces.into_iter().filter_map(Piece::seen).collect();
    let html = fill("edited.html", &context! { pieces, ..view.clone() })?;
    Ok(Filled { subject: subject?.concat(), text: tidied(&plain), html })
}

fn end_paragraph(lines: &mut Vec<LineView>, pieces: &mut Vec<Piece>) {
    if !lines.is_empty() {
        pieces.push(Piece { html: None, section: None, lines: std::mem::take(lines) });
    }
}

impl Piece {
    fn block(html: String) -> Self {
        let is_seen = !html.trim().is_empty();
        // Made by our own templates, which have escaped every value in it.
        let html = is_seen.then(|| Value::from_safe_string(html));
        Self { html, section: None, lines: Vec::new() }
    }

    fn section(section: String) -> Self {
        Self { html: None, section: Some(section), lines: Vec::new() }
    }

    /// What the template sees; nothing for a block that is empty in this mail.
    fn seen(self) -> Option<Value> {
        let Self { html, section, lines } = self;
        let is_seen = html.is_some() || section.is_some() || !lines.is_empty();
        is_seen.then(|| {
            let lines: Vec<Value> = lines
                .into_iter()
                .map(|line| context! { text => line.text, is_link => line.is_link })
                .collect();
            context! { html, section, lines }
        })
    }
}

/// What is needed to find a value.
struct Filling<'a> {
    kind: MailKind,
    language: Language,
    view: &'a Value,
}

impl Filling<'_> {
    fn words(&self, spans: &[Span]) -> String {
        let piece = |span: &Span| match span {
            Span::Words(words) => words.clone(),
            Span::Value(placeholder) => self.value(body_value(*placeholder)),
        };
        spans.iter().map(piece).collect()
    }

    fn in_subject(&self, span: &Span) -> Result<String, RenderFault> {
        match span {
            Span::Words(words) => Ok(words.clone()),
            Span::Value(Placeholder::Label) => {
                let name = format!("{}/{}.subject.txt", self.kind, self.language);
                fill_block(&name, "label", self.view)
            }
            Span::Value(placeholder) => Ok(self.value(subject_value(*placeholder))),
        }
    }

    /// A value of the view as text; nothing where there is none.
    fn value(&self, name: &str) -> String {
        match self.view.get_attr(name) {
            Ok(value) if !value.is_none() && !value.is_undefined() => value.to_string(),
            _ => String::new(),
        }
    }

    /// A block as the kind's own text has it.
    fn block(&self, block: Placeholder, suffix: &str) -> Result<String, RenderFault> {
        let (name, language) = (block.name(), self.language);
        match block {
            Placeholder::News | Placeholder::Link => {
                fill_block(&format!("{}/{language}.{suffix}", self.kind), name, self.view)
            }
            _ => fill(&format!("parts/{name}.{language}.{suffix}"), self.view),
        }
    }
}

fn body_value(placeholder: Placeholder) -> &'static str {
    match placeholder {
        Placeholder::ApplicantName => "addressee",
        Placeholder::When => "first_when",
        other => other.name(),
    }
}

/// Subjects have room for short forms only.
fn subject_value(placeholder: Placeholder) -> &'static str {
    match placeholder {
        Placeholder::Heading => "subject_title",
        Placeholder::When => "subject_when",
        Placeholder::Until => "subject_until",
        other => body_value(other),
    }
}
