//! Checking the audit trail: whether any line was changed, taken out, put in or moved since it was written.

use std::fmt;

use crate::app::App;
use crate::store::audit_key::{AuditKey, OCTETS};
use crate::store::audit_seals::{self, HeadRow, LyingLine, SealRow};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError};
use crate::usecases::{Failure, Permission, Principal};

/// Seals that are read at once.
const PAGE: i64 = 5_000;
/// Lines without a seal that are looked at; more are as telling.
const UNSEALED_MAX: i64 = 100_000;

/// What was found that cannot be of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tampering {
    /// There is no head, or it is not the service's, or it names another line than the newest that is sealed.
    Head,
    /// A line is gone that stands at this place.
    Missing { position: i64 },
    /// A line was changed.
    Changed { position: i64 },
    /// Seals are not in the order in which they were made.
    Order { position: i64 },
    /// The chain ends before its head, or behind it.
    End { position: i64 },
    /// A line that the service has not written.
    Foreign { line: Id },
}

impl fmt::Display for Tampering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head => f.write_str("head"),
            Self::Missing { position } => write!(f, "missing {position}"),
            Self::Changed { position } => write!(f, "changed {position}"),
            Self::Order { position } => write!(f, "order {position}"),
            Self::End { position } => write!(f, "end {position}"),
            Self::Foreign { line } => write!(f, "foreign {}", line.0),
        }
    }
}

/// What a check came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Lines in the chain.
    pub sealed: i64,
    /// Lines of the service that have no seal yet.
    pub waiting: usize,
    /// The first thing that is wrong.
    pub found: Option<Tampering>,
    /// The last seal, to be noted elsewhere: with it, it is seen later whether the end was cut off.
    pub seal: String,
}

/// Checks one organization's trail. Changes nothing.
///
/// # Errors
/// Those of the database.
pub fn check(conn: &mut Conn, key: &AuditKey, organization: Id) -> Result<Checked, StoreError> {
    let Some(head) = audit_seals::head(conn, organization)? else {
        return Ok(Checked { found: Some(Tampering::Head), ..Checked::default() });
    };
    let mut checked = Checked {
        sealed: head.position,
        seal: crate::domain::hex::hex(&head.seal),
        ..Checked::default()
    };
    checked.found = if audit_seals::head_mac(key, &head).as_slice() == head.mac {
        chain_fault(conn, key, &head)?
    } else {
        Some(Tampering::Head)
    };
    if checked.found.is_some() {
        return Ok(checked);
    }
    let nil = Id(uuid::Uuid::nil());
    for line in audit_seals::unsealed(conn, organization, nil, UNSEALED_MAX)? {
        if is_signed(key, &line) {
            checked.waiting += 1;
        } else {
            checked.found = Some(Tampering::Foreign { line: line.0.id });
            break;
        }
    }
    Ok(checked)
}

fn chain_fault(
    conn: &mut Conn,
    key: &AuditKey,
    head: &HeadRow,
) -> Result<Option<Tampering>, StoreError> {
    let mut walked = Walked { position: 0, seal: vec![0; OCTETS], newest: Id(uuid::Uuid::nil()) };
    loop {
        let page = audit_seals::chain(conn, head.organization_id, walked.position, PAGE)?;
        if page.is_empty() {
            break;
        }
        for (seal, line) in &page {
            if let Some(fault) = walked.step(key, head, seal, line.as_ref()) {
                return Ok(Some(fault));
            }
        }
    }
    if walked.position != head.position || walked.seal != head.seal {
        return Ok(Some(Tampering::End { position: walked.position }));
    }
    // This much of a head is not signed: lines without a seal are looked for after it.
    Ok((walked.newest != head.newest_line).then_some(Tampering::Head))
}

/// How far the chain was walked.
struct Walked {
    position: i64,
    seal: Vec<u8>,
    /// The greatest id of a line so far.
    newest: Id,
}

impl Walked {
    fn step(
        &mut self,
        key: &AuditKey,
        head: &HeadRow,
        seal: &SealRow,
        line: Option<&LyingLine>,
    ) -> Option<Tampering> {
        let position = self.position + 1;
        if seal.position != position {
            return Some(Tampering::Order { position });
        }
        let Some(line) = line else { return Some(Tampering::Missing { position }) };
        // Lines of before there were signatures have none; their seal holds them all the same.
        let is_old = position <= head.adopted && line.1.is_none();
        if !is_old && !is_signed(key, line) {
            return Some(Tampering::Changed { position });
        }
        if audit_seals::seal_of(key, &self.seal, position, line).as_slice() != seal.seal {
            // A line without signature is held by its seal alone.
            let fault = if is_old {
                Tampering::Changed { position }
            } else {
                Tampering::Order { position }
            };
            return Some(fault);
        }
        self.position = position;
        self.seal.clone_from(&seal.seal);
        self.newest = self.newest.max(seal.line_id);
        None
    }
}

fn is_signed(key: &AuditKey, line: &LyingLine) -> bool {
    line.1.as_deref() == Some(key.of_line(&line.0).as_slice())
}

/// Checks the trail of the organization, and remembers what was found.
///
/// # Errors
/// [`Failure::Forbidden`].
pub async fn check_own(app: &App, principal: &Principal) -> Result<Checked, Failure> {
    principal.must(Permission::ReadAudit)?;
    let (organization, now) = (Id(principal.organization.0), Time(app.clock.now()));
    let key = app.links.audit_key();
    let checked = app.read(move |conn| Ok::<_, Failure>(check(conn, &key, organization)?)).await?;
    let found = checked.found.as_ref().map(ToString::to_string);
    app.write(move |conn| {
        Ok::<_, Failure>(audit_seals::checked(conn, organization, found.as_deref(), now)?)
    })
    .await?;
    Ok(checked)
}
