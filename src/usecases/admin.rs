//! What the operator does from the command line: organizers, tokens, the hold of all mail.

use chrono::{DateTime, Duration, Utc};

use crate::clock;
use crate::domain::fault::Faults;
use crate::domain::values::email::EmailAddress;
use crate::domain::values::line::Line;
use crate::domain::values::slug::Slug;
use crate::links;
use crate::store::organizations::{self, MemberRow, OrganizationRow, SignInLinkRow, TokenRow};
use crate::store::types::{Id, Time};
use crate::store::{Conn, Database, StoreError, mail_hold, outbox_list};

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
        let member = find_or_make_member(conn, &organization, &email, now)?;
        let link = SignInLinkRow {
            token_hash: hash.to_vec(),
            organization_id: organization.id,
            member_id: member,
            created_at: Time(now),
            expires_at: Time(now + LINK_LIFETIME),
        };
        Ok::<_, Failure>(organizations::insert_sign_in_link(conn, &link)?)
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
    Ok(row)
}

fn find_or_make_member(
    conn: &mut Conn,
    organization: &OrganizationRow,
    email: &EmailAddress,
    now: DateTime<Utc>,
) -> Result<Id, StoreError> {
    if let Some(member) = organizations::member_by_email(conn, organization.id, &email.key())? {
        return Ok(member.id);
    }
    let row = MemberRow {
        id: Id(clock::uuid_v7(now)),
        organization_id: organization.id,
        email: email.as_str().to_owned(),
        email_key: email.key(),
        // Their own name is theirs to give; until then they are known by their address.
        name: email.as_str().to_owned(),
        role: "owner".to_owned(),
        ends_at: None,
        created_at: Time(now),
    };
    organizations::insert_member(conn, &row)?;
    Ok(row.id)
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
        Ok::<_, Failure>(organizations::insert_token(conn, &row)?)
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
