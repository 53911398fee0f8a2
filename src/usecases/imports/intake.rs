//! Keeping a list that has come in, with what its columns seem to mean.

use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::clock;
use crate::domain::ids::SessionId;
use crate::export::columns::QuestionColumn;
use crate::import::headers::{self, Meaning};
use crate::import::{self, ReadFault, Sheet};
use crate::store::imports::{self, ImportRow, PART};
use crate::store::programmes::{from_json, to_json};
use crate::store::types::{Id, Time};
use crate::usecases::attendees::listing::Scope;
use crate::usecases::export_attendees::question_columns;
use crate::usecases::{Failure, Permission, Principal};

/// A list as it was sent.
pub enum Sent {
    File { name: String, bytes: Vec<u8> },
    Pasted(String),
}

/// Why a list was not kept.
#[derive(Debug, thiserror::Error)]
pub enum IntakeFault {
    #[error(transparent)]
    Read(#[from] ReadFault),
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Reads and keeps it; its id. Nothing is registered by that.
///
/// # Errors
/// Why it cannot be read.
pub async fn take(
    app: &App,
    principal: &Principal,
    scope: &Scope,
    sent: Sent,
) -> Result<uuid::Uuid, IntakeFault> {
    let event = scope.programme.event.id;
    principal.must_in(event, Permission::WriteRegistrations)?;
    let reading = tokio::task::spawn_blocking(move || match sent {
        Sent::File { name, bytes } => import::read(&name, bytes),
        Sent::Pasted(text) => import::csv::read_pasted(&text),
    });
    let sheet = reading.await.map_err(|_| ReadFault::Unreadable)??;
    let questions = question_columns(&scope.programme.event, principal);
    Ok(keep(app, principal, scope, sheet, &questions).await?)
}

async fn keep(
    app: &App,
    principal: &Principal,
    scope: &Scope,
    sheet: Sheet,
    questions: &[QuestionColumn],
) -> Result<uuid::Uuid, Failure> {
    let now = app.clock.now();
    let id = clock::uuid_v7(now);
    let organization = Id(principal.organization.0);
    let fingerprint = fingerprint(&sheet.headers);
    let asked = fingerprint.clone();
    let known = app.read(move |conn| imports::mapping(conn, organization, &asked)).await?;
    let known: Option<Vec<Meaning>> = known.and_then(|json| from_json(&json).ok());
    let proposed = headers::propose(&sheet.headers, questions);
    // A question of another event may have stood there the last time.
    let is_known = |meaning: &Meaning| match meaning {
        Meaning::Answer(key) => questions.iter().any(|question| question.key == *key),
        _ => true,
    };
    let mapping = match known {
        Some(known) if known.len() == proposed.len() => known
            .into_iter()
            .zip(proposed)
            .map(|(known, proposed)| if is_known(&known) { known } else { proposed })
            .collect(),
        _ => proposed,
    };
    let row = ImportRow {
        organization_id: organization,
        id: Id(id),
        event_id: Id(scope.programme.event.id.0),
        session_id: scope.session.map(|SessionId(id)| Id(id)),
        format: format_of(&sheet),
        fingerprint,
        headers: to_json(&sheet.headers)?,
        mapping: to_json(&mapping)?,
        tells_by_mail: false,
        state: "mapping".to_owned(),
        total: i64::try_from(sheet.rows.len()).unwrap_or(i64::MAX),
        report: to_json(&super::Report::default())?,
        job_id: None,
        created_by: principal.actor.to_string(),
        created_at: Time(now),
        updated_at: Time(now),
    };
    let named_by = mapping.iter().position(|meaning| *meaning == Meaning::ReceptionNumber);
    let parts: Result<Vec<String>, _> =
        cut(&sheet.rows, named_by).into_iter().map(serde_json::to_string).collect();
    let parts =
        parts.map_err(|_| crate::store::StoreError::Unreadable("rows that JSON cannot hold"))?;
    app.write(move |conn| Ok::<_, Failure>(imports::insert(conn, &row, parts.into_iter())?))
        .await?;
    Ok(id)
}

/// Rows in parts. Rows of one registration that follow one another stay together, if there are not too many of them:
/// what they say of it is one change.
fn cut(rows: &[(i64, Vec<String>)], named_by: Option<usize>) -> Vec<&[(i64, Vec<String>)]> {
    let name = |row: &(i64, Vec<String>)| {
        let cell = row.1.get(named_by?)?.trim();
        (!cell.is_empty()).then(|| cell.to_owned())
    };
    let (mut parts, mut rest) = (Vec::new(), rows);
    while !rest.is_empty() {
        let mut end = PART.min(rest.len());
        while end < rest.len()
            && end < PART * 2
            && rest.get(end).and_then(name).is_some()
            && rest.get(end).and_then(name) == rest.get(end - 1).and_then(name)
        {
            end += 1;
        }
        let (part, behind) = rest.split_at(end);
        parts.push(part);
        rest = behind;
    }
    parts
}

fn format_of(sheet: &Sheet) -> String {
    let is_peatix = headers::is_peatix(&sheet.headers);
    if is_peatix { format!("Peatix, {}", sheet.format) } else { sheet.format.clone() }
}

/// Two lists with the same headers have the same.
fn fingerprint(headers: &[String]) -> String {
    let joined = headers.join("\u{1F}");
    crate::domain::hex::hex(&Sha256::digest(joined.as_bytes())[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(numbers: impl Iterator<Item = String>) -> Vec<(i64, Vec<String>)> {
        (2..).zip(numbers.map(|number| vec!["x".to_owned(), number])).collect()
    }

    #[test]
    fn rows_of_one_registration_are_not_torn_apart() {
        let list = rows((0..PART + 10).map(|row| (row.clamp(PART - 2, PART + 3)).to_string()));
        let lengths =
            |named_by| -> Vec<usize> { cut(&list, named_by).into_iter().map(<[_]>::len).collect() };
        assert_eq!(lengths(None), [PART, 10]);
        let torn =
            rows((0..PART + 10).map(|row| if row < PART - 1 { row } else { PART }.to_string()));
        assert_eq!(
            cut(&torn, Some(1)).into_iter().map(<[_]>::len).collect::<Vec<_>>(),
            [PART + 10]
        );
        assert_eq!(lengths(Some(1)), [PART, 10]);
        // What names nobody, or the same one again and again, makes no endless part.
        let nobody = rows((0..PART * 2).map(|_| String::new()));
        assert_eq!(cut(&nobody, Some(1)).len(), 2);
        let one = rows((0..PART * 5).map(|_| "1".to_owned()));
        assert_eq!(cut(&one, Some(1)).len(), 3);
    }
}
