//! Every route × role × own and foreign organization (P13), generated from the console's route table and from the API's OpenAPI
//! document: a route that is added is tried without anybody thinking of it; one with an unknown part fails until it is known here.

mod rows;
mod things;
mod world;

use serde_json::{Value, json};
use uketsuke::http::console;
use uketsuke::http::console::route_table::{ConsoleRoute, Needs};
use uketsuke::usecases::Permission;
use uuid::Uuid;

use crate::support::answer::Answer;
use crate::support::app::token_of;
use crate::support::console::{Desk, csrf_of, link, link_of, of_event, of_role};
use crate::support::figures::figure;
use crate::support::{bodies, on_both_databases};

use things::Things;
use world::things;

/// Somebody who tries everything.
struct Who<'a> {
    name: &'static str,
    desk: Desk<'a>,
    csrf: String,
    permissions: Vec<Permission>,
    /// For the one event alone.
    is_of_event: bool,
}

/// What an answer says of rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Let,
    Forbidden,
    NotThere,
}

fn verdict(answer: &Answer) -> Verdict {
    match answer.status {
        403 if answer.text().contains("この操作の権限がありません") => {
            Verdict::Forbidden
        }
        404 => Verdict::NotThere,
        _ => Verdict::Let,
    }
}

/// The answer without what differs from request to request, and without what was asked for.
fn plain(answer: &Answer, things: &Things) -> (u16, String) {
    let mut text = answer.text();
    for id in things.ids() {
        text = text.replace(id, "ID");
    }
    if let Ok(mut body) = serde_json::from_str::<Value>(&text) {
        if let Some(object) = body.as_object_mut() {
            object.remove("request_id");
            object.remove("instance");
        }
        text = body.to_string();
    }
    (answer.status, text)
}

impl<'a> Who<'a> {
    fn new(
        name: &'static str,
        desk: Desk<'a>,
        permissions: &[Permission],
        is_of_event: bool,
    ) -> Self {
        let csrf = csrf_of(&desk.get("/console/account").expect(200));
        Self { name, desk, csrf, permissions: permissions.to_vec(), is_of_event }
    }

    /// A GET, or a POST that counts only with its token.
    fn ask(&self, route: &ConsoleRoute, things: &Things, counts: bool) -> Answer {
        let path = format!("/console{}", things.fill(route.path));
        if route.method == "GET" {
            return self.desk.get(&path);
        }
        let csrf = if counts { self.csrf.as_str() } else { "" };
        self.desk.app.form(&path, &[("csrf", csrf)], Some(&self.desk.cookie))
    }

    fn meets(&self, needs: Needs) -> bool {
        let principal = uketsuke::usecases::Principal::new(
            uketsuke::domain::ids::OrganizationId(Uuid::nil()),
            uketsuke::domain::seats::Actor::Service,
            self.permissions.clone(),
        );
        needs.are_met_by(&principal)
    }
}

/// Addresses that lead to nothing by what they name alone: an answer that is a file, who is merged, whose certificate.
const ASKS_FOR_MORE: [&str; 3] = [
    "/registrations/{registration}/files/{key}",
    "/registrations/{registration}/merge",
    "/events/{event}/afterwards/completion/certificate",
];

/// What is wrong with how a route treats somebody; nothing if all is well.
fn faults(route: &ConsoleRoute, who: &Who<'_>, worlds: &[&Things; 4]) -> Vec<String> {
    let [own, beside, foreign, never] = worlds;
    let mut faults = Vec::new();
    let mut fault = |what: String| {
        faults.push(format!("{} {} as {}: {what}", route.method, route.path, who.name));
    };
    let meets = who.meets(route.needs);
    // Without its token a form changes nothing, so that all can be tried one after another.
    let answer = who.ask(route, own, false);
    let is_let = verdict(&answer) != Verdict::Forbidden;
    // For single events the use case says no where a page is about the whole organization.
    let refined = who.is_of_event && meets && !is_let && !route.path.contains("{event}");
    if is_let != meets && !refined {
        fault(format!(
            "needs {:?}, and answered {} ({:?})",
            route.needs,
            answer.status,
            verdict(&answer)
        ));
    }
    if !route.path.contains('{') {
        return faults;
    }
    if who.name == "owner" && route.method == "GET" && !ASKS_FOR_MORE.contains(&route.path) {
        let own = who.ask(route, beside, false).status;
        if own == 404 {
            fault("its own are not there, so that foreign ones prove nothing".into());
        }
    }
    let unknown = plain(&who.ask(route, never, true), never);
    let mut alike = |things: &Things, whose: &str| {
        let seen = plain(&who.ask(route, things, true), things);
        if seen != unknown {
            let (one, other) = (seen.0, unknown.0);
            fault(format!("{whose} is not as if it did not exist: {one} and {other}"));
        }
    };
    alike(foreign, "a foreign one");
    if who.is_of_event && is_about_event(route.path) {
        alike(beside, "another event of the organization");
    }
    faults
}

/// Whether an address names something of an event.
fn is_about_event(path: &str) -> bool {
    let parts = [
        "{event}",
        "{session}",
        "{registration}",
        "/outbox/{id}",
        "/drafts/{id}",
        "{bulk}",
        "{run}",
        "{import}",
        "{purge}",
    ];
    parts.iter().any(|part| path.contains(part)) && !path.contains("/people/")
}

on_both_databases! {
    fn every_console_route_treats_every_role_as_its_table_says_and_foreign_things_as_none(app) {
        use uketsuke::domain::role::Role;
        let foreign_token = token_of(app.app(), "mine", "美祢市", &Permission::ALL);
        let own_desk = Desk::by(app, &link(app));
        let _foreign_desk = Desk::by(app, &link_of(app, "mine", "美祢市"));
        let event_of = |token: &str, slug: &str, name: &str| things(app, slug, token, name);
        // Roles first: passkeys would ask the owners for a second step.
        let first = app.publish(&bodies::event(&[bodies::session("先", 5)]))["id"].as_str().expect("an id").to_owned();
        let owner = Who::new("owner", own_desk, Permission::of_role(Role::Owner), false);
        let mut everybody = vec![
            Who::new("editor", of_role(app, "editor"), Permission::of_role(Role::Editor), false),
            Who::new("reception", of_role(app, "reception"), Permission::of_role(Role::Reception), false),
            Who::new("viewer", of_role(app, "viewer"), Permission::of_role(Role::Viewer), false),
            Who::new("editor of one event", of_event(app, &first, "editor"), Permission::of_event_role(Role::Editor), true),
            Who::new("reception of one event", of_event(app, &first, "reception"), Permission::of_event_role(Role::Reception), true),
        ];
        everybody.insert(0, owner);
        let beside = event_of(&app.token, "hagi", "beside");
        let foreign = event_of(&foreign_token, "mine", "foreign");
        let mut own = beside.clone();
        own.event = first;
        let never = Things::never();
        let worlds = [&own, &beside, &foreign, &never];
        let table = console::table();
        let (mut tried, mut wrong) = (0_usize, Vec::new());
        for route in table.routes().iter().filter(|route| route.needs != Needs::Anybody) {
            for who in &everybody {
                wrong.extend(faults(route, who, &worlds));
                tried += 1;
            }
            // Nobody: to the page on which one signs in, whatever it is.
            let path = format!("/console{}", foreign.fill(route.path));
            let answer = if route.method == "GET" { app.get(&path) } else { app.form(&path, &[("csrf", "x")], None) };
            if (answer.status, answer.header("location")) != (303, Some("/console/sign-in")) {
                wrong.push(format!("{} {} as nobody: {}", route.method, route.path, answer.status));
            }
            tried += 1;
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let database = if app.app().database.is_postgres() { "PostgreSQL" } else { "SQLite" };
        let routes = table.routes().iter().filter(|route| route.needs != Needs::Anybody).count();
        figure("P13", format!("on {database}: {routes} routes of the console, {tried} times route and role, own and foreign: 0 leaks"));
        // The controls: a route whose table said less than its handler asks, and a thing that can be told from none.
        let lied = ConsoleRoute { method: "GET", path: "/members", needs: Needs::Member };
        assert!(!faults(&lied, &everybody[3], &worlds).is_empty(), "a wrong table is noticed");
        let seen = ConsoleRoute { method: "GET", path: "/events/{event}", needs: Needs::May(Permission::ReadEvents) };
        assert!(!faults(&seen, &everybody[0], &[&own, &beside, &own, &never]).is_empty(), "a leak is noticed");
    }

    fn every_organizers_call_of_the_api_needs_its_scope_and_takes_foreign_things_as_none(app) {
        let foreign_token = token_of(app.app(), "mine", "美祢市", &Permission::ALL);
        let own = things(app, "hagi", &app.token, "own");
        let foreign = things(app, "mine", &foreign_token, "foreign");
        let never = Things::never();
        let document = app.get("/api/v1/openapi.json").expect(200).json();
        let tokens: Vec<(Permission, String)> =
            Permission::ALL.iter().map(|scope| (*scope, token_of(app.app(), "hagi", "萩市", &[*scope]))).collect();
        let (mut tried, mut calls, mut wrong) = (0_usize, 0_usize, Vec::new());
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("methods") {
                let Some(scopes) = scopes_of(operation) else { continue };
                calls += 1;
                let method = method.to_uppercase();
                let ask = |token: &str, things: &Things| {
                    let body = if ["GET", "DELETE"].contains(&method.as_str()) { Value::Null } else { json!({}) };
                    app.json_as(token, &method, &format!("/api/v1{}", things.fill(path)), &body)
                };
                let mut fault = |what: String| wrong.push(format!("{method} {path}: {what}"));
                if app.json(&method, &format!("/api/v1{}", own.fill(path)), &json!({})).status != 401 {
                    fault("is done for nobody".into());
                }
                for (scope, token) in &tokens {
                    tried += 1;
                    let is_enough = scopes.iter().all(|wanted| gives(*scope, *wanted));
                    if is_enough {
                        // With things that are not there: nothing happens, and it is not for want of rights.
                        if ask(token, &never).status == 403 && path.contains('{') {
                            fault(format!("{} is not enough", scope.scope()));
                        }
                    } else if !(400..500).contains(&ask(token, &own).status) {
                        fault(format!("{} is enough", scope.scope()));
                    }
                }
                if path.contains('{') {
                    let (seen, unknown) = (ask(&app.token, &foreign), ask(&app.token, &never));
                    if plain(&seen, &foreign) != plain(&unknown, &never) {
                        fault(format!("a foreign one is not as if it did not exist: {} and {}", seen.status, unknown.status));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let database = if app.app().database.is_postgres() { "PostgreSQL" } else { "SQLite" };
        figure("P13", format!("on {database}: {calls} organizer's calls of the API, {tried} times call and scope, own and foreign: 0 leaks"));
        assert_ne!(plain(&app.staff_get(&format!("/api/v1/sessions/{}/registrations", own.session)), &own), plain(&app.staff_get(&format!("/api/v1/sessions/{}/registrations", never.session)), &never), "the control");
    }
}

/// The scopes that a call needs; nothing for what anybody may.
fn scopes_of(operation: &Value) -> Option<Vec<Permission>> {
    let ways = operation["security"].as_array()?;
    if ways.is_empty()
        || ways.iter().any(|way| way.as_object().is_some_and(serde_json::Map::is_empty))
    {
        return None;
    }
    let wanted = ways.iter().find_map(|way| way["token"].as_array())?;
    Some(
        wanted
            .iter()
            .map(|scope| Permission::of_scope(scope.as_str().expect("a scope")).expect("known"))
            .collect(),
    )
}

/// Whether one permission brings another with it.
fn gives(given: Permission, wanted: Permission) -> bool {
    let principal = uketsuke::usecases::Principal::new(
        uketsuke::domain::ids::OrganizationId(Uuid::nil()),
        uketsuke::domain::seats::Actor::Service,
        vec![given],
    );
    principal.may(wanted)
}
