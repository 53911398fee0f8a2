//! Checking people in: what the staff at the door see without scripts, what programs do, what visitors do themselves.

use chrono::Duration;
use serde_json::{Value, json};
use uketsuke::domain::ids::{MeetingId, SessionId};
use uketsuke::store::{StoreError, check_ins};
use uketsuke::usecases::Permission;

use crate::console_attendees::send;
use crate::support::app::{TestApp, token_of};
use crate::support::bodies;
use crate::support::console::{Desk, link_of};
use crate::support::door::{Door, code_of, offered, registered, said, today};
use crate::support::figures::figure;
use crate::support::on_both_databases;

fn check_in(app: &TestApp, id: &str, body: &Value) -> crate::support::answer::Answer {
    app.staff("POST", &format!("/api/v1/manage/registrations/{id}/check-in"), body)
}

fn counts(app: &TestApp, door: &Door) -> (i64, i64, i64, i64) {
    let session: SessionId = door.session.parse().expect("an id");
    let counted =
        app.app().database.read(|conn| check_ins::counts(conn, session)).expect("counted");
    let meeting: MeetingId = door.meeting.parse().expect("an id");
    let found = counted.into_iter().find(|(id, _)| *id == meeting).expect("the meeting").1;
    (found.here, found.expected, found.here_persons, found.expected_persons)
}

on_both_databases! {
    fn a_code_a_number_and_a_name_let_people_in_and_each_once(app) {
        let door = Door::open(app, 20, &[]);
        let (id, number, _) = registered(app, &door.session, &bodies::applicant(1));
        let (_, second, token) = registered(app, &door.session, &bodies::party(2, 3));
        registered(app, &door.session, &bodies::applicant(3));
        let desk = Desk::of(app);
        let chosen = desk.get(&format!("/console/events/{}/check-in", door.event)).expect(200).text();
        assert!(chosen.contains("今日の日程") && chosen.contains("来場 0 / 3件"));
        assert_eq!(said(&desk.types(&door, &code_of(app, &id, &number))), "受付しました");
        let again = desk.types(&door, &number.to_lowercase());
        assert_eq!(said(&again), "受付済みです");
        assert!(again.contains("に受付") && again.contains("来場 1 / 3件"));
        // The whole party by its own page's address, then one fewer.
        let party = desk.types(&door, &format!("https://uketsuke.example.jp/r/{token}"));
        assert!(party.contains("3名のうち3名が来場") && party.contains(&second));
        assert_eq!(counts(app, &door), (2, 3, 4, 5));
        let found = desk.types(&door, "ﾔﾏ");
        assert_eq!(offered(&found), 1, "the others are in already");
        let rest = desk.get(&format!("{}/missing", door.path())).expect(200).text();
        assert!(rest.contains("山田 3郎") && !rest.contains("山田 1郎"));
        assert_eq!(said(&desk.types(&door, "ほんだ")), "申込が見つかりません");
        assert_eq!(said(&desk.types(&door, &format!("{}Z{}", &number[..3], &number[4..]))), if &number[3..4] == "Z" { "受付済みです" } else { "受付番号に打ち間違いがあります" });
        assert_eq!(said(&desk.types(&door, "UKETSUKE:AAAA:K7M4Q2XH")), "申込が見つかりません");
        assert_eq!(said(&desk.types(&door, " ")), "何も入力されていません");
    }

    fn who_may_not_come_in_is_told_why_and_what_to_do(app) {
        let elsewhere = today(app, "萩", 20);
        let door = Door::open(app, 1, &[elsewhere]);
        let event = app.get(&format!("/api/v1/events/{}", door.event)).json();
        let other = event["sessions"][1]["id"].as_str().expect("an id").to_owned();
        let (id, number, token) = registered(app, &door.session, &bodies::applicant(1));
        let desk = Desk::of(app);
        app.json("DELETE", &format!("/api/v1/registrations/{token}"), &Value::Null).expect(200);
        assert_eq!(said(&desk.types(&door, &code_of(app, &id, &number))), "取り消された申込です");
        check_in(app, &id, &Value::Null).expect_problem(409, "wrong_state");
        let (_, number, _) = registered(app, &other, &bodies::applicant(2));
        let page = desk.types(&door, &number);
        assert_eq!(said(&page), "別の回の申込です");
        assert!(page.contains("申し込まれた回：萩"), "{page}");
        // Another event of the organization; another organization is as nobody.
        let far = app.session(bodies::session("長門", 5));
        let (far_id, number, _) = registered(app, &far, &bodies::applicant(3));
        assert_eq!(said(&desk.types(&door, &number)), "別のイベントの申込です");
        check_in(app, &far_id, &Value::Null).expect_problem(409, "wrong_day");
        check_in(app, &far_id, &json!({"on_any_day": true})).expect(200);
        let foreign = Desk::by(app, &link_of(app, "shimonoseki", "下関市"));
        foreign.get(&door.path()).expect(404);
        foreign.get(&format!("/console/events/{}/check-in", door.event)).expect(404);
        let stranger = token_of(app.app(), "shimonoseki", "下関市", &Permission::ALL);
        let path = format!("/api/v1/manage/registrations/{id}/check-in");
        app.json_as(&stranger, "POST", &path, &Value::Null).expect_problem(404, "not_found");
        let narrow = token_of(app.app(), "hagi", "萩市", &[Permission::WriteRegistrations]);
        app.json_as(&narrow, "POST", &path, &Value::Null).expect_problem(403, "forbidden");
        assert_eq!(counts(app, &door).0, 0);
    }

    fn whoever_is_there_is_there_once_when_two_of_their_registrations_are_made_one(app) {
        let door = Door::open(app, 20, &[]);
        let (kept, _, _) = registered(app, &door.session, &bodies::applicant(1));
        let (dropped, _, _) = registered(app, &door.session, &bodies::applicant(2));
        let (gone, _, token) = registered(app, &door.session, &bodies::applicant(3));
        check_in(app, &dropped, &json!({})).expect(200);
        check_in(app, &gone, &json!({})).expect(200);
        let desk = Desk::of(app);
        let path = format!("/console/registrations/{kept}/merge");
        send(&desk, &path, &[("with", &dropped)]).expect(303);
        let again = check_in(app, &kept, &json!({})).expect(200).json();
        assert_eq!(again["outcome"], "already_here");
        assert_eq!(counts(app, &door), (2, 2, 2, 2));
        // Who has left is not there any more.
        app.json("DELETE", &format!("/api/v1/registrations/{token}"), &Value::Null).expect(200);
        assert_eq!(counts(app, &door), (1, 1, 1, 1));
    }

    fn a_check_in_is_undone_changed_and_made_again_and_its_history_stays(app) {
        let door = Door::open(app, 20, &[]);
        let (id, _, _) = registered(app, &door.session, &bodies::party(1, 4));
        let desk = Desk::of(app);
        let own = "0199d1f0-0000-7000-8000-00000000000c";
        let made = check_in(app, &id, &json!({"persons": 2, "id": own, "device": "入口A"})).expect(200).json();
        assert_eq!((&made["outcome"], &made["check_in"]["persons"]), (&json!("welcome"), &json!(2)));
        // The same message again, and another device's.
        let again = check_in(app, &id, &json!({"persons": 2, "id": own})).expect(200).json();
        assert_eq!((&again["outcome"], &again["check_in"]["id"]), (&json!("already_here"), &json!(own)));
        let other = check_in(app, &id, &json!({"persons": 4})).expect(200).json();
        assert_eq!((&other["outcome"], &other["check_in"]["persons"]), (&json!("already_here"), &json!(2)));
        let more = check_in(app, &id, &json!({"persons": 9, "adjust": true})).expect(200).json();
        assert_eq!(more["check_in"]["persons"], 4, "as many as there are seats");
        let page = desk.posts(&door.path(), &[("action", "persons"), ("registration", &id), ("persons", "3")]);
        assert!(page.contains("4名のうち3名が来場"), "{page}");
        let page = desk.posts(&door.path(), &[("action", "undo"), ("registration", &id)]);
        assert_eq!(said(&page), "受付を取り消しました");
        assert_eq!(said(&desk.posts(&door.path(), &[("action", "undo"), ("registration", &id)])), "受付の記録がありません");
        let undo = format!("/api/v1/manage/registrations/{id}/undo-check-in");
        app.staff("POST", &undo, &Value::Null).expect_problem(409, "not_here");
        check_in(app, &id, &Value::Null).expect(200);
        app.staff("POST", &undo, &json!({"id": own})).expect_problem(409, "not_here");
        app.staff("POST", &undo, &json!({"meeting": door.meeting})).expect(200);
        let rows = app.sql_number("SELECT COUNT(*) AS number FROM check_ins");
        let lines = app.sql_number("SELECT COUNT(*) AS number FROM audit_lines WHERE action LIKE 'check%'");
        assert_eq!((rows, lines, counts(app, &door).0), (2, 6, 0));
        let bad = json!({"persons": 0, "id": "x", "at": "yesterday"});
        check_in(app, &id, &bad).expect_problem(422, "validation_failed");
    }

    fn each_meeting_of_a_course_is_attended_for_itself(app) {
        let now = app.app().clock.now();
        let meeting = |days: i64| json!({
            "starts_at": (now + Duration::days(days)).to_rfc3339(),
            "ends_at": (now + Duration::days(days) + Duration::minutes(90)).to_rfc3339(),
        });
        let course = bodies::session_with("講座", 20, &json!({
            "closes_at": (now + Duration::minutes(1)).to_rfc3339(), "meetings": [meeting(0), meeting(7)],
        }));
        let event = app.publish(&bodies::event(&[course]));
        let session = event["sessions"][0]["id"].as_str().expect("an id").to_owned();
        let meetings = event["sessions"][0]["meetings"].as_array().expect("meetings").clone();
        let (id, _, _) = registered(app, &session, &bodies::applicant(1));
        registered(app, &session, &bodies::applicant(2));
        // Today's where none is named; the other only on purpose.
        let made = check_in(app, &id, &Value::Null).expect(200).json();
        assert_eq!(made["check_in"]["meeting"], meetings[0]["id"]);
        check_in(app, &id, &json!({"meeting": meetings[1]["id"]})).expect_problem(409, "wrong_day");
        check_in(app, &id, &json!({"meeting": meetings[1]["id"], "on_any_day": true})).expect(200);
        let id: SessionId = session.parse().expect("an id");
        let first: MeetingId = meetings[0]["id"].as_str().expect("an id").parse().expect("an id");
        let (counted, absent) = app.app().database.read(|conn| {
            Ok::<_, StoreError>((check_ins::counts(conn, id)?, check_ins::absent(conn, id, first, 0, 10)?))
        }).expect("read");
        assert_eq!(counted.iter().map(|(_, it)| it.here).collect::<Vec<_>>(), [1, 1]);
        assert_eq!(absent.iter().map(|row| row.applicant_name.as_str()).collect::<Vec<_>>(), ["山田 2郎"]);
    }

    fn somebody_without_a_registration_is_registered_at_the_door_and_a_full_session_wants_a_reason(app) {
        let door = Door::open(app, 1, &[]);
        let desk = Desk::of(app);
        let path = format!("{}/walk-in", door.path());
        let someone = |name: &'static str, reason: &'static str, form: &'static str| {
            [("name", name), ("kana", ""), ("phone", ""), ("seats", "1"), ("reason", reason), ("form", form)]
        };
        let page = desk.posts(&path, &someone("", "", "f0"));
        assert_eq!(said(&page), "お名前を入力してください。");
        assert_eq!(said(&desk.posts(&path, &someone("当日 太郎", "", "f1"))), "受付しました");
        // The same form pressed twice.
        assert_eq!(said(&desk.posts(&path, &someone("当日 太郎", "", "f1"))), "受付済みです");
        let full = desk.posts(&path, &someone("当日 花子", "", "f2"));
        assert!(full.contains("定員を超えて受け入れるときは") && full.contains("id=\"reason\""));
        assert_eq!(said(&desk.posts(&path, &someone("当日 花子", "欠席が多いため", "f2"))), "受付しました");
        assert_eq!(counts(app, &door), (2, 2, 2, 2));
        let listed = app.staff_get(&format!("/api/v1/sessions/{}/registrations", door.session)).json();
        assert_eq!(listed["items"][1]["exceed_reason"], "欠席が多いため");
        assert_eq!(listed["items"][1]["source"], "counter");
    }

    fn who_comes_without_a_registration_is_let_in_also_where_others_are_chosen(app) {
        for allocation in ["approval", "lottery"] {
            let chosen = bodies::with(bodies::event(&[today(app, "下関", 1)]), &json!({ "allocation": allocation }));
            let event = app.publish(&chosen);
            let session = &event["sessions"][0];
            let path = format!("/console/events/{}/check-in/{}/walk-in", event["id"].as_str().expect("an id"), session["meetings"][0]["id"].as_str().expect("an id"));
            let desk = Desk::of(app);
            let page = desk.posts(&path, &[("name", "当日 太郎"), ("seats", "1"), ("form", allocation)]);
            assert_eq!(said(&page), "受付しました");
            let page = desk.posts(&path, &[("name", "当日 花子"), ("seats", "1"), ("form", "second")]);
            assert!(page.contains("定員を超えて受け入れるときは"), "{page}");
            let listed = app.staff_get(&format!("/api/v1/sessions/{}/registrations", session["id"].as_str().expect("an id"))).json();
            let states: Vec<_> = listed["items"].as_array().expect("items").iter().map(|it| it["state"].clone()).collect();
            assert_eq!(states, ["confirmed"], "nothing stays behind that nobody chose");
        }
    }

    fn visitors_check_themselves_in_with_what_only_they_know_or_with_their_own_page(app) {
        let door = Door::open(app, 20, &[]);
        let (_, number, token) = registered(app, &door.session, &bodies::party(1, 2));
        let (_, other, _) = registered(app, &door.session, &bodies::applicant(2));
        let poster = app.app().links.door_url(door.meeting.parse().expect("an id"));
        let path = format!("/c/{}", poster.rsplit('/').next().expect("a token"));
        app.get("/c/nonsense").expect(404);
        assert!(app.get(&path).expect(200).text().contains("電話番号の下4桁"));
        let tries = |number: &str, proof: &str| app.form(&path, &[("number", number), ("proof", proof)], None);
        for (number, proof) in [(number.as_str(), "0000"), (number.as_str(), ""), ("K7M4Q2XH", "5678"), ("x", "5678")] {
            assert!(tries(number, proof).expect(422).text().contains("確かめられませんでした"));
        }
        assert!(tries(&number, "５６７８").expect(200).text().contains("受付しました"));
        assert!(tries(&number, "ヤマダタロウ").expect(200).text().contains("受付済みです"));
        // Five wrong answers about one registration: no more.
        for _ in 0..5 {
            tries(&other, "1111").expect(422);
        }
        tries(&other, "5678").expect(422);
        // The own page was open on this telephone: one button.
        let manage = app.get(&format!("/r/{token}")).expect(200);
        let set = manage.header("set-cookie").expect("a cookie").to_owned();
        assert!(set.contains("Path=/c/") && set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
        let cookie = set.split(';').next().expect("a value").to_owned();
        let page = app.send("GET", &path, &[("Cookie", &cookie)], b"").expect(200).text();
        assert!(page.contains(&format!("{number}で受付する")), "{page}");
        let entered = app.form(&path, &[("own", &token), ("persons", "1")], Some(&cookie)).expect(200);
        assert!(entered.text().contains("受付済みです"));
        app.form(&path, &[("own", &token)], None).expect(404);
        assert_eq!(counts(app, &door), (1, 2, 2, 3));
        app.app().clock.advance(chrono::TimeDelta::hours(3));
        assert!(app.get(&path).expect(200).text().contains("この日程は終わりました"));
        app.form(&path, &[("number", &number), ("proof", "5678")], None).expect(303);
    }

    fn what_was_done_without_network_is_taken_late_once_and_in_its_order(app) {
        let door = Door::open(app, 20, &[]);
        let people: Vec<_> = (1..=4).map(|n| registered(app, &door.session, &bodies::party(n, 2))).collect();
        let desk = Desk::of(app);
        let id = |n: usize| format!("0199d1f0-0000-7000-8000-0000000000{n:02}");
        let entry = |n: usize, kind: &str, person: usize| json!({
            "id": id(n), "kind": kind, "registration": people[person].0, "persons": 1, "device": "a",
        });
        let sync = |entries: &[Value]| {
            let csrf = desk.csrf();
            let text = json!(entries).to_string();
            let answer = app.form(&format!("{}/sync", door.path()), &[("csrf", &csrf), ("entries", &text)], Some(&desk.cookie));
            let answers = answer.expect(200).json()["answers"].as_array().expect("answers").clone();
            answers.iter().map(|it| it["outcome"].as_str().expect("a word").to_owned()).collect::<Vec<_>>()
        };
        let first = [entry(1, "check_in", 0), entry(2, "check_in", 1), entry(2, "persons", 1), entry(1, "undo", 0), entry(3, "check_in", 0)];
        assert_eq!(sync(&first), ["welcome", "welcome", "changed", "undone", "welcome"]);
        // The answer was lost: the same once more. The first is undone by now, and stays so.
        assert_eq!(sync(&first), ["welcome", "welcome", "changed", "not_here", "welcome"]);
        assert_eq!(sync(&[entry(9, "check_in", 1), entry(9, "undo", 1)]), ["already_here", "not_here"]);
        assert_eq!(counts(app, &door).0, 2);
        let list = desk.get(&format!("{}/list", door.path())).expect(200);
        let text = list.text();
        for private in ["example.jp", "000-1234-5678", "00012345678"] {
            assert!(!text.contains(private), "no more than is needed: {private}");
        }
        let list = list.json();
        assert_eq!(list["rows"].as_array().map(Vec::len), Some(4));
        let news = format!("{}/news?since={}", door.path(), list["as_of"].as_str().expect("a time").replace('+', "%2B"));
        assert_eq!(desk.get(&news).expect(200).json()["count"]["here"], 2);
        desk.get(&format!("{}/news?since=x", door.path())).expect(422);
        app.form(&format!("{}/sync", door.path()), &[("csrf", "x"), ("entries", "[]")], Some(&desk.cookie)).expect(403);
    }

    fn of_many_devices_that_see_the_same_person_at_once_one_is_first(app) {
        let door = Door::open(app, 20, &[]);
        let (id, _, _) = registered(app, &door.session, &bodies::applicant(1));
        let outcomes: Vec<String> = std::thread::scope(|scope| {
            let devices: Vec<_> = (0..16).map(|_| scope.spawn(|| {
                check_in(app, &id, &Value::Null).expect(200).json()["outcome"].as_str().expect("a word").to_owned()
            })).collect();
            devices.into_iter().map(|device| device.join().expect("no panic")).collect()
        });
        assert_eq!(outcomes.iter().filter(|outcome| *outcome == "welcome").count(), 1, "{outcomes:?}");
        assert_eq!(counts(app, &door).0, 1);
    }
}

#[test]
fn lists_and_badges_are_printed_as_pdf_for_those_who_may_read_them() {
    let app = TestApp::on_sqlite();
    let door = Door::open(&app, 20, &[]);
    for number in 1..=3 {
        registered(&app, &door.session, &bodies::applicant(number));
    }
    let desk = Desk::of(&app);
    let page = desk.get(&format!("/console/sessions/{}/print", door.session)).expect(200).text();
    assert!(page.contains("受付簿") && page.contains("91×55mm"));
    for (sheet, query) in
        [("roster", "state=all"), ("reception", ""), ("badges", "size=a4-8&lines=1")]
    {
        let path = format!("/console/sessions/{}/print/{sheet}.pdf?{query}", door.session);
        let file = desk.get(&path).expect(200);
        assert_eq!(file.header("content-type"), Some("application/pdf"));
        assert!(file.body.starts_with(b"%PDF-1.7"), "{sheet}");
    }
    desk.get(&format!("/console/sessions/{}/print/badges.pdf?size=a3", door.session)).expect(422);
    desk.get(&format!("/console/sessions/{}/print/owl.pdf", door.session)).expect(404);
    let poster = desk.get(&format!("{}/poster.pdf", door.path())).expect(200);
    assert!(poster.body.starts_with(b"%PDF-1.7"));
    let path = format!("/api/v1/sessions/{}/attendees.pdf?sheet=reception", door.session);
    let file = app.staff_get(&path).expect(200);
    assert!(file.header("content-disposition").is_some_and(|name| name.contains(".pdf")));
    app.staff_get(&format!("/api/v1/sessions/{}/attendees.pdf?sheet=owl", door.session))
        .expect_problem(422, "validation_failed");
    let noted = "SELECT COUNT(*) AS number FROM audit_lines WHERE action = 'exported' AND details LIKE '%\"pdf\"%'";
    assert_eq!(app.sql_number(noted), 4, "each sheet leaves a line");
    app.end();
}

#[test]
fn a_list_of_ten_thousand_is_printed_in_bounded_time_and_memory() {
    let app = TestApp::on_sqlite();
    let filled = app.filled_session(9_999, 1);
    for sheet in ["roster", "reception", "badges"] {
        let began = std::time::Instant::now();
        let path = format!(
            "/api/v1/sessions/{}/attendees.pdf?sheet={sheet}&state=confirmed,waitlisted,withdrawn,declined",
            filled.session
        );
        let file = app.staff_get(&path).expect(200);
        let (seconds, bytes) = (began.elapsed().as_secs_f64(), file.body.len());
        figure(
            "pdf",
            format!("{sheet} of 10,000 registrations: {seconds:.1} s, {} KB", bytes / 1024),
        );
        assert!(seconds < 120.0 && bytes < 20_000_000, "{sheet}: {seconds} s, {bytes} bytes");
    }
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned();
    figure(
        "pdf",
        format!("memory of the whole test process at most: {}", peak.replace("VmHWM:", "").trim()),
    );
    app.end();
}
