//! Whom a mailing is for: a filter over an event's registrations.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::application::search_words;
use super::event::Programme;
use super::fault::Faults;
use super::ids::SessionId;
use super::question::{Answers, Question, ShownIf};
use super::state::State;
use super::values::company_name::CompanyName;
use super::values::language::Language;

/// Characters of a search at most.
const SEARCH_MAX: usize = 200;

/// Whom staff want to write to. What is absent narrows nothing, but for `states`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AudienceDraft {
    /// Ids of sessions of the event; all of them where absent.
    #[serde(default)]
    pub sessions: Vec<String>,
    /// `confirmed` where absent.
    #[serde(default)]
    #[schema(example = json!(["confirmed", "waitlisted"]))]
    pub states: Vec<String>,
    /// `ja` or `en`: in which language they applied.
    #[serde(default)]
    pub language: Option<String>,
    /// Name of a company, in any spelling of its legal form.
    #[serde(default)]
    pub company: Option<String>,
    /// `true`: only those of whom somebody came to a meeting; `false`: only those of whom nobody did.
    #[serde(default)]
    pub attended: Option<bool>,
    /// Words that must all be found, as in the list of registrations.
    #[serde(default)]
    pub q: Option<String>,
    /// Only those who have answered each of these questions so.
    #[serde(default)]
    pub answers: Vec<ShownIf>,
}

/// Whom a mailing is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// In the order in which they are gone through.
    pub sessions: Vec<SessionId>,
    pub states: Vec<State>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The company's key, which no spelling of the legal form changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Folded words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// Only those who have answered so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<ShownIf>,
    /// Only those of whom somebody came to a meeting, or of whom nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attended: Option<bool>,
    /// Only those with this mail address, by its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Only those who had applied by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_until: Option<DateTime<Utc>>,
    /// Only those whom staff have chosen one by one, by the id of their choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Uuid>,
}

impl Audience {
    /// Everybody of some sessions who is in one of these states.
    pub fn of(sessions: Vec<SessionId>, states: &[State]) -> Self {
        Self {
            sessions,
            states: states.to_vec(),
            language: None,
            company: None,
            words: Vec::new(),
            answers: Vec::new(),
            attended: None,
            email: None,
            applied_until: None,
            chosen: None,
        }
    }
}

impl Audience {
    /// Whether somebody who has answered this is meant, as far as answers decide.
    pub fn is_meant_by(&self, answers: &Answers) -> bool {
        self.answers.iter().all(|wanted| wanted.is_met(answers))
    }

    /// Whether it tells who has answered what to a question that few may read.
    pub fn tells_restricted(&self, questions: &[Question]) -> bool {
        let is_restricted = |wanted: &ShownIf| {
            questions.iter().any(|asked| asked.key == wanted.question && asked.is_restricted())
        };
        self.answers.iter().any(is_restricted)
    }
}

impl AudienceDraft {
    /// The audience, or the faults noted under `at`.
    pub fn parse(&self, programme: &Programme, at: &str, faults: &mut Faults) -> Option<Audience> {
        let sessions = self.parse_sessions(programme, at, faults);
        let states = self.parse_states(at, faults);
        let language = self.language.as_deref().and_then(|code| {
            let language = Language::parse(code);
            if language.is_none() {
                faults.add(format!("{at}/language"), "unknown_choice");
            }
            language
        });
        let company = self.company.as_deref().and_then(|name| {
            let parsed = CompanyName::parse(name);
            parsed.map_err(|fault| faults.add(format!("{at}/company"), fault.code())).ok()
        });
        let words = self.q.as_deref().unwrap_or_default();
        if words.chars().count() > SEARCH_MAX {
            let limit = i64::try_from(SEARCH_MAX).unwrap_or(i64::MAX);
            faults.add_limit(format!("{at}/q"), "too_long", limit);
        }
        self.check_answers(programme, at, faults);
        Some(Audience {
            sessions: sessions?,
            states: states?,
            language,
            company: company.map(|company| company.key()),
            words: search_words(words),
            answers: self.answers.clone(),
            attended: self.attended,
            email: None,
            applied_until: None,
            chosen: None,
        })
    }

    fn check_answers(&self, programme: &Programme, at: &str, faults: &mut Faults) {
        for (i, wanted) in self.answers.iter().enumerate() {
            let asked = programme.event.questions.iter().find(|one| one.key == wanted.question);
            let Some(known) = asked.and_then(Question::decisive_values) else {
                faults.add(format!("{at}/answers/{i}/question"), "unknown_choice");
                continue;
            };
            if wanted.values.is_empty() {
                faults.add(format!("{at}/answers/{i}/values"), "required");
            }
            for (j, value) in wanted.values.iter().enumerate() {
                if !known.contains(&value.as_str()) {
                    faults.add(format!("{at}/answers/{i}/values/{j}"), "unknown_choice");
                }
            }
        }
    }

    fn parse_sessions(
        &self,
        programme: &Programme,
        at: &str,
        faults: &mut Faults,
    ) -> Option<Vec<SessionId>> {
        if self.sessions.is_empty() {
            return Some(programme.sessions.iter().map(|session| session.id).collect());
        }
        let mut sessions = Vec::new();
        for (i, text) in self.sessions.iter().enumerate() {
            let known = text.parse().ok().filter(|id| programme.session(*id).is_some());
            match known {
                Some(id) if !sessions.contains(&id) => sessions.push(id),
                Some(_) => faults.add(format!("{at}/sessions/{i}"), "duplicate"),
                None => faults.add(format!("{at}/sessions/{i}"), "unknown_choice"),
            }
        }
        (sessions.len() == self.sessions.len()).then_some(sessions)
    }

    fn parse_states(&self, at: &str, faults: &mut Faults) -> Option<Vec<State>> {
        if self.states.is_empty() {
            return Some(vec![State::Confirmed]);
        }
        let mut states = Vec::new();
        for (i, text) in self.states.iter().enumerate() {
            match text.parse::<State>() {
                Ok(state) if !states.contains(&state) => states.push(state),
                Ok(_) => faults.add(format!("{at}/states/{i}"), "duplicate"),
                Err(_) => faults.add(format!("{at}/states/{i}"), "unknown_choice"),
            }
        }
        (states.len() == self.states.len()).then_some(states)
    }
}
