//! Texts that an organization has written: plain words with placeholders, checked when they are saved.
//!
//! This is no template language: nothing in a text is carried out, values are put in once and are never read
//! again, so that a text can neither run away nor reach anything but its placeholders.

use std::collections::HashSet;
use std::fmt;

use super::context::MailKind;
use super::placeholders::{self, Placeholder};
use crate::domain::values::text::{self, TextFault};

/// Longest subject of an edited text, in characters.
const LONGEST_SUBJECT: usize = 200;
/// Longest body, in characters.
const LONGEST_BODY: usize = 10_000;
/// Most placeholders in a body: each may stand for a line of 300 characters.
const MOST_PLACEHOLDERS: usize = 100;

/// An edited text that keeps the rules of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedText {
    pub(super) subject: Vec<Span>,
    pub(super) body: Vec<Line>,
    /// As it is stored.
    pub subject_source: String,
    pub body_source: String,
}

/// A line of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Words(Vec<Span>),
    Block(Placeholder),
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Span {
    Words(String),
    Value(Placeholder),
}

/// A rule that a text breaks, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditFault {
    /// JSON pointer: `/subject` or `/body`.
    pub pointer: &'static str,
    /// From 1, where it is one line that is wrong.
    pub line: Option<usize>,
    pub rule: EditRule,
}

/// The rules of edited texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditRule {
    /// Not text that may be stored.
    Text(TextFault, usize),
    /// There is none of this name in this kind of mail.
    Unknown(String),
    /// A label in a body, or a block in a subject.
    Misplaced(Placeholder),
    /// Template syntax, or braces that do not belong together.
    Syntax,
    /// A block beside words.
    NotAlone(Placeholder),
    /// A block that has stood before.
    Twice(Placeholder),
    /// None of these is there, and one must be.
    Missing(Vec<Placeholder>),
    TooMany,
}

impl EditRule {
    /// The stable name of the rule.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Text(fault, _) => fault.code(),
            Self::Unknown(_) => "unknown_placeholder",
            Self::Misplaced(_) => "misplaced_placeholder",
            Self::Syntax => "placeholder_syntax",
            Self::NotAlone(_) => "placeholder_not_alone",
            Self::Twice(_) => "duplicate_placeholder",
            Self::Missing(_) => "missing_placeholder",
            Self::TooMany => "too_many_placeholders",
        }
    }
}

impl fmt::Display for EditRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(TextFault::TooLong, limit) => {
                write!(f, "The text is too long. The limit is {limit} characters.")
            }
            Self::Text(fault, _) => write!(f, "Not possible: {fault}."),
            Self::Unknown(name) => {
                write!(f, "This kind of mail has no placeholder {{{{ {name} }}}}.")
            }
            Self::Misplaced(one) => {
                write!(f, "The placeholder {} cannot stand here.", written(*one))
            }
            Self::Syntax => f.write_str(
                "Curly braces are for placeholders such as {{ heading }} alone: there are no conditions, loops or filters.",
            ),
            Self::NotAlone(one) => {
                write!(f, "The placeholder {} stands for whole paragraphs: it needs a line of its own.", written(*one))
            }
            Self::Twice(one) => write!(f, "The placeholder {} occurs more than once.", written(*one)),
            Self::Missing(group) => {
                let names: Vec<String> = group.iter().map(|one| written(*one)).collect();
                write!(f, "This kind of mail must have {}.", names.join(" or "))
            }
            Self::TooMany => write!(f, "There are more than {MOST_PLACEHOLDERS} placeholders."),
        }
    }
}

impl fmt::Display for EditFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "Line {line}: ")?;
        }
        write!(f, "{}", self.rule)
    }
}

fn written(placeholder: Placeholder) -> String {
    format!("{{{{ {} }}}}", placeholder.name())
}

impl EditedText {
    /// Reads and checks a text for a kind of mail.
    ///
    /// # Errors
    /// Every rule that is broken.
    pub fn parse(kind: MailKind, subject: &str, body: &str) -> Result<Self, Vec<EditFault>> {
        let offered = placeholders::offered(kind).into_iter().map(|one| one.placeholder);
        let mut reader = Reader { offered: offered.collect(), faults: Vec::new() };
        let subject_source = reader.stored(text::single_line(subject, LONGEST_SUBJECT), true);
        let body_source = reader.stored(text::multi_line(body, LONGEST_BODY), false);
        let parsed_subject = reader.spans(&subject_source, None);
        let lines: Vec<Line> = (1..)
            .zip(body_source.lines())
            .map(|(number, line)| reader.line(line, number))
            .collect();
        if reader.faults.is_empty() {
            reader.check_whole(kind, &lines);
        }
        if reader.faults.is_empty() {
            Ok(Self { subject: parsed_subject, body: lines, subject_source, body_source })
        } else {
            Err(reader.faults)
        }
    }
}

/// Reads one text and notes what is wrong with it.
struct Reader {
    offered: Vec<Placeholder>,
    faults: Vec<EditFault>,
}

/// The lines of words that have these placeholders and no others.
///
/// # Errors
/// Every rule that is broken, as rules of a body.
pub(super) fn lines_of_words(
    text: &str,
    offered: &[Placeholder],
) -> Result<Vec<Vec<Span>>, Vec<EditFault>> {
    let mut reader = Reader { offered: offered.to_vec(), faults: Vec::new() };
    let lines = (1..).zip(text.lines()).map(|(number, line)| reader.spans(line, Some(number)));
    let lines = lines.collect();
    if reader.faults.is_empty() { Ok(lines) } else { Err(reader.faults) }
}

impl Reader {
    fn fault(&mut self, line: Option<usize>, is_subject: bool, rule: EditRule) {
        let pointer = if is_subject { "/subject" } else { "/body" };
        self.faults.push(EditFault { pointer, line, rule });
    }

    fn stored(&mut self, checked: Result<String, TextFault>, is_subject: bool) -> String {
        let limit = if is_subject { LONGEST_SUBJECT } else { LONGEST_BODY };
        checked
            .map_err(|fault| self.fault(None, is_subject, EditRule::Text(fault, limit)))
            .unwrap_or_default()
    }

    fn line(&mut self, line: &str, number: usize) -> Line {
        let mut spans = self.spans(line.trim_end(), Some(number));
        let block = spans.iter().find_map(|span| match span {
            Span::Value(placeholder) if placeholder.is_block() => Some(*placeholder),
            _ => None,
        });
        let Some(block) = block else { return Line::Words(spans) };
        let is_space = |span: &Span| matches!(span, Span::Words(words) if words.trim().is_empty());
        spans.retain(|span| !is_space(span));
        if spans.len() > 1 {
            self.fault(Some(number), false, EditRule::NotAlone(block));
        }
        Line::Block(block)
    }

    /// The pieces of a line of the body, or of the subject where there is no number.
    fn spans(&mut self, line: &str, number: Option<usize>) -> Vec<Span> {
        let is_subject = number.is_none();
        let mut spans = Vec::new();
        let mut rest = line;
        while let Some((words, after)) = rest.split_once("{{") {
            let Some((name, behind)) = after.split_once("}}") else { break };
            self.words(words, number, &mut spans);
            rest = behind;
            let name = name.trim();
            if !is_name(name) {
                self.fault(number, is_subject, EditRule::Syntax);
                continue;
            }
            match self.find(name) {
                None => self.fault(number, is_subject, EditRule::Unknown(name.to_owned())),
                Some(one)
                    if is_subject && !one.is_for_subject() || !is_subject && !one.is_for_body() =>
                {
                    self.fault(number, is_subject, EditRule::Misplaced(one));
                }
                Some(one) => spans.push(Span::Value(one)),
            }
        }
        self.words(rest, number, &mut spans);
        spans
    }

    fn words(&mut self, words: &str, number: Option<usize>, spans: &mut Vec<Span>) {
        if ["{{", "}}", "{%", "%}", "{#", "#}"].iter().any(|mark| words.contains(mark)) {
            self.fault(number, number.is_none(), EditRule::Syntax);
        } else if !words.is_empty() {
            spans.push(Span::Words(words.to_owned()));
        }
    }

    fn find(&self, name: &str) -> Option<Placeholder> {
        self.offered.iter().copied().find(|one| one.name() == name)
    }

    /// What only the whole text shows.
    fn check_whole(&mut self, kind: MailKind, lines: &[Line]) {
        let mut blocks = HashSet::new();
        let mut there = HashSet::new();
        let mut count = 0;
        for (number, line) in (1..).zip(lines) {
            match line {
                Line::Block(block) => {
                    count += 1;
                    there.insert(*block);
                    if !blocks.insert(*block) {
                        self.fault(Some(number), false, EditRule::Twice(*block));
                    }
                }
                Line::Words(spans) => {
                    let values = spans.iter().filter_map(|span| match span {
                        Span::Value(value) => Some(*value),
                        Span::Words(_) => None,
                    });
                    let values: Vec<_> = values.collect();
                    count += values.len();
                    there.extend(values);
                }
            }
        }
        if count > MOST_PLACEHOLDERS {
            self.fault(None, false, EditRule::TooMany);
        }
        for group in placeholders::required(kind) {
            if !group.iter().any(|one| there.contains(one)) {
                self.fault(None, false, EditRule::Missing(group));
            }
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
#[path = "edited_tests.rs"]
mod tests;
