//! Every route × role × own and foreign organization (P13), generated from the console's route table and from the API's OpenAPI
//! document: a route that is added is tried without anybody thinking of it; one with an unknown part fails until it is known here.

use serde_json::{Value, json};
use uketsuke::http::console;
use uketsuke::http::console::route_table::{ConsoleRoute, Needs};
use uketsuke::store::application_drafts::{self, ApplicationDraftRow};
use uketsuke::store::factors::{self, PasskeyRow};
use uketsuke::store::jobs::{self, JobRow};
use uketsuke::store::types::{Id, JsonText, Time};
use uketsuke::store::{StoreError, console_sessions, members, organizations};
use uketsuke::usecases::Permission;
use uuid::Uuid;

use crate::support::answer::Answer;
use crate::support::app::{TestApp, token_of};
use crate::support::console::{Desk, csrf_of, link, link_of, of_event, of_role};
use crate::support::figures::figure;
use crate::support::{bodies, on_both_databases};

/// One of each thing that an address can name.
#[derive(Clone, Debug)]
struct Things {
    event: String,
    session: String,
    meeting: String,
    registration: String,
    mail: String,
    mailing: String,
    draft: String,
    member: String,
    token: String,
    passkey: String,
    console_session: String,
    job: String,
}

impl Things {
    /// Such as there never was.
    fn never() -> Self {
        let id = |number: u128| {
            Uuid::from_u128(0x018f_4e5c_0000_7000_8000_0000_0000_0000 + number).to_string()
        };
        Self {
            event: id(1),
            session: id(2),
            meeting: id(3),
            registration: id(4),
            mail: id(5),
            mailing: id(6),
            draft: id(7),
            member: id(8),
            token: id(9),
            passkey: id(10),
            console_session: id(11),
            job: id(12),
        }
    }

    /// What stands for a part of an address.
    ///
    /// # Panics
    /// Where nobody has said what it is: then it is to be said here, with one of it in the world.
    fn part(&self, before: &str, name: &str, path: &str) -> String {
        match (before, name) {
            (_, "event") => self.event.clone(),
            ("account" | "sessions", "console_session") => self.console_session.clone(),
            (_, "session") => self.session.clone(),
            (_, "meeting") => self.meeting.clone(),
            (_, "registration") | ("registrations", "id") => self.registration.clone(),
            ("outbox" | "mailbox", "id") => self.mail.clone(),
            (_, "mailing") => self.mailing.clone(),
            ("drafts" | "application-drafts", "id") | (_, "draft") => self.draft.clone(),
            (_, "member") => self.member.clone(),
            ("tokens", "token") => self.token.clone(),
            (_, "passkey") => self.passkey.clone(),
            // Of these the world has none yet: foreign ones are not there, as unknown ones are not.
            (_, "job" | "bulk" | "set" | "run" | "import" | "purge") => self.job.clone(),
            // What is the same for everybody.
            ("files", "key" | "question") => "plan".to_owned(),
            ("attachments", "number") => "0".to_owned(),
            ("attendees." | "completion." | "statistics.", "ending" | "format") => "csv".to_owned(),
            ("print", "sheet") => "roster.pdf".to_owned(),
            (_, "kind") => "reminder".to_owned(),
            (_, "language") => "ja".to_owned(),
            _ => panic!(
                "the role matrix does not know what {{{name}}} in {path} is: say it in `Things::part`, with one of it in the world"
            ),
        }
    }

    /// The address with these things in it.
    fn fill(&self, path: &str) -> String {
        let (mut filled, mut before) = (Vec::new(), "");
        for segment in path.split('/') {
            let made = match segment.split_once('{') {
                Some((start, rest)) => {
                    let (name, end) = rest.split_once('}').expect("a parameter ends");
                    let known = if start.is_empty() { before } else { start };
                    format!("{start}{}{end}", self.part(known, name, path))
                }
                None => segment.to_owned(),
            };
            filled.push(made);
            before = segment;
        }
        filled.join("/")
    }
}

/// The things of an organization whose token this is.
fn things(app: &TestApp, slug: &str, token: &str, event_slug: &str) -> Things {
    let mut event = bodies::event(&[bodies::session("下関", 5)]);
    event["slug"] = event_slug.into();
    let made = app.json_as(token, "POST", "/api/v1/events", &event).expect(201).json();
    let id = made["id"].as_str().expect("an id").to_owned();
    app.json_as(token, "POST", &format!("/api/v1/events/{id}/publish"), &Value::Null).expect(200);
    let made = app.get_as(token, &format!("/api/v1/events/{id}")).expect(200).json();
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    let session = text(&made["sessions"][0]["id"]);
    let applied = app.apply(&session, &bodies::applicant(1)).expect(201).json();
    app.drain_mail();
    let mails = app.get_as(token, &format!("/api/v1/outbox?event={id}")).expect(200).json();
    let announcement = json!({ "subject": "お知らせ", "body": "本文" });
    let mailing =
        app.json_as(token, "POST", &format!("/api/v1/events/{id}/announcements"), &announcement);
    let mailing = text(&mailing.expect(201).json()["id"]);
    let meeting = meeting_of(app, &session);
    let kept = kept_things(app, slug, &id);
    Things {
        registration: text(&applied["id"]),
        mail: text(&mails["items"][0]["id"]),
        mailing,
        meeting,
        session,
        event: id,
        ..kept
    }
}

fn meeting_of(app: &TestApp, session: &str) -> String {
    let session: uketsuke::domain::ids::SessionId = session.parse().expect("an id");
    let programme = app.app().snapshot.programme_of_session(session).expect("read").expect("there");
    programme.session(session).expect("there").meetings[0].id.to_string()
}

/// What no request makes so quickly.
fn kept_things(app: &TestApp, slug: &str, event: &str) -> Things {
    let now = Time(app.app().clock.now());
    let fresh = || Id(uketsuke::clock::uuid_v7(now.0));
    let event = Id(Uuid::parse_str(event).expect("an id"));
    app.app()
        .database
        .write(|conn| {
            let organization = organizations::by_slug(conn, slug)?.expect("there").id;
            let member = members::list(conn, organization, now)?.swap_remove(0);
            let account = member.account.id;
            let sessions = console_sessions::of_account(conn, account, now)?;
            let (passkey, draft, job) = (fresh(), fresh(), fresh());
            factors::insert_passkey(
                conn,
                &PasskeyRow {
                    id: passkey,
                    // Somebody else's: a passkey would ask the owner for a second step.
                    account_id: account,
                    credential_id: passkey.0.as_bytes().to_vec(),
                    public_key: Vec::new(),
                    sign_count: 0,
                    name: "x".into(),
                    created_at: now,
                    used_at: None,
                },
            )?;
            application_drafts::insert(conn, &draft_row(draft, organization, event, now))?;
            jobs::insert(conn, &job_row(job, organization, now))?;
            let token = organizations::tokens(conn, organization)?.swap_remove(0).id;
            Ok::<_, StoreError>(Things {
                member: member.member.id.0.to_string(),
                token: token.0.to_string(),
                passkey: passkey.0.to_string(),
                console_session: sessions.first().map_or_else(fresh, |one| one.id).0.to_string(),
                draft: draft.0.to_string(),
                job: job.0.to_string(),
                ..Things::never()
            })
        })
        .expect("kept")
}

fn draft_row(id: Id, organization_id: Id, event_id: Id, now: Time) -> ApplicationDraftRow {
    ApplicationDraftRow {
        id,
        organization_id,
        event_id,
        session_id: None,
        message_key: id.0.as_bytes().to_vec(),
        sender: "taro@example.jp".into(),
        subject: "申込".into(),
        original: "氏名：山田".into(),
        attachments: 0,
        draft: JsonText(r#"{"applicant":{"name":"山田"},"consent":true}"#.into()),
        language: "ja".into(),
        state: "open".into(),
        registration_id: None,
        received_at: now,
        created_at: now,
        updated_at: now,
    }
}

fn job_row(id: Id, organization_id: Id, now: Time) -> JobRow {
    JobRow {
        organization_id,
        id,
        event_id: None,
        kind: "none".into(),
        parameters: JsonText("{}".into()),
        page: "/console".into(),
        state: "done".into(),
        total: None,
        done: 0,
        failed: 0,
        position: JsonText("{}".into()),
        result: JsonText("{}".into()),
        created_by: "service".into(),
        due_at: now,
        lease_id: None,
        lease_until: None,
        created_at: now,
        started_at: None,
        ended_at: Some(now),
        updated_at: now,
    }
}

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
    for id in [
        &things.event,
        &things.session,
        &things.meeting,
        &things.registration,
        &things.mail,
        &things.mailing,
        &things.draft,
        &things.member,
        &things.token,
        &things.passkey,
        &things.console_session,
        &things.job,
    ] {
        text = text.replace(id.as_str(), "ID");
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
    let parts = ["{event}", "{session}", "{registration}", "/outbox/{id}", "/drafts/{id}"];
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
