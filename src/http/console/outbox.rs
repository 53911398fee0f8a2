//! The mail queue in the console: what waits, what went, what needs a hand.

use std::collections::BTreeMap;

use actix_web::HttpResponse;

use super::form::{self, Pressed};
use super::home::notice;
use super::open_visit::Page;
use super::paths::with_query;
use super::visit::Visit;
use crate::domain::mail_state::{ByHand, MailState};
use crate::http::api::mail_shapes::masked;
use crate::http::extract::Query;
use crate::http::pages::console::attendees::Tab;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::outbox::{OutboxLine, OutboxView, mail_kind_key, mail_state_key};
use crate::store::outbox::{self, OutboxRow};
use crate::store::outbox_list::Filter;
use crate::usecases::list_mails::{self, OutboxPage};
use crate::usecases::mail_standing::{self, MailStanding};
use crate::usecases::{Failure, Permission, deliver_by_hand};

const PATH: &str = "/console/outbox";

/// What is asked for.
#[derive(Default)]
struct Asked {
    state: Option<MailState>,
    cursor: Option<String>,
}

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = queue(&visit, query).await;
    visit.answer(outcome)
}

/// What cannot be understood is told above the whole queue, so that the way on is there.
async fn queue(visit: &Visit, query: Query) -> Page {
    let standing = mail_standing::of(&visit.app, visit.principal()).await?;
    let counts = mail_standing::counts(&visit.app, visit.principal()).await?;
    let standing = (&standing, &counts);
    let listed = match understood(query) {
        Ok(asked) => list(visit, &asked).await.map(|found| (found, asked)),
        Err(failure) => Err(failure),
    };
    match listed {
        Ok((found, asked)) => visit.page(200, &view(visit, standing, &found, &asked, false)),
        Err(Failure::Invalid(_)) => {
            let asked = Asked::default();
            let found = list(visit, &asked).await?;
            visit.page(422, &view(visit, standing, &found, &asked, true))
        }
        Err(failure) => Err(failure.into()),
    }
}

fn understood(mut query: Query) -> Result<Asked, Failure> {
    query.text("lang");
    let state = query.choice("state", |text| {
        if text.is_empty() { Some(None) } else { MailState::parse(text).map(Some) }
    });
    let asked = Asked { state: state.flatten(), cursor: query.text("cursor") };
    query.finish()?;
    Ok(asked)
}

async fn list(visit: &Visit, asked: &Asked) -> Result<OutboxPage, Failure> {
    let filter = Filter { state: asked.state, ..Filter::default() };
    list_mails::page(&visit.app, visit.principal(), filter, asked.cursor.as_deref()).await
}

fn view(
    visit: &Visit,
    (standing, counts): (&MailStanding, &BTreeMap<String, i64>),
    found: &OutboxPage,
    asked: &Asked,
    query_failed: bool,
) -> OutboxView {
    let state = asked.state.map(MailState::as_str).unwrap_or_default();
    OutboxView {
        frame: visit.frame(Section::Outbox),
        mail: notice(standing),
        tabs: tabs(counts, state),
        query_failed,
        mails: found.mails.iter().map(|mail| line(visit, mail)).collect(),
        next_path: found
            .next
            .as_deref()
            .map(|cursor| with_query(PATH, &[("state", state), ("cursor", cursor)])),
    }
}

/// A tab for each state that there is.
fn tabs(counts: &BTreeMap<String, i64>, state: &str) -> Vec<Tab> {
    let tab = |wanted: &str, key: &'static str, count: i64| Tab {
        key,
        count: u64::try_from(count).unwrap_or(0),
        path: with_query(PATH, &[("state", wanted)]),
        current: state == wanted,
    };
    let mut tabs = vec![tab("", "state-all", counts.values().sum())];
    for wanted in MailState::ALL.map(MailState::as_str) {
        let count = counts.get(wanted).copied().unwrap_or(0);
        if count > 0 || state == wanted {
            tabs.push(tab(wanted, mail_state_key(wanted), count));
        }
    }
    tabs
}

fn line(visit: &Visit, mail: &OutboxRow) -> OutboxLine {
    let id = mail.id.0.to_string();
    let may_write = visit.principal().may(Permission::WriteOutbox);
    let state = MailState::parse(&mail.state);
    let may = |action| state.is_some_and(|state| state.after(action).is_some());
    let masked = masked(&mail.recipient);
    let when = match mail.state.as_str() {
        "queued" | "retry" => mail.due_at,
        _ => mail.sent_at.unwrap_or(mail.updated_at),
    };
    let reply = mail.last_reply.as_deref().unwrap_or_default();
    let is_caught = reply == outbox::CAUGHT;
    OutboxLine {
        state: mail_state_key(if is_caught { "caught" } else { &mail.state }),
        kind: mail_kind_key(&mail.kind),
        attempts: u32::try_from(mail.attempts).unwrap_or(0),
        due: visit.short_time(when.0, visit.zone()),
        // Servers like to repeat the address that they refuse.
        last_reply: if is_caught { String::new() } else { reply.replace(&mail.recipient, &masked) },
        recipient: masked,
        asks_reason: state.is_some_and(|state| state.needs_reason(ByHand::Retry)),
        retry_path: (may_write && may(ByHand::Retry)).then(|| format!("{PATH}/{id}/retry")),
        abort_path: (may_write && may(ByHand::Abort)).then(|| format!("{PATH}/{id}/abort")),
        id,
    }
}

pub async fn retry(visit: Visit, pressed: Pressed) -> HttpResponse {
    let outcome = retried(&visit, &pressed).await;
    visit.answer(outcome)
}

async fn retried(visit: &Visit, pressed: &Pressed) -> Page {
    visit.must_be_ours(pressed)?;
    deliver_by_hand::retry(
        &visit.app,
        visit.principal(),
        visit.part("id")?,
        form::reason_of(pressed),
    )
    .await?;
    Ok(visit.see_other(PATH))
}

pub async fn abort(visit: Visit, pressed: Pressed) -> HttpResponse {
    let outcome = aborted(&visit, &pressed).await;
    visit.answer(outcome)
}

async fn aborted(visit: &Visit, pressed: &Pressed) -> Page {
    visit.must_be_ours(pressed)?;
    deliver_by_hand::abort(&visit.app, visit.principal(), visit.part("id")?).await?;
    Ok(visit.see_other(PATH))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::mail_kind::MailKind;
    use crate::http::pages::texts::{Language, Texts};

    #[test]
    fn every_kind_of_mail_has_a_word_of_its_own_in_every_language() {
        for language in Language::all() {
            let word = |kind: &str| Texts::new(*language).t(mail_kind_key(kind));
            let mut words: Vec<String> = MailKind::ALL.map(|kind| word(kind.as_str())).into();
            words.extend([word("mail_test"), word("nonsense")]);
            let count = words.len();
            words.sort();
            words.dedup();
            assert_eq!(words.len(), count, "{words:?}");
        }
    }
}
