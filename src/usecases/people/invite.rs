//! Inviting somebody to work for the organization, or for one event of it, by mail address.

use chrono::{DateTime, Duration, Utc};

use crate::app::App;
use crate::clock;
use crate::domain::fault::Faults;
use crate::domain::values::email::EmailAddress;
use crate::domain::values::line::Line;
use crate::domain::values::localized::Localized;
use crate::letters::Postmark;
use crate::links::Links;
use crate::mail::OfficeMail;
use crate::store::accounts::{self, AccountRow};
use crate::store::console_sessions::{self, SignInLinkRow};
use crate::store::members::{self, MemberRow, Membership, NO_ROLE};
use crate::store::types::{Id, Time};
use crate::store::{Conn, audit, organizations};
use crate::usecases::{Failure, Permission, Principal};

use super::mail_link::{letterhead, owe, to_account};
use super::members::{Right, give, line, must_end_within_own, one, right_details};

/// How long an invitation's link may wait: over a holiday.
const LIFETIME: Duration = Duration::days(7);

/// Whom to invite.
pub struct Invited {
    pub email: EmailAddress,
    /// Used where they have no account yet.
    pub name: Option<Line>,
    /// `ja` or `en`.
    pub language: String,
}

impl Invited {
    /// Reads what was typed.
    ///
    /// # Errors
    /// What is wrong with it, at `/email` and `/name`.
    pub fn parse(email: &str, name: &str, language: &str) -> Result<Self, Failure> {
        let mut faults = Faults::default();
        let email = EmailAddress::parse(email).map_err(|f| faults.add("/email", f.code())).ok();
        let name = match name.trim() {
            "" => Some(None),
            name => {
                Line::parse(name, 100).map_err(|f| faults.add("/name", f.code())).ok().map(Some)
            }
        };
        let parsed = faults.into_result(email.zip(name)).map_err(Failure::Invalid)?;
        Ok(Self { email: parsed.0, name: parsed.1, language: language.to_owned() })
    }
}

/// In whose name somebody is invited.
#[derive(Clone)]
pub struct Inviter {
    pub name: String,
    pub links: Links,
    pub postmark: Postmark,
}

impl Inviter {
    /// Who is signed in.
    pub fn of(app: &App, name: &str) -> Self {
        let postmark = Postmark { domain: app.public_url.host().to_owned() };
        Self { name: name.to_owned(), links: app.links.clone(), postmark }
    }
}

/// Makes a member, and sends them a one-time link.
///
/// # Errors
/// `already_member` at `/email`; what is wrong with the right.
pub async fn invite(
    app: &App,
    principal: &Principal,
    invited: Invited,
    right: Right,
    by: Inviter,
) -> Result<(), Failure> {
    principal.must(Permission::ManageMembers)?;
    let (organization, now) = (Id(principal.organization.0), app.clock.now());
    let principal = principal.clone();
    app.write(move |conn| {
        let found = find_or_make(conn, organization, &invited, now)?;
        if found.is_current(Time(now)) {
            return Err(Failure::invalid("/email", "already_member"));
        }
        must_end_within_own(conn, &principal, None, right.until, now)?;
        give(conn, &found, &right, now)?;
        let details = right_details(&right);
        audit::insert(conn, &[line(&principal, "member_invited", found.member.id, details, now)])?;
        let told = Told { role: right.role.as_str(), event: None, language: &invited.language };
        write_to(conn, &found, &told, &by, now)
    })
    .await?;
    app.mail_waits.ring();
    Ok(())
}

/// Sends a member the link once more; earlier ones into this organization are worth nothing any more.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn again(
    app: &App,
    principal: &Principal,
    id: &str,
    language: &str,
    by: Inviter,
) -> Result<(), Failure> {
    let found = one(app, principal, id).await?;
    let (now, language) = (app.clock.now(), language.to_owned());
    let noted =
        line(principal, "member_invited_again", found.member.id, serde_json::json!({}), now);
    app.write(move |conn| {
        let organization = found.member.organization_id;
        console_sessions::end_invitations(conn, found.account.id, organization, Time(now))?;
        audit::insert(conn, &[noted])?;
        let role =
            found.rights.first().map_or(found.member.role.as_str(), |right| right.role.as_str());
        let told = Told { role, event: None, language: &language };
        write_to(conn, &found, &told, &by, now)
    })
    .await?;
    app.mail_waits.ring();
    Ok(())
}

/// What the mail says beside who invites.
pub struct Told<'a> {
    pub role: &'a str,
    /// The event that they are invited for, where it is one.
    pub event: Option<(Id, Localized)>,
    pub language: &'a str,
}

/// The member with this address, made without any right if there is none. Who was removed is found again. Until they have
/// been here they are called what whoever invites them calls them.
pub fn find_or_make(
    conn: &mut Conn,
    organization: Id,
    invited: &Invited,
    now: DateTime<Utc>,
) -> Result<Membership, Failure> {
    let account = match accounts::by_email(conn, &invited.email.key())? {
        Some(account) => account,
        None => make_account(conn, invited, now)?,
    };
    let called = invited.name.as_ref().map_or(account.email.as_str(), Line::as_str).to_owned();
    if let Some(mut found) = members::of_account(conn, organization, account.id, Time(now))? {
        if found.member.invited_as.is_some() && invited.name.is_some() {
            members::call(conn, found.member.id, &called)?;
            found.account.name = called;
        }
        return Ok(found);
    }
    let member = MemberRow {
        id: Id(clock::uuid_v7(now)),
        organization_id: organization,
        account_id: account.id,
        role: NO_ROLE.to_owned(),
        ends_at: None,
        created_at: Time(now),
        removed_at: None,
        invited_as: Some(called.clone()),
    };
    members::insert(conn, &member)?;
    // Whether there was an account before, and under which name, is not this organization's to know.
    let account = AccountRow { name: called, ..account };
    Ok(Membership { member, account, rights: Vec::new() })
}

fn make_account(
    conn: &mut Conn,
    invited: &Invited,
    now: DateTime<Utc>,
) -> Result<AccountRow, Failure> {
    let email = invited.email.as_str();
    let row = AccountRow {
        id: Id(clock::uuid_v7(now)),
        email: email.to_owned(),
        email_key: invited.email.key(),
        // Their own name is theirs to give; until then they are known by their address.
        name: invited.name.as_ref().map_or(email, Line::as_str).to_owned(),
        password_hash: None,
        password_changed_at: None,
        created_at: Time(now),
    };
    accounts::insert(conn, &row)?;
    Ok(row)
}

/// Owes the invitation with its link.
pub fn write_to(
    conn: &mut Conn,
    found: &Membership,
    told: &Told<'_>,
    by: &Inviter,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let organization = found.member.organization_id;
    let office = organizations::by_id(conn, organization)?.ok_or(Failure::NotFound)?;
    let number = clock::uuid_v7(now);
    let link = SignInLinkRow {
        token_hash: by.links.sign_in_hash(number).to_vec(),
        account_id: found.account.id,
        organization_id: Some(organization),
        created_at: Time(now),
        expires_at: Time(now + LIFETIME),
    };
    console_sessions::insert_link(conn, &link)?;
    let mail = OfficeMail::StaffInvited {
        letterhead: letterhead(&office),
        // Who is known by their address alone is not addressed by it.
        name: Some(&found.account.name)
            .filter(|name| **name != found.account.email)
            .cloned()
            .unwrap_or_default(),
        role: told.role.to_owned(),
        invited_by: by.name.clone(),
        event_title: told.event.as_ref().map(|(_, title)| title.clone()),
        link: Some(number),
        until: now + LIFETIME,
    };
    let mut addressee = to_account(&found.account, organization, told.language);
    addressee.event = told.event.as_ref().map(|(event, _)| *event);
    owe(conn, addressee, mail, number, now, &by.postmark)
}
