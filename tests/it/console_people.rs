//! People in the console: the first run, ways to sign in, rights, sessions, as a browser without JavaScript sees them.

use serde_json::Value;
use uketsuke::usecases::admin;
use uketsuke::usecases::people::first_run;

use crate::support::answer::Answer;
use crate::support::app::{Node, Place, Setup, TestApp};
use crate::support::console::{Desk, attribute, cookie_of, csrf_of, link, link_of, press};
use crate::support::{bodies, on_both_databases};

pub const PASSWORD: &str = "old bridge in spring rain";

/// The cookie with this name that an answer sets.
pub fn set_cookie(answer: &Answer, name: &str) -> Option<String> {
    let all = answer.headers_named("set-cookie");
    let found = all.into_iter().find(|cookie| cookie.starts_with(&format!("{name}=")))?;
    found.split(';').next().map(str::to_owned).filter(|cookie| cookie.len() > name.len() + 1)
}

pub fn post(desk: &Desk<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let csrf = desk.csrf();
    let all = [&[("csrf", csrf.as_str())], fields].concat();
    desk.app.form(path, &all, Some(&desk.cookie))
}

/// The sign-in page with its secret; then a form of it.
pub fn sign_in_form(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = app.get("/console/sign-in").expect(200);
    let cookie = set_cookie(&page, "uketsuke_sign_in").expect("a secret");
    let csrf = csrf_of(&page);
    app.form(path, &[&[("csrf", csrf.as_str())], fields].concat(), Some(&cookie))
}

pub fn sign_in(app: &TestApp, email: &str, password: &str) -> Answer {
    sign_in_form(
        app,
        "/console/sign-in",
        &[("email", email), ("password", password), ("action", "password")],
    )
}

pub fn session_of(answer: &Answer) -> Option<String> {
    set_cookie(answer, "uketsuke_console")
}

/// The newest caught mail's link with this beginning.
pub fn link_in_mail(app: &TestApp, recipient: &str) -> Option<String> {
    app.drain_mail();
    let database = &app.app().database;
    let mails =
        database.read(|conn| uketsuke::store::outbox::caught(conn, None, 100)).expect("read");
    let mail = mails.into_iter().find(|mail| mail.recipient == recipient)?;
    let text =
        mail_parser::MessageParser::default().parse(&mail.message)?.body_text(0)?.into_owned();
    let at = text.find("/console/sign-in/")?;
    Some(text[at..].split_whitespace().next()?.to_owned())
}

pub fn with_password(app: &TestApp) -> Desk<'_> {
    let desk = Desk::of(app);
    post(&desk, "/console/account/password", &[("password", PASSWORD), ("again", PASSWORD)])
        .expect(303);
    desk
}

/// The code that an app shows now, of the secret on the page.
fn code_of(app: &TestApp, page: &Answer) -> String {
    let text = page.text();
    let secret = text
        .split("people-secret\">")
        .nth(1)
        .and_then(|rest| rest.split('<').next())
        .expect("a secret");
    code(&unbase32(secret), app.app().clock.now().timestamp())
}

pub fn unbase32(text: &str) -> Vec<u8> {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut bits, mut count, mut octets) = (0_u32, 0, Vec::new());
    for letter in text.chars().filter_map(|c| alphabet.find(c)) {
        bits = bits << 5 | u32::try_from(letter).expect("five bits");
        count += 5;
        if count >= 8 {
            count -= 8;
            octets.push(u8::try_from(bits >> count & 0xff).expect("an octet"));
        }
    }
    octets
}

/// As RFC 6238 says, by another hand.
pub fn code(secret: &[u8], now: i64) -> String {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = ring::hmac::sign(&key, &(now / 30).to_be_bytes());
    let octets = tag.as_ref();
    let at = usize::from(octets[19] & 15);
    let number = octets[at..at + 4].iter().fold(0_u32, |sum, octet| sum << 8 | u32::from(*octet));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

/// A second member with this right; signed in.
pub fn member<'a>(owner: &Desk<'a>, email: &str, fields: &[(&str, &str)]) -> Desk<'a> {
    let all = [&[("email", email), ("name", "")], fields].concat();
    post(owner, "/console/members/new", &all).expect(303);
    let link = link_in_mail(owner.app, email).expect("an invitation");
    Desk::by(owner.app, &link)
}

on_both_databases! {
    fn a_password_signs_in_and_says_the_same_to_whoever_is_unknown_or_wrong(app) {
        let desk = with_password(app);
        let email = "staff@hagi.example.jp";
        let answer = sign_in(app, email, PASSWORD).expect(303);
        assert_eq!(answer.header("location"), Some("/console"));
        let cookie = session_of(&answer).expect("signed in");
        app.send("GET", "/console", &[("Cookie", &cookie)], b"").expect(200);
        let wrong = sign_in(app, email, "another long password").expect(422);
        let unknown = sign_in(app, "nobody@example.jp", PASSWORD).expect(422);
        assert!(session_of(&wrong).is_none() && wrong.text().contains("メールアドレスかパスワードが違います"));
        let plain = |answer: &Answer, email: &str| {
            let text = answer.text().replace(email, "");
            let csrf = attribute(&text, "input[name=csrf]", "value").pop().unwrap_or_default();
            let asked = attribute(&text, "[data-passkey]", "data-passkey").pop().unwrap_or_default();
            text.replace(&csrf, "").replace(&asked.replace('"', "&#34;"), "")
        };
        assert_eq!(plain(&wrong, email), plain(&unknown, "nobody@example.jp"));
        desk.get("/console").expect(200);
    }

    fn after_many_wrong_passwords_the_right_one_waits_and_a_link_does_not(app) {
        let _desk = with_password(app);
        let email = "staff@hagi.example.jp";
        for _ in 0..6 {
            sign_in(app, email, "another long password").expect(422);
        }
        sign_in(app, email, PASSWORD).expect(422);
        sign_in_form(app, "/console/sign-in", &[("email", email), ("action", "link")]).expect(303);
        let link = link_in_mail(app, email).expect("a link");
        press(app, &link).expect(303);
        // Whoever has signed in is believed again.
        sign_in(app, email, PASSWORD).expect(303);
    }

    fn a_link_by_mail_goes_to_members_alone_and_the_answer_does_not_tell(app) {
        let _owner = Desk::of(app);
        let known = sign_in_form(app, "/console/sign-in", &[("email", "staff@hagi.example.jp"), ("action", "link")]).expect(303);
        let unknown = sign_in_form(app, "/console/sign-in", &[("email", "nobody@example.jp"), ("action", "link")]).expect(303);
        assert_eq!(known.header("location"), unknown.header("location"));
        assert!(link_in_mail(app, "nobody@example.jp").is_none());
        let link = link_in_mail(app, "staff@hagi.example.jp").expect("a link");
        press(app, &link).expect(303);
        app.get(&link).expect(410);
        // At most five wait to be used, and those that wait end with half an hour.
        for _ in 0..6 {
            sign_in_form(app, "/console/sign-in", &[("email", "staff@hagi.example.jp"), ("action", "link")]).expect(303);
        }
        let last = link_in_mail(app, "staff@hagi.example.jp").expect("a link");
        let sent = app.staff_get("/api/v1/outbox?kind=sign_in_link").expect(200).json();
        assert_eq!(sent["items"].as_array().map(Vec::len), Some(6), "one that was used, five that wait");
        app.app().clock.advance(chrono::TimeDelta::minutes(31));
        app.get(&last).expect(410);
    }

    fn a_form_of_another_page_signs_nobody_in(app) {
        let _desk = with_password(app);
        let fields = [("email", "staff@hagi.example.jp"), ("password", PASSWORD), ("action", "password"), ("csrf", "x")];
        app.form("/console/sign-in", &fields, None).expect(403);
        app.form("/console/sign-in", &fields, Some("uketsuke_sign_in=x")).expect(403);
    }

    fn a_second_factor_is_asked_for_once_and_its_codes_work_once(app) {
        let desk = with_password(app);
        post(&desk, "/console/account/app", &[("action", "begin")]).expect(303);
        let page = desk.get("/console/account/app").expect(200);
        post(&desk, "/console/account/app", &[("action", "confirm"), ("code", "000000")]).expect(422);
        let code = code_of(app, &page);
        let codes = post(&desk, "/console/account/app", &[("action", "confirm"), ("code", &code)]).expect(200).text();
        let recovery: Vec<String> = codes.split("<li><code>").skip(1).map(|rest| rest.split('<').next().expect("a code").to_owned()).collect();
        assert_eq!(recovery.len(), 10);
        let secret = unbase32(page.text().split("people-secret\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a secret"));
        let begin = || {
            let answer = sign_in(app, "staff@hagi.example.jp", PASSWORD).expect(303);
            assert!(session_of(&answer).is_none(), "half a proof is none");
            assert_eq!(answer.header("location"), Some("/console/sign-in/second"));
            set_cookie(&answer, "uketsuke_sign_in").expect("the attempt")
        };
        let second = |cookie: &str, code: &str| {
            let page = app.send("GET", "/console/sign-in/second", &[("Cookie", cookie)], b"").expect(200);
            app.form("/console/sign-in/second", &[("csrf", &csrf_of(&page)), ("code", code)], Some(cookie))
        };
        let attempt = begin();
        // The code that confirmed the app is used up.
        second(&attempt, &code).expect(422);
        app.app().clock.advance(chrono::TimeDelta::seconds(60));
        let fresh = self::code(&secret, app.app().clock.now().timestamp());
        assert!(session_of(&second(&attempt, &fresh).expect(303)).is_some());
        // Neither the attempt nor the code works again, the recovery code once.
        app.send("GET", "/console/sign-in/second", &[("Cookie", &attempt)], b"").expect(303);
        let attempt = begin();
        second(&attempt, &fresh).expect(422);
        assert!(session_of(&second(&attempt, &recovery[0].to_lowercase()).expect(303)).is_some());
        let attempt = begin();
        second(&attempt, &recovery[0]).expect(422);
        // A link by mail is one factor, too.
        let by_mail = press(app, &link(app)).expect(303);
        assert_eq!(by_mail.header("location"), Some("/console/sign-in/second"));
        // Five wrong ones, and one begins anew.
        for _ in 0..4 {
            second(&attempt, "000000");
        }
        app.send("GET", "/console/sign-in/second", &[("Cookie", &attempt)], b"").expect(303);
    }

    fn an_organization_that_insists_lets_nobody_on_without_a_second_factor(app) {
        let owner = with_password(app);
        let editor = member(&owner, "editor@hagi.example.jp", &[("role", "editor"), ("reach", "organization")]);
        editor.get("/console").expect(200);
        // Whoever begins must have one.
        post(&owner, "/console/security", &[("required", "yes")]).expect(409);
        post(&owner, "/console/account/app", &[("action", "begin")]).expect(303);
        let code = code_of(app, &owner.get("/console/account/app").expect(200));
        post(&owner, "/console/account/app", &[("action", "confirm"), ("code", &code)]).expect(200);
        post(&owner, "/console/security", &[("required", "yes")]).expect(303);
        owner.get("/console").expect(200);
        assert_eq!(editor.get("/console").expect(303).header("location"), Some("/console/account/app"));
        let page = editor.get("/console/account/app").expect(200);
        let csrf = csrf_of(&page);
        let begin = [("csrf", csrf.as_str()), ("action", "begin")];
        app.form("/console/account/app", &begin, Some(&editor.cookie)).expect(303);
        let code = code_of(app, &editor.get("/console/account/app").expect(200));
        let confirm = [("csrf", csrf.as_str()), ("action", "confirm"), ("code", &code)];
        app.form("/console/account/app", &confirm, Some(&editor.cookie)).expect(200);
        editor.get("/console").expect(200);
    }

    fn how_one_signs_in_is_changed_only_soon_after_a_proof(app) {
        let desk = with_password(app);
        app.app().clock.advance(chrono::TimeDelta::minutes(16));
        for path in ["/console/account/password", "/console/account/app", "/console/account/passkey"] {
            assert_eq!(desk.get(path).expect(303).header("location"), Some("/console/account/confirm"), "{path}");
        }
        post(&desk, "/console/account/password", &[("password", "a new long password"), ("again", "a new long password")]).expect(303);
        sign_in(app, "staff@hagi.example.jp", "a new long password").expect(422);
        post(&desk, "/console/account/confirm", &[("proof", "wrong password")]).expect(422);
        post(&desk, "/console/account/confirm", &[("proof", PASSWORD)]).expect(303);
        desk.get("/console/account/password").expect(200);
    }

    fn a_new_password_ends_all_other_sessions_and_one_may_end_them_by_hand(app) {
        let desk = with_password(app);
        let other = Desk::of(app);
        let third = Desk::of(app);
        let page = desk.get("/console/account").expect(200).text();
        let ends = attribute(&page, "form[action$='/end']", "action");
        assert_eq!(ends.len(), 2, "one's own is not among them");
        post(&desk, &ends[0], &[]).expect(303);
        let left = [&other, &third].iter().filter(|desk| desk.get("/console").status == 200).count();
        assert_eq!(left, 1);
        // Nobody ends somebody else's.
        let foreign = Desk::by(app, &link_of(app, "mine", "美祢市"));
        post(&foreign, &ends[1], &[]).expect(404);
        post(&desk, "/console/account/password", &[("password", "yet another password"), ("again", "yet another password")]).expect(303);
        assert!([&other, &third].iter().all(|desk| desk.get("/console").status == 303));
        desk.get("/console").expect(200);
        for (first, again, wrong) in [("short", "short", "12文字以上"), ("long enough for it", "other", "同じではありません"), ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "推測されやすい")] {
            let page = post(&desk, "/console/account/password", &[("password", first), ("again", again)]).expect(422);
            assert!(page.text().contains(wrong), "{wrong}");
        }
    }

    fn members_are_invited_changed_and_removed_and_the_last_owner_stays(app) {
        let owner = Desk::of(app);
        let viewer = member(&owner, "viewer@hagi.example.jp", &[("role", "viewer"), ("reach", "organization")]);
        viewer.get("/console").expect(200);
        viewer.get("/console/members").expect(403);
        let again = post(&owner, "/console/members/new", &[("email", "VIEWER@hagi.example.jp"), ("role", "viewer"), ("reach", "organization")]).expect(422);
        assert!(again.text().contains("すでに担当者です"));
        for (field, value, wrong) in [("email", "nonsense", "正しくない"), ("until", "2001-01-01", "今日かそれより後"), ("role", "king", "選んでください")] {
            let mut fields = vec![("email", "x@hagi.example.jp"), ("role", "viewer"), ("reach", "organization"), ("until", "")];
            fields.retain(|(name, _)| *name != field);
            fields.push((field, value));
            let page = post(&owner, "/console/members/new", &fields).expect(422).text();
            assert!(page.contains(wrong), "{field}: {wrong}");
        }
        let pages = attribute(&owner.get("/console/members").expect(200).text(), "tbody th a", "href");
        let (own, theirs) = (&pages[0], &pages[1]);
        post(&owner, &format!("{own}/remove"), &[]).expect(409);
        post(&owner, own, &[("role", "viewer"), ("reach", "organization")]).expect(409);
        post(&owner, own, &[("role", "owner"), ("reach", "organization"), ("until", "2099-12-31")]).expect(409);
        post(&owner, theirs, &[("role", "editor"), ("reach", "organization")]).expect(303);
        let until = app.app().clock.now() + chrono::TimeDelta::days(2);
        let until = until.format("%Y-%m-%d").to_string();
        post(&owner, theirs, &[("role", "owner"), ("reach", "organization"), ("until", &until)]).expect(303);
        viewer.get("/console/members").expect(200);
        // Who owns until a day keeps nobody from being the last.
        post(&owner, &format!("{own}/remove"), &[]).expect(409);
        app.app().clock.advance(chrono::TimeDelta::days(4));
        let owner = Desk::of(app);
        viewer.get("/console").expect(303);
        post(&owner, &format!("{theirs}/remove"), &[]).expect(303);
        assert_eq!(attribute(&owner.get("/console/members").expect(200).text(), "tbody th a", "href").len(), 1);
        owner.get(theirs).expect(404);
        let trail = owner.get("/console/audit").expect(200).text();
        for said in ["担当者を招待しました", "担当者の権限を変えました", "担当者から外しました", "viewer@hagi.example.jp"] {
            assert!(trail.contains(said), "{said}");
        }
    }

    fn somebody_of_another_organization_sees_the_one_event_they_were_invited_to(app) {
        let owner = Desk::of(app);
        let event = app.publish(&bodies::event(&[bodies::session("下関", 5)]));
        let mut another = bodies::event(&[bodies::session("萩", 5)]);
        another["slug"] = "another".into();
        let other = app.publish(&another);
        let id = |event: &Value| event["id"].as_str().expect("an id").to_owned();
        let (event, other) = (id(&event), id(&other));
        let council = Desk::by(app, &link_of(app, "mine", "美祢市"));
        council.get(&format!("/console/events/{event}")).expect(404);
        let people = format!("/console/events/{event}/people");
        let fields = [("email", "staff@mine.example.jp"), ("role", "editor"), ("until", "")];
        post(&owner, &people, &fields).expect(303);
        // They go on as who they were, and find the way over.
        council.get(&format!("/console/events/{event}")).expect(404);
        let page = council.get("/console/account/organizations").expect(200).text();
        let there = attribute(&page, "button[name=organization]", "value").pop().expect("the other");
        post(&council, "/console/account/organizations", &[("organization", &there)]).expect(303);
        let home = council.get("/console").expect(200).text();
        assert!(home.contains(&event) && !home.contains(&other), "one event and no other");
        council.get(&format!("/console/events/{event}")).expect(200);
        // Not even that it is there.
        for unknown in [&other, "018f4e5c-0000-7000-8000-000000000001"] {
            council.get(&format!("/console/events/{unknown}")).expect(404);
        }
        council.get("/console/members").expect(403);
        council.get("/console/audit").expect(403);
        council.get(&people).expect(403);
        // Taken away, it is as if it had never been.
        let remove = attribute(&owner.get(&people).expect(200).text(), "form[action$='/remove']", "action").pop().expect("a button");
        post(&owner, &remove, &[]).expect(303);
        council.get(&format!("/console/events/{event}")).expect(303);
    }

    fn reception_receives_and_reads_no_list(app) {
        let owner = Desk::of(app);
        let session = app.session(bodies::session("下関", 5));
        app.apply(&session, &bodies::applicant(1)).expect(201);
        let door = member(&owner, "door@hagi.example.jp", &[("role", "reception"), ("reach", "organization")]);
        door.get("/console").expect(200);
        door.get(&format!("/console/sessions/{session}/attendees")).expect(403);
        door.get(&format!("/console/sessions/{session}/attendees.csv")).expect(403);
        door.get("/console/outbox").expect(403);
    }

    fn a_token_is_shown_once_works_and_ends(app) {
        let owner = Desk::of(app);
        post(&owner, "/console/tokens", &[("name", "連携")]).expect(422);
        post(&owner, "/console/tokens", &[("name", ""), ("scopes", "events:read")]).expect(422);
        post(&owner, "/console/tokens", &[("name", "連携"), ("scopes", "everything")]).expect(422);
        let made = post(&owner, "/console/tokens", &[("name", "連携"), ("scopes", "outbox:read"), ("until", "")]).expect(200).text();
        let token = format!("ukt_{}", made.split("ukt_").nth(1).and_then(|rest| rest.split('<').next()).expect("a token"));
        app.get_as(&token, "/api/v1/outbox").expect(200);
        let page = owner.get("/console/tokens").expect(200).text();
        assert!(page.contains("連携") && !page.contains(&token));
        let revoke = attribute(&page, "form[action$='/revoke']", "action");
        let foreign = Desk::by(app, &link_of(app, "mine", "美祢市"));
        for path in &revoke {
            post(&foreign, path, &[]).expect(404);
        }
        for path in revoke {
            post(&owner, &path, &[]).expect(303);
        }
        app.get_as(&token, "/api/v1/outbox").expect(401);
    }

    fn who_lost_everything_is_let_in_by_the_operator(app) {
        let desk = with_password(app);
        post(&desk, "/console/account/app", &[("action", "begin")]).expect(303);
        let code = code_of(app, &desk.get("/console/account/app").expect(200));
        post(&desk, "/console/account/app", &[("action", "confirm"), ("code", &code)]).expect(200);
        let now = app.app().clock.now();
        let secret = admin::reset_sign_in(&app.app().database, now, "staff@hagi.example.jp").expect("reset");
        desk.get("/console").expect(303);
        sign_in(app, "staff@hagi.example.jp", PASSWORD).expect(422);
        let answer = press(app, &format!("/console/sign-in/{secret}")).expect(303);
        assert_eq!(answer.header("location"), Some("/console"));
        assert!(admin::reset_sign_in(&app.app().database, now, "nobody@example.jp").is_err());
        let _ = cookie_of(&answer);
    }

    fn mail_that_opens_an_account_is_read_by_nobody_else(app) {
        let owner = Desk::of(app);
        let viewer = member(&owner, "viewer@hagi.example.jp", &[("role", "viewer"), ("reach", "organization")]);
        sign_in_form(app, "/console/sign-in", &[("email", "staff@hagi.example.jp"), ("action", "link")]).expect(303);
        app.drain_mail();
        let seen = |desk: &Desk<'_>| desk.get("/console/mailbox").expect(200).text();
        assert!(seen(&owner).contains("サインインのリンク"));
        assert!(!seen(&viewer).contains("サインインのリンク"));
        assert!(seen(&viewer).contains("担当者への招待"), "one's own");
        let mail = attribute(&seen(&owner), "tbody a", "href").into_iter().find(|path| path.starts_with("/console/mailbox/")).expect("a mail");
        owner.get(&mail).expect(200);
        viewer.get(&mail).expect(404);
    }
}

/// A service that nobody has used yet.
fn empty(place: &Place) -> Node {
    Node::start(&Setup {
        url: &place.url,
        extra: &[],
        guard: uketsuke::desk::Guard::On,
        is_demo: false,
    })
}

fn the_first_run(place: &Place) {
    let node = empty(place);
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let link = runtime.block_on(first_run::link(&node.app)).expect("read").expect("a link");
    let agent = crate::support::app::agent();
    let get = |path: &str| {
        Answer::of(agent.get(format!("http://{}{path}", node.address)).call().expect("an answer"))
    };
    let path = &link[link.find("/console").expect("a path")..];
    get("/console/set-up/nonsense").expect(404);
    let page = get(path).expect(200);
    let csrf = csrf_of(&page);
    let send = |fields: &[(&str, &str)]| {
        let url = format!("http://{}{path}", node.address);
        Answer::of(agent.post(url).send_form(fields.iter().copied()).expect("an answer"))
    };
    let wrong = send(&[
        ("csrf", &csrf),
        ("organization", "萩市"),
        ("name", "産業 花子"),
        ("email", "hanako"),
    ])
    .expect(422);
    assert!(wrong.text().contains("産業 花子") && wrong.text().contains("error-summary"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("organization", "萩市"),
        ("name", "産業 花子"),
        ("email", "hanako@city.hagi.lg.jp"),
    ];
    let answer = send(&fields).expect(303);
    assert_eq!(answer.header("location"), Some("/console"));
    let cookie = set_cookie(&answer, "uketsuke_console").expect("signed in at once");
    let home =
        agent.get(format!("http://{}/console", node.address)).header("Cookie", &cookie).call();
    let home = Answer::of(home.expect("an answer")).expect(200).text();
    assert!(home.contains("萩市") && home.contains("産業 花子"));
    // The link has ended with it, also for who has the form open.
    get(path).expect(404);
    send(&fields).expect(404);
    assert!(runtime.block_on(first_run::link(&node.app)).expect("read").is_none());
}

#[test]
fn the_first_run_asks_three_questions_once_on_sqlite() {
    the_first_run(&Place::sqlite());
}

#[test]
fn the_first_run_asks_three_questions_once_on_postgresql() {
    the_first_run(&Place::postgresql());
}
