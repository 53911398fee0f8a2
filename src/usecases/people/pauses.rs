//! Slowing down whoever tries passwords and codes: after some that were wrong nothing is believed for a while.
//!
//! Passwords, codes of the second step and proofs of who is signed in are counted apart. Whoever knows only a mail address
//! can pause passwords, and nothing else; and what is said during a pause does not make it longer.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::store::audit::{self, AuditRow};
use crate::store::types::{Id, JsonText, Time};
use crate::store::{Conn, members, sign_in_failures};
use crate::usecases::Failure;

use super::begin_session;

/// Wrong proofs in a row that cost nothing but the time they take.
const FREE_FAILURES: i32 = 5;
/// How long the next may not come after one more; twice as long after each further.
const FIRST_PAUSE: Duration = Duration::seconds(15);
/// As long at most: whoever pauses somebody cannot do so for long, and a link by mail works all the same.
const LONGEST_PAUSE: Duration = Duration::minutes(15);
/// After the first pause of a row, so many wrong proofs are told by one line of the audit trail: about one a day, since no
/// more than four an hour are counted.
const TOLD_EVERY: i32 = 100;

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// A password, by anybody.
    Password,
    /// A code, by somebody who has proved one thing.
    Code,
    /// Either, by somebody who is signed in.
    Proof,
}

impl Tried {
    fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
            Self::Proof => "proof",
        }
    }
}

/// Whether so much was wrong lately that nothing is believed for a while. The account is locked from here on, so that who
/// asks in parallel gets no more answers than who asks in a row.
///
/// # Errors
/// Those of the database.
pub fn is_paused(
    conn: &mut Conn,
    account: Id,
    tried: Tried,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    sign_in_failures::lock(conn, account)?;
    let known = sign_in_failures::of(conn, account, tried.as_str())?;
    Ok(known.is_some_and(|(failures, last)| now - last.0 < pause_after(failures)))
}

fn pause_after(failures: i32) -> Duration {
    let beyond = failures - FREE_FAILURES;
    if beyond < 0 {
        return Duration::zero();
    }
    (FIRST_PAUSE * 2_i32.pow(beyond.clamp(0, 10).unsigned_abs())).min(LONGEST_PAUSE)
}

/// Counts a wrong proof that was looked at, so none during a pause. When a pause begins, the organizations of the account
/// find it in their audit trails.
///
/// # Errors
/// Those of the database.
pub fn count_wrong(
    conn: &mut Conn,
    account: Id,
    tried: Tried,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let failures = sign_in_failures::add(conn, account, tried.as_str(), Time(now))?;
    if failures != FREE_FAILURES && failures % TOLD_EVERY != 0 {
        return Ok(());
    }
    let details = json!({ "by": tried.as_str(), "failures": failures }).to_string();
    for (membership, _) in members::organizations_of(conn, account, Time(now))? {
        let line = begin_session::member_line(&membership, "sign_in_paused", now);
        let details = JsonText(details.clone());
        audit::insert(conn, &[AuditRow { actor: "service".to_owned(), details, ..line }])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_have_an_end() {
        assert_eq!(pause_after(4), Duration::zero());
        assert_eq!(pause_after(5), Duration::seconds(15));
        assert_eq!(pause_after(7), Duration::minutes(1));
        assert_eq!(pause_after(i32::MAX), Duration::minutes(15));
    }
}
