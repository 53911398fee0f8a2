//! People in the console as typed views.

pub mod account;
pub mod app;
pub mod audit;
pub mod event_people;
pub mod field;
pub mod members;
pub mod passkey;
pub mod provider;
pub mod second_step;
pub mod security;
pub mod set_up;
pub mod tokens;

#[cfg(any(test, feature = "test-hooks"))]
mod samples;

#[cfg(any(test, feature = "test-hooks"))]
use crate::http::pages::gallery::{Page, pages_of};
#[cfg(any(test, feature = "test-hooks"))]
use crate::http::pages::texts::Language;

/// These pages in every state.
///
/// # Errors
/// When a template cannot be written.
#[cfg(any(test, feature = "test-hooks"))]
pub fn gallery(language: Language) -> Result<Vec<Page>, askama::Error> {
    use account::{AccountView, ConfirmView, OrganizationsView, PasswordView};
    use app::{AppView, CodesView};
    use audit::AuditView;
    use event_people::EventPeopleView;
    use members::{InviteView, MemberView, MembersView};
    use passkey::PasskeyView;
    use provider::ProviderView;
    use second_step::SecondStepView;
    use security::SecurityView;
    use set_up::SetUpView;
    use tokens::{TokenMadeView, TokensView};
    Ok(pages_of!(language;
        SetUpView, SecondStepView, ProviderView, AccountView, PasswordView, ConfirmView, OrganizationsView,
        AppView, CodesView, PasskeyView, MembersView, MemberView, InviteView, EventPeopleView, TokensView,
        TokenMadeView, SecurityView, AuditView,
    ))
}
