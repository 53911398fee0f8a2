//! The mail queue in the console: what waits, what went, what needs a hand.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};

use super::attendees::path_of_registration;
use super::form::Pressed;
use super::home::notice;
use super::open_visit::Page;
use super::paths::with_query;
use super::posted::Posted;
use super::visit::Visit;
use crate::domain::ids::{EventId, SessionId};
use crate::domain::mail_kind::MailKind;
use crate::domain::mail_state::{ByHand, MailState};
use crate::http::api::mail_shapes::masked;
use crate::http::extract::Query;
use crate::http::pages::console::attendees::Tab;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::outbox::{
    OutboxLine, OutboxView, mail_kind_key, mail_state_key, search,
};
use crate::store::outbox::{self, OutboxRow};
use crate::store::outbox_list::Filter;
use crate::store::types::Id;
use crate::usecases::list_mails::{self, OutboxPage};
use crate::usecases::{Failure, Permission, deliver_by_hand, find_programme, mail_standing};

const PATH: &str = "/console/outbox";
/// In the place of a state: all that need a hand.
const IN_TROUBLE: &str = "trouble";

/// What is asked for.
#[derive(Default)]
struct Asked {
    state: Option<MailState>,
    in_trouble: bool,
    kind: Option<MailKind>,
    event: Option<EventId>,
    session: Option<SessionId>,
    cursor: Option<String>,
    /// An address, by the form: it stands in no address of a page.
    recipient: Option<String>,
}

impl Asked {
    fn filter(&self, now: DateTime<Utc>) -> Filter {
        Filter {
            state: self.state,
            in_trouble: self.in_trouble,
            since: self.in_trouble.then(|| mail_standing::told_since(now)),
            kind: self.kind.map(|kind| kind.as_str().to_owned()),
            event: self.event.map(|id| Id(id.0)),
            session: self.session.map(|id| Id(id.0)),
            recipient: self.recipient.clone(),
            ..Filter::default()
        }
    }

    /// What the address says of the state.
    fn state(&self) -> &'static str {
        if self.in_trouble {
            IN_TROUBLE
        } else {
            self.state.map(MailState::as_str).unwrap_or_default()
        }
    }

    /// The page of what is asked for, in another state.
    fn path(&self, state: &str, cursor: &str) -> String {
        let id = |id: Option<String>| id.unwrap_or_default();
        let kind = self.kind.map(MailKind::as_str).unwrap_or_default();
        let event = id(self.event.map(|id| id.to_string()));
        let session = id(self.session.map(|id| id.to_string()));
        let parameters = [
            ("state", state),
            ("kind", kind),
            ("event", &event),
            ("session", &session),
            ("cursor", cursor),
        ];
        with_query(PATH, &parameters)
    }
}

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = queue(&visit, query).await;
    visit.answer(outcome)
}

/// What cannot be understood is told above the whole queue, so that the way on is there.
async fn queue(visit: &Visit, query: Query) -> Page {
    let listed = match understood(query) {
        Ok(asked) => list(visit, &asked).await.map(|found| (found, asked)),
        Err(failure) => Err(failure),
    };
    match listed {
        Ok((found, asked)) => shown(visit, 200, &found, &asked).await,
        Err(Failure::Invalid(_)) => {
            let asked = Asked::default();
            let found = list(visit, &asked).await?;
            shown(visit, 422, &found, &asked).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The mails of one recipient, by the form above the queue.
pub async fn find(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = found(&visit, posted).await;
    visit.answer(outcome)
}

async fn found(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    visit.principal().must(Permission::ReadRegistrations)?;
    let recipient = Some(fields.text("recipient").to_owned());
    let asked = Asked { recipient, ..Asked::default() };
    let found = list(visit, &asked).await?;
    shown(visit, 200, &found, &asked).await
}

fn understood(mut query: Query) -> Result<Asked, Failure> {
    query.text("lang");
    let state = query.choice("state", |text| match text {
        "" | IN_TROUBLE => Some((None, text == IN_TROUBLE)),
        _ => MailState::parse(text).map(|state| (Some(state), false)),
    });
    let (state, in_trouble) = state.unwrap_or_default();
    let asked = Asked {
        state,
        in_trouble,
        kind: query.choice("kind", MailKind::parse),
        event: query.choice("event", |text| text.parse().ok()),
        session: query.choice("session", |text| text.parse().ok()),
        cursor: query.text("cursor"),
        recipient: None,
    };
    query.finish()?;
    Ok(asked)
}

async fn list(visit: &Visit, asked: &Asked) -> Result<OutboxPage, Failure> {
    let cursor = asked.cursor.as_deref();
    list_mails::page(&visit.app, visit.principal(), asked.filter(visit.app.clock.now()), cursor)
        .await
}

async fn shown(visit: &Visit, status: u16, found: &OutboxPage, asked: &Asked) -> Page {
    let (app, principal) = (&visit.app, visit.principal());
    let standing = mail_standing::of(app, principal).await?;
    let counts = mail_standing::counts(app, principal, asked.event.map(|id| Id(id.0))).await?;
    let event_title = match asked.event {
        Some(event) => {
            let organization = principal.organization;
            let event = find_programme::own_event(app, organization, &event.to_string()).await?;
            Some(event.event.title.get(visit.value_language()).to_owned())
        }
        None => None,
    };
    let frame = visit.frame(Section::Outbox);
    let may_search = principal.may(Permission::ReadRegistrations);
    let view = OutboxView {
        mail: notice(&standing),
        tabs: tabs(&counts, asked, standing.in_trouble()),
        query_failed: status == 422,
        event_title,
        all_path: PATH.to_owned(),
        search: may_search.then(|| search(frame.texts())),
        of_recipient: asked.recipient.is_some(),
        mails: found.mails.iter().map(|mail| line(visit, mail)).collect(),
        // What was searched for by the form has one page: an address must not stand in another's.
        next_path: found
            .next
            .as_deref()
            .filter(|_| asked.recipient.is_none())
            .map(|cursor| asked.path(asked.state(), cursor)),
        frame,
    };
    visit.page(status, &view)
}

/// A tab for each state that there is.
fn tabs(counts: &BTreeMap<String, i64>, asked: &Asked, in_trouble: i64) -> Vec<Tab> {
    let state = asked.state();
    let tab = |wanted: &str, key: &'static str, count: i64| Tab {
        key,
        count: u64::try_from(count).unwrap_or(0),
        path: asked.path(wanted, ""),
        current: state == wanted,
    };
    let mut tabs = vec![tab("", "state-all", counts.values().sum())];
    // Its number is of all events: the list of one has none.
    if asked.event.is_none() && (in_trouble > 0 || asked.in_trouble) {
        tabs.push(tab(IN_TROUBLE, "mail-in-trouble", in_trouble));
    }
    for wanted in MailState::ALL.map(MailState::as_str) {
        let count = counts.get(wanted).copied().unwrap_or(0);
        if count > 0 || state == wanted {
            tabs.push(tab(wanted, mail_state_key(wanted), count));
        }
    }
    tabs
}

/// A mail as the queue shows it.
pub fn line(visit: &Visit, mail: &OutboxRow) -> OutboxLine {
    let id = mail.id.0.to_string();
    let may_write = match mail.event_id {
        Some(event) => visit.principal().may_in(EventId(event.0), Permission::WriteOutbox),
        None => visit.principal().may(Permission::WriteOutbox),
    };
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
        registration_path: registration_path(visit, mail),
        asks_reason: state.is_some_and(|state| state.needs_reason(ByHand::Retry)),
        retry_path: (may_write && may(ByHand::Retry)).then(|| format!("{PATH}/{id}/retry")),
        abort_path: (may_write && may(ByHand::Abort)).then(|| format!("{PATH}/{id}/abort")),
        path: path_of(mail.id),
        id,
    }
}

/// Where the registration is that a mail is about, for who may read registrations of its event.
fn registration_path(visit: &Visit, mail: &OutboxRow) -> Option<String> {
    let principal = visit.principal();
    let may = mail.event_id.map_or_else(
        || principal.may(Permission::ReadRegistrations),
        |event| principal.may_in(EventId(event.0), Permission::ReadRegistrations),
    );
    mail.registration_id.filter(|_| may).map(|id| path_of_registration(id.0))
}

/// Where it is told what became of a mail.
pub fn path_of(id: Id) -> String {
    format!("{PATH}/{}", id.0)
}

pub async fn retry(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = retried(&visit, posted).await;
    visit.answer(outcome)
}

async fn retried(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    deliver_by_hand::retry(
        &visit.app,
        visit.principal(),
        visit.part("id")?,
        fields.given("reason"),
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
