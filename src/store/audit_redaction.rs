//! Lines of the audit trail from which a purge has taken what was typed, with the proof that it was a purge.
//!
//! Such a line says what its signature was before (`was`) and carries a signature of that and of what is left (`by`), which only
//! who has the key can make: so the chain of seals stays whole, and any other change is still seen.

use serde_json::{Map, Value, json};

use super::audit::AuditRow;
use super::audit_key::{AuditKey, OCTETS};
use crate::domain::hex::hex;

/// Under which the proof stands in a line's details.
const PROOF: &str = "purged";

/// The details of a line of which only `left` is to stay.
pub fn redacted(key: &AuditKey, row: &AuditRow, mut left: Map<String, Value>) -> String {
    left.remove(PROOF);
    let was = key.of_line(row);
    let by = proof(key, row, &was, &left);
    left.insert(PROOF.to_owned(), json!({ "was": hex(&was), "by": hex(&by) }));
    Value::Object(left).to_string()
}

/// The signature that a line had before a purge, where it proves that there was one.
pub fn signature_before(key: &AuditKey, row: &AuditRow) -> Option<[u8; OCTETS]> {
    // Most lines have none: they are not read.
    if !row.details.0.contains(PROOF) {
        return None;
    }
    let Value::Object(mut left) = serde_json::from_str(&row.details.0).ok()? else { return None };
    let said = left.remove(PROOF)?;
    let was = octets(said.get("was")?.as_str()?)?;
    let by = octets(said.get("by")?.as_str()?)?;
    (proof(key, row, &was, &left) == by).then_some(was)
}

fn proof(
    key: &AuditKey,
    row: &AuditRow,
    was: &[u8; OCTETS],
    left: &Map<String, Value>,
) -> [u8; OCTETS] {
    let left = Value::Object(left.clone()).to_string();
    key.sign_with("purged", row, &[was, left.as_bytes()])
}

fn octets(hex: &str) -> Option<[u8; OCTETS]> {
    u128::from_str_radix(hex, 16).ok().map(u128::to_be_bytes)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::store::types::{Id, JsonText, Time};

    fn line(details: &str) -> AuditRow {
        AuditRow {
            id: Id(Uuid::from_u128(1)),
            organization_id: Id(Uuid::from_u128(2)),
            at: Time(DateTime::UNIX_EPOCH),
            actor: "service".into(),
            action: "registered".into(),
            subject_kind: "registration".into(),
            subject_id: Id(Uuid::from_u128(3)),
            details: JsonText(details.into()),
        }
    }

    #[test]
    fn a_purged_line_keeps_its_signature_and_a_changed_one_does_not() {
        let key = AuditKey::new([7; 32]);
        let before = line(r#"{"seats":2,"exceed_reason":"山田"}"#);
        let mut left = Map::new();
        left.insert("seats".into(), json!(2));
        let after = line(&redacted(&key, &before, left.clone()));
        assert!(!after.details.0.contains("山田"));
        assert_eq!(key.of_line(&after), key.of_line(&before));
        // Once more changes nothing.
        let again = line(&redacted(&key, &after, left));
        assert_eq!(again.details.0, after.details.0);
        let forged = line(&after.details.0.replace("\"seats\":2", "\"seats\":3"));
        assert_ne!(key.of_line(&forged), key.of_line(&before));
        let other = AuditKey::new([8; 32]);
        assert_ne!(other.of_line(&after), other.of_line(&before));
    }
}
