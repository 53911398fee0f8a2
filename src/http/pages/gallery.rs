//! Every public page in every state, with samples in place of data: for tests and for looking at.
//!
//! Built for tests alone (the feature `test-hooks`), so that those in the browser have the same pages as the catalogue's
//! tests; no program has any of it.

use askama::Template;

use super::{
    apply::ApplyView,
    change::ChangeView,
    check::CheckView,
    confirm_address::ConfirmAddressView,
    decline::DeclineView,
    done::DoneView,
    error::ErrorView,
    event::EventView,
    event_list::EventListView,
    hurdle::HurdleView,
    lost_link::LostLinkView,
    mailbox::{CaughtMailView, MailboxView as DemoMailboxView},
    manage::ManageView,
    moving::MoveView,
    refused::RefusedView,
    texts::Language,
    unsubscribe::UnsubscribeView,
    withdraw::WithdrawView,
};

/// A page with its name: view, state and language.
#[derive(Debug)]
pub struct Page {
    /// Such as `EventView-closed.ja`.
    pub name: String,
    /// The language it is in.
    pub language: Language,
    /// The page itself.
    pub html: String,
}

/// The public pages in one language.
///
/// # Errors
/// When a template cannot be written.
pub fn public(language: Language) -> Result<Vec<Page>, askama::Error> {
    let mut pages = Vec::new();
    macro_rules! add {
        ($($view:ident),*) => {
            $(for (state, view) in $view::samples(language) {
                let name = format!("{}-{state}.{}", stringify!($view), language.code());
                pages.push(Page { name, language, html: view.render()? });
            })*
        };
    }
    add!(EventListView, EventView, ApplyView, CheckView, RefusedView, DoneView);
    add!(ManageView, ChangeView, WithdrawView, UnsubscribeView);
    add!(DeclineView, ConfirmAddressView, MoveView, LostLinkView, HurdleView);
    add!(ErrorView, DemoMailboxView, CaughtMailView);
    Ok(pages)
}
