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
use crate::usecases::apply::Known;

/// The hidden field with the proof of work.
pub const PROOF: &str = "proof";

/// Nobody reads two pages and fills one in within this time, not even with everything filled in by the browser.
const QUICKEST: TimeDelta = TimeDelta::seconds(4);

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
    let too_many = limits::take(request, Purpose::Applications).err()?;
    Some(Hurdle::TooMany { retry_after: too_many.seconds })
}

/// What is known of the applicant: whose browser could not work for the form confirms the address instead.
pub fn known(attempt: &Attempt<'_>) -> Known {
    let rules = attempt.programme.event.application_rules;
    let is_on = attempt.app.settings.robots.on;
    if is_on && needs_address_confirmation(rules, &attempt.token, &attempt.proof) {
        Known::Unproved
    } else {
        Known::Enough
    }
}

/// Whether an application must have its address confirmed because its browser has not worked for it.
fn needs_address_confirmation(rules: ApplicationRules, token: &str, proof: &str) -> bool {
    rules.proof_of_work && !is_proof(token, proof)
}

fn is_too_quick(opened: OpenedForm, now: DateTime<Utc>) -> bool {
    now - opened.opened_at < QUICKEST
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
    fn a_proof_is_asked_for_where_the_event_says_so() {
        let asks = ApplicationRules { proof_of_work: true, ..ApplicationRules::default() };
        let proof = work_out("token");
        assert!(!needs_address_confirmation(ApplicationRules::default(), "token", ""));
        assert!(needs_address_confirmation(asks, "token", ""));
        assert!(needs_address_confirmation(asks, "other", &proof));
        assert!(!needs_address_confirmation(asks, "token", &proof));
    }
}
