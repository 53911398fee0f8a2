//! Writing an event's form: the draft that is worked on, what a change would do, and the change.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::question::written::WrittenForm;
use crate::domain::question::{Answers, Question, QuestionDraft};
use crate::domain::seats::choices::is_chosen;
use crate::domain::values::language::Language;
use crate::store::programmes::from_json;
use crate::store::types::Id;
use crate::store::{StoreError, registrations};

use super::{Failure, Permission, Principal, change_event, find_programme, unsaved};

/// A form with what is being written on it.
pub struct FormDesk {
    pub programme: Arc<Programme>,
    pub form: WrittenForm,
    /// It differs from what is saved.
    pub is_unsaved: bool,
    /// Somebody else has changed the form since the writing began.
    pub is_outdated: bool,
}

/// What a change of the form does to answers that are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// What is asked, or was.
    pub label: String,
    pub change: FormChange,
    /// Registrations whose answers it is about.
    pub answers: i64,
}

/// A change of a question that has answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormChange {
    Removed,
    AnotherKind,
    /// A choice is not offered any more.
    ChoiceRemoved(String),
    /// Something else is asked, or agreed to, than was answered.
    Reworded,
}

fn subject(programme: &Programme) -> String {
    format!("form:{}", programme.event.id)
}

async fn own(app: &App, principal: &Principal, event: &str) -> Result<Arc<Programme>, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::WriteEvents)?;
    Ok(programme)
}

/// The form, with what the member has typed and not saved.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn open(app: &App, principal: &Principal, event: &str) -> Result<FormDesk, Failure> {
    let programme = own(app, principal, event).await?;
    let typed: Option<WrittenForm> = unsaved::of(app, principal, subject(&programme)).await?;
    let saved = WrittenForm::of(programme.event.version, &programme.event.questions);
    let is_unsaved = typed.as_ref().is_some_and(|typed| typed.questions != saved.questions);
    let form = typed.unwrap_or(saved);
    let is_outdated = is_outdated(&programme, &form);
    Ok(FormDesk { programme, form, is_unsaved, is_outdated })
}

/// Whether the form was changed by others; other changes of the event do not matter to it.
fn is_outdated(programme: &Programme, form: &WrittenForm) -> bool {
    form.version != programme.event.version && form.base != programme.event.questions
}

/// Keeps what was typed.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn keep(
    app: &App,
    principal: &Principal,
    event: &str,
    form: &WrittenForm,
) -> Result<(), Failure> {
    let programme = own(app, principal, event).await?;
    unsaved::keep(app, principal, subject(&programme), form).await
}

/// Goes back to what is saved.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn discard(app: &App, principal: &Principal, event: &str) -> Result<(), Failure> {
    let programme = own(app, principal, event).await?;
    unsaved::forget(app, principal, subject(&programme)).await
}

/// Saves the form: from now on applicants are asked this. Answers to what is not asked any more stay.
///
/// # Errors
/// The rules that the questions break; `version_mismatch` where the event was changed since the writing began.
pub async fn save(
    app: &App,
    principal: &Principal,
    event: &str,
    form: &WrittenForm,
) -> Result<(), Failure> {
    let programme = own(app, principal, event).await?;
    let questions = form.questions().map_err(Failure::Invalid)?;
    let drafts: Vec<QuestionDraft> = questions.into_iter().map(Into::into).collect();
    let patch = json!({ "questions": drafts });
    let id = programme.event.id.to_string();
    let current = programme.event.version;
    let seen = if is_outdated(&programme, form) { form.version } else { current };
    change_event::change_seen(app, principal, &id, &patch, Some(seen)).await?;
    unsaved::forget(app, principal, subject(&programme)).await
}

/// What saving the form would do to answers that are there; nothing where nobody has answered.
///
/// # Errors
/// The rules that the questions break.
pub async fn effects(
    app: &App,
    principal: &Principal,
    event: &str,
    form: &WrittenForm,
    language: Language,
) -> Result<Vec<Effect>, Failure> {
    let programme = own(app, principal, event).await?;
    let questions = form.questions().map_err(Failure::Invalid)?;
    let changes = changes(&programme.event.questions, &questions);
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let sessions: Vec<Id> = programme.sessions.iter().map(|session| Id(session.id.0)).collect();
    let counted = app
        .read(move |conn| {
            let mut counts = vec![0_i64; changes.len()];
            for stored in registrations::answers_of(conn, &sessions)? {
                let answers: Answers = from_json(&stored)?;
                for (count, (question, change)) in counts.iter_mut().zip(&changes) {
                    *count += i64::from(concerns(change, question, &answers));
                }
            }
            Ok::<_, StoreError>(changes.into_iter().zip(counts).collect::<Vec<_>>())
        })
        .await?;
    let effect = |((question, change), answers): ((Question, FormChange), i64)| {
        let change = match change {
            FormChange::ChoiceRemoved(value) => {
                let choice = question.choices.iter().find(|choice| choice.value == value);
                let label = choice.map(|choice| choice.label.get(language).to_owned());
                FormChange::ChoiceRemoved(label.unwrap_or(value))
            }
            other => other,
        };
        Effect { label: question.label.get(language).to_owned(), change, answers }
    };
    Ok(counted.into_iter().map(effect).filter(|effect| effect.answers > 0).collect())
}

/// How the questions before differ from those of now, where there may be answers; choices by their values.
fn changes(before: &[Question], now: &[Question]) -> Vec<(Question, FormChange)> {
    let mut changes = Vec::new();
    for question in before {
        let Some(same) = now.iter().find(|asked| asked.key == question.key) else {
            changes.push((question.clone(), FormChange::Removed));
            continue;
        };
        if same.kind != question.kind {
            changes.push((question.clone(), FormChange::AnotherKind));
            continue;
        }
        if Language::ALL
            .iter()
            .any(|language| same.wording(*language) != question.wording(*language))
        {
            changes.push((question.clone(), FormChange::Reworded));
        }
        for choice in &question.choices {
            if !same.choices.iter().any(|kept| kept.value == choice.value) {
                let removed = FormChange::ChoiceRemoved(choice.value.clone());
                changes.push((question.clone(), removed));
            }
        }
    }
    changes
}

fn concerns(change: &FormChange, question: &Question, answers: &Answers) -> bool {
    match change {
        FormChange::ChoiceRemoved(value) => is_chosen(answers.get(&question.key), value),
        _ => answers.contains_key(&question.key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::question::QuestionKind as K;
    use crate::domain::question::samples::question;
    use serde_json::json;

    #[test]
    fn only_what_touches_answers_is_a_change() {
        let before = [question("a", K::Choice), question("b", K::Date), question("c", K::YesNo)];
        let mut a = before[0].clone();
        a.choices.remove(0);
        let b = Question { kind: K::LongText, ..before[1].clone() };
        let new = question("d", K::ShortText);
        let found = changes(&before, &[new, b, a]);
        let named: Vec<_> =
            found.iter().map(|(question, change)| (question.key.as_str(), change)).collect();
        let gone = FormChange::ChoiceRemoved("a".to_owned());
        assert_eq!(
            named,
            [("a", &gone), ("b", &FormChange::AnotherKind), ("c", &FormChange::Removed)]
        );
        assert!(changes(&before, &before).is_empty());
    }

    #[test]
    fn a_removed_choice_concerns_those_who_have_it() {
        let answers: Answers = [("a".to_owned(), json!(["x", "y"]))].into();
        let gone = |value: &str| FormChange::ChoiceRemoved(value.to_owned());
        let asked = question("a", K::Choices);
        assert!(concerns(&gone("x"), &asked, &answers) && !concerns(&gone("z"), &asked, &answers));
        assert!(concerns(&FormChange::Removed, &asked, &answers));
    }
}
