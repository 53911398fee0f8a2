//! What the address of the export dialog says: format, rows, states, sessions, columns in their order.

use url::form_urlencoded;

use super::scope::Scope;
use crate::domain::state::State;
use crate::domain::values::language::Language;
use crate::export::{self, Column, QuestionColumn, RowsAre};
use crate::http::console::attendees::searched;
use crate::http::console::posted::Fields;
use crate::http::console::visit::Visit;
use crate::store::export_sets::ColumnSetRow;
use crate::usecases::attendees::query::AttendeeQuery;
use crate::usecases::export_attendees::{self, Wanted};
use crate::usecases::scheduled_exports::KeptWanted;

/// What is asked for.
pub struct Asked {
    pub format: String,
    pub rows_are: RowsAre,
    pub states: Vec<String>,
    pub sessions: Vec<String>,
    /// What else the list is narrowed to, as it was where one came from.
    pub narrowed: AttendeeQuery,
    /// The words that are searched for, as they stand in addresses.
    sealed: String,
    /// All columns that there are, in their order, each with whether it is chosen.
    pub columns: Vec<(Column, bool)>,
    /// Columns of the set that this event does not have.
    pub missing: usize,
}

impl Asked {
    /// What the parameters say; what they leave out is as the organization's set says, or as usual.
    pub fn of(visit: &Visit, scope: &Scope, fields: &Fields, sets: &[ColumnSetRow]) -> Self {
        let event = &scope.programme.event;
        let questions = export_attendees::question_columns(event, visit.principal());
        let all = export::all_columns(&questions);
        let set = set_of(fields, sets);
        let (order, chosen) = match set {
            Some(set) => {
                let keys: Vec<String> = set.column_keys.split(',').map(str::to_owned).collect();
                (keys.clone(), keys)
            }
            None if fields.has("order") => {
                let texts = |name: &str| fields.texts(name).map(str::to_owned).collect();
                (texts("order"), texts("column"))
            }
            None => usual(&questions),
        };
        let missing = chosen.iter().filter(|key| !has(&all, key)).count();
        let mut columns = in_order(all, &order, &chosen);
        move_one(&mut columns, fields.text("move"));
        // A tick each, or several with commas between, as the list of attendees has them.
        let states = fields.texts("state").flat_map(|states| states.split(','));
        let states: Vec<String> =
            states.filter(|state| !state.is_empty()).map(str::to_owned).collect();
        let states = if states.is_empty() && !fields.has("order") {
            vec![State::Confirmed.as_str().to_owned()]
        } else {
            states
        };
        let rows_are = fields
            .given("rows")
            .or(set.map(|set| set.rows_are.as_str()))
            .and_then(RowsAre::parse)
            .unwrap_or_default();
        let words = match fields.given(searched::SEALED) {
            Some(token) => searched::opened(visit, token),
            None => fields.text("q").to_owned(),
        };
        Self {
            sealed: searched::sealed(visit, &words),
            format: fields.given("format").unwrap_or("xlsx").to_owned(),
            rows_are,
            states,
            sessions: sessions(scope, fields),
            narrowed: AttendeeQuery {
                q: words,
                ..AttendeeQuery::read(|name| fields.given(name).map(str::to_owned)).of_anybody()
            },
            columns,
            missing,
        }
    }

    /// Keys of the chosen columns, with commas between.
    pub fn keys(&self) -> String {
        let chosen = self.columns.iter().filter(|(_, chosen)| *chosen);
        chosen.map(|(column, _)| column.key.to_string()).collect::<Vec<_>>().join(",")
    }

    fn ending(&self) -> (&str, Option<String>) {
        match self.format.split_once('-') {
            Some((ending, encoding)) => (ending, Some(encoding.to_owned())),
            None => (&self.format, None),
        }
    }

    /// The same as exports take it, with the sessions.
    pub fn wanted(&self, language: Language) -> (Wanted, String) {
        let (ending, encoding) = self.ending();
        let wanted = Wanted {
            ending: ending.to_owned(),
            encoding,
            columns: Some(self.keys()),
            query: AttendeeQuery { state: self.states.join(","), ..self.narrowed.clone() },
            rows: Some(self.rows_are.as_str().to_owned()),
            language,
        };
        (wanted, self.sessions.join(","))
    }

    /// The same as it is kept, without the words that are searched for.
    pub fn kept(&self) -> KeptWanted {
        let (wanted, sessions) = self.wanted(Language::Ja);
        KeptWanted {
            ending: wanted.ending,
            encoding: wanted.encoding,
            columns: wanted.columns,
            state: Some(wanted.query.state),
            rows: wanted.rows,
            sessions: Some(sessions),
            narrowed: AttendeeQuery { q: String::new(), ..self.narrowed.clone() },
        }
    }

    /// The same without columns, for a link that says them itself; not narrowed where `narrowed` says so.
    pub fn rows_query(&self, narrowed: bool) -> String {
        let is_kept = |name: &str| {
            !matches!(name, "order" | "column")
                && (narrowed || is_of_form(name) || !is_narrowing(name))
        };
        let pairs = self.pairs(None).into_iter().filter(|(name, _)| is_kept(name));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    }

    /// The same as parameters, in another format where one is given.
    pub fn query(&self, format: Option<&str>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.pairs(format) {
            query.append_pair(&name, &value);
        }
        query.finish()
    }

    /// What it is narrowed to beside states and sessions, by name.
    pub fn narrowing(&self) -> Vec<(&'static str, String)> {
        let without = AttendeeQuery { q: String::new(), ..self.narrowed.clone() };
        let mut pairs = without.pairs();
        if !self.sealed.is_empty() {
            pairs.push((searched::SEALED, self.sealed.clone()));
        }
        pairs
    }

    /// The parameters by name.
    pub fn pairs(&self, format: Option<&str>) -> Vec<(String, String)> {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut pairs = vec![
            pair("format", format.unwrap_or(&self.format)),
            pair("rows", self.rows_are.as_str()),
        ];
        pairs.extend(self.states.iter().map(|state| pair("state", state)));
        pairs.extend(self.sessions.iter().map(|session| pair("session", session)));
        pairs.extend(self.narrowing().iter().map(|(name, value)| pair(name, value)));
        for (column, chosen) in &self.columns {
            let key = column.key.to_string();
            pairs.push(pair("order", &key));
            if *chosen {
                pairs.push(pair("column", &key));
            }
        }
        pairs
    }
}

/// Parameters of a list's query.
fn is_narrowing(name: &str) -> bool {
    name == searched::SEALED || AttendeeQuery::NAMES.contains(&name)
}

/// Parameters of a list's query that the dialog has ticks for.
fn is_of_form(name: &str) -> bool {
    matches!(name, "state" | "session")
}

/// The set that is asked for; the one to begin with where nothing is.
fn set_of<'a>(fields: &Fields, sets: &'a [ColumnSetRow]) -> Option<&'a ColumnSetRow> {
    match fields.given("set") {
        Some(id) => sets.iter().find(|set| set.id.0.to_string() == id),
        None if fields.has("order") => None,
        None => sets.iter().find(|set| set.is_default),
    }
}

fn has(all: &[Column], key: &str) -> bool {
    all.iter().any(|column| column.key.to_string() == key)
}

/// The usual columns first.
fn usual(questions: &[QuestionColumn]) -> (Vec<String>, Vec<String>) {
    let usual = export::columns::default_selection(questions);
    let keys: Vec<String> = usual.iter().map(|column| column.key.to_string()).collect();
    (keys.clone(), keys)
}

fn in_order(mut all: Vec<Column>, order: &[String], chosen: &[String]) -> Vec<(Column, bool)> {
    let mut columns = Vec::with_capacity(all.len());
    for key in order {
        if let Some(place) = all.iter().position(|column| column.key.to_string() == *key) {
            columns.push(all.remove(place));
        }
    }
    columns.extend(all);
    let is_chosen = |column: &Column| chosen.contains(&column.key.to_string());
    columns
        .into_iter()
        .map(|column| (is_chosen(&column), column))
        .map(|(is, it)| (it, is))
        .collect()
}

/// Moves a column: `up:key` or `down:key`.
fn move_one(columns: &mut [(Column, bool)], order: &str) {
    let Some((direction, key)) = order.split_once(':') else { return };
    let Some(place) = columns.iter().position(|(column, _)| column.key.to_string() == key) else {
        return;
    };
    let other = if direction == "up" { place.checked_sub(1) } else { Some(place + 1) };
    if let Some(other) = other.filter(|other| *other < columns.len()) {
        columns.swap(place, other);
    }
}

fn sessions(scope: &Scope, fields: &Fields) -> Vec<String> {
    let all: Vec<String> = scope.sessions().iter().map(ToString::to_string).collect();
    let asked: Vec<&str> = fields.texts("session").collect();
    if asked.is_empty() && !fields.has("order") {
        return all;
    }
    all.into_iter().filter(|id| asked.contains(&id.as_str())).collect()
}
