//! What the operator does from the command line: organizers, tokens, the hold of all mail.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::clock;
use crate::domain::fault::Faults;
use crate::domain::role::Role;
use crate::domain::values::email::EmailAddress;
use crate::domain::values::line::Line;
use crate::domain::values::slug::Slug;
use crate::links;
use crate::store::audit::{self, AuditRow};
use crate::store::audit_key::AuditKey;
use crate::store::console_sessions::{self, SignInLinkRow};
use crate::store::organizations::{self, OrganizationRow, TokenRow};
use crate::store::types::{Id, JsonText, Time};
use crate::store::{
    Conn, Database, StoreError, accounts, audit_seals, factors, mail_hold, members, outbox_list,
    sign_in_failures,
};

use super::people::audit_check::{self, Checked};
use super::people::begin_session;
use super::people::invite::{self, Invited};
use super::people::members::{Reach, Right, right_details};
use super::{Failure, Permission};

/// How long a sign-in link from the command line may wait: over a weekend.
const LINK_LIFETIME: Duration = Duration::days(3);

/// Makes an organizer, and the organization if it is new. Returns the secret of a one-time link.
pub fn create_organizer(
    database: &Database,
    now: DateTime<Utc>,
    slug: &str,
    name: &str,
    email: &str,
) -> Result<String, Failure> {
    let mut faults = Faults::default();
    let slug = Slug::parse(slug).map_err(|f| faults.add("--organization", f.code())).ok();
    let name = Line::parse(name, 200).map_err(|f| faults.add("--name", f.code())).ok();
    let email = EmailAddress::parse(email).map_err(|f| faults.add("--email", f.code())).ok();
    let parsed = slug.zip(name).zip(email);
    let ((slug, name), email) = faults.into_result(parsed).map_err(Failure::Invalid)?;
    let secret = links::secret(clock::random_bytes());
    let hash = links::hash(&secret);
    database.write(|conn| {
        let organization = find_or_make_organization(conn, &slug, &name, &email, now)?;
        let (account, member) = make_owner(conn, &organization, &email, now)?;
        let link = SignInLinkRow {
            token_hash: hash.to_vec(),
            account_id: account,
            organization_id: Some(organization.id),
            created_at: Time(now),
            expires_at: Time(now + LINK_LIFETIME),
        };
        console_sessions::insert_link(conn, &link)?;
        let made = by_operator(organization.id, "sign_in_link_made", ("member", member), now);
        Ok::<_, Failure>(audit::insert(conn, &[made])?)
    })?;
    Ok(secret)
}

fn find_or_make_organization(
    conn: &mut Conn,
    slug: &Slug,
    name: &Line,
    email: &EmailAddress,
    now: DateTime<Utc>,
) -> Result<OrganizationRow, StoreError> {
    if let Some(organization) = organizations::by_slug(conn, slug.as_str())? {
        return Ok(organization);
    }
    let row = OrganizationRow {
        id: Id(clock::uuid_v7(now)),
        slug: slug.as_str().to_owned(),
        name: name.as_str().to_owned(),
        time_zone: "Asia/Tokyo".to_owned(),
        reply_to: Some(email.as_str().to_owned()),
        created_at: Time(now),
    };
    organizations::insert(conn, &row)?;
    let made = by_operator(row.id, "organization_made", ("organization", row.id), now);
    audit::insert(conn, &[made])?;
    Ok(row)
}

/// A line of the audit trail about what the operator did from the command line.
fn by_operator(
    organization: Id,
    action: &str,
    (kind, subject): (&str, Id),
    now: DateTime<Utc>,
) -> AuditRow {
    AuditRow {
        id: Id(clock::uuid_v7(now)),
        organization_id: organization,
        at: Time(now),
        actor: "operator".to_owned(),
        action: action.to_owned(),
        subject_kind: kind.to_owned(),
        subject_id: subject,
        details: JsonText("{}".to_owned()),
    }
}

/// The account that has this address, an owner from now on, unless it is a member already; its id and the member's.
fn make_owner(
    conn: &mut Conn,
    organization: &OrganizationRow,
    email: &EmailAddress,
    now: DateTime<Utc>,
) -> Result<(Id, Id), Failure> {
    let invited = Invited { email: email.clone(), name: None, language: "ja".to_owned() };
    let found = invite::find_or_make(conn, organization.id, &invited, now)?;
    if !found.is_current(Time(now)) {
        members::change(conn, found.member.id, Role::Owner.as_str(), None)?;
        let right = Right { role: Role::Owner, reach: Reach::Organization, until: None };
        let subject = ("member", found.member.id);
        let line = by_operator(organization.id, "member_changed", subject, now);
        let details = JsonText(right_details(&right).to_string());
        audit::insert(conn, &[AuditRow { details, ..line }])?;
    }
    Ok((found.account.id, found.member.id))
}

/// Takes away everything by which somebody signs in, ends their sessions, and returns the secret of a one-time link: for who
/// has lost password and telephone.
///
/// # Errors
/// What is wrong, at `--email`.
pub fn reset_sign_in(
    database: &Database,
    now: DateTime<Utc>,
    email: &str,
) -> Result<String, Failure> {
    let email = EmailAddress::parse(email).map_err(|f| Failure::invalid("--email", f.code()))?;
    let secret = links::secret(clock::random_bytes());
    let hash = links::hash(&secret);
    database.write(|conn| {
        let account = accounts::by_email(conn, &email.key())?;
        let account = account.ok_or_else(|| Failure::invalid("--email", "unknown_choice"))?;
        accounts::set_password(conn, account.id, None, Time(now))?;
        sign_in_failures::forgive(conn, account.id)?;
        factors::remove_all(conn, account.id)?;
        console_sessions::revoke_others(conn, account.id, None, Time(now))?;
        console_sessions::end_links(conn, account.id, Time(now))?;
        for (membership, _) in members::organizations_of(conn, account.id, Time(now))? {
            let line = begin_session::member_line(&membership, "sign_in_reset", now);
            audit::insert(conn, &[AuditRow { actor: "operator".to_owned(), ..line }])?;
        }
        let link = SignInLinkRow {
            token_hash: hash.to_vec(),
            account_id: account.id,
            organization_id: None,
            created_at: Time(now),
            expires_at: Time(now + LINK_LIFETIME),
        };
        Ok::<_, Failure>(console_sessions::insert_link(conn, &link)?)
    })?;
    Ok(secret)
}

/// Checks the audit trail of every organization, with its short name.
///
/// # Errors
/// Those of the database.
pub fn check_audit(database: &Database, key: &AuditKey) -> Result<Vec<(String, Checked)>, Failure> {
    database.read(|conn| {
        let mut all = Vec::new();
        for (organization, _) in audit_seals::organizations_with_heads(conn)? {
            let slug = organizations::by_id(conn, organization)?.map(|found| found.slug);
            all.push((slug.unwrap_or_default(), audit_check::check(conn, key, organization)?));
        }
        Ok(all)
    })
}

/// Whether a seal that was noted before (`slug:position:seal`) is still that of its place.
///
/// # Errors
/// What cannot be read, at `--noted`.
pub fn still_has_seal(database: &Database, noted: &str) -> Result<bool, Failure> {
    let wrong = || Failure::invalid("--noted", "unknown_choice");
    let mut parts = noted.split(':');
    let (slug, position, seal) = (parts.next(), parts.next(), parts.next());
    let (slug, seal) = slug.zip(seal).ok_or_else(wrong)?;
    let position: i64 = position.and_then(|text| text.parse().ok()).ok_or_else(wrong)?;
    database.read(|conn| {
        let organization = organizations::by_slug(conn, slug)?.ok_or_else(wrong)?;
        if position == 0 {
            return Ok(true);
        }
        let found = audit_seals::chain(conn, organization.id, position - 1, 1)?;
        let lies_there =
            found.first().map(|(row, _)| (row.position, crate::domain::hex::hex(&row.seal)));
        Ok(lies_there == Some((position, seal.to_owned())))
    })
}

/// Makes an API token with these scopes; it is shown once and stored hashed.
pub fn create_token(
    database: &Database,
    now: DateTime<Utc>,
    organization: &str,
    scopes: &[String],
    name: &str,
) -> Result<String, Failure> {
    let unknown = scopes.iter().any(|scope| Permission::of_scope(scope).is_none());
    if scopes.is_empty() || unknown {
        return Err(Failure::invalid("--scopes", "unknown_choice"));
    }
    let token = format!("ukt_{}", links::secret(clock::random_bytes()));
    let hash = links::hash(&token);
    database.write(|conn| {
        let found = organizations::by_slug(conn, organization)?;
        let found = found.ok_or_else(|| Failure::invalid("--organization", "unknown_choice"))?;
        let row = TokenRow {
            id: Id(clock::uuid_v7(now)),
            organization_id: found.id,
            token_hash: hash.to_vec(),
            name: name.to_owned(),
            scopes: scopes.join(" "),
            created_at: Time(now),
            expires_at: None,
            revoked_at: None,
        };
        organizations::insert_token(conn, &row)?;
        let line = by_operator(found.id, "token_made", ("token", row.id), now);
        let details = JsonText(json!({ "scopes": scopes, "until": null }).to_string());
        Ok::<_, Failure>(audit::insert(conn, &[AuditRow { details, ..line }])?)
    })?;
    Ok(token)
}

/// Puts all mail on hold, or lets it go; how many mails wait to be sent.
pub fn hold_mail(database: &Database, now: DateTime<Utc>, on: bool) -> Result<i64, Failure> {
    database.write(|conn| {
        mail_hold::switch(conn, on, Time(now))?;
        let counts = outbox_list::count_by_state(conn)?;
        let waits = |state: &str| ["queued", "retry", "sending"].contains(&state);
        Ok(counts.iter().filter(|(state, _)| waits(state)).map(|(_, mails)| mails).sum())
    })
}
