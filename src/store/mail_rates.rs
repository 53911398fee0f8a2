//! How many mails may go out: a rate for each sender domain, shared by all workers on the database.
//!
//! An allowance grows evenly and is spent by those who claim mails, under the lock of its row. At most a
//! second's worth is saved up, so that no minute has more than its rate and a second's worth beyond it.

use chrono::{DateTime, TimeDelta, Utc};

use super::backend::Conn;
use super::error::StoreError;
use super::installation;
use super::types::Time;

/// A worker whose clock is further ahead than this has a wrong clock, or had one.
const WRONG_CLOCK: TimeDelta = TimeDelta::minutes(1);

/// The rate of a sender domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailRate {
    /// The domain of the sender's address.
    pub domain: String,
    /// Mails a minute; at least 1.
    pub per_minute: u32,
}

/// What may go out at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// So many mails now.
    pub mails: i32,
    /// When the next one may.
    pub next_at: DateTime<Utc>,
    /// When nothing was left, had it grown all the time.
    empty_at: DateTime<Utc>,
}

impl MailRate {
    /// The limit on mails from this address, if there is one.
    pub fn of(sender: &str, per_minute: Option<u32>) -> Option<Self> {
        let domain = sender.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
        per_minute.map(|per_minute| Self { domain, per_minute: per_minute.max(1) })
    }

    fn key(&self) -> String {
        format!("mail_rate:{}", self.domain)
    }

    /// Between two mails.
    fn interval(&self) -> TimeDelta {
        TimeDelta::microseconds(60_000_000 / i64::from(self.per_minute))
    }

    /// What is saved up at most.
    fn most(&self) -> i32 {
        i32::try_from(self.per_minute / 60).unwrap_or(i32::MAX).max(1)
    }

    fn allowance(&self, empty_at: DateTime<Utc>, now: DateTime<Utc>) -> Allowance {
        let earliest = now - self.interval() * self.most();
        // A clock that was ahead must not stop mail for as long as it was.
        let empty_at = if empty_at > now + WRONG_CLOCK { now } else { empty_at.max(earliest) };
        let grown = (now - empty_at).num_microseconds().unwrap_or(0).max(0);
        let interval = self.interval().num_microseconds().unwrap_or(1).max(1);
        let mails = i32::try_from(grown / interval).unwrap_or(0).min(self.most());
        Allowance { mails, next_at: empty_at + self.interval(), empty_at }
    }
}

/// What may go out now. Until the transaction ends, nobody else spends of it.
pub fn allowance(conn: &mut Conn, rate: &MailRate, now: Time) -> Result<Allowance, StoreError> {
    let full = now.0 - rate.interval() * rate.most();
    let value = full.timestamp_micros().to_string();
    let said = installation::lock(conn, &rate.key(), &value, now)?;
    let unreadable = StoreError::Unreadable("a mail rate");
    let empty_at = said.parse().ok().and_then(DateTime::from_timestamp_micros);
    Ok(rate.allowance(empty_at.ok_or(unreadable)?, now.0))
}

/// Spends of an allowance that is held by [`allowance`].
pub fn spend(
    conn: &mut Conn,
    rate: &MailRate,
    allowance: Allowance,
    mails: usize,
    now: Time,
) -> Result<(), StoreError> {
    if mails == 0 {
        return Ok(());
    }
    let spent = rate.interval() * i32::try_from(mails).unwrap_or(i32::MAX);
    let value = (allowance.empty_at + spent).timestamp_micros().to_string();
    installation::set(conn, &rate.key(), &value, now)
}

/// Gives back what was spent on mails that were not tried.
pub fn give_back(
    conn: &mut Conn,
    rate: &MailRate,
    mails: usize,
    now: Time,
) -> Result<(), StoreError> {
    let Allowance { empty_at, .. } = allowance(conn, rate, now)?;
    let returned = rate.interval() * i32::try_from(mails).unwrap_or(i32::MAX);
    let value = (empty_at - returned).timestamp_micros().to_string();
    installation::set(conn, &rate.key(), &value, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_790_000_000_000 + milliseconds).expect("time")
    }

    fn rate(per_minute: u32) -> MailRate {
        MailRate { domain: "example.jp".to_owned(), per_minute }
    }

    #[test]
    fn an_allowance_grows_evenly_to_a_second_s_worth() {
        let rate = rate(600);
        let left = |milliseconds| rate.allowance(at(0), at(milliseconds)).mails;
        assert_eq!([left(0), left(99), left(100), left(950), left(60_000)], [0, 0, 1, 9, 10]);
        assert_eq!(rate.allowance(at(0), at(0)).next_at, at(100));
    }

    #[test]
    fn a_low_rate_saves_up_one_mail() {
        let rate = rate(6);
        let left = |milliseconds| rate.allowance(at(0), at(milliseconds)).mails;
        assert_eq!([left(9_999), left(10_000), left(60_000)], [0, 1, 1]);
    }

    #[test]
    fn a_clock_that_was_a_day_ahead_stops_nothing_for_a_day() {
        let allowance = rate(60).allowance(at(86_400_000), at(0));
        assert_eq!((allowance.mails, allowance.next_at), (0, at(1_000)));
        let soon = rate(60).allowance(at(5_000), at(0));
        assert_eq!((soon.mails, soon.next_at), (0, at(6_000)));
    }

    #[test]
    fn the_domain_is_that_of_the_sender() {
        let limit = MailRate::of("Uketsuke@Example.JP", Some(60)).map(|rate| rate.domain);
        assert_eq!(limit.as_deref(), Some("example.jp"));
        assert_eq!(MailRate::of("uketsuke@example.jp", None), None);
    }
}
