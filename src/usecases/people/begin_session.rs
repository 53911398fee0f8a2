//! From a proof of who somebody is to a console session, or to the second step.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::app::App;
use crate::clock;
use crate::domain::ids::{MemberId, OrganizationId};
use crate::domain::seats::Actor;
use crate::links;
use crate::store::accounts::{self, AccountRow};
use crate::store::audit::{self, AuditRow};
use crate::store::console_sessions::{self, ConsoleSessionRow};
use crate::store::members::{self, Membership};
use crate::store::sign_in_attempts::{self, AttemptRow};
use crate::store::types::{Id, JsonText, Time};
use crate::store::{Conn, factors, sign_in_failures};
use crate::usecases::{Failure, Principal};

/// How long somebody stays signed in: one working day.
pub const SESSION_LIFETIME: Duration = Duration::hours(12);

/// How long the second step may take: to find one's telephone.
const SECOND_STEP_LIFETIME: Duration = Duration::minutes(10);

/// The kind of the attempts that wait for the second step.
pub const SECOND_STEP: &str = "second_step";

/// What was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    Password,
    /// That they read the mail of their address.
    Link,
    /// A passkey with its own lock: what they have and what they know or are.
    Passkey,
    /// Their provider's word, which has asked for what it thinks necessary.
    Provider,
    /// One of the first two, and then a code.
    Code,
    /// The first sign-in of all, by the link of the log.
    SetUp,
}

impl Proof {
    fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Link => "link",
            Self::Passkey => "passkey",
            Self::Provider => "provider",
            Self::Code => "code",
            Self::SetUp => "set_up",
        }
    }

    /// How many factors it stands for.
    pub fn factors(self) -> i32 {
        match self {
            Self::Password | Self::Link | Self::SetUp => 1,
            Self::Passkey | Self::Provider | Self::Code => 2,
        }
    }
}

/// Who signs in, by what, from where.
pub struct Arrival<'a> {
    pub account: &'a AccountRow,
    /// For which organization; where they worked last, if it is not said.
    pub wished: Option<Id>,
    pub proof: Proof,
    /// The browser as people know it.
    pub browser: &'a str,
    pub now: DateTime<Utc>,
}

/// What came of a right proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entered {
    /// The secret of the new session.
    In(String),
    /// The secret of the attempt that waits for the second step.
    SecondStep(String),
}

/// Begins a session, or the second step where the account has one and this was the first.
///
/// # Errors
/// [`Failure::Unauthorized`] where there is nothing that they may do.
pub fn enter(conn: &mut Conn, arrival: &Arrival<'_>) -> Result<Entered, Failure> {
    let is_half = arrival.proof.factors() < 2;
    if is_half && factors::has_second(conn, arrival.account.id)? {
        return second_step(conn, arrival);
    }
    let now = Time(arrival.now);
    let membership = membership(conn, arrival)?.ok_or(Failure::Unauthorized)?;
    let secret = links::secret(clock::random_bytes());
    let session = ConsoleSessionRow {
        token_hash: links::hash(&secret).to_vec(),
        id: Id(clock::uuid_v7(arrival.now)),
        account_id: arrival.account.id,
        organization_id: membership.member.organization_id,
        member_id: membership.member.id,
        factors: arrival.proof.factors(),
        browser: arrival.browser.to_owned(),
        created_at: now,
        proved_at: now,
        seen_at: now,
        expires_at: Time(arrival.now + SESSION_LIFETIME),
        revoked_at: None,
    };
    console_sessions::insert(conn, &session)?;
    let failures = sign_in_failures::count(conn, arrival.account.id)?;
    sign_in_failures::forgive(conn, arrival.account.id)?;
    members::came(conn, membership.member.id)?;
    let by = arrival.proof.as_str();
    // Wrong proofs are counted, not told one by one: whoever makes them would fill the trail.
    let details = match failures {
        0 => json!({ "by": by }),
        failures => json!({ "by": by, "failures": failures }),
    };
    let line = member_line(&membership, "signed_in", arrival.now);
    audit::insert(conn, &[AuditRow { details: JsonText(details.to_string()), ..line }])?;
    Ok(Entered::In(secret))
}

fn second_step(conn: &mut Conn, arrival: &Arrival<'_>) -> Result<Entered, Failure> {
    let secret = links::secret(clock::random_bytes());
    let attempt = AttemptRow {
        token_hash: links::hash(&secret).to_vec(),
        kind: SECOND_STEP.to_owned(),
        account_id: Some(arrival.account.id),
        data: JsonText(json!({ "organization": arrival.wished.map(|id| id.0) }).to_string()),
        failures: 0,
        created_at: Time(arrival.now),
        expires_at: Time(arrival.now + SECOND_STEP_LIFETIME),
        used_at: None,
    };
    sign_in_attempts::insert(conn, &attempt)?;
    Ok(Entered::SecondStep(secret))
}

/// The organization that was wished for, else where they worked last, else the first.
fn membership(conn: &mut Conn, arrival: &Arrival<'_>) -> Result<Option<Membership>, Failure> {
    let account = arrival.account.id;
    let all = members::organizations_of(conn, account, Time(arrival.now))?;
    let last = console_sessions::last_organization(conn, account)?;
    for wanted in [arrival.wished, last].into_iter().flatten() {
        if let Some((found, _)) = all.iter().find(|(one, _)| one.member.organization_id == wanted) {
            return Ok(Some(found.clone()));
        }
    }
    Ok(all.into_iter().next().map(|(first, _)| first))
}

/// A line of the audit trail about a member, by themself.
pub fn member_line(membership: &Membership, action: &str, now: DateTime<Utc>) -> AuditRow {
    let member = membership.member.id.0;
    let organization = OrganizationId(membership.member.organization_id.0);
    let principal = Principal::new(organization, Actor::Member(MemberId(member)), Vec::new());
    crate::usecases::create_event::audit_line(&principal, action, "member", member, now)
}

/// The account with this mail address, if there is one.
pub fn account_of(conn: &mut Conn, email_key: &str) -> Result<Option<AccountRow>, Failure> {
    Ok(accounts::by_email(conn, email_key)?)
}

/// The present instant with a fresh number.
pub fn fresh(app: &App) -> (DateTime<Utc>, Id) {
    let now = app.clock.now();
    (now, Id(clock::uuid_v7(now)))
}
