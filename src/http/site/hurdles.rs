//! What stands between a sent form and the office, against robots: each leaves a way on for people.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, TimeDelta, Utc};

use super::attempt::Attempt;
use super::fault::PageFault;
use super::refusals::{WAITS, Waiting};
use super::sent_form::SentForm;
use super::visit::Keeping;
use crate::app::App;
use crate::domain::application_rules::ApplicationRules;
use crate::domain::proof_of_work::{BITS, PUZZLES, is_proof};
use crate::http::abuse::limits::{self, Purpose};
use crate::http::pages::form::{ProofAsked, TRAP};
use crate::http::pages::frame::LanguageSwitch;
use crate::http::pages::hurdle::{Hurdle, HurdleView};
use crate::links::OpenedForm;
use crate::usecases::application_drafts;

/// The hidden field with the proof of work.
pub const PROOF: &str = "proof";

/// Nobody reads two pages and fills one in within this time, not even with everything filled in by the browser.
const QUICKEST: TimeDelta = TimeDelta::seconds(4);

/// Without a proof a form is taken once it has been open for this long: twenty times as long as a telephone
/// needs for the proof.
const WITHOUT_PROOF: TimeDelta = TimeDelta::seconds(60);

/// What the form asks the browser to work out.
pub fn proof_asked() -> ProofAsked {
    ProofAsked { value: String::new(), puzzles: PUZZLES, bits: BITS }
}

/// The hurdle for a form whose hidden field is filled in.
pub fn trap(app: &App, sent: &SentForm) -> Option<Hurdle> {
    let is_filled = sent.value(TRAP).is_some_and(|typed| !typed.trim().is_empty());
    (app.settings.robots.on && is_filled).then_some(Hurdle::TrapFilled)
}

/// The hurdle before a form that could be sent, if there is one.
pub fn before_sending(
    attempt: &Attempt<'_>,
    opened: OpenedForm,
    request: &HttpRequest,
) -> Option<Hurdle> {
    if !attempt.app.settings.robots.on {
        return None;
    }
    // What staff or a mail has filled in is sent as quickly as it is read.
    let is_filled_in = application_drafts::of_form(opened.nonce).is_some();
    if !is_filled_in && limits::suspect_of(request).is_some() && is_too_quick(opened, attempt.now) {
        return Some(Hurdle::TooQuick);
    }
    let rules = attempt.programme.event.application_rules;
    if needs_address_confirmation(rules, &attempt.token, &attempt.proof)
        && let Some(retry_after) = still_to_wait(opened, attempt.now)
    {
        return Some(Hurdle::NoProof { retry_after });
    }
    let too_many = limits::take(request, Purpose::Applications).err()?;
    Some(Hurdle::TooMany { retry_after: too_many.seconds })
}

/// Whether an application must have its address confirmed because its browser has not worked for it.
///
/// The one place where the two meet: as long as nothing confirms addresses, such an application is taken once its
/// form has been open for a minute.
pub fn needs_address_confirmation(rules: ApplicationRules, token: &str, proof: &str) -> bool {
    rules.proof_of_work && !is_proof(token, proof)
}

fn is_too_quick(opened: OpenedForm, now: DateTime<Utc>) -> bool {
    now - opened.opened_at < QUICKEST
}

/// Seconds until a form is taken without a proof; `None`: now.
fn still_to_wait(opened: OpenedForm, now: DateTime<Utc>) -> Option<u32> {
    let left = WITHOUT_PROOF - (now - opened.opened_at);
    let seconds = u32::try_from(left.num_milliseconds()).ok()?.div_ceil(1_000);
    (seconds > 0).then_some(seconds)
}

/// The page of a hurdle, from which everything goes on; to the office if `sends`, else to the check page.
pub fn page(
    attempt: &Attempt<'_>,
    hurdle: Hurdle,
    sends: bool,
    waiting: Waiting,
) -> Result<HttpResponse, PageFault> {
    let shown = attempt.shown();
    let view = HurdleView {
        frame: attempt.frame(LanguageSwitch::None),
        hurdle,
        event_title: shown.title(),
        slug: attempt.programme.event.slug.as_str().to_owned(),
        sends,
        hidden: attempt.kept(waiting),
        token: attempt.token.clone(),
        contact: shown.contact(),
    };
    let status = StatusCode::from_u16(hurdle.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let mut page = attempt.visit.page(status, Keeping::Private, &view)?;
    if hurdle.seconds() > 0 {
        page.headers_mut().insert(RETRY_AFTER, HeaderValue::from(hurdle.seconds()));
    }
    Ok(page)
}

impl Attempt<'_> {
    /// Everything that was sent, as the hidden fields of the next page.
    pub fn kept(&self, waiting: Waiting) -> Vec<(String, String)> {
        let mut kept = self.entered.to_pairs();
        if waiting == Waiting::Accepted {
            kept.push((WAITS.to_owned(), "yes".to_owned()));
        }
        if !self.proof.is_empty() && is_proof(&self.token, &self.proof) {
            kept.push((PROOF.to_owned(), self.proof.clone()));
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::proof_of_work::work_out;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn a_form_is_too_quick_for_four_seconds() {
        let opened = OpenedForm { opened_at: at(1_000), nonce: [0; 16] };
        assert!(is_too_quick(opened, at(1_000)) && is_too_quick(opened, at(1_003)));
        assert!(!is_too_quick(opened, at(1_004)));
    }

    #[test]
    fn who_cannot_work_out_a_proof_waits_a_minute_and_is_not_shut_out() {
        let opened = OpenedForm { opened_at: at(1_000), nonce: [0; 16] };
        assert_eq!(still_to_wait(opened, at(1_000)), Some(60));
        assert_eq!(still_to_wait(opened, at(1_059)), Some(1));
        assert_eq!(still_to_wait(opened, at(1_060)), None);
        assert_eq!(still_to_wait(opened, at(90_000)), None);
    }

    #[test]
    fn a_proof_is_asked_for_where_the_event_says_so() {
        let asks = ApplicationRules { proof_of_work: true, ..ApplicationRules::default() };
        let proof = work_out("token");
        assert!(!needs_address_confirmation(ApplicationRules::default(), "token", ""));
        assert!(needs_address_confirmation(asks, "token", ""));
        assert!(needs_address_confirmation(asks, "other", &proof));
        assert!(!needs_address_confirmation(asks, "token", &proof));
    }
}
