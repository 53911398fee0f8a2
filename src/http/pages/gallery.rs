//! Every page in every state, with samples in place of data: for tests and for looking at.
//!
//! Built for tests alone (the feature `test-hooks`), so that those in the browser have the same pages as the catalogue's
//! tests; no program has any of it.

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
    self_check_in::SelfCheckInView,
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

/// Renders the samples of views in one language as [`Page`]s.
macro_rules! pages_of {
    ($language:expr; $($view:ident),* $(,)?) => {{
        let mut pages: Vec<$crate::http::pages::gallery::Page> = Vec::new();
        $(for (state, view) in $view::samples($language) {
            let name = format!("{}-{state}.{}", stringify!($view), $language.code());
            let html = askama::Template::render(&view)?;
            pages.push($crate::http::pages::gallery::Page { name, language: $language, html });
        })*
        pages
    }};
}
pub(super) use pages_of;

/// The public pages in one language.
///
/// # Errors
/// When a template cannot be written.
pub fn public(language: Language) -> Result<Vec<Page>, askama::Error> {
    Ok(pages_of!(language;
        EventListView, EventView, ApplyView, CheckView, RefusedView, DoneView, ManageView, ChangeView,
        WithdrawView, UnsubscribeView, DeclineView, ConfirmAddressView, MoveView, LostLinkView, HurdleView,
        ErrorView, DemoMailboxView, CaughtMailView, SelfCheckInView,
    ))
}

/// All pages in one language; the console is not written in plain Japanese.
///
/// # Errors
/// When a template cannot be written.
pub fn all(language: Language) -> Result<Vec<Page>, askama::Error> {
    let mut pages = public(language)?;
    if language.code() != "easy" {
        pages.extend(super::console::gallery::pages(language)?);
    }
    Ok(pages)
}
