//! One field of a form: label, 必須 or 任意 in words, why it is asked, the control, what is wrong.

use askama::{Template, filters::HtmlSafe};

use super::{faults::Manner, field_name::FieldName, questions::ChosenFile, texts::Texts};

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
    /// A postal code of an address.
    PostalCode,
    /// Its prefecture.
    Prefecture,
    /// Its city, town or village.
    City,
    /// Its street and number.
    Street,
    /// Its building and room.
    Building,
    /// The mail address with which one signs in.
    Username,
    /// The password that one has.
    Password,
    /// A password that one thinks of.
    NewPassword,
    /// A code of an authenticator app, or a recovery code.
    Code,
}

impl LineKind {
    /// HTML's `type`. Numbers are text: `type=number` loses full-width digits; so are days: `type=date` knows no eras.
    pub fn html_type(self) -> &'static str {
        match self {
            Self::Email | Self::OtherEmail | Self::Username => "email",
            Self::Password | Self::NewPassword => "password",
            Self::Telephone => "tel",
            _ => "text",
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
            Self::PostalCode => Some("postal-code"),
            Self::Prefecture => Some("address-level1"),
            Self::City => Some("address-level2"),
            Self::Street => Some("address-line1"),
            Self::Building => Some("address-line2"),
            Self::Username => Some("username"),
            Self::Password => Some("current-password"),
            Self::NewPassword => Some("new-password"),
            Self::Code => Some("one-time-code"),
        }
    }

    /// The keyboard to offer, where `type` does not say it.
    pub fn keyboard(self) -> Option<&'static str> {
        matches!(self, Self::Number | Self::PostalCode).then_some("numeric")
    }

    /// The width of the control: as wide as a usual answer.
    pub fn width(self) -> &'static str {
        match self {
            Self::Telephone | Self::Prefecture | Self::Code => "input-medium",
            Self::Number | Self::PostalCode => "input-short",
            _ => "input-long",
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
    /// A file.
    File {
        /// The name of the file that is here already, for the hidden field.
        value: String,
        /// What people read of it.
        chosen: Option<ChosenFile>,
        /// HTML's `accept`: what the browser offers first.
        accept: String,
    },
    /// Several lines that are one answer.
    Parts(Vec<Field>),
}

/// Of whom a question is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The field that decides.
    pub field: FieldName,
    /// Values of it, one a line: with one of them it is asked.
    pub values: String,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
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
    /// Of whom it is asked; of everybody where absent.
    pub condition: Option<Condition>,
    /// Whether the page opens with the cursor here.
    pub focused: bool,
}

impl HtmlSafe for Field {}

impl Field {
    /// What one does here to answer.
    pub fn manner(&self) -> Manner {
        match self.control {
            Control::Line { .. } | Control::Text { .. } | Control::Parts(_) => Manner::Enter,
            Control::File { .. } => Manner::Attach,
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
            Control::File { chosen, .. } => {
                chosen.as_ref().map(|file| file.words(self.texts)).unwrap_or_default()
            }
            Control::Parts(parts) => {
                let answers: Vec<String> = parts.iter().map(Self::answer).collect();
                answers
                    .into_iter()
                    .filter(|answer| !answer.is_empty())
                    .collect::<Vec<_>>()
                    .join("\n")
            }
        }
    }

    /// The field and, where its answer has parts, each of them.
    pub fn with_parts(&self) -> impl Iterator<Item = &Self> {
        let parts = match &self.control {
            Control::Parts(parts) => parts.as_slice(),
            _ => &[],
        };
        std::iter::once(self).chain(parts)
    }

    /// Opens the page with the cursor here or at a part of it, if that is its name.
    pub fn focus(&mut self, name: Option<&FieldName>) {
        self.focused = name == Some(&self.name);
        let is_here = self.focused;
        if let Control::Parts(parts) = &mut self.control {
            for (i, part) in parts.iter_mut().enumerate() {
                part.focused = name == Some(&part.name) || (is_here && i == 0);
            }
        }
    }

    /// 必須 or 任意; of a question that is not asked of everybody, who must answer.
    fn badge(&self) -> String {
        self.texts.t(match (self.required, &self.condition) {
            (true, None) => "badge-required",
            (true, Some(_)) => "badge-required-if",
            (false, _) => "badge-optional",
        })
    }

    /// The name of the control for a file; the field's own name is that of a file which is here already.
    fn file_name(&self) -> String {
        self.name.to_string().replacen("answer-", "file-", 1)
    }

    /// The name of the box that takes a file away.
    fn remove_name(&self) -> String {
        self.name.to_string().replacen("answer-", "remove-", 1)
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
