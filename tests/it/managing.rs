//! The applicant's own page: moving, offers, people up and down, a lost link; on both databases.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uketsuke::domain::ids::RegistrationId;

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::books::execute;
use crate::support::{bodies, on_both_databases};

/// A registration with the paths of its pages.
struct Mine {
    token: String,
    id: String,
    page: String,
}

impl Mine {
    fn apply(app: &TestApp, session: &str, body: &Value) -> Self {
        let made = app.apply(session, body).expect(201).json();
        let url = made["manage_url"].as_str().expect("a link");
        let token = url.rsplit('/').next().expect("a token").to_owned();
        let id = made["id"].as_str().expect("an id").to_owned();
        Self { page: format!("/r/{token}"), token, id }
    }

    fn now(&self, app: &TestApp) -> Value {
        app.get(&format!("/api/v1/registrations/{}", self.token)).expect(200).json()
    }

    fn get(&self, app: &TestApp, page: &str) -> Answer {
        app.get(&format!("{}{page}", self.page))
    }

    fn post(&self, app: &TestApp, page: &str, fields: &[(&str, &str)]) -> Answer {
        app.form(&format!("{}{page}", self.page), fields, None)
    }

    /// Puts it into a state that waits for an answer until then, with its seat.
    fn put(&self, app: &TestApp, state: &str, until: DateTime<Utc>) {
        let until = until.format("%Y-%m-%dT%H:%M:%S%.6fZ");
        let statement = format!(
            "UPDATE registrations SET state = '{state}', offer_expires_at = '{until}' WHERE reception_number = '{}'",
            self.now(app)["reception_number"].as_str().expect("a number"),
        );
        execute(&app.app().database, &[&statement]);
    }
}

fn sessions(event: &Value) -> Vec<String> {
    let all = event["sessions"].as_array().expect("sessions");
    all.iter().map(|session| session["id"].as_str().expect("an id").to_owned()).collect()
}

fn notice_of(answer: &Answer) -> String {
    let location = answer.header("location").expect("on to a page");
    location.split_once("?notice=").map_or("", |(_, notice)| notice).to_owned()
}

/// How often a text stands on a page.
fn times(page: &Answer, text: &str) -> usize {
    page.text().matches(text).count()
}

/// The form for changes with these people, as the page sends it.
fn people<'a>(seats: &'a str, lines: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![("action", "save"), ("name", "山田 1郎"), ("seats", seats)];
    fields.extend(lines);
    fields
}

fn named(number: usize, names: &[&str]) -> Value {
    let attendees: Vec<Value> = names.iter().map(|name| json!({ "name": name })).collect();
    let seats = names.len();
    bodies::with(
        bodies::from_company(number, "株式会社例示"),
        &json!({ "attendees": attendees, "seats": seats }),
    )
}

on_both_databases! {
    fn whatever_sends_the_form_of_changes_saves_it_and_a_mistyped_address_is_corrected(app) {
        let session = app.session(bodies::session("下関", 5));
        let mine = Mine::apply(app, &session, &bodies::applicant(1));
        assert!(mine.get(app, "/change").expect(200).text().contains("value=\"taro1@example.jp\""));
        // As by the Enter key, without any button.
        let fields = [("name", "山田 一郎"), ("email", "ichiro@example.jp")];
        assert_eq!(notice_of(&mine.post(app, "/change", &fields).expect(303)), "changed");
        let now = mine.now(app);
        assert_eq!(now["applicant"]["email"], "ichiro@example.jp", "{now}");
        let wrong = mine.post(app, "/change", &[("name", "山田 一郎"), ("email", "ichiro@")]).expect(422).text();
        assert!(wrong.contains("value=\"ichiro@\""), "{wrong}");
        // From a page that did not ask for it.
        mine.post(app, "/change", &[("name", "山田 二郎")]).expect(303);
        assert_eq!(mine.now(app)["applicant"]["email"], "ichiro@example.jp");
        app.drain_mail();
        let told = app.sql_number("SELECT COUNT(*) AS number FROM outbox WHERE kind = 'changed' AND recipient = 'ichiro@example.jp'");
        assert_eq!(told, 2, "and what changes is told there");
    }

    fn by_the_page_a_registration_moves_where_there_is_a_seat_and_keeps_its_own_where_there_is_none(app) {
        let event = app.publish(&bodies::event(&["午前", "午後", "夜"].map(|name| bodies::session(name, 1))));
        let all = sessions(&event);
        let mine = Mine::apply(app, &all[0], &bodies::applicant(1));
        let next = Mine::apply(app, &all[0], &bodies::applicant(2));
        Mine::apply(app, &all[1], &bodies::applicant(3));
        let form = mine.get(app, "/move").expect(200).text();
        assert!(form.contains(&format!("value=\"{}\"", all[2])) && !form.contains(&format!("value=\"{}\"", all[1])), "{form}");
        assert!(form.contains("いまの席は、新しい回の席が取れたときにだけ"), "{form}");
        // Full in the meantime: refused in the same words above and at the field, the choice kept.
        let refused = mine.post(app, "/move", &[("session", &all[1])]).expect(409);
        assert_eq!(times(&refused, "この回は、いま空いている席がありません。"), 2);
        assert!(refused.text().contains("<title>エラー："), "{}", refused.text());
        assert!(refused.text().contains(&format!("value=\"{}\" checked", all[1])), "{}", refused.text());
        assert_eq!(mine.now(app)["session"], all[0].as_str());
        assert_eq!(next.now(app)["state"], "waitlisted");
        mine.post(app, "/move", &[]).expect(422);
        mine.post(app, "/move", &[("session", "nowhere")]).expect(422);
        for _ in 0..2 {
            let moved = mine.post(app, "/move", &[("session", &all[2])]).expect(303);
            assert_eq!(notice_of(&moved), "moved");
        }
        let stands = mine.now(app);
        assert_eq!((&stands["session"], &stands["state"]), (&json!(all[2]), &json!("confirmed")));
        assert_eq!(next.now(app)["state"], "confirmed", "the seat that was given back is the next one's");
        assert!(mine.get(app, "?notice=moved").expect(200).text().contains("参加する回を変えました"));
    }

    fn an_offer_is_accepted_or_declined_once_and_a_get_answers_nothing(app) {
        let later = app.app().clock.now() + TimeDelta::days(1);
        let session = app.session(bodies::session("下関", 2));
        let (taking, declining) = (Mine::apply(app, &session, &bodies::applicant(1)), Mine::apply(app, &session, &bodies::applicant(2)));
        for mine in [&taking, &declining] {
            mine.put(app, "offered", later);
            let page = mine.get(app, "").expect(200).text();
            assert!(page.contains("お返事の期限") && page.contains("/accept") && page.contains("/decline"), "{page}");
            mine.get(app, "/accept").expect(303);
            mine.get(app, "/decline").expect(200);
            assert_eq!(mine.now(app)["state"], "offered");
        }
        assert_eq!(notice_of(&taking.post(app, "/accept", &[]).expect(303)), "accepted");
        assert_eq!(taking.now(app)["state"], "confirmed");
        assert!(taking.get(app, "?notice=accepted").text().contains("参加が確定しました"));
        assert_eq!(notice_of(&declining.post(app, "/decline", &[]).expect(303)), "declined");
        assert_eq!(declining.now(app)["state"], "declined_offer");
        assert!(declining.get(app, "?notice=declined").text().contains("席を辞退されました"));
        // What is over is answered by where it stands, and a claim in the address by what is so.
        assert_eq!(notice_of(&declining.post(app, "/accept", &[]).expect(303)), "too_late");
        assert!(!declining.get(app, "?notice=accepted").text().contains("席を受け取りました"));
    }

    fn an_address_is_confirmed_by_the_link_in_its_mail_and_by_nothing_else(app) {
        let session = app.session(bodies::session("下関", 2));
        let mine = Mine::apply(app, &session, &bodies::applicant(1));
        mine.put(app, "pending", app.app().clock.now() + TimeDelta::hours(1));
        let page = mine.get(app, "").expect(200).text();
        assert!(page.contains("メールアドレスの確認を待っています") && !page.contains("<form"), "{page}");
        assert!(mine.get(app, "/done").expect(200).text().contains("まだ完了していません"));
        assert_eq!(notice_of(&mine.post(app, "/accept", &[]).expect(303)), "");
        assert_eq!(mine.now(app)["state"], "pending");
        mine.get(app, "/confirm/made-up").expect(303);
        mine.post(app, "/confirm/made-up", &[]).expect(303);
        assert_eq!(mine.now(app)["state"], "pending");
        let id: RegistrationId = mine.id.parse().expect("an id");
        let proof = app.app().links.address_proof(id, "taro1@example.jp");
        let asks = mine.get(app, &format!("/confirm/{proof}")).expect(200).text();
        assert!(asks.contains("お申し込みを確定する"), "{asks}");
        assert_eq!(mine.now(app)["state"], "pending", "a GET confirms nothing");
    }

    fn who_leaves_a_party_is_ticked_and_what_was_typed_survives_every_refusal(app) {
        let event = app.publish(&bodies::company_event(&[bodies::session_with("下関", 1, &json!({ "people_capacity": 4 }))]));
        let mine = Mine::apply(app, &sessions(&event)[0], &named(1, &["山田 一", "佐藤 二", "鈴木 三"]));
        // Fewer people than names: who leaves has to be said.
        let names = [("attendee-1-name", "山田 一"), ("attendee-2-name", "佐藤 二"), ("attendee-3-name", "鈴木 三")];
        let unsaid = mine.post(app, "/change", &people("2", &names)).expect(422);
        assert_eq!(times(&unsaid, "取りやめる方に印を付けるか、人数を直してください。"), 2);
        assert!(unsaid.text().contains("value=\"鈴木 三\""), "{}", unsaid.text());
        // More than there is room for.
        let more = [names[0], names[1], ("attendee-3-name", "高橋 四"), ("attendee-3-email", "takahashi@example.jp")];
        let full = mine.post(app, "/change", &people("5", &more)).expect(409);
        assert!(full.text().contains("value=\"高橋 四\"") && full.text().contains("takahashi@example.jp"), "{}", full.text());
        // Ticked: one fewer, without touching the number.
        let ticked = [names[0], names[1], names[2], ("attendee-2-leaves", "true")];
        assert_eq!(notice_of(&mine.post(app, "/change", &people("3", &ticked)).expect(303)), "changed");
        let stands = mine.now(app);
        assert_eq!((&stands["seats"], stands["attendees"].as_array().map(Vec::len)), (&json!(2), Some(2)));
        assert_eq!((&stands["attendees"][0]["name"], &stands["attendees"][1]["name"]), (&json!("山田 一"), &json!("鈴木 三")));
        // A further person without a name.
        mine.post(app, "/change", &people("3", &[names[0], ("attendee-2-name", "鈴木 三")])).expect(303);
        assert_eq!(mine.now(app)["seats"], 3);
        assert!(mine.get(app, "").text().contains("お名前が決まっていない方が1名"));
        let everybody = [names[0], ("attendee-2-name", "鈴木 三"), ("attendee-3-name", "高橋 四")];
        mine.post(app, "/change", &people("3", &everybody)).expect(303);
        let mut nobody = everybody.to_vec();
        nobody.extend(["attendee-1-leaves", "attendee-2-leaves", "attendee-3-leaves"].map(|name| (name, "true")));
        let nobody = mine.post(app, "/change", &people("3", &nobody)).expect(422);
        assert_eq!(times(&nobody, "全員が取りやめるときは"), 2);
        assert_eq!(mine.now(app)["seats"], 3);
    }

    fn people_of_a_party_are_named_also_where_seats_are_counted_in_persons(app) {
        let session = app.session(bodies::session("下関", 5));
        let mine = Mine::apply(app, &session, &bodies::party(1, 2));
        assert!(mine.get(app, "/change").expect(200).text().contains("attendee-2-name"));
        mine.post(app, "/change", &people("2", &[("attendee-1-name", "山田 花子"), ("attendee-1-email", "hanako@example.jp")])).expect(303);
        let stands = mine.now(app);
        assert_eq!((&stands["seats"], &stands["attendees"][0]["name"]), (&json!(2), &json!("山田 花子")));
        assert!(mine.get(app, "").text().contains("山田 花子"));
        mine.post(app, "/change", &people("1", &[("attendee-1-name", "山田 花子"), ("attendee-1-email", "hanako@example.jp")])).expect(303);
        assert_eq!(mine.now(app)["seats"], 1);
    }

    fn names_come_until_the_second_of_the_deadline_and_people_may_leave_after_it(app) {
        let rules = json!({ "application_rules": { "names_until_minutes_before": 1440 } });
        let event = app.publish(&bodies::with(bodies::company_event(&[bodies::session("下関", 5)]), &rules));
        let mine = Mine::apply(app, &sessions(&event)[0], &named(1, &["山田 一", "佐藤 二"]));
        let path = format!("/api/v1/registrations/{}", mine.token);
        let until: DateTime<Utc> = mine.now(app)["names_until"].as_str().expect("a time").parse().expect("a time");
        let clock = &app.app().clock;
        clock.advance(until - clock.now() - TimeDelta::seconds(2));
        let replaced = json!({ "attendees": [{ "name": "高橋 四" }, { "name": "佐藤 二" }] });
        app.json("PATCH", &path, &replaced).expect(200);
        clock.advance(until - clock.now());
        let again = json!({ "attendees": [{ "name": "山田 一" }, { "name": "佐藤 二" }] });
        let problem = app.json("PATCH", &path, &again).expect_problem(409, "names_fixed");
        assert!(problem["contact"].as_str().is_some_and(|contact| contact.contains("萩市役所")), "{problem}");
        app.json("PATCH", &path, &json!({ "applicant": { "phone": "000-7777-8888" } })).expect(200);
        // A page that was opened before: refused in words, with the contact and what was typed.
        let late = [("attendee-1-name", "田中 五"), ("attendee-2-name", "佐藤 二")];
        let refused = mine.post(app, "/change", &people("2", &late)).expect(409);
        assert!(times(&refused, "交代したりできる期限を過ぎている") == 2 && refused.text().contains("value=\"田中 五\""), "{}", refused.text());
        assert!(refused.text().contains("000-1234-5678"));
        assert_eq!(mine.now(app)["attendees"][0]["name"], "高橋 四");
        // The page of now shows names as text, and lets people leave.
        let page = mine.get(app, "/change").expect(200).text();
        assert!(!page.contains("attendee-1-name") && page.contains("attendee-1-leaves") && page.contains("佐藤 二"), "{page}");
        mine.post(app, "/change", &people("2", &[("attendee-1-leaves", "true")])).expect(303);
        let stands = mine.now(app);
        assert_eq!((&stands["seats"], &stands["attendees"][0]["name"]), (&json!(1), &json!("佐藤 二")));
        app.json("PATCH", &path, &json!({ "seats": 2 })).expect_problem(409, "names_fixed");
    }

    fn a_lost_link_is_sent_again_and_the_page_tells_nothing(app) {
        let event = app.publish(&bodies::event(&[bodies::session("下関", 5)]));
        let slug = event["slug"].as_str().expect("a slug");
        Mine::apply(app, &sessions(&event)[0], &bodies::applicant(1));
        let path = format!("/e/{slug}/lost-link");
        assert!(app.get(&format!("/e/{slug}")).expect(200).text().contains(&path));
        let token = || {
            let page = app.get(&path).expect(200).text();
            let after = page.split("name=\"form\" value=\"").nth(1).expect("a token").to_owned();
            after.split('"').next().expect("a token").to_owned()
        };
        let asked = |email: &str| app.form(&path, &[("form", &token()), ("email", email)], None);
        let (known, unknown) = (asked("taro1@example.jp").expect(303), asked("nobody@example.jp").expect(303));
        assert_eq!((known.header("location"), &known.body), (unknown.header("location"), &unknown.body));
        let told = app.get(known.header("location").expect("a page")).expect(200).text();
        assert!(told.contains("このアドレスでお申し込みがあるときは") && !told.contains("taro1"), "{told}");
        let mails = || app.sql_number("SELECT COUNT(*) AS number FROM outbox WHERE kind = 'resend_link'");
        app.work_on_mailings();
        assert_eq!(mails(), 1);
        asked("TARO1@example.jp").expect(303);
        app.work_on_mailings();
        assert_eq!(mails(), 1, "once an hour");
        let wrong = asked("taro").expect(422);
        assert_eq!(times(&wrong, "メールアドレスの形が正しくないようです。"), 2);
        assert!(wrong.text().contains("value=\"taro\""));
        app.form(&path, &[("form", "made up"), ("email", "taro1@example.jp")], None).expect(422);
        app.get("/e/nothing/lost-link").expect(404);
    }

    fn looking_at_every_page_of_a_registration_changes_nothing(app) {
        let event = app.publish(&bodies::event(&[bodies::session("午前", 2), bodies::session("午後", 2)]));
        let mine = Mine::apply(app, &sessions(&event)[0], &bodies::applicant(1));
        let mails = || app.sql_number("SELECT COUNT(*) AS number FROM outbox");
        let audit = || app.sql_number("SELECT COUNT(*) AS number FROM audit_lines");
        let before = (mine.now(app), mails(), audit());
        for state in ["confirmed", "offered", "pending"] {
            mine.put(app, state, app.app().clock.now() + TimeDelta::days(1));
            let seen = mine.now(app);
            for page in ["", "/done", "/change", "/move", "/withdraw", "/accept", "/decline", "/confirm/x", "/calendar.ics"] {
                let status = mine.get(app, page).status;
                assert!([200, 303, 404].contains(&status), "{page}: {status}");
            }
            assert_eq!(mine.now(app), seen, "{state}");
        }
        assert_eq!((mails(), audit()), (before.1, before.2));
    }

    fn the_code_for_the_entrance_is_on_the_pages_of_who_has_a_seat(app) {
        let session = app.session(bodies::session("下関", 1));
        let (seated, waiting) = (Mine::apply(app, &session, &bodies::applicant(1)), Mine::apply(app, &session, &bodies::applicant(2)));
        for page in ["", "/done"] {
            let html = seated.get(app, page).expect(200).text();
            let number = seated.now(app)["reception_number"].as_str().expect("a number").to_owned();
            assert!(html.contains("class=\"qr\"") && html.contains(&format!("「受付番号は{number}です」")), "{html}");
            assert!(!waiting.get(app, page).expect(200).text().contains("class=\"qr\""));
        }
    }
}
