//! The reply table: what becomes of a mail after an attempt to deliver it.
//!
//! | what happened | what follows |
//! |---|---|
//! | accepted | sent |
//! | lost after the final dot | unknown |
//! | connection, greeting, EHLO, TLS or login failed; 421 anywhere; 530, 534, 535, 538 | retry, and pause the server for everybody: the mail is not to blame, nor will the next one fare better |
//! | conversation lost between MAIL FROM and the final dot | retry this mail alone: it may be to blame |
//! | 452, 552 | slow retries, then failed: a full mailbox is emptied in hours, if at all |
//! | other 4xx | retry |
//! | other 5xx | failed |
//!
//! A retry that would come after the deadline is moved to just before it; after the deadline the mail has failed.

use chrono::{DateTime, TimeDelta, Utc};

use crate::mail::{Delivery, Lost, NotSent, Reply, Step};

/// How long a mail is tried at all. Longer than any weekend with a holiday on either side.
const LONGEST_TRY: TimeDelta = TimeDelta::days(5);
/// A last attempt before the deadline is made only if it is at least this far away.
const SHORTEST_WAIT: TimeDelta = TimeDelta::seconds(30);

/// How long before the deadline a last attempt is due. The queue is looked at every few seconds: one due
/// at the deadline itself would come too late.
const LAST_MOMENT: TimeDelta = TimeDelta::seconds(10);

/// How the attempts follow each other: each wait is twice the one before.
struct Pace {
    first: TimeDelta,
    longest: TimeDelta,
    most_attempts: u32,
}

/// Greylisting answers yes after one to five minutes; an outage ends whenever it ends.
const USUAL: Pace =
    Pace { first: TimeDelta::seconds(30), longest: TimeDelta::hours(1), most_attempts: u32::MAX };
const FULL_MAILBOX: Pace =
    Pace { first: TimeDelta::hours(1), longest: TimeDelta::hours(12), most_attempts: 10 };
/// Each attempt may be one mail too many, so they are few.
const IN_DOUBT: Pace =
    Pace { first: TimeDelta::minutes(10), longest: TimeDelta::hours(2), most_attempts: 4 };

/// An attempt that has just ended.
#[derive(Debug, Clone, Copy)]
pub struct Attempt {
    /// Its number, from 1.
    pub number: u32,
    /// When it ended.
    pub now: DateTime<Utc>,
    /// When the mail was written.
    pub created_at: DateTime<Utc>,
    /// When it stops being of use: before the session begins.
    pub give_up_at: Option<DateTime<Utc>>,
    /// A random number from 0 to 1, so that mails that failed together do not come back together.
    pub jitter: f64,
}

/// What becomes of the mail. The reasons are short, in English, and name no person and no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// The server has it.
    Sent,
    /// Another attempt.
    RetryAt {
        /// When.
        at: DateTime<Utc>,
        /// Why.
        reason: String,
    },
    /// No further attempt; staff see it.
    Failed {
        /// Why.
        reason: String,
    },
    /// The recipient may or may not have it; the organization's setting decides.
    Unknown {
        /// Why.
        reason: String,
    },
}

/// Decides what becomes of a mail.
pub fn settle(delivery: &Delivery, attempt: &Attempt) -> Settlement {
    match delivery {
        Delivery::Accepted { .. } => Settlement::Sent,
        Delivery::Unknown { reason } => Settlement::Unknown { reason: reason.to_string() },
        Delivery::NotSent { reason } => retry(&USUAL, attempt, reason.to_string()),
        Delivery::Refused { step, reply } => settle_refusal(*step, reply, attempt),
    }
}

/// What follows for a mail that is `Unknown` where the organization has such mails sent again, with
/// the same Message-ID.
pub fn send_again(reason: &str, attempt: &Attempt) -> Settlement {
    match retry(&IN_DOUBT, attempt, reason.to_owned()) {
        // Not "failed": it may have arrived, several times.
        Settlement::Failed { reason } => Settlement::Unknown { reason },
        settlement => settlement,
    }
}

fn settle_refusal(step: Step, reply: &Reply, attempt: &Attempt) -> Settlement {
    let reason = format!("{step}: {reply}");
    match (step, reply.code()) {
        _ if refuses_us(step, reply) => retry(&USUAL, attempt, reason),
        // The connection is to blame, not the mail.
        (Step::Reset, _) => retry(&USUAL, attempt, reason),
        (_, 452 | 552) => retry(&FULL_MAILBOX, attempt, reason),
        (_, ..500) => retry(&USUAL, attempt, reason),
        (_, 500..) => Settlement::Failed { reason },
    }
}

/// Whether the next mail would fare no better on this server, so that it should be left alone for a
/// while: the conversation did not get as far as a mail, or the server said so.
pub fn blames_server(delivery: &Delivery) -> bool {
    match delivery {
        Delivery::Accepted { .. } | Delivery::Unknown { .. } => false,
        Delivery::NotSent { reason } => is_everybodys(reason),
        Delivery::Refused { step, reply } => refuses_us(*step, reply),
    }
}

/// What happened, in a few words without an address; of a mail that was taken, nothing.
pub fn in_words(delivery: &Delivery) -> String {
    match delivery {
        Delivery::Accepted { .. } => String::new(),
        Delivery::Unknown { reason } => reason.to_string(),
        Delivery::NotSent { reason } => reason.to_string(),
        Delivery::Refused { step, reply } => format!("{step}: {reply}"),
    }
}

/// Whether these are the words for a mail that the server left without an answer.
pub fn says_that_it_hung(words: &str) -> bool {
    [Step::MailFrom, Step::RcptTo, Step::Data]
        .into_iter()
        .any(|step| words == NotSent::TimedOut(step).to_string())
        || words == Lost::TimedOut.to_string()
}

/// Whether a refusal is meant for us, not for the mail.
fn refuses_us(step: Step, reply: &Reply) -> bool {
    is_before_any_mail(step) || matches!(reply.code(), 421 | 530 | 534 | 535 | 538)
}

fn is_before_any_mail(step: Step) -> bool {
    match step {
        Step::Connect
        | Step::Handshake
        | Step::Greeting
        | Step::Ehlo
        | Step::StartTls
        | Step::Auth => true,
        Step::Reset | Step::MailFrom | Step::RcptTo | Step::Data | Step::FinalDot => false,
    }
}

fn is_everybodys(reason: &NotSent) -> bool {
    match reason {
        NotSent::HostNotFound
        | NotSent::Unreachable(_)
        | NotSent::NoStartTls
        | NotSent::Injected
        | NotSent::Tls(_)
        | NotSent::LoginNotOffered
        | NotSent::PasswordInTheClear => true,
        NotSent::TimedOut(step) | NotSent::Dropped(step) | NotSent::Garbage(step) => {
            is_before_any_mail(*step)
        }
        NotSent::Closed => false,
    }
}

fn retry(pace: &Pace, attempt: &Attempt, reason: String) -> Settlement {
    // Who retries a mail by hand gives it a new deadline, however old it is.
    let deadline = attempt.give_up_at.unwrap_or(attempt.created_at + LONGEST_TRY);
    if attempt.number >= pace.most_attempts || deadline - attempt.now < SHORTEST_WAIT {
        return Settlement::Failed {
            reason: format!("given up after {}: {reason}", tries(attempt.number)),
        };
    }
    let at = (attempt.now + wait(pace, attempt)).min(deadline - LAST_MOMENT);
    Settlement::RetryAt { at, reason }
}

fn tries(number: u32) -> String {
    if number == 1 { "1 attempt".to_owned() } else { format!("{number} attempts") }
}

/// The wait after this attempt, between 3/4 and 5/4 of its place in the sequence.
fn wait(pace: &Pace, attempt: &Attempt) -> TimeDelta {
    // Ten doublings pass every `longest` there is, and cannot overflow.
    let doublings = attempt.number.saturating_sub(1).min(10);
    let usual = (pace.first * (1 << doublings)).min(pace.longest);
    let jitter = if attempt.jitter.is_finite() { attempt.jitter.clamp(0.0, 1.0) } else { 0.5 };
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1000")]
    let thousandths = 750 + (jitter * 500.0) as i32;
    usual * thousandths / 1000
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    const MAIL_STEPS: [Step; 4] = [Step::MailFrom, Step::RcptTo, Step::Data, Step::FinalDot];
    const SERVER_STEPS: [Step; 4] = [Step::Greeting, Step::Ehlo, Step::StartTls, Step::Auth];

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().expect("time")
    }

    fn attempt(number: u32) -> Attempt {
        Attempt {
            number,
            now: time("2026-10-01T00:00:00Z"),
            created_at: time("2026-10-01T00:00:00Z"),
            give_up_at: None,
            jitter: 0.5,
        }
    }

    fn refusal(step: Step, code: u16) -> Delivery {
        Delivery::Refused { step, reply: Reply::new(code, "5.1.1 <taro@example.jp> said so") }
    }

    fn refused(step: Step, code: u16) -> Settlement {
        settle(&refusal(step, code), &attempt(1))
    }

    fn wait_in_seconds(settlement: &Settlement) -> i64 {
        match settlement {
            Settlement::RetryAt { at, .. } => (*at - attempt(1).now).num_seconds(),
            other => panic!("{other:?} is no retry"),
        }
    }

    /// Blames the server, and tries the mail again.
    fn pauses_server(delivery: &Delivery) -> bool {
        let again = matches!(settle(delivery, &attempt(1)), Settlement::RetryAt { .. });
        blames_server(delivery) && again
    }

    #[test]
    fn an_accepted_mail_is_sent() {
        let reply = Reply::new(250, "queued");
        assert_eq!(settle(&Delivery::Accepted { reply }, &attempt(1)), Settlement::Sent);
    }

    #[test]
    fn what_is_lost_after_the_final_dot_is_unknown_however_often() {
        for reason in [Lost::Dropped, Lost::TimedOut, Lost::Garbage] {
            for number in [1, 100] {
                let settlement = settle(&Delivery::Unknown { reason }, &attempt(number));
                assert!(matches!(settlement, Settlement::Unknown { .. }));
            }
        }
    }

    #[test]
    fn temporary_refusals_are_tried_again_soon() {
        for step in MAIL_STEPS {
            for code in [400, 432, 450, 451, 454, 455, 499] {
                let settlement = refused(step, code);
                assert_eq!(wait_in_seconds(&settlement), 30, "{step} {code}");
                assert!(!blames_server(&refusal(step, code)));
            }
        }
    }

    #[test]
    fn permanent_refusals_of_a_mail_stop() {
        for step in MAIL_STEPS {
            for code in [500, 501, 503, 550, 551, 553, 554, 555, 571, 599] {
                assert!(matches!(refused(step, code), Settlement::Failed { .. }), "{step} {code}");
            }
        }
    }

    #[test]
    fn a_full_mailbox_is_tried_slowly_and_then_given_up() {
        for step in MAIL_STEPS {
            for code in [452, 552] {
                assert_eq!(wait_in_seconds(&refused(step, code)), 3_600, "{step} {code}");
            }
        }
        let full = Delivery::Refused { step: Step::RcptTo, reply: Reply::new(552, "full") };
        assert!(matches!(settle(&full, &attempt(9)), Settlement::RetryAt { .. }));
        assert!(matches!(settle(&full, &attempt(10)), Settlement::Failed { .. }));
    }

    #[test]
    fn a_server_that_refuses_us_is_paused_and_costs_no_mail() {
        for step in SERVER_STEPS {
            for code in [421, 450, 454, 500, 502, 535, 550, 554] {
                assert!(pauses_server(&refusal(step, code)), "{step} {code}");
            }
        }
        for step in MAIL_STEPS {
            for code in [421, 530, 534, 535, 538] {
                assert!(pauses_server(&refusal(step, code)), "{step} {code}");
            }
        }
    }

    #[test]
    fn a_server_that_cannot_be_spoken_to_is_paused() {
        for reason in [
            NotSent::HostNotFound,
            NotSent::Unreachable(io::ErrorKind::ConnectionRefused),
            NotSent::TimedOut(Step::Connect),
            NotSent::Dropped(Step::Greeting),
            NotSent::Garbage(Step::Ehlo),
            NotSent::NoStartTls,
            NotSent::Injected,
            NotSent::Tls("unknown issuer".to_owned()),
            NotSent::LoginNotOffered,
            NotSent::PasswordInTheClear,
        ] {
            assert!(pauses_server(&Delivery::NotSent { reason }));
        }
    }

    #[test]
    fn a_mail_over_which_the_conversation_breaks_does_not_stop_the_others() {
        for step in [Step::Reset, Step::MailFrom, Step::RcptTo, Step::Data] {
            for reason in [NotSent::TimedOut(step), NotSent::Dropped(step), NotSent::Garbage(step)]
            {
                let delivery = Delivery::NotSent { reason };
                assert_eq!(wait_in_seconds(&settle(&delivery, &attempt(1))), 30);
                assert!(!blames_server(&delivery));
            }
        }
        assert!(!blames_server(&refusal(Step::Reset, 500)));
    }

    #[test]
    fn waits_double_up_to_an_hour() {
        let waits: Vec<_> =
            (1..=10).map(|number| wait(&USUAL, &attempt(number)).num_seconds()).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600]);
        assert_eq!(wait(&USUAL, &attempt(u32::MAX)), TimeDelta::hours(1));
        assert_eq!(wait(&USUAL, &attempt(0)), TimeDelta::seconds(30));
    }

    #[test]
    fn jitter_spreads_the_waits_and_cannot_leave_its_range() {
        let with = |jitter| wait(&USUAL, &Attempt { jitter, ..attempt(8) }).num_seconds();
        assert_eq!((with(0.0), with(1.0)), (2_700, 4_500));
        assert_eq!((with(-7.0), with(f64::INFINITY), with(f64::NAN)), (2_700, 3_600, 3_600));
    }

    #[test]
    fn a_mail_is_given_up_after_five_days_or_when_it_is_of_no_use() {
        let down = Delivery::NotSent { reason: NotSent::HostNotFound };
        let late = Attempt { now: time("2026-10-06T00:00:00Z"), ..attempt(100) };
        assert!(matches!(settle(&down, &late), Settlement::Failed { .. }));
        let begun = Attempt { give_up_at: Some(time("2026-10-01T00:00:10Z")), ..attempt(1) };
        assert!(matches!(settle(&down, &begun), Settlement::Failed { .. }));
    }

    #[test]
    fn the_last_attempt_is_made_just_before_the_deadline() {
        let down = Delivery::NotSent { reason: NotSent::HostNotFound };
        let give_up_at = Some(time("2026-10-01T00:20:00Z"));
        let Settlement::RetryAt { at, .. } = settle(&down, &Attempt { give_up_at, ..attempt(8) })
        else {
            panic!("no retry");
        };
        assert_eq!(at, time("2026-10-01T00:19:50Z"));
        let late = Attempt { now: time("2026-10-05T23:30:00Z"), ..attempt(50) };
        let Settlement::RetryAt { at, .. } = settle(&down, &late) else { panic!("no retry") };
        assert_eq!(at, time("2026-10-05T23:59:50Z"));
    }

    #[test]
    fn a_mail_that_staff_retry_after_weeks_has_a_deadline_of_its_own() {
        let down = Delivery::NotSent { reason: NotSent::HostNotFound };
        let (now, give_up_at) = (time("2026-11-20T00:00:00Z"), Some(time("2026-11-25T00:00:00Z")));
        let retried = Attempt { now, give_up_at, ..attempt(1) };
        assert!(matches!(settle(&down, &retried), Settlement::RetryAt { .. }));
    }

    #[test]
    fn reasons_name_no_address() {
        for step in MAIL_STEPS {
            for code in [450, 452, 550] {
                let shown = format!("{:?}", refused(step, code));
                assert!(!shown.contains("taro") && !shown.contains('@'), "{shown}");
            }
        }
    }

    #[test]
    fn a_mail_that_hung_is_known_by_its_words() {
        for step in [Step::MailFrom, Step::RcptTo, Step::Data] {
            let hung = Delivery::NotSent { reason: NotSent::TimedOut(step) };
            assert!(says_that_it_hung(&in_words(&hung)));
        }
        assert!(says_that_it_hung(&in_words(&Delivery::Unknown { reason: Lost::TimedOut })));
        let away = Delivery::NotSent { reason: NotSent::TimedOut(Step::Connect) };
        assert!(!says_that_it_hung(&in_words(&away)) && !says_that_it_hung("RCPT TO: 451 no"));
    }

    #[test]
    fn mails_in_doubt_are_sent_again_a_few_times_and_never_called_failed() {
        let again = |number| send_again("lost", &attempt(number));
        assert_eq!(wait_in_seconds(&again(1)), 600);
        assert!(matches!(again(3), Settlement::RetryAt { .. }));
        assert!(matches!(again(4), Settlement::Unknown { .. }));
    }
}
