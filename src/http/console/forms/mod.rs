//! Forms and mails of an event in the console.
//!
//! | address | file |
//! |---|---|
//! | `/console/events/{event}/mails`, `/{kind}/{language}`, `/preview`, the same under `/console/settings` | `mail_texts.rs` |
//! | `/console/events/{event}/mailings` | `mailings.rs` |
//! | `/console/events/{event}/mailings/new`, `/console/mailings/{mailing}/edit` | `compose.rs` |
//! | `/console/mailings/{mailing}`, `/preview` | `mailings.rs` |
//! | `/console/events/{event}/unreachable` | `unreachable.rs` |
//! | `/console/outbox/{id}` | `outbox_mail.rs` |
//! | `/console/settings/mail` | `mail_settings.rs` |
//! | `/console/events/{event}/form`, `/draft`, `/preview` | `builder.rs`, `form_preview.rs` |

mod builder;
mod compose;
mod form_preview;
mod mail_settings;
mod mail_texts;
mod mailings;
mod outbox_mail;
mod typed_form;
mod unreachable;

use super::route_table::Needs::May;
use super::route_table::{RouteTable, at};
use crate::usecases::Permission::{ReadOutbox, ReadRegistrations, WriteEvents, WriteOutbox};

/// Texts of mails: an event's, and those of the organization under its settings.
fn mail_texts(table: &mut RouteTable) {
    table.add(at("/events/{event}/mails").get(May(WriteEvents), mail_texts::list));
    table.add(at("/settings/mails").get(May(WriteEvents), mail_texts::list));
    table.add(
        at("/events/{event}/mails/{kind}/{language}")
            .get(May(WriteEvents), mail_texts::show)
            .post(May(WriteEvents), mail_texts::press),
    );
    table.add(
        at("/settings/mails/{kind}/{language}")
            .get(May(WriteEvents), mail_texts::show)
            .post(May(WriteEvents), mail_texts::press),
    );
    table.add(
        at("/events/{event}/mails/{kind}/{language}/preview")
            .get(May(WriteEvents), mail_texts::preview),
    );
    table.add(
        at("/settings/mails/{kind}/{language}/preview").get(May(WriteEvents), mail_texts::preview),
    );
}

/// Writing to many.
fn mailings(table: &mut RouteTable) {
    table.add(at("/events/{event}/mailings").get(May(ReadOutbox), mailings::list));
    table.add(
        at("/events/{event}/mailings/new")
            .get(May(WriteOutbox), compose::show)
            .post(May(WriteOutbox), compose::press),
    );
    table.add(
        at("/mailings/{mailing}")
            .get(May(ReadOutbox), mailings::show)
            .post(May(WriteOutbox), mailings::press),
    );
    table.add(
        at("/mailings/{mailing}/edit")
            .get(May(WriteOutbox), compose::show)
            .post(May(WriteOutbox), compose::press),
    );
    table.add(at("/mailings/{mailing}/preview").get(May(ReadOutbox), mailings::preview));
}

/// The routes of the room.
pub fn routes(table: &mut RouteTable) {
    table.add(
        at("/events/{event}/form")
            .get(May(WriteEvents), builder::show)
            .post(May(WriteEvents), builder::press),
    );
    table.add(at("/events/{event}/form/draft").post(May(WriteEvents), builder::keep));
    table.add(at("/events/{event}/form/preview").get(May(WriteEvents), form_preview::show));
    mail_texts(table);
    mailings(table);
    table.add(at("/events/{event}/unreachable").get(May(ReadRegistrations), unreachable::show));
    table.add(at("/outbox/{id}").get(May(ReadOutbox), outbox_mail::show));
    table.add(
        at("/settings/mail")
            .get(May(ReadOutbox), mail_settings::show)
            .post(May(WriteOutbox), mail_settings::change),
    );
}
