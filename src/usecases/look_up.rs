//! What public registers say to somebody who fills in a form. Never who has registered.

use crate::app::App;
use crate::domain::public_registers::{Corporation, Town};
use crate::domain::values::company_name::CompanyName;
use crate::domain::values::corporate_number::CorporateNumber;
use crate::domain::values::postal_code::PostalCode;
use crate::store::{corporations, postal_codes};

use super::Failure;

/// Characters of a name before candidates are looked for: one would fit half of Japan.
const SHORTEST: usize = 2;
/// Candidates at most: more is no help.
const MOST: i64 = 10;

/// Corporations whose names begin like what was typed, whatever its legal form, width and kana; none for less
/// than two characters. A whole 法人番号 finds its corporation.
///
/// # Errors
/// [`Failure::NotFound`] where no register was imported.
pub async fn companies(app: &App, typed: &str) -> Result<Vec<Corporation>, Failure> {
    if let Ok(number) = CorporateNumber::parse(typed) {
        let found = app.read(move |conn| corporations::numbered(conn, number.as_str())).await?;
        return Ok(found.into_iter().collect());
    }
    let key = match CompanyName::parse(typed) {
        Ok(name) if typed.trim().chars().count() >= SHORTEST => name.key(),
        _ => return Ok(Vec::new()),
    };
    let found = app.read(move |conn| corporations::beginning(conn, &key, MOST)).await?;
    found.ok_or(Failure::NotFound)
}

/// The places of a postal code; none for what is no code.
///
/// # Errors
/// [`Failure::NotFound`] where no list was imported.
pub async fn towns(app: &App, typed: &str) -> Result<Vec<Town>, Failure> {
    let Ok(code) = PostalCode::parse(typed) else { return Ok(Vec::new()) };
    let found = app.read(move |conn| postal_codes::towns(conn, code.as_str())).await?;
    found.ok_or(Failure::NotFound)
}

/// The name under which a 法人番号 is registered, where it is another company's than the one that was typed.
/// Nothing where nobody can tell: the question is a help, and never stands in the way.
pub async fn other_name(app: &App, typed: &str, number: &str) -> Option<String> {
    let typed = CompanyName::parse(typed).ok()?;
    let number = CorporateNumber::parse(number).ok()?;
    let found = app.read(move |conn| corporations::numbered(conn, number.as_str())).await;
    let registered = CompanyName::parse(&found.ok()??.name).ok()?;
    (registered.key() != typed.key()).then(|| registered.as_str().to_owned())
}
