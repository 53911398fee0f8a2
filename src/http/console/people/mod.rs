//! People in the console: how one signs in, one's account, who may do what, what was done.

pub mod account;
pub mod app;
pub mod arrival;
mod audit;
mod browser;
mod event_people;
mod invite;
mod members;
mod passkey;
mod provider;
mod rights_form;
mod second_step;
mod security;
mod set_up;
mod tokens;

use super::route_table::Needs::{Anybody, May, Member};
use super::route_table::{RouteTable, at};
use super::sign_in;
use crate::http::pages::console::settings::SettingsLine;
use crate::usecases::Permission::{ManageMembers, ManageOrganization, ReadAudit};

use super::route_table::Needs;

/// The pages of the settings that are about people.
pub const SETTINGS: [(SettingsLine, Needs); 4] = [
    (line(members::PATH, "people-members", "people-members-means"), May(ManageMembers)),
    (line(security::PATH, "people-security", "people-security-means"), May(ManageOrganization)),
    (line(tokens::PATH, "people-tokens", "people-tokens-means"), May(ManageOrganization)),
    (line(audit::PATH, "people-audit", "people-audit-means"), May(ReadAudit)),
];

const fn line(path: &'static str, word: &'static str, means: &'static str) -> SettingsLine {
    SettingsLine { path, word, means }
}

/// Where one sets up a second factor, or leaves.
pub fn is_of_account(path: &str) -> bool {
    path.starts_with("/console/account") || path == "/console/sign-out"
}

/// Signing in, before anybody is signed in.
pub fn open_routes(table: &mut RouteTable) {
    table.add(at("/set-up/{token}").get(Anybody, set_up::show).post(Anybody, set_up::press));
    table.add(at("/sign-in").get(Anybody, sign_in::explain).post(Anybody, sign_in::press));
    table.add(
        at("/sign-in/second").get(Anybody, second_step::show).post(Anybody, second_step::press),
    );
    table.add(at("/sign-in/passkey").post(Anybody, passkey::sign_in));
    table.add(at("/sign-in/to-provider").post(Anybody, provider::leave));
    table.add(at("/sign-in/provider").get(Anybody, provider::show).post(Anybody, provider::press));
}

/// What one does once one is signed in.
pub fn routes(table: &mut RouteTable) {
    own(table);
    table.add(at("/members").get(May(ManageMembers), members::list));
    table.add(
        at("/members/new")
            .get(May(ManageMembers), invite::show)
            .post(May(ManageMembers), invite::press),
    );
    table.add(
        at("/members/{member}")
            .get(May(ManageMembers), members::show)
            .post(May(ManageMembers), members::change),
    );
    table.add(at("/members/{member}/remove").post(May(ManageMembers), members::remove));
    table.add(at("/members/{member}/invite").post(May(ManageMembers), invite::again));
    table.add(
        at("/events/{event}/people")
            .get(May(ManageMembers), event_people::show)
            .post(May(ManageMembers), event_people::add),
    );
    table.add(
        at("/events/{event}/people/{member}/remove").post(May(ManageMembers), event_people::remove),
    );
    table.add(
        at("/tokens")
            .get(May(ManageOrganization), tokens::list)
            .post(May(ManageOrganization), tokens::make),
    );
    table.add(at("/tokens/{token}/revoke").post(May(ManageOrganization), tokens::revoke));
    table.add(
        at("/security")
            .get(May(ManageOrganization), security::show)
            .post(May(ManageOrganization), security::press),
    );
    table.add(at("/audit").get(May(ReadAudit), audit::show));
    table.add(at("/audit/check").post(May(ReadAudit), audit::check));
}

fn own(table: &mut RouteTable) {
    table.add(at("/account").get(Member, account::show));
    table.add(at("/account/name").post(Member, account::rename));
    table.add(
        at("/account/password")
            .get(Member, account::password_form)
            .post(Member, account::set_password),
    );
    table.add(at("/account/password/remove").post(Member, account::remove_password));
    table.add(
        at("/account/confirm").get(Member, account::confirm_form).post(Member, account::confirm),
    );
    table.add(at("/account/app").get(Member, app::show).post(Member, app::press));
    table.add(at("/account/passkey").get(Member, passkey::show).post(Member, passkey::make));
    table.add(at("/account/passkeys/{passkey}/remove").post(Member, passkey::remove));
    table.add(at("/account/provider/remove").post(Member, account::remove_identity));
    table.add(
        at("/account/organizations")
            .get(Member, account::organizations)
            .post(Member, account::switch),
    );
    table.add(at("/account/sessions/end-others").post(Member, account::end_others));
    table.add(at("/account/sessions/{console_session}/end").post(Member, account::end_session));
}
