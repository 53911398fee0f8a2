//! Exporting the attendee list of sessions.

use std::collections::HashSet;
use std::io::Write;
use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::clock::Clock;
use crate::domain::event::{Event, Programme, Session};
use crate::domain::ids::SessionId;
use crate::domain::question::former::key_of_former;
use crate::domain::question::{Question, QuestionKind};
use crate::domain::state::State;
use crate::domain::values::language::Language;
use crate::export::{
    self, AttendeeRow, ChoiceWords, Format, ListSpec, Outcome, QuestionColumn, RowsAre,
    ShiftJisScan, UnfitReport,
};
use crate::store::audit::{self, AuditRow};
use crate::store::registration_list;
use crate::store::types::{Id, JsonText};
use crate::store::{Conn, Database, Replica, StoreError};

use super::attendees::listing;
use super::attendees::query::{AttendeeQuery, Selection, understand};
use super::create_event::audit_line;
use super::list_registrations::with_places;
use super::{Failure, Permission, Principal, Registration, find_programme};

/// Registrations read at a time: memory stays the same however long the list is.
const ROWS_AT_A_TIME: i64 = 1_000;

/// What is exported, understood and permitted.
pub struct Export {
    pub format: Format,
    pub file_name: String,
    /// Columns, labels, zone of the list.
    pub spec: ListSpec,
    rows_are: RowsAre,
    programme: Arc<Programme>,
    selection: Selection,
    is_narrowed: bool,
    /// Only these, in their order, whatever their state; none: all that the selection finds.
    chosen: Option<Vec<Id>>,
    line: AuditRow,
    database: Database,
    replica: Option<Replica>,
    clock: Clock,
}

/// How the list is wanted, as typed.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// `csv`, `xlsx` or `json`.
    pub ending: String,
    pub encoding: Option<String>,
    pub columns: Option<String>,
    /// Whose it is; of those with a seat where it names no state. Sessions are named apart, and the order is that of arrival.
    pub query: AttendeeQuery,
    /// `attendees` (where absent) or `registrations`.
    pub rows: Option<String>,
    pub language: Language,
}

/// Understands what is wanted of a session; nothing is read yet.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`], and what is not understood.
pub async fn prepare(
    app: &App,
    principal: &Principal,
    session: &str,
    wanted: &Wanted,
) -> Result<Export, Failure> {
    let (programme, id) = find_programme::own_session(app, principal.organization, session).await?;
    of_sessions(app, principal, programme, &[id], wanted)
}

/// The same of several sessions of an event, which are named with commas between; all of them where none is.
///
/// # Errors
/// As [`prepare`].
pub async fn prepare_event(
    app: &App,
    principal: &Principal,
    event: &str,
    sessions: Option<&str>,
    wanted: &Wanted,
) -> Result<Export, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    let asked: Vec<&str> =
        sessions.unwrap_or_default().split(',').filter(|id| !id.is_empty()).collect();
    let mut ids: Vec<SessionId> = Vec::new();
    for session in &programme.sessions {
        let id = session.id.to_string();
        if asked.is_empty() || asked.contains(&id.as_str()) {
            ids.push(session.id);
        }
    }
    if !asked.is_empty() && ids.len() != asked.len() {
        return Err(Failure::invalid("/sessions", "unknown_choice"));
    }
    of_sessions(app, principal, programme, &ids, wanted)
}

/// The same of registrations of an event that somebody has chosen, in their order, with the usual columns.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_chosen(
    app: &App,
    principal: &Principal,
    programme: &Arc<Programme>,
    chosen: Vec<Id>,
    wanted: &Wanted,
) -> Result<Export, Failure> {
    let sessions: Vec<SessionId> = programme.sessions.iter().map(|session| session.id).collect();
    let export = of_sessions(app, principal, Arc::clone(programme), &sessions, wanted)?;
    Ok(Export { chosen: Some(chosen), ..export })
}

fn of_sessions(
    app: &App,
    principal: &Principal,
    programme: Arc<Programme>,
    sessions: &[SessionId],
    wanted: &Wanted,
) -> Result<Export, Failure> {
    let event = programme.event.id;
    principal.must_in(event, Permission::ReadRegistrations)?;
    let format = Format::parse(&wanted.ending, wanted.encoding.as_deref())
        .map_err(|_| Failure::invalid("/encoding", "unknown_choice"))?;
    let rows_are = match wanted.rows.as_deref() {
        None => RowsAre::default(),
        Some(rows) => {
            RowsAre::parse(rows).ok_or_else(|| Failure::invalid("/rows", "unknown_choice"))?
        }
    };
    let questions = question_columns(&programme.event, principal);
    let mut columns = export::select(wanted.columns.as_deref(), &questions)
        .map_err(|_| Failure::invalid("/columns", "unknown_choice"))?;
    columns.retain(|it| rows_are == RowsAre::Attendees || !it.key.is_of_attendee());
    let selection = selection_of(&programme, sessions, principal, &wanted.query)?;
    let name = match sessions {
        [only] => list_name(&programme, programme.session(*only).ok_or(Failure::NotFound)?),
        _ => programme.event.title.get(Language::Ja).to_owned(),
    };
    let now = app.clock.now();
    let zone = programme.event.time_zone;
    let file_name = export::file_name(&name, now.with_timezone(&zone).date_naive(), format);
    let spec =
        ListSpec { columns, sheet_name: name, zone, language: wanted.language, created_at: now };
    Ok(Export {
        format,
        file_name,
        spec,
        rows_are,
        line: audit_line(principal, "exported", "event", event.0, now),
        programme,
        selection,
        is_narrowed: wanted.query.is_narrowed(),
        chosen: None,
        database: app.database.clone(),
        replica: app.replica.clone(),
        clock: app.clock.clone(),
    })
}

fn selection_of(
    programme: &Programme,
    sessions: &[SessionId],
    principal: &Principal,
    query: &AttendeeQuery,
) -> Result<Selection, Failure> {
    let may = principal.may_in(programme.event.id, Permission::ReadRestrictedAnswers);
    let states = query.state.clone();
    let asked = AttendeeQuery { state: states, ..query.clone().of_anybody() };
    let mut selection = understand(programme, None, &asked, may)?;
    selection.sessions = sessions.to_vec();
    if selection.filter.states.is_empty() {
        selection.filter.states.push(State::Confirmed.as_str().to_owned());
    }
    Ok(selection)
}

fn list_name(programme: &Programme, session: &Session) -> String {
    let title = programme.event.title.get(Language::Ja);
    match session.name.get(Language::Ja) {
        "" => title.to_owned(),
        name => format!("{title} {name}"),
    }
}

/// Columns of the questions, then of those that are not asked any more. Restricted ones are left out for
/// those who may not read them.
pub fn question_columns(event: &Event, principal: &Principal) -> Vec<QuestionColumn> {
    let may_read_all = principal.may_in(event.id, Permission::ReadRestrictedAnswers);
    let hidden = |key: &str| {
        let mut all = event.questions.iter().chain(&event.former_questions);
        !may_read_all && all.any(|question| question.key == key && question.is_restricted())
    };
    let is_seen = |question: &&Question| !hidden(&question.key);
    let mut columns: Vec<QuestionColumn> =
        event.questions.iter().filter(is_seen).map(question_column).collect();
    for former in event.former_questions.iter().filter(is_seen) {
        let key = key_of_former(former, &event.questions);
        if columns.iter().any(|column| column.key == key) {
            continue;
        }
        let column = question_column(former);
        let [label_ja, label_en] =
            [column.label_ja, column.label_en].map(|label| format!("{label} ({key})"));
        columns.push(QuestionColumn { key, label_ja, label_en, ..column });
    }
    columns
}

fn question_column(question: &Question) -> QuestionColumn {
    let words = |choice: &crate::domain::question::Choice| ChoiceWords {
        value: choice.value.clone(),
        label_ja: choice.label.get(Language::Ja).to_owned(),
        label_en: choice.label.get(Language::En).to_owned(),
    };
    QuestionColumn {
        key: question.key.clone(),
        label_ja: question.label.get(Language::Ja).to_owned(),
        label_en: question.label.get(Language::En).to_owned(),
        is_date: question.kind == QuestionKind::Date,
        choices: question.choices.iter().map(words).collect(),
    }
}

impl Export {
    /// Writes the list, page by page, with its line in the audit trail: who, which columns, how many. Blocks.
    ///
    /// # Errors
    /// Where it cannot be read, written, or noted in the trail: then it breaks off without a proper end.
    pub fn write(&self, sink: impl Write + Send) -> Result<Outcome, Failure> {
        let mut rows = 0;
        let written = self.write_rows(sink, &mut rows);
        if written.is_err() {
            // What has been sent has been sent.
            self.note(rows, false)?;
        }
        written
    }

    fn write_rows(&self, sink: impl Write + Send, rows: &mut u64) -> Result<Outcome, Failure> {
        let spec = self.spec.clone();
        let mut writer = export::start(self.format, spec, sink).map_err(|_| unwritable())?;
        self.each_row(|row| {
            *rows += 1;
            writer.push(row).map_err(|_| unwritable())
        })?;
        self.note(*rows, true)?;
        writer.finish().map_err(|_| unwritable())
    }

    /// Looks through the list for characters that `Shift_JIS` does not have. Blocks.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn unfit(&self) -> Result<UnfitReport, Failure> {
        let mut scan = ShiftJisScan::start(self.spec.clone());
        self.each_row(|row| {
            scan.push(row);
            Ok(())
        })?;
        Ok(scan.finish())
    }

    /// Whether it is narrowed by more than states, sessions and words.
    pub fn is_narrowed(&self) -> bool {
        self.is_narrowed
    }

    /// How many registrations it has now. Blocks.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn registrations(&self) -> Result<i64, Failure> {
        let mut found = 0;
        self.each_registration(|_, _| {
            found += 1;
            Ok(())
        })?;
        Ok(found)
    }

    fn each_row(
        &self,
        mut each: impl FnMut(&AttendeeRow) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if let Some(chosen) = &self.chosen {
            return self.each_chosen(chosen, each);
        }
        self.each_registration(|session, registration| {
            self.rows(session, registration).iter().try_for_each(&mut each)
        })
    }

    fn each_registration(
        &self,
        mut each: impl FnMut(SessionId, Registration) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let event = self.programme.event.id;
        // Held against each page: a statement takes only so many ids.
        let among = self.read(|conn| listing::among(conn, event, &self.selection))?;
        for session in &self.selection.sessions {
            let mut after = None;
            loop {
                let page = self.read(|conn| self.page(conn, *session, after))?;
                after = page.last().map(|last| last.sequence);
                let is_last = i64::try_from(page.len()).unwrap_or(i64::MAX) < ROWS_AT_A_TIME;
                for registration in page.into_iter().filter(|it| is_among(among.as_ref(), it)) {
                    each(*session, registration)?;
                }
                if is_last {
                    break;
                }
            }
        }
        Ok(())
    }

    fn each_chosen(
        &self,
        chosen: &[Id],
        mut each: impl FnMut(&AttendeeRow) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        for ids in chosen.chunks(500) {
            for registration in self.read(|conn| listing::of_these(conn, &self.programme, ids))? {
                for row in self.rows(registration.session, registration) {
                    each(&row)?;
                }
            }
        }
        Ok(())
    }

    fn note(&self, rows: u64, complete: bool) -> Result<(), Failure> {
        let columns: Vec<String> =
            self.spec.columns.iter().map(|column| column.key.to_string()).collect();
        let Selection { sessions, filter, .. } = &self.selection;
        let sessions: Vec<String> = sessions.iter().map(ToString::to_string).collect();
        let details = json!({
            "format": self.format.ending(), "columns": columns, "states": filter.states,
            "sessions": sessions, "rows_are": self.rows_are.as_str(), "rows": rows, "complete": complete,
            "searched": !filter.words.is_empty(), "narrowed": self.is_narrowed,
            "chosen": self.chosen.is_some(),
        });
        let line = AuditRow { details: JsonText(details.to_string()), ..self.line.clone() };
        Ok(self.database.write(move |conn| audit::insert(conn, &[line]))?)
    }

    /// Reads from the replica while it is fit, else from the database.
    fn read<T>(&self, work: impl Fn(&mut Conn) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let aged = self.replica.as_ref().and_then(|copy| copy.read(self.clock.now(), &work));
        aged.map_or_else(|| self.database.read(work), Ok)
    }

    fn page(
        &self,
        conn: &mut Conn,
        session: SessionId,
        after: Option<i64>,
    ) -> Result<Vec<Registration>, StoreError> {
        let filter = &self.selection.filter;
        let rows = registration_list::page(conn, session, filter, after, ROWS_AT_A_TIME)?;
        with_places(conn, session, rows)
    }

    /// One row for each seat, or for the registration.
    fn rows(&self, session: SessionId, registration: Registration) -> Vec<AttendeeRow> {
        let session = self.programme.session(session);
        let session_name = session.map(|session| session.name.get(self.spec.language).to_owned());
        let attendees = attendees(&registration);
        let row = AttendeeRow {
            reception_number: registration.reception_number,
            state: registration.state.as_str().to_owned(),
            sequence: Some(registration.sequence),
            position: registration.position.map(i64::from),
            session: session_name.unwrap_or_default(),
            applicant_name: registration.applicant_name,
            applicant_kana: registration.applicant_kana.unwrap_or_default(),
            applicant_email: registration.applicant_email.unwrap_or_default(),
            applicant_phone: registration.applicant_phone.unwrap_or_default(),
            company_name: registration.company_name.unwrap_or_default(),
            corporate_number: registration.corporate_number.unwrap_or_default(),
            seats: i64::from(registration.seats),
            source: registration.source.as_str().to_owned(),
            received_at: Some(registration.received_at),
            registered_at: Some(registration.registered_at),
            language: registration.language.as_str().to_owned(),
            note: registration.note.unwrap_or_default(),
            answers: registration.answers,
            ..AttendeeRow::default()
        };
        match self.rows_are {
            RowsAre::Attendees => AttendeeRow::one_per_seat(row, attendees),
            RowsAre::Registrations => vec![row],
        }
    }
}

fn is_among(among: Option<&HashSet<Id>>, registration: &Registration) -> bool {
    among.is_none_or(|ids| ids.contains(&Id(registration.id.0)))
}

/// Those named; a single seat without a name is the applicant's own.
fn attendees(registration: &Registration) -> Vec<export::Attendee> {
    if registration.attendees.is_empty() && registration.seats == 1 {
        return vec![export::Attendee {
            name: registration.applicant_name.clone(),
            kana: registration.applicant_kana.clone().unwrap_or_default(),
            email: registration.applicant_email.clone().unwrap_or_default(),
        }];
    }
    let named = registration.attendees.iter().map(|attendee| export::Attendee {
        name: attendee.name.as_str().to_owned(),
        kana: attendee.kana.as_ref().map(|kana| kana.as_str().to_owned()).unwrap_or_default(),
        email: attendee.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default(),
    });
    named.collect()
}

fn unwritable() -> Failure {
    Failure::Store(StoreError::Unavailable("the list could not be written".to_owned()))
}
