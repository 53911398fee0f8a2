//! What belongs to another organization looks exactly like what does not exist.

use serde_json::{Value, json};
use uketsuke::http::api::ROUTES;
use uketsuke::usecases::Permission;

use super::ids::{request, with_id};
use super::world::World;
use crate::support::answer::Answer;
use crate::support::app::{TestApp, token_of};
use crate::support::bodies;
use crate::support::on_both_databases;

/// Without what differs from one request to the next.
fn essence(answer: &Answer) -> (u16, Vec<String>, Value) {
    let mut body = answer.json();
    body["request_id"].take();
    // Whether the connection stays open depends on how much of the body had come in, not on the answer.
    let headers = answer.headers.iter().filter(|(name, _)| name != "connection");
    let mut headers: Vec<String> = headers.map(|(name, _)| name.clone()).collect();
    headers.sort();
    (answer.status, headers, body)
}

/// The foreign thing that a route is about, of the world and of a draft that nobody has published.
fn foreign_id(world: &World<'_>, draft: &Value, path: &str, is_public: bool) -> String {
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    if path.starts_with("/events") {
        return if is_public { text(&draft["id"]) } else { world.event.clone() };
    }
    if path.starts_with("/sessions") {
        return if is_public { text(&draft["sessions"][0]["id"]) } else { world.session.clone() };
    }
    match path {
        _ if path.starts_with("/outbox") => world.mail.clone(),
        _ if path.starts_with("/application-drafts") => world.draft.clone(),
        _ if path.starts_with("/mailings") => world.mailing.clone(),
        _ => world.registration.clone(),
    }
}

fn answer_as(app: &TestApp, token: &str, method: &str, path: &str) -> Answer {
    let case = request("as somebody else", method, path)
        .header("Authorization", &format!("Bearer {token}"));
    let headers: Vec<_> =
        case.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    app.send(&case.method, &case.path, &headers, &case.body)
}

on_both_databases! {
    fn a_foreign_id_looks_exactly_like_one_that_does_not_exist(app) {
        let world = World::new(app);
        let draft = app.staff("POST", "/api/v1/events", &bodies::event(&[bodies::session("秘", 5)])).expect(201).json();
        let other = token_of(app.app(), "shimonoseki", "下関市", &Permission::ALL);
        let before = world.traces();
        let unknown = "0199d1f0-aaaa-7000-8000-0000000000ff";
        for (method, path) in ROUTES.iter().filter(|(_, path)| path.contains('{') && !path.starts_with("/registrations/")) {
            // What is published may be read, and by an entry of staff nobody else's session is reached.
            let is_public = path.ends_with("/resend-link")
                || *method == "get" && ["/events/{event}", "/events/{event}/proof-of-work", "/sessions/{session}"].contains(path);
            let foreign = with_id(path, &foreign_id(&world, &draft, path, is_public));
            let foreign = answer_as(app, &other, method, &foreign);
            let nothing = answer_as(app, &other, method, &with_id(path, unknown));
            assert_eq!(foreign.status, 404, "{method} {path}: {}", foreign.text());
            assert_eq!(essence(&foreign), essence(&nothing), "{method} {path}");
        }
        assert_eq!(world.traces(), before);
    }

    fn the_slug_of_a_foreign_draft_is_as_if_it_were_nobody_s(app) {
        let event = bodies::with(bodies::event(&[bodies::session("秘", 5)]), &json!({ "slug": "secret" }));
        app.staff("POST", "/api/v1/events", &event).expect(201);
        let other = token_of(app.app(), "shimonoseki", "下関市", &Permission::ALL);
        for method in ["get", "patch", "delete"] {
            let foreign = answer_as(app, &other, method, "/api/v1/events/secret");
            let nothing = answer_as(app, &other, method, "/api/v1/events/nothing");
            assert_eq!(essence(&foreign), essence(&nothing), "{method}");
        }
        for path in ["/e/secret", "/e/secret/apply"] {
            let (foreign, nothing) = (app.get(path), app.get(&path.replace("secret", "nothing")));
            assert_eq!((foreign.status, nothing.status), (404, 404));
            assert_eq!(foreign.text().replace("secret", "nothing"), nothing.text());
        }
    }

    fn a_draft_is_to_anybody_as_if_it_did_not_exist(app) {
        let draft = bodies::with(bodies::event(&[bodies::session("秘", 5)]), &json!({ "slug": "secret" }));
        let draft = app.staff("POST", "/api/v1/events", &draft).expect(201).json();
        let (event, session) = (draft["id"].as_str().expect("an id"), draft["sessions"][0]["id"].as_str().expect("an id"));
        let unknown = "0199d1f0-aaaa-7000-8000-0000000000ff";
        for (method, path, id) in [
            ("get", "/events/{event}", event), ("get", "/events/{event}", "secret"), ("get", "/sessions/{session}", session),
            ("post", "/sessions/{session}/registrations", session),
        ] {
            let ask = |id: &str| {
                let case = request("as anybody", method, &with_id(path, id));
                let headers: Vec<_> = case.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                app.send(&case.method, &case.path, &headers, &case.body)
            };
            let secret = ask(id);
            assert_eq!(secret.status, 404, "{method} {path}");
            assert_eq!(essence(&secret), essence(&ask(unknown)), "{method} {path}");
        }
        assert_eq!(app.get("/api/v1/events").expect(200).json()["items"], json!([]));
        assert!(!app.get("/").expect(200).text().contains("テレワーク説明会"));
    }

    fn a_secret_link_that_is_almost_right_opens_nothing(app) {
        let world = World::new(app);
        let before = world.traces();
        let token = world.token.clone();
        let last = if token.ends_with('A') { 'B' } else { 'A' };
        let swapped: String = token.chars().map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }).collect();
        let almost = [
            swapped, token[1..].to_owned(), token[..token.len() - 1].to_owned(), format!("{token}="), format!("{token}x"), format!("{token}%20"),
            format!("{token}%00"), format!("{}{last}", &token[..token.len() - 1]), world.registration.clone(),
        ];
        for id in almost {
            for (method, path) in ROUTES.iter().filter(|(_, path)| path.starts_with("/registrations/")) {
                let case = request("almost", method, &with_id(path, &id));
                world.answer(&case).expect_problem(404, "not_found");
            }
            for path in ["", "/done", "/change", "/withdraw", "/calendar.ics"] {
                app.get(&format!("/r/{id}{path}")).expect(404);
            }
        }
        assert_eq!(world.traces(), before);
    }

    fn a_token_may_do_what_its_scopes_say_and_no_more(app) {
        let world = World::new(app);
        let reader = token_of(app.app(), "hagi", "萩市", &[Permission::ReadEvents]);
        let before = world.traces();
        for (method, path) in ROUTES.iter().filter(|(method, path)| *method != "get" && !path.starts_with("/registrations/") && !path.ends_with("/resend-link")) {
            let id = foreign_id(&world, &Value::Null, path, false);
            let answer = answer_as(app, &reader, method, &with_id(path, &id));
            answer.expect_problem(403, "forbidden");
        }
        for path in ["/api/v1/outbox".to_owned(), world.filled("/api/v1/sessions/{session}/registrations"), world.filled("/api/v1/sessions/{session}/attendees.csv")] {
            app.get_as(&reader, &path).expect_problem(403, "forbidden");
        }
        assert_eq!(world.traces(), before);
    }
}
