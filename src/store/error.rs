//! What can go wrong between the service and its database.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// A failure of the database, sorted by what the service can do about it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached or cannot write now; the same call may succeed later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A unique index or a check refused a row: somebody else was first, or a rule would be broken.
    #[error("a constraint refused the row: {0}")]
    Constraint(String),
    /// What was looked at was changed by another node before it could be locked: begin again.
    #[error("rows moved before they were locked")]
    MovedMeanwhile,
    /// What is stored cannot be read as what it should be.
    #[error("stored data cannot be read: {0}")]
    Unreadable(&'static str),
    /// Anything else: a fault of this program.
    #[error("the database refused a statement: {0}")]
    Unexpected(DieselError),
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        let (kind, information) = match &error {
            DieselError::DatabaseError(kind, information) => (kind, information),
            // Begin, commit or rollback got no answer: the connection is gone.
            DieselError::RollbackErrorOnCommit { .. } | DieselError::BrokenTransactionManager => {
                return Self::Unavailable(error.to_string());
            }
            _ => return Self::Unexpected(error),
        };
        let message = information.message().to_owned();
        match kind {
            DatabaseErrorKind::UniqueViolation
            | DatabaseErrorKind::CheckViolation
            | DatabaseErrorKind::ForeignKeyViolation
            | DatabaseErrorKind::NotNullViolation
            | DatabaseErrorKind::ExclusionViolation => {
                Self::Constraint(information.constraint_name().unwrap_or(&message).to_owned())
            }
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::SerializationFailure
            | DatabaseErrorKind::ReadOnlyTransaction => Self::Unavailable(message),
            _ if may_pass(&message) => Self::Unavailable(message),
            _ => Self::Unexpected(error),
        }
    }
}

impl StoreError {
    pub fn is_constraint(&self) -> bool {
        matches!(self, Self::Constraint(_))
    }
}

/// Neither driver gives these conditions a kind of their own: a full disk, a failing one, a database
/// that is locked, stopping, starting, or gone.
fn may_pass(message: &str) -> bool {
    const CONDITIONS: [&str; 21] = [
        "database is locked",
        "database or disk is full",
        "disk I/O error",
        "attempt to write a readonly database",
        "unable to open database file",
        "server closed the connection",
        "connection to server",
        "could not connect",
        "connection not open",
        "no connection to the server",
        "terminating connection",
        "the database system is",
        "SSL connection has been closed",
        "could not extend file",
        "No space left on device",
        "deadlock detected",
        "canceling statement",
        "could not receive data from server",
        "could not send data to server",
        "SSL SYSCALL error",
        "lost synchronization with server",
    ];
    CONDITIONS.iter().any(|condition| message.contains(condition))
}
