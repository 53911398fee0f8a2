//! A sign-in link by mail, for whoever asks for one.

use chrono::{DateTime, Duration, Utc};

use crate::app::App;
use crate::clock;
use crate::domain::values::email::EmailAddress;
use crate::domain::values::localized::Localized;
use crate::letters::{Addressee, Cause, Postmark, outbox_row};
use crate::mail::{Letterhead, MailContext, OfficeMail};
use crate::store::accounts::AccountRow;
use crate::store::console_sessions::{self, SignInLinkRow};
use crate::store::organizations::{self, OrganizationRow};
use crate::store::outbox;
use crate::store::sign_in_attempts::{self, AttemptRow};
use crate::store::types::{Id, JsonText, Time};
use crate::store::{Conn, members};
use crate::usecases::Failure;

use super::begin_session;

/// How long a link that was asked for may wait.
const LIFETIME: Duration = Duration::minutes(30);
/// Links of an account that wait to be used at most: nobody's mailbox is filled by others. Whoever asks for more has one that
/// is good, and whoever has used theirs gets the next.
const MOST_OPEN: i64 = 5;

/// Sends a link if the address is that of somebody who may do something. The answer and its time are the same if not.
///
/// # Errors
/// Those of the database.
pub async fn ask(app: &App, email: &str, language: &str) -> Result<(), Failure> {
    let key = EmailAddress::parse(email).map(|email| email.key()).unwrap_or_default();
    let now = app.clock.now();
    let (links, language) = (app.links.clone(), language.to_owned());
    let postmark = Postmark { domain: app.public_url.host().to_owned() };
    app.write(move |conn| {
        let found = begin_session::account_of(conn, &key)?;
        let Some((account, organization)) = addressee(conn, found, now)? else {
            return Ok(sign_in_attempts::insert(conn, &nobody(now))?);
        };
        let number = clock::uuid_v7(now);
        let link = SignInLinkRow {
            token_hash: links.sign_in_hash(number).to_vec(),
            account_id: account.id,
            organization_id: None,
            created_at: Time(now),
            expires_at: Time(now + LIFETIME),
        };
        console_sessions::insert_link(conn, &link)?;
        let mail = OfficeMail::SignInLink {
            letterhead: letterhead(&organization),
            name: account.name.clone(),
            link: number,
            until: now + LIFETIME,
        };
        let addressee = to_account(&account, organization.id, &language);
        owe(conn, addressee, mail, number, now, &postmark)
    })
    .await?;
    app.mail_waits.ring();
    Ok(())
}

/// Who gets the mail, in whose name: the organization for which they worked last.
fn addressee(
    conn: &mut Conn,
    account: Option<AccountRow>,
    now: DateTime<Utc>,
) -> Result<Option<(AccountRow, OrganizationRow)>, Failure> {
    let Some(account) = account else { return Ok(None) };
    if console_sessions::links_open(conn, account.id, Time(now))? >= MOST_OPEN {
        return Ok(None);
    }
    let all = members::organizations_of(conn, account.id, Time(now))?;
    let last = console_sessions::last_organization(conn, account.id)?;
    let wanted = all.iter().find(|(one, _)| Some(one.member.organization_id) == last);
    let Some((chosen, _)) = wanted.or(all.first()) else { return Ok(None) };
    let organization = organizations::by_id(conn, chosen.member.organization_id)?;
    Ok(organization.map(|organization| (account, organization)))
}

/// In place of a link, for an address that is nobody's: the same work.
fn nobody(now: DateTime<Utc>) -> AttemptRow {
    AttemptRow {
        token_hash: clock::random_bytes::<32>().to_vec(),
        kind: "nobody".to_owned(),
        account_id: None,
        data: JsonText("{}".to_owned()),
        failures: 0,
        created_at: Time(now),
        expires_at: Time(now),
        used_at: None,
    }
}

/// In whose name staff are written to.
pub fn letterhead(organization: &OrganizationRow) -> Letterhead {
    Letterhead {
        organization_name: organization.name.clone(),
        contact: Localized::plain(organization.reply_to.as_deref().unwrap_or_default()),
        time_zone: organization.time_zone.clone(),
    }
}

/// A person, for a mail in an organization's name.
pub fn to_account(account: &AccountRow, organization: Id, language: &str) -> Addressee {
    Addressee {
        organization,
        event: None,
        session: None,
        registration: None,
        recipient: account.email.clone(),
        language: language.to_owned(),
    }
}

/// Owes a mail with a link of this number.
pub fn owe(
    conn: &mut Conn,
    addressee: Addressee,
    mail: OfficeMail,
    link: uuid::Uuid,
    now: DateTime<Utc>,
    postmark: &Postmark,
) -> Result<(), Failure> {
    let cause = Cause { subject: link.to_string(), instance: String::new(), facts_version: None };
    let row = outbox_row(addressee, &MailContext::Office(mail), &cause, now, postmark)?;
    Ok(outbox::insert(conn, &[row])?)
}
