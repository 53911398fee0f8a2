//! Files that come with applications: what is taken, whose it is, and who reads it.

use chrono::TimeDelta;
use serde_json::{Value, json};
use uketsuke::usecases::Permission;
use uketsuke::worker::housekeeping;

use crate::questions::PDF;
use crate::support::answer::Answer;
use crate::support::app::{TestApp, token_of};
use crate::support::console::Desk;
use crate::support::form_page::FormPage;
use crate::support::multipart::{self, Chosen};
use crate::support::{bodies, on_both_databases};

struct Place {
    slug: String,
    session: String,
    other: String,
}

fn place(app: &TestApp) -> Place {
    let cv = json!({ "key": "cv", "kind": "file", "label": "履歴書", "max_bytes": 2000, "file_types": ["pdf"] });
    let body = bodies::with(
        bodies::event(&[bodies::session("下関", 20), bodies::session("萩", 20)]),
        &json!({ "questions": [cv, { "key": "job", "kind": "short_text", "label": "お仕事" }] }),
    );
    let event = app.publish(&body);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let [session, other] = [0, 1].map(|i| text(&event["sessions"][i]["id"]));
    Place { slug: text(&event["slug"]), session, other }
}

/// A form that was opened just now, filled in but for the file.
fn opened(app: &TestApp, place: &Place, email: &str) -> Vec<(String, String)> {
    let form = FormPage::of(&app.get(&format!("/e/{}/apply", place.slug)).expect(200));
    assert_eq!(form.attributes("form[enctype]", "enctype"), ["multipart/form-data"]);
    let form = form.value("form");
    [
        ("form", form.as_str()),
        ("session", &place.session),
        ("name", "佐藤 花子"),
        ("email", email),
        ("consent", "true"),
        ("answer-job", "会社員"),
        ("action", "check"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

fn post(
    app: &TestApp,
    place: &Place,
    typed: &[(String, String)],
    name: &str,
    content: &[u8],
) -> Answer {
    let file = Chosen { field: "file-cv", name, content_type: "application/pdf", content };
    multipart::post(app, &format!("/e/{}/apply", place.slug), typed, &[file])
}

fn send(app: &TestApp, place: &Place, check: &FormPage) -> Answer {
    let mut hidden = check.hidden();
    hidden.push(("action".to_owned(), "send".to_owned()));
    let pairs: Vec<(&str, &str)> = hidden.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    app.form(&format!("/e/{}/apply/send", place.slug), &pairs, None)
}

fn upload(app: &TestApp, place: &Place, name: &str, content: &[u8]) -> Answer {
    let path = format!("/api/v1/sessions/{}/uploads?question=cv", place.session);
    let called = format!("attachment; filename=\"{name}\"");
    let headers = [("Content-Type", "application/pdf"), ("Content-Disposition", called.as_str())];
    app.send("POST", &path, &headers, content)
}

fn with_cv(number: usize, upload: &Value) -> Value {
    bodies::with(bodies::applicant(number), &json!({ "answers": { "cv": upload } }))
}

fn listed(app: &TestApp, place: &Place) -> Vec<Value> {
    let list = app
        .staff_get(&format!("/api/v1/sessions/{}/registrations", place.session))
        .expect(200)
        .json();
    list["items"].as_array().expect("items").clone()
}

fn sweep(app: &TestApp) -> usize {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(housekeeping::remove_unclaimed_files(app.app())).expect("swept")
}

/// Not what their names say, or larger than was asked for.
fn hostile_files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    vec![
        ("cv.pdf", b"<html><script>alert(1)</script></html>".to_vec(), "file_type"),
        ("cv.pdf", b"MZ\x90\0\x03".to_vec(), "file_type"),
        ("cv.pdf", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec(), "file_type"),
        ("cv.pdf", b"%PDF-1.7 cut off".to_vec(), "file_type"),
        ("cv.pdf", [PDF, &[b' '; 2000]].concat(), "file_too_large"),
        ("cv.pdf", Vec::new(), "file_empty"),
    ]
}

on_both_databases! {
    fn a_form_that_is_sent_again_for_another_session_does_not_share_the_file_of_the_first(app) {
        let place = place(app);
        let typed = opened(app, &place, "a@example.jp");
        let check = FormPage::of(&post(app, &place, &typed, "cv.pdf", PDF).expect(200));
        send(app, &place, &check).expect(303);
        send(app, &place, &check).expect(303);
        let mut hidden = check.hidden();
        hidden.retain(|(name, _)| name != "session");
        hidden.extend([("session", place.other.as_str()), ("action", "send")].map(|(a, b)| (a.to_owned(), b.to_owned())));
        let pairs: Vec<(&str, &str)> = hidden.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        app.form(&format!("/e/{}/apply/send", place.slug), &pairs, None).expect(422);
        assert_eq!(listed(app, &place).len(), 1);
        assert_eq!(listed(app, &Place { session: place.other.clone(), ..place }).len(), 0);
    }

    fn a_file_that_is_not_accepted_is_told_at_its_field_and_what_was_typed_is_kept(app) {
        let place = place(app);
        for (name, content, code) in hostile_files() {
            upload(app, &place, name, &content).expect_fault("/answers/cv", code);
            let typed = opened(app, &place, "a@example.jp");
            let page = FormPage::of(&post(app, &place, &typed, name, &content).expect(422));
            assert_eq!(page.attributes("#errors a", "href"), ["#answer-cv"], "{code}");
            assert_eq!(page.words("#errors a"), page.words("#answer-cv-error"), "{code}");
            assert_eq!(page.value("answer-job"), "会社員");
        }
        assert!(listed(app, &place).is_empty());
    }

    fn names_are_made_harmless_and_files_are_only_given_to_be_saved(app) {
        let place = place(app);
        let typed = opened(app, &place, "a@example.jp");
        let name = "../../etc/\u{202E}履歴\r\nSet-Cookie: a=b\".exe";
        let check = FormPage::of(&post(app, &place, &typed, name, PDF).expect(200));
        send(app, &place, &check).expect(303);
        let registration = listed(app, &place).remove(0);
        let stored = registration["answers"]["cv"]["name"].as_str().expect("a name").to_owned();
        assert!(stored.strip_suffix(".pdf").is_some() && stored.starts_with("履歴"), "{stored}");
        assert!(!stored.contains(['/', '\\', '\r', '\n', '"', '\u{202E}']), "{stored:?}");
        let path = format!("/api/v1/manage/registrations/{}/files/cv", registration["id"].as_str().expect("an id"));
        let file = app.staff_get(&path).expect(200);
        assert_eq!(file.body, PDF);
        let header = |name: &str| file.header(name).unwrap_or_default().to_owned();
        assert!(header("content-disposition").starts_with("attachment; "), "{}", header("content-disposition"));
        assert_eq!((header("content-type"), header("x-content-type-options")), ("application/pdf".into(), "nosniff".into()));
        assert!(header("content-security-policy").contains("sandbox"));
        // Nobody else reads it.
        app.get(&path).expect_problem(401, "unauthorized");
        let other = token_of(app.app(), "nagato", "長門市", &Permission::ALL);
        app.get_as(&other, &path).expect_problem(404, "not_found");
        app.staff_get(&path.replace("/cv", "/job")).expect_problem(404, "not_found");
        let desk = Desk::of(app);
        let table = FormPage::of(&desk.get(&format!("/console/sessions/{}/attendees", place.session)).expect(200));
        let link = table.attributes(".answers a", "href").remove(0);
        assert_eq!(desk.get(&link).expect(200).body, PDF);
        let noted = "SELECT COUNT(*) AS number FROM audit_lines WHERE action = 'exported' AND CAST(details AS TEXT) LIKE '%\"file\"%'";
        assert_eq!(app.sql_number(noted), 2, "who has read it is noted, by API and console");
        let stranger = Desk::by(app, &crate::support::console::link_of(app, "nagato", "長門市"));
        stranger.get(&link).expect(404);
        app.get(&link).expect(303);
    }

    fn nobody_names_a_file_that_was_sent_elsewhere(app) {
        let place = place(app);
        let first = opened(app, &place, "a@example.jp");
        let check = FormPage::of(&post(app, &place, &first, "cv.pdf", PDF).expect(200));
        let theirs = check.value("answer-cv");
        // Another form, the API, and another session of the same event's kind.
        let mut second = opened(app, &place, "b@example.jp");
        second.push(("answer-cv".to_owned(), theirs.clone()));
        let page = FormPage::of(&multipart::post(app, &format!("/e/{}/apply", place.slug), &second, &[]).expect(422));
        assert_eq!(page.attributes("#errors a", "href"), ["#answer-cv"]);
        app.apply(&place.session, &with_cv(1, &json!(theirs))).expect_fault("/answers/cv", "unknown_upload");
        let sent = upload(app, &place, "cv.pdf", PDF).expect(201).json()["upload"].clone();
        let elsewhere = self::place(app);
        app.apply(&elsewhere.session, &with_cv(1, &sent)).expect_fault("/answers/cv", "unknown_upload");
        // One file belongs to one registration.
        app.apply(&place.session, &with_cv(1, &sent)).expect(201);
        app.apply(&place.session, &with_cv(2, &sent)).expect_fault("/answers/cv", "unknown_upload");
        for made_up in [json!("x"), json!({ "upload": uuid::Uuid::nil(), "name": "a", "type": "pdf", "bytes": 1 })] {
            assert_eq!(app.apply(&place.session, &with_cv(3, &made_up)).status, 422, "{made_up}");
        }
    }

    fn a_file_is_kept_replaced_and_taken_back_when_answers_change(app) {
        let place = place(app);
        let typed = opened(app, &place, "a@example.jp");
        let check = FormPage::of(&post(app, &place, &typed, "one.pdf", PDF).expect(200));
        let done = send(app, &place, &check).expect(303);
        let token = done.header("location").and_then(|to| to.split('/').nth(2)).expect("a token").to_owned();
        let page = format!("/r/{token}/change");
        let change = |more: &[(&str, &str)], file: Option<(&str, &[u8])>| {
            let mut typed = FormPage::of(&app.get(&page).expect(200)).hidden();
            let fixed = [("name", "佐藤 花子"), ("answer-job", "会社員"), ("action", "save")];
            typed.extend(crate::support::form_page::fields(&[&fixed[..], more].concat()));
            let chosen = file.map(|(name, content)| Chosen { field: "file-cv", name, content_type: "x/y", content });
            multipart::post(app, &page, &typed, &Vec::from_iter(chosen)).expect(303);
            listed(app, &place).remove(0)["answers"]["cv"].clone()
        };
        let first = listed(app, &place).remove(0)["answers"]["cv"].clone();
        assert_eq!(change(&[], None), first);
        let second = [PDF, b"\n"].concat();
        let replaced = change(&[], Some(("two.pdf", &second)));
        assert_eq!((&replaced["name"], &replaced["bytes"]), (&json!("two.pdf"), &json!(second.len())));
        assert_eq!(change(&[("remove-cv", "true")], None), Value::Null);
        // What was replaced and taken back is removed, and nothing else.
        app.app().clock.advance(TimeDelta::hours(27));
        assert_eq!(sweep(app), 2);
    }

    fn files_of_nobody_are_removed_after_a_day(app) {
        let place = place(app);
        let sent = upload(app, &place, "cv.pdf", PDF).expect(201).json()["upload"].clone();
        app.apply(&place.session, &with_cv(1, &sent)).expect(201);
        let late = upload(app, &place, "cv.pdf", PDF).expect(201).json()["upload"].clone();
        assert_eq!(sweep(app), 0);
        app.app().clock.advance(TimeDelta::hours(25));
        app.apply(&place.session, &with_cv(2, &late)).expect_fault("/answers/cv", "unknown_upload");
        app.app().clock.advance(TimeDelta::hours(2));
        assert_eq!(sweep(app), 1);
        let registration = listed(app, &place).remove(0);
        let path = format!("/api/v1/manage/registrations/{}/files/cv", registration["id"].as_str().expect("an id"));
        assert_eq!(app.staff_get(&path).expect(200).body, PDF);
    }
}
