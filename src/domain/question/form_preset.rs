//! Questions that offices often ask, written already: one press adds one.

use super::draft::Preset;
use super::{Choice, Question, QuestionDraft, QuestionKind};
use crate::domain::fault::Faults;
use crate::domain::values::localized::Localized;

/// Questions that offices often ask, written already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormPreset {
    /// What somebody needs to take part: 手話・託児・段差.
    SupportNeeds,
    /// On the spot or from elsewhere.
    Attendance,
    Diet,
    Parking,
    /// Where they have heard of it.
    HeardFrom,
    Photographs,
    /// What they want to ask beforehand.
    AskBeforehand,
}

impl FormPreset {
    pub const ALL: [Self; 7] = [
        Self::SupportNeeds,
        Self::Attendance,
        Self::Diet,
        Self::Parking,
        Self::HeardFrom,
        Self::Photographs,
        Self::AskBeforehand,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::SupportNeeds => "support_needs",
            Self::Attendance => "attendance",
            Self::Diet => "diet",
            Self::Parking => "parking",
            Self::HeardFrom => "heard_from",
            Self::Photographs => "photographs",
            Self::AskBeforehand => "ask_beforehand",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.as_str() == text)
    }

    /// What it adds.
    pub fn questions(self) -> Vec<Question> {
        let choice = |value: &str, ja: &str, en: &str| Choice {
            value: value.to_owned(),
            label: both(ja, en),
            limit: None,
        };
        let key = self.as_str().to_owned();
        let asked = |kind, ja: &str, en: &str, choices: Vec<Choice>| {
            vec![Question { key, kind, label: both(ja, en), choices, ..Question::default() }]
        };
        match self {
            Self::SupportNeeds => {
                let draft = QuestionDraft {
                    preset: Some(Preset::SupportNeeds),
                    ..QuestionDraft::default()
                };
                QuestionDraft::questions(&[draft], &mut Faults::default())
            }
            Self::Attendance => asked(
                QuestionKind::Choice,
                "参加の方法",
                "How you take part",
                vec![
                    choice("on_site", "会場で参加する", "At the venue"),
                    choice("online", "オンラインで参加する", "Online"),
                ],
            ),
            Self::Diet => asked(
                QuestionKind::LongText,
                "食べられないもの、アレルギー",
                "Food that you cannot eat, allergies",
                Vec::new(),
            ),
            Self::Parking => {
                let cars = "駐車場の台数を用意するためにうかがいます。";
                let hint = both(cars, "We ask so that there is room for all cars.");
                let mut questions =
                    asked(QuestionKind::YesNo, "車で来場しますか", "Will you come by car?", vec![]);
                for question in &mut questions {
                    question.hint = Some(hint.clone());
                }
                questions
            }
            Self::HeardFrom => asked(
                QuestionKind::Choices,
                "この催しをどこで知りましたか",
                "Where have you heard of this event?",
                vec![
                    choice("web", "ホームページ", "Web site"),
                    choice("bulletin", "広報紙", "Municipal bulletin"),
                    choice("flyer", "チラシ・ポスター", "Flyer or poster"),
                    choice("social", "SNS", "Social media"),
                    choice("person", "知人の紹介", "From somebody I know"),
                    choice("other", "その他", "Something else"),
                ],
            ),
            Self::Photographs => {
                let mut questions = asked(
                    QuestionKind::Consent,
                    "会場での写真の撮影と、広報への掲載に同意する",
                    "I agree that photographs are taken and may be published",
                    Vec::new(),
                );
                let hint = both(
                    "同意されない方は、写らないように撮影します。",
                    "Without it, you will not be in the photographs.",
                );
                for question in &mut questions {
                    question.hint = Some(hint.clone());
                }
                questions
            }
            Self::AskBeforehand => asked(
                QuestionKind::LongText,
                "前もって聞いておきたいこと",
                "What you would like to ask beforehand",
                Vec::new(),
            ),
        }
    }
}

fn both(ja: &str, en: &str) -> Localized {
    Localized::both(ja.to_owned(), en.to_owned())
}
