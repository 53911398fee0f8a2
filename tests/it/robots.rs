//! Robots are held up without a CAPTCHA, and people are not: each protection with the same attack where it is off.

use std::thread;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::{Value, json};
use uketsuke::domain::proof_of_work::work_out;

use crate::support::answer::Answer;
use crate::support::app::{Place, TestApp};
use crate::support::bodies;
use crate::support::figures::figure;
use crate::support::form_visitor::{FormVisitor, app_behind_proxy, hidden, value};

const OFF: (&str, &str) = ("UKETSUKE_ROBOT_PROTECTION", "off");

fn published(app: &TestApp, slug: &str, more: &Value) -> Value {
    let event = bodies::with(bodies::event(&[bodies::session("下関", 500)]), more);
    app.publish(&bodies::with(event, &json!({ "slug": slug })))
}

fn visitor<'a>(app: &'a TestApp, address: &'a str) -> FormVisitor<'a> {
    FormVisitor { app, address }
}

fn seats_left(app: &TestApp, event: &Value) -> Value {
    let session = event["sessions"][0]["id"].as_str().expect("a session");
    app.get(&format!("/api/v1/sessions/{session}")).expect(200).json()["seats_left"].clone()
}

/// Time passes for the form.
fn wait(app: &TestApp, seconds: i64) {
    app.app().clock.advance(TimeDelta::seconds(seconds));
}

#[test]
fn who_fills_in_the_field_that_nobody_sees_is_asked_and_not_thrown_away() {
    let app = app_behind_proxy(Place::sqlite(), &[]);
    let event = published(&app, "trap", &json!({}));
    let robot = visitor(&app, "203.0.113.1");
    let page = robot.get("/e/trap/apply").expect(200).text();
    assert!(page.contains("name=\"homepage\"") && page.contains("aria-hidden=\"true\""), "{page}");
    let mut filled = robot.filled_form("trap", 1);
    filled.push(("homepage".to_owned(), "https://spam.example".to_owned()));
    wait(&app, 60);
    let asked = robot.send("trap", &filled).expect(422);
    assert_eq!(seats_left(&app, &event), 500);
    let text = asked.text();
    assert!(
        text.contains("お申し込みは、まだ送られていません") && text.contains("000-1234-5678"),
        "{text}"
    );
    // Everything is kept but what nobody typed; the button goes on.
    let kept = hidden(&asked);
    assert_eq!(value(&kept, "name"), "山田 1郎");
    assert_eq!(value(&kept, "homepage"), "");
    robot.send("trap", &kept).expect(303);
    assert_eq!(seats_left(&app, &event), 499);
    app.end();

    let open = app_behind_proxy(Place::sqlite(), &[OFF]);
    let event = published(&open, "trap", &json!({}));
    let robot = visitor(&open, "203.0.113.1");
    let mut filled = robot.filled_form("trap", 1);
    filled.push(("homepage".to_owned(), "https://spam.example".to_owned()));
    robot.send("trap", &filled).expect(303);
    assert_eq!(seats_left(&open, &event), 499, "the control: the same robot gets its seat");
    figure("robots", "hidden field: asked 1 of 1, without protection taken 1 of 1");
    open.end();
}

#[test]
fn who_sends_a_form_at_once_presses_once_more_and_loses_nothing() {
    let app = app_behind_proxy(Place::sqlite(), &[]);
    let event = published(&app, "quick", &json!({}));
    let robot = visitor(&app, "203.0.113.1");
    let filled = robot.filled_form("quick", 1);
    let asked = robot.send("quick", &filled).expect(422);
    assert!(asked.text().contains("もう一度、ボタンを押してください"));
    let again = robot.send("quick", &hidden(&asked)).expect(422);
    assert_eq!(seats_left(&app, &event), 500);
    wait(&app, 4);
    robot.send("quick", &hidden(&again)).expect(303);
    // The form can be looked over as fast as anybody likes.
    let mut other = robot.filled_form("quick", 2);
    other.push(("action".to_owned(), "check".to_owned()));
    robot.post("/e/quick/apply", &other).expect(200);
    // This machine's own requests, of tests and checks, are as quick as they are.
    let own = visitor(&app, "127.0.0.1");
    own.send("quick", &own.filled_form("quick", 3)).expect(303);
    app.end();

    let open = app_behind_proxy(Place::sqlite(), &[OFF]);
    let event = published(&open, "quick", &json!({}));
    let robot = visitor(&open, "203.0.113.1");
    robot.send("quick", &robot.filled_form("quick", 1)).expect(303);
    assert_eq!(seats_left(&open, &event), 499, "the control");
    open.end();
}

#[test]
fn a_school_registers_forty_at_once_and_a_flood_from_one_address_is_held_up() {
    let app = app_behind_proxy(Place::sqlite(), &[]);
    let event = published(&app, "flood", &json!({}));
    let session = event["sessions"][0]["id"].as_str().expect("a session");
    let path = format!("/api/v1/sessions/{session}/registrations");
    let school = visitor(&app, "203.0.113.1");
    for number in 0..40 {
        school.post_json(&path, &bodies::applicant(number)).expect(201);
    }
    let (mut taken, mut held_up) = (0, 0);
    for number in 40..140 {
        let answer = school.post_json(&path, &bodies::applicant(number));
        if answer.status == 201 {
            assert!(
                answer
                    .header("ratelimit")
                    .is_some_and(|told| told.starts_with("\"applications\";r="))
            );
            taken += 1;
            continue;
        }
        let seconds: u64 =
            answer.header("retry-after").and_then(|s| s.parse().ok()).expect("seconds");
        assert!((1..=6).contains(&seconds), "{seconds}");
        assert_eq!(answer.header("ratelimit-policy"), Some("\"applications\";q=60;w=360"));
        answer.expect_problem(429, "rate_limited");
        held_up += 1;
    }
    assert!((20..=22).contains(&taken), "{taken}");
    figure(
        "robots",
        format!("flood of 140 from one address: {} taken, {held_up} held up", taken + 40),
    );
    // Neither the next address nor staff are held up for it.
    visitor(&app, "203.0.113.2").post_json(&path, &bodies::applicant(200)).expect(201);
    let bearer = format!("Bearer {}", app.token);
    let headers = [
        ("X-Forwarded-For", "203.0.113.1"),
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
    ];
    app.send("POST", &path, &headers, bodies::applicant(201).to_string().as_bytes()).expect(201);
    app.end();

    let open = app_behind_proxy(Place::sqlite(), &[OFF]);
    let event = published(&open, "flood", &json!({}));
    let path = format!(
        "/api/v1/sessions/{}/registrations",
        event["sessions"][0]["id"].as_str().expect("a session")
    );
    let robot = visitor(&open, "203.0.113.1");
    for number in 0..140 {
        robot.post_json(&path, &bodies::applicant(number)).expect(201);
    }
    figure("robots", "the same flood without protection: 140 taken, 0 held up");
    open.end();
}

#[test]
fn a_network_of_many_addresses_is_held_up_as_a_whole() {
    let few = ("UKETSUKE_RATE_APPLICATIONS", "2,1");
    let app = app_behind_proxy(Place::sqlite(), &[few]);
    let event = published(&app, "network", &json!({}));
    let path = format!(
        "/api/v1/sessions/{}/registrations",
        event["sessions"][0]["id"].as_str().expect("a session")
    );
    let sent = |number: usize, address: &str| {
        visitor(&app, address).post_json(&path, &bodies::applicant(number)).status
    };
    let statuses: Vec<u16> = (0..30).map(|host| sent(host, &format!("203.0.113.{host}"))).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 20, "{statuses:?}");
    assert_eq!(sent(50, "203.0.114.1"), 201);
    let statuses: Vec<u16> =
        (0..5).map(|host| sent(60 + host, &format!("2001:db8:1:1::{host}"))).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 2, "{statuses:?}");
    app.end();
}

#[test]
fn a_form_that_comes_too_often_is_kept_and_sent_again_from_its_page() {
    // One at once, and then one in three seconds.
    let app = app_behind_proxy(Place::sqlite(), &[("UKETSUKE_RATE_APPLICATIONS", "1,20")]);
    let event = published(&app, "kept", &json!({}));
    let school = visitor(&app, "203.0.113.1");
    let (first, second) = (school.filled_form("kept", 1), school.filled_form("kept", 2));
    wait(&app, 10);
    school.send("kept", &first).expect(303);
    let held_up = school.send("kept", &second).expect(429);
    let seconds: u64 = held_up.header("retry-after").and_then(|s| s.parse().ok()).expect("seconds");
    assert!((1..=3).contains(&seconds));
    assert!(held_up.text().contains("少し待ってから、もう一度送ってください"));
    let kept = hidden(&held_up);
    assert_eq!((value(&kept, "name"), value(&kept, "consent")), ("山田 2郎", "true"));
    thread::sleep(Duration::from_secs(seconds));
    school.send("kept", &kept).expect(303);
    assert_eq!(seats_left(&app, &event), 498);
    app.end();
}

#[test]
fn who_guesses_secret_links_is_kept_out_for_a_while() {
    let app = app_behind_proxy(Place::sqlite(), &[("UKETSUKE_RATE_GUESSES", "10,20")]);
    let robot = visitor(&app, "203.0.113.1");
    let guess = |number: usize| {
        let path = if number.is_multiple_of(2) { "/r/" } else { "/api/v1/registrations/" };
        robot.get(&format!("{path}{number:043}"))
    };
    let statuses: Vec<u16> = (0..30).map(|number| guess(number).status).collect();
    let answered = statuses.iter().filter(|status| **status == 404).count();
    assert!((10..=13).contains(&answered), "{statuses:?}");
    assert!(guess(0).expect(429).text().contains("少し待ってから、もう一度お試しください"));
    guess(1).expect_problem(429, "rate_limited");
    // A letter that is written as its code is the same letter.
    assert_eq!(robot.get(&format!("/%72/{:043}", 1)).status, 429);
    // Headers that say different things do not make anybody this machine itself.
    let of_nobody = |number: usize| {
        let headers = [("Forwarded", "for=198.51.100.7"), ("X-Forwarded-For", "203.0.113.9")];
        app.send("GET", &format!("/r/{number:043}"), &headers, b"").status
    };
    assert!((0..30).any(|number| of_nobody(number) == 429));
    // Only secret links are closed, and only for this address.
    robot.get("/").expect(200);
    visitor(&app, "203.0.113.2").get(&format!("/r/{:043}", 1)).expect(404);
    figure("robots", format!("30 guessed links: {answered} answered, {} held up", 30 - answered));
    app.end();

    let open = app_behind_proxy(Place::sqlite(), &[OFF]);
    let robot = visitor(&open, "203.0.113.1");
    assert!(
        (0..40).all(|number| robot.get(&format!("/r/{number:043}")).status == 404),
        "the control"
    );
    open.end();
}

#[test]
fn mails_that_anybody_can_cause_and_sign_in_links_are_counted() {
    let app = app_behind_proxy(Place::sqlite(), &[]);
    published(&app, "mails", &json!({}));
    let robot = visitor(&app, "203.0.113.1");
    let ask = |number: usize| {
        let body = json!({ "email": format!("taro{number}@example.jp") });
        robot.post_json("/api/v1/events/mails/resend-link", &body).status
    };
    let asked = (0..15).filter(|number| ask(*number) == 202).count();
    assert!((10..=11).contains(&asked), "{asked}");
    let statuses: Vec<u16> =
        (0..35).map(|_| robot.get("/console/sign-in/nonsense").status).collect();
    assert!(
        (30..=31).contains(&statuses.iter().filter(|status| **status == 410).count()),
        "{statuses:?}"
    );
    assert_eq!(statuses.last(), Some(&429));
    app.end();
}

#[test]
fn nobody_chooses_an_address_by_a_header_that_no_proxy_wrote() {
    let app = TestApp::at(
        Place::sqlite(),
        &[("UKETSUKE_RATE_APPLICATIONS", "2,1"), ("UKETSUKE_TRUSTED_PROXIES", "127.0.0.1")],
    );
    let event = published(&app, "forged", &json!({}));
    let path = format!(
        "/api/v1/sessions/{}/registrations",
        event["sessions"][0]["id"].as_str().expect("a session")
    );
    // The robot writes a new address in front each time; the proxy appends the real one.
    let sent = |number: usize| {
        let hops = format!("198.51.{number}.7, 203.0.113.1");
        visitor(&app, &hops).post_json(&path, &bodies::applicant(number)).status
    };
    let taken = (0..10).filter(|number| sent(*number) == 201).count();
    assert_eq!(taken, 2);
    app.end();
}

#[test]
fn a_proof_of_work_serves_one_form_of_one_event() {
    let app = app_behind_proxy(Place::sqlite(), &[]);
    let asks = json!({ "application_rules": { "proof_of_work": true } });
    let event = published(&app, "worked", &asks);
    published(&app, "other", &asks);
    let person = visitor(&app, "203.0.113.1");
    let form = |event: &str, number| person.filled_form(event, number);
    let with_proof = |mut fields: Vec<(String, String)>, proof: &str| {
        fields.retain(|(name, _)| name != "proof");
        fields.push(("proof".to_owned(), proof.to_owned()));
        fields
    };
    let (first, second) = (form("worked", 1), form("worked", 2));
    let (third, elsewhere) = (form("worked", 3), form("other", 4));
    wait(&app, 10);
    let began = Instant::now();
    let proof = work_out(value(&first, "form"));
    let native = began.elapsed();
    let state = |done: &Answer| {
        let path = done.header("location").expect("a page").to_owned();
        let token = path.trim_start_matches("/r/").split('/').next().expect("a token").to_owned();
        app.get(&format!("/api/v1/registrations/{token}")).expect(200).json()["state"].clone()
    };
    // No proof, and one of another form or event: the address is to be confirmed.
    let without = person.send("worked", &second).expect(303);
    let borrowed = person.send("worked", &with_proof(third, &proof)).expect(303);
    let foreign = person.send("other", &with_proof(elsewhere, &proof)).expect(303);
    for done in [&without, &borrowed, &foreign] {
        assert_eq!(state(done), "pending");
    }
    let done = person.send("worked", &with_proof(first.clone(), &proof)).expect(303);
    assert_eq!(state(&done), "confirmed");
    // Sent once more it is the same application, and with other answers none.
    let again = person.send("worked", &with_proof(first.clone(), &proof)).expect(303);
    assert_eq!(again.header("location"), done.header("location"));
    let mut changed = with_proof(first, &proof);
    changed
        .iter_mut()
        .filter(|(name, _)| name == "email")
        .for_each(|(_, value)| "x@example.jp".clone_into(value));
    person.send("worked", &changed).expect(409);
    // Programs get a challenge of their own, and use it once.
    let challenge = person.get("/api/v1/events/worked/proof-of-work").expect(200).json();
    assert_eq!((&challenge["puzzles"], &challenge["leading_zero_bits"]), (&json!(16), &json!(13)));
    let challenge = challenge["challenge"].as_str().expect("a challenge").to_owned();
    let header = format!("{challenge} {}", work_out(&challenge));
    let path = format!(
        "/api/v1/sessions/{}/registrations",
        event["sessions"][0]["id"].as_str().expect("a session")
    );
    let by_program = |number: usize, proof: &str, key: &str| {
        let headers = [
            ("Content-Type", "application/json"),
            ("Proof-Of-Work", proof),
            ("Idempotency-Key", key),
        ];
        app.send("POST", &path, &headers, bodies::applicant(number).to_string().as_bytes())
    };
    assert_eq!(by_program(9, "", "a").expect(201).json()["state"], "pending");
    assert_eq!(by_program(10, &header, "b").expect(201).json()["state"], "confirmed");
    by_program(11, &header, "c").expect_problem(422, "idempotency_conflict");
    figure("robots", format!("proof of work, by this test's own code: {native:?}"));
    app.end();

    let open = app_behind_proxy(Place::sqlite(), &[OFF]);
    published(&open, "worked", &asks);
    let robot = visitor(&open, "203.0.113.1");
    let path = robot.send("worked", &robot.filled_form("worked", 1)).expect(303);
    let path =
        path.header("location").expect("a page").trim_start_matches("/r/").replace("/done", "");
    let registration = open.get(&format!("/api/v1/registrations/{path}")).expect(200).json();
    assert_eq!(registration["state"], "confirmed", "the control");
    open.end();
}
