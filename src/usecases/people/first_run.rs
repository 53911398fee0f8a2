//! The first run: from the link in the log to the first organization and its owner, signed in.

use chrono::{DateTime, Utc};
use subtle::ConstantTimeEq as _;

use crate::app::App;
use crate::clock;
use crate::domain::fault::Faults;
use crate::domain::values::email::EmailAddress;
use crate::domain::values::line::Line;
use crate::domain::values::slug::Slug;
use crate::links;
use crate::store::accounts::AccountRow;
use crate::store::members::MemberRow;
use crate::store::organizations::{self, OrganizationRow};
use crate::store::types::{Id, Time};
use crate::store::{Conn, accounts, audit, installation, members};
use crate::usecases::Failure;

use super::begin_session::{self, Arrival, Entered, Proof};

/// Labels of domains that say nothing of whose they are.
const COMMON: [&str; 24] = [
    "www",
    "mail",
    "city",
    "town",
    "vill",
    "pref",
    "lg",
    "jp",
    "co",
    "go",
    "or",
    "ne",
    "ac",
    "ed",
    "com",
    "net",
    "org",
    "info",
    "gmail",
    "yahoo",
    "outlook",
    "icloud",
    "localhost",
    "docomo",
];

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct SetUp {
    pub organization: String,
    pub name: String,
    pub email: String,
}

/// The link, while nobody uses this database; it ends with the first organization.
pub async fn link(app: &App) -> Result<Option<String>, Failure> {
    let is_empty = app.read(|conn| Ok::<_, Failure>(organizations::is_empty(conn)?)).await?;
    Ok(is_empty.then(|| app.links.link(&format!("/console/set-up/{}", app.links.set_up_token()))))
}

/// Whether this is the link's secret, and nobody was here before.
pub async fn is_open(app: &App, token: &str) -> Result<bool, Failure> {
    let is_ours: bool = app.links.set_up_token().as_bytes().ct_eq(token.as_bytes()).into();
    Ok(is_ours && app.read(|conn| Ok::<_, Failure>(organizations::is_empty(conn)?)).await?)
}

/// Makes the organization with its owner, and signs in.
///
/// # Errors
/// [`Failure::NotFound`] where the link has ended; what is wrong with the answers.
pub async fn set_up(
    app: &App,
    token: &str,
    typed: &SetUp,
    browser: &str,
) -> Result<Entered, Failure> {
    if !is_open(app, token).await? {
        return Err(Failure::NotFound);
    }
    let mut faults = Faults::default();
    let organization = Line::parse(&typed.organization, 200)
        .map_err(|f| faults.add("/organization", f.code()))
        .ok();
    let name = Line::parse(&typed.name, 100).map_err(|f| faults.add("/name", f.code())).ok();
    let email = EmailAddress::parse(&typed.email).map_err(|f| faults.add("/email", f.code())).ok();
    let parsed = faults.into_result(organization.zip(name).zip(email)).map_err(Failure::Invalid)?;
    let ((organization, name), email) = parsed;
    let (now, browser) = (app.clock.now(), browser.to_owned());
    app.write(move |conn| {
        // Of two at the same moment one waits here, and finds somebody.
        installation::lock(conn, installation::AUDIT_SEALED_SINCE, "", Time(now))?;
        if !organizations::is_empty(conn)? {
            return Err(Failure::NotFound);
        }
        let account = make(conn, &organization, &name, &email, now)?;
        let proof = Proof::SetUp;
        let arrival = Arrival { account: &account, wished: None, proof, browser: &browser, now };
        begin_session::enter(conn, &arrival)
    })
    .await
}

fn make(
    conn: &mut Conn,
    organization: &Line,
    name: &Line,
    email: &EmailAddress,
    now: DateTime<Utc>,
) -> Result<AccountRow, Failure> {
    let row = OrganizationRow {
        id: Id(clock::uuid_v7(now)),
        slug: slug_for(email),
        name: organization.as_str().to_owned(),
        time_zone: "Asia/Tokyo".to_owned(),
        reply_to: Some(email.as_str().to_owned()),
        created_at: Time(now),
    };
    organizations::insert(conn, &row)?;
    let account = AccountRow {
        id: Id(clock::uuid_v7(now)),
        email: email.as_str().to_owned(),
        email_key: email.key(),
        name: name.as_str().to_owned(),
        password_hash: None,
        password_changed_at: None,
        created_at: Time(now),
    };
    accounts::insert(conn, &account)?;
    let member = MemberRow {
        id: Id(clock::uuid_v7(now)),
        organization_id: row.id,
        account_id: account.id,
        role: "owner".to_owned(),
        ends_at: None,
        created_at: Time(now),
        removed_at: None,
        invited_as: None,
    };
    members::insert(conn, &member)?;
    if let Some(membership) = members::by_id(conn, row.id, member.id, Time(now))? {
        audit::insert(conn, &[begin_session::member_line(&membership, "organization_made", now)])?;
    }
    Ok(account)
}

/// A short name from the domain of the address: hagi of staff@city.hagi.lg.jp. Where the domain says nothing, one of chance.
fn slug_for(email: &EmailAddress) -> String {
    let address = email.as_str().to_lowercase();
    let domain = address.rsplit('@').next().unwrap_or_default();
    let telling = domain.split('.').filter(|label| !COMMON.contains(label) && label.len() > 1);
    let proposed =
        telling.max_by_key(|label| label.len()).filter(|label| Slug::parse(label).is_ok());
    let by_chance = || {
        let mut short = links::secret(clock::random_bytes()).to_lowercase();
        short.retain(|c| c.is_ascii_alphanumeric());
        short.truncate(8);
        format!("o-{short}")
    };
    proposed.map_or_else(by_chance, str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_name_is_taken_from_a_domain_that_says_something() {
        let slug = |email: &str| slug_for(&EmailAddress::parse(email).unwrap());
        assert_eq!(slug("staff@city.hagi.lg.jp"), "hagi");
        assert_eq!(slug("a@telework.example.co.jp"), "telework");
        assert!(slug("taro@gmail.com").starts_with("o-"));
    }
}
