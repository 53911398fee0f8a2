//! The key by which lines of the audit trail are signed as they are written.
//!
//! Whoever writes a line needs nothing but a transaction: the key is lent to the thread that works in it, for as long as it
//! does. So no line can be written and forgotten to be signed, wherever it comes from.

use std::cell::Cell;
use std::sync::{Arc, OnceLock};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::audit::AuditRow;
use super::audit_redaction;

/// Octets of a signature and of a seal: 128 bits.
pub const OCTETS: usize = 16;

thread_local! {
    static LENT: Cell<Option<AuditKey>> = const { Cell::new(None) };
}

/// Signs lines, heads and seals.
#[derive(Clone, Copy)]
pub struct AuditKey([u8; 32]);

/// The key of a database, once it is known.
#[derive(Clone, Default)]
pub struct KeyRing(Arc<OnceLock<AuditKey>>);

impl KeyRing {
    /// The key stays the first that was given.
    pub fn give(&self, key: AuditKey) {
        let _ = self.0.set(key);
    }

    /// Lends the key for as long as `work` takes.
    pub fn lend<T>(&self, work: impl FnOnce() -> T) -> T {
        /// Gives back what was lent before, even if the work panics.
        struct Before(Option<AuditKey>);
        impl Drop for Before {
            fn drop(&mut self) {
                LENT.set(self.0);
            }
        }
        let _before = Before(LENT.replace(self.0.get().copied()));
        work()
    }
}

/// The key that is lent to this thread.
pub fn lent() -> Option<AuditKey> {
    LENT.get()
}

impl AuditKey {
    /// A key that was derived for this purpose alone.
    pub fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// The signature of a line: of every column, each with its length, so that nothing can move from one to another.
    /// Of one that was purged: the signature that it had before.
    pub fn of_line(&self, row: &AuditRow) -> [u8; OCTETS] {
        if let Some(before) = audit_redaction::signature_before(self, row) {
            return before;
        }
        self.sign_with("line", row, &[row.details.0.as_bytes()])
    }

    /// The signature of what of a line never changes, and of further parts, for one purpose.
    pub fn sign_with(&self, purpose: &str, row: &AuditRow, further: &[&[u8]]) -> [u8; OCTETS] {
        let at = row.at.0.timestamp_micros().to_be_bytes();
        let columns: [&[u8]; 7] = [
            row.id.0.as_bytes(),
            row.organization_id.0.as_bytes(),
            &at,
            row.actor.as_bytes(),
            row.action.as_bytes(),
            row.subject_kind.as_bytes(),
            row.subject_id.0.as_bytes(),
        ];
        self.sign(purpose, &[&columns, further].concat())
    }

    /// The signature of parts, for one purpose.
    pub fn sign(&self, purpose: &str, parts: &[&[u8]]) -> [u8; OCTETS] {
        // HMAC takes keys of any length, so this one never fails; zeros would match no line.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return [0; OCTETS] };
        for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        let signature = mac.finalize().into_bytes();
        std::array::from_fn(|at| signature[at])
    }
}
