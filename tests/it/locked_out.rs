//! Who tries passwords and codes is slowed down; whose they are gets in all the same, and finds it written down.

use chrono::TimeDelta;
use uketsuke::store::factors::{self, PasskeyRow};
use uketsuke::store::types::{Id, Time};
use uketsuke::store::{accounts, console_sessions, outbox, sign_in_failures};
use uketsuke::usecases::forgetting;
use uketsuke::usecases::people::password_sign_in;

use crate::console_people::{
    PASSWORD, code, link_in_mail, post, session_of, set_cookie, sign_in, sign_in_form, unbase32,
    with_password,
};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::console::{Desk, csrf_of, press};
use crate::support::on_both_databases;

const EMAIL: &str = "staff@hagi.example.jp";
const WRONG: &str = "another long password";

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

fn secret_on(page: &Answer) -> String {
    let text = page.text();
    let rest = text.split("people-secret\">").nth(1).expect("a secret");
    rest.split('<').next().expect("a secret").to_owned()
}

/// An account with a password and an authenticator app: who is signed in, and the app's secret.
fn with_app(app: &TestApp) -> (Desk<'_>, Vec<u8>) {
    let desk = with_password(app);
    post(&desk, "/console/account/app", &[("action", "begin")]).expect(303);
    let secret = unbase32(&secret_on(&desk.get("/console/account/app").expect(200)));
    let fields = [("action", "confirm"), ("code", &code_now(app, &secret))];
    post(&desk, "/console/account/app", &fields).expect(200);
    (desk, secret)
}

/// The code that the app shows now; each is good once.
fn code_now(app: &TestApp, secret: &[u8]) -> String {
    code(secret, app.app().clock.now().timestamp())
}

fn second(app: &TestApp, cookie: &str, code: &str) -> Answer {
    let page = app.send("GET", "/console/sign-in/second", &[("Cookie", cookie)], b"").expect(200);
    let fields = [("csrf", csrf_of(&page)), ("code", code.to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    app.form("/console/sign-in/second", &fields, Some(cookie))
}

fn ask_for_link(app: &TestApp) {
    sign_in_form(app, "/console/sign-in", &[("email", EMAIL), ("action", "link")]).expect(303);
}

fn account(app: &TestApp) -> Id {
    let found = app.app().database.read(|conn| accounts::by_email(conn, EMAIL));
    found.expect("read").expect("an account").id
}

fn failures(app: &TestApp) -> i64 {
    let account = account(app);
    app.app().database.read(|conn| sign_in_failures::count(conn, account)).expect("read")
}

on_both_databases! {
    fn whoever_knows_an_address_cannot_keep_its_owner_out(app) {
        let (desk, secret) = with_app(app);
        for _ in 0..12 {
            sign_in(app, EMAIL, WRONG).expect(422);
        }
        assert_eq!(failures(app), 5, "what is said in a pause is not counted");
        for _ in 0..7 {
            app.app().clock.advance(TimeDelta::minutes(14));
            sign_in(app, EMAIL, WRONG).expect(422);
        }
        // In the pause itself: by a link, and the code that is asked for then.
        sign_in(app, EMAIL, PASSWORD).expect(422);
        ask_for_link(app);
        let halfway = press(app, &link_in_mail(app, EMAIL).expect("a link")).expect(303);
        let attempt = set_cookie(&halfway, "uketsuke_sign_in").expect("the attempt");
        assert!(session_of(&second(app, &attempt, &code_now(app, &secret)).expect(303)).is_some());
        // Who is signed in proves it once more, whatever others try.
        for _ in 0..6 {
            sign_in(app, EMAIL, WRONG).expect(422);
        }
        post(&desk, "/console/account/confirm", &[("proof", PASSWORD)]).expect(303);
    }

    fn a_pause_ends_though_others_go_on_trying(app) {
        let _desk = with_password(app);
        for _ in 0..12 {
            sign_in(app, EMAIL, WRONG).expect(422);
        }
        for _ in 0..7 {
            app.app().clock.advance(TimeDelta::minutes(14));
            sign_in(app, EMAIL, WRONG).expect(422);
        }
        app.app().clock.advance(TimeDelta::minutes(2));
        sign_in(app, EMAIL, PASSWORD).expect(303);
    }

    fn wrong_codes_pause_codes_and_a_pause_uses_no_attempt_up(app) {
        let (_desk, secret) = with_app(app);
        app.app().clock.advance(TimeDelta::minutes(1));
        let begin = || set_cookie(&sign_in(app, EMAIL, PASSWORD).expect(303), "uketsuke_sign_in").expect("the attempt");
        let attempt = begin();
        for _ in 0..4 {
            second(app, &attempt, "000000").expect(422);
        }
        // The fifth sends one back to the beginning.
        second(app, &attempt, "000000").expect(303);
        let attempt = begin();
        for _ in 0..6 {
            let paused = second(app, &attempt, &code_now(app, &secret)).expect(422).text();
            assert!(paused.contains("しばらく受け付けていません"), "{paused}");
        }
        assert_eq!(failures(app), 5);
        app.app().clock.advance(TimeDelta::seconds(31));
        assert!(session_of(&second(app, &attempt, &code_now(app, &secret)).expect(303)).is_some());
    }

    fn who_asks_in_parallel_gets_no_more_answers_than_who_asks_in_a_row(app) {
        let _desk = with_password(app);
        let asked = (0..12).map(|_| password_sign_in::sign_in(app.app(), EMAIL, WRONG, "Firefox"));
        for answer in block_on(futures_util::future::join_all(asked)) {
            assert!(answer.is_err());
        }
        // On a busy machine some may not have had their turn at the database.
        assert!((1..=5).contains(&failures(app)), "{}: the others were not looked at", failures(app));
    }

    fn a_pause_is_written_down_once_and_wrong_passwords_with_the_next_sign_in(app) {
        let _desk = with_password(app);
        for _ in 0..12 {
            sign_in(app, EMAIL, WRONG).expect(422);
        }
        app.app().clock.advance(TimeDelta::minutes(1));
        sign_in(app, EMAIL, PASSWORD).expect(303);
        let trail = Desk::of(app).get("/console/audit").expect(200).text();
        assert_eq!(trail.matches("サインインをしばらく止めました").count(), 1, "{trail}");
        let trail = trail.replace("&#34;", "\"");
        assert!(trail.contains(r#"{"by":"password","failures":5}"#), "{trail}");
    }

    fn links_that_somebody_else_asks_for_take_none_away(app) {
        let _desk = with_password(app);
        for _ in 0..7 {
            ask_for_link(app);
        }
        let mails = || {
            app.drain_mail();
            app.app().database.read(|conn| outbox::caught(conn, None, 100)).expect("read").len()
        };
        assert_eq!(mails(), 5, "nobody's mailbox is filled");
        press(app, &link_in_mail(app, EMAIL).expect("a link")).expect(303);
        ask_for_link(app);
        assert_eq!(mails(), 6, "who has used one gets the next");
        app.app().clock.advance(TimeDelta::minutes(31));
        ask_for_link(app);
        assert_eq!(mails(), 7, "what is over counts no more");
    }

    fn a_secret_that_was_begun_long_ago_is_not_taken_up_again(app) {
        let desk = with_password(app);
        let page = || desk.get("/console/account/app").expect(200);
        post(&desk, "/console/account/app", &[("action", "begin")]).expect(303);
        let first = secret_on(&page());
        post(&desk, "/console/account/app", &[("action", "begin")]).expect(303);
        assert_eq!(secret_on(&page()), first, "who presses twice has one");
        app.app().clock.advance(TimeDelta::minutes(16));
        post(&desk, "/console/account/confirm", &[("proof", PASSWORD)]).expect(303);
        assert!(!page().text().contains("people-secret\">"));
        let old = code_now(app, &unbase32(&first));
        post(&desk, "/console/account/app", &[("action", "confirm"), ("code", &old)]).expect(422);
        post(&desk, "/console/account/app", &[("action", "begin")]).expect(303);
        assert_ne!(secret_on(&page()), first);
    }

    fn a_passkey_that_is_taken_away_ends_all_other_sessions(app) {
        let desk = with_password(app);
        let other = Desk::of(app);
        let now = Time(app.app().clock.now());
        let passkey = Id(uketsuke::clock::uuid_v7(now.0));
        let row = PasskeyRow {
            id: passkey,
            account_id: account(app),
            credential_id: vec![1; 16],
            public_key: Vec::new(),
            sign_count: 0,
            name: "電話".into(),
            created_at: now,
            used_at: None,
        };
        app.app().database.write(|conn| factors::insert_passkey(conn, &row)).expect("kept");
        other.get("/console").expect(200);
        post(&desk, &format!("/console/account/passkeys/{}/remove", passkey.0), &[]).expect(303);
        other.get("/console").expect(303);
        desk.get("/console").expect(200);
    }

    fn traces_of_signing_in_go_and_where_one_worked_stays(app) {
        let _desk = with_password(app);
        ask_for_link(app);
        let _other = Desk::of(app);
        let counted = |table: &str| app.sql_number(&format!("SELECT COUNT(*) AS number FROM {table}"));
        assert_eq!((counted("console_sessions"), counted("sign_in_links")), (2, 4));
        app.app().clock.advance(TimeDelta::days(89));
        block_on(forgetting::once(app.app())).expect("forgotten");
        assert_eq!((counted("console_sessions"), counted("sign_in_links")), (2, 4));
        app.app().clock.advance(TimeDelta::days(5));
        block_on(forgetting::once(app.app())).expect("forgotten");
        assert_eq!((counted("console_sessions"), counted("sign_in_links")), (1, 0));
        let account = account(app);
        let last = app.app().database.read(|conn| console_sessions::last_organization(conn, account));
        assert!(last.expect("read").is_some());
    }
}
