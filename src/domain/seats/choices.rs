//! Choices of which a session has only so many ("lunch: 10 left"), taken with the application.

use serde_json::Value;

use super::board::{Board, Held};
use super::outcome::Refusal;
use crate::domain::ids::SessionId;
use crate::domain::question::Answers;

/// A choice of a question in one session.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LimitedChoice {
    pub session: SessionId,
    pub question: String,
    pub choice: String,
}

/// How many persons may have it, and how many do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChoiceCount {
    pub most: u32,
    pub taken: u32,
    pub changed: bool,
}

impl Board {
    /// Those answers of which `session` has only so many, as question and choice.
    pub fn limited(&self, session: SessionId, answers: &Answers) -> Vec<(String, String)> {
        let here = self.choices.keys().filter(|limited| limited.session == session);
        let chosen =
            here.filter(|limited| is_chosen(answers.get(&limited.question), &limited.choice));
        chosen.map(|limited| (limited.question.clone(), limited.choice.clone())).collect()
    }

    /// Whether `people` more may have these choices, when what `leaving` has is given back.
    ///
    /// # Errors
    /// [`Refusal::ChoiceFull`] for the first that may not.
    pub fn check_choices(
        &self,
        session: SessionId,
        choices: &[(String, String)],
        people: u32,
        leaving: Option<&Held>,
    ) -> Result<(), Refusal> {
        for (question, choice) in choices {
            let limited =
                LimitedChoice { session, question: question.clone(), choice: choice.clone() };
            let Some(count) = self.choices.get(&limited) else { continue };
            let given_back = leaving.filter(|held| {
                held.session == session
                    && held.choices.iter().any(|(q, c)| q == question && c == choice)
            });
            let taken = count.taken.saturating_sub(given_back.map_or(0, |held| held.seats));
            let left = count.most.saturating_sub(taken);
            // Whoever has it keeps it, also where the organizer has lowered the limit since.
            let keeps = given_back.is_some_and(|held| people <= held.seats);
            if people > left && !keeps {
                return Err(Refusal::ChoiceFull {
                    question: question.clone(),
                    choice: choice.clone(),
                    left,
                });
            }
        }
        Ok(())
    }

    /// Takes what a registration has chosen.
    pub fn take_choices(&mut self, held: &Held) {
        self.count_choices(held, u32::saturating_add);
    }

    /// Gives it back.
    pub fn give_choices_back(&mut self, held: &Held) {
        self.count_choices(held, u32::saturating_sub);
    }

    fn count_choices(&mut self, held: &Held, count: fn(u32, u32) -> u32) {
        for (question, choice) in &held.choices {
            let limited = LimitedChoice {
                session: held.session,
                question: question.clone(),
                choice: choice.clone(),
            };
            if let Some(counted) = self.choices.get_mut(&limited) {
                counted.taken = count(counted.taken, held.seats);
                counted.changed = true;
            }
        }
    }
}

/// Whether an answer, to one choice or to several, names this one.
pub fn is_chosen(answer: Option<&Value>, choice: &str) -> bool {
    match answer {
        Some(Value::String(one)) => one == choice,
        Some(Value::Array(several)) => several.iter().any(|one| one.as_str() == Some(choice)),
        _ => false,
    }
}
