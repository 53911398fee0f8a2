//! The line of the audit trail that says: personal data has left the service.

use serde_json::{Value, json};

use super::create_event::{audit_line, note};
use super::{Failure, Principal};
use crate::app::App;
use crate::domain::ids::EventId;
use crate::store::types::JsonText;

/// Notes that it has, in this form (`pdf`, `tsv`, `file` …), with so many registrations, and what else is known of it;
/// nothing personal.
///
/// # Errors
/// Those of the database.
pub async fn note_export(
    app: &App,
    principal: &Principal,
    event: EventId,
    (format, rows): (&str, usize),
    more: Value,
) -> Result<(), Failure> {
    let mut details = json!({ "format": format, "rows": rows, "complete": true });
    if let (Value::Object(details), Value::Object(more)) = (&mut details, more) {
        details.extend(more);
    }
    let mut line = audit_line(principal, "exported", "event", event.0, app.clock.now());
    line.details = JsonText(details.to_string());
    app.write(move |conn| Ok::<_, Failure>(note(conn, line)?)).await
}
