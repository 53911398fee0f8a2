//! One field of a form: label, 必須 or 任意 in words, why it is asked, the control, what is wrong.

use askama::{Template, filters::HtmlSafe};

use super::{faults::Manner, field_name::FieldName, texts::Texts};

/// What a line of text is for, which decides about keyboards and filling in by the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// Any text.
    Text,
    /// A person's name.
    Name,
    /// The reading of a name.
    Kana,
    /// The name of a company.
    Company,
    /// A mail address.
    Email,
    /// Somebody else's mail address.
    OtherEmail,
    /// A telephone number.
    Telephone,
    /// A number.
    Number,
    /// A day of the calendar.
    Date,
}

impl LineKind {
    /// HTML's `type`. Numbers are text: `type=number` loses full-width digits.
    pub fn html_type(self) -> &'static str {
        match self {
            Self::Email | Self::OtherEmail => "email",
            Self::Telephone => "tel",
            Self::Date => "date",
            Self::Text | Self::Name | Self::Kana | Self::Company | Self::Number => "text",
        }
    }

    /// HTML's `autocomplete`, where a browser can know the answer (WCAG 1.3.5).
    pub fn autocomplete(self) -> Option<&'static str> {
        match self {
            Self::Name => Some("name"),
            Self::Company => Some("organization"),
            Self::Email => Some("email"),
            Self::Telephone => Some("tel"),
            // Not `off`: what is marked so is lost when somebody goes back to the form by the browser's button.
            Self::Kana | Self::OtherEmail | Self::Text | Self::Number | Self::Date => None,
        }
    }

    /// The keyboard to offer, where `type` does not say it.
    pub fn keyboard(self) -> Option<&'static str> {
        (self == Self::Number).then_some("numeric")
    }

    /// The width of the control: as wide as a usual answer.
    pub fn width(self) -> &'static str {
        match self {
            Self::Telephone | Self::Date => "input-medium",
            Self::Number => "input-short",
            Self::Text
            | Self::Name
            | Self::Kana
            | Self::Company
            | Self::Email
            | Self::OtherEmail => "input-long",
        }
    }
}

/// One of several answers to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
    /// More about it, below the label; may be empty.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// How a field is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// A line of text.
    Line {
        /// What is typed in.
        value: String,
        /// What it is for.
        kind: LineKind,
    },
    /// Several lines of text.
    Text {
        /// What is typed in.
        value: String,
    },
    /// One of these.
    One(Vec<Choice>),
    /// One of these, from a list that opens; for choices that would fill the page.
    Select(Vec<Choice>),
    /// Any number of these.
    Many(Vec<Choice>),
    /// A box to tick, sent as `true`.
    Tick {
        /// What one says by ticking.
        statement: String,
        /// Whether it is ticked.
        ticked: bool,
    },
}

/// A field.
#[derive(Debug, Clone, Template)]
#[template(path = "components/field.html")]
pub struct Field {
    /// The texts of its page.
    pub texts: Texts,
    /// Its name in the sent form, and its id.
    pub name: FieldName,
    /// What is asked.
    pub label: String,
    /// Why it is asked and how to write it; may be empty.
    pub hint: String,
    /// Whether it must be answered.
    pub required: bool,
    /// What is wrong with the answer.
    pub error: Option<String>,
    /// How it is answered.
    pub control: Control,
    /// Whether the page opens with the cursor here.
    pub focused: bool,
}

impl HtmlSafe for Field {}

impl Field {
    /// What one does here to answer.
    pub fn manner(&self) -> Manner {
        match self.control {
            Control::Line { .. } | Control::Text { .. } => Manner::Enter,
            Control::One(_) | Control::Select(_) | Control::Many(_) => Manner::Choose,
            Control::Tick { .. } => Manner::Tick,
        }
    }

    /// The answer as people read it; empty where there is none.
    pub fn answer(&self) -> String {
        match &self.control {
            Control::Line { value, .. } | Control::Text { value } => value.clone(),
            Control::One(choices) | Control::Select(choices) | Control::Many(choices) => {
                let chosen: Vec<&str> = choices
                    .iter()
                    .filter(|choice| choice.chosen && !choice.value.is_empty())
                    .map(|choice| choice.label.as_str())
                    .collect();
                chosen.join("\n")
            }
            Control::Tick { ticked: true, .. } => self.texts.t("answer-ticked"),
            Control::Tick { ticked: false, .. } => String::new(),
        }
    }

    /// 必須 or 任意.
    fn badge(&self) -> String {
        self.texts.t(if self.required { "badge-required" } else { "badge-optional" })
    }

    /// The value of `aria-describedby`: hint, error, both or neither.
    fn described_by(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.name));
        let error = self.error.is_some().then(|| format!("{}-error", self.name));
        let both: Vec<String> = hint.into_iter().chain(error).collect();
        (!both.is_empty()).then(|| both.join(" "))
    }

    /// Whether the page opens with the cursor at the choice with this index (from 0): the chosen one, else the first.
    fn is_focused(&self, choices: &[Choice], index: usize) -> bool {
        let chosen = choices.iter().position(|choice| choice.chosen).unwrap_or(0);
        self.focused && index == chosen
    }

    /// The id of the choice with this index (from 0). The first has the field's own, for links from the summary.
    fn choice_id(&self, index: usize) -> String {
        if index == 0 { self.name.to_string() } else { format!("{}-{}", self.name, index + 1) }
    }
}
