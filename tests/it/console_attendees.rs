//! Attendees in the console: lists of an event, what is done with many at once, one registration, proxy entry.

use std::time::{Duration, Instant};

use scraper::{Html, Selector};
use serde_json::json;

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bodies::{self, session, session_with};
use crate::support::console::{Desk, attribute};
use crate::support::figures::figure;
use crate::support::on_both_databases;

/// The words that a selector finds, one text each.
pub fn words(page: &Answer, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    let document = Html::parse_document(&page.text());
    let texts = document.select(&selector).map(|found| found.text().collect::<String>());
    texts.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Sends a form of the console.
pub fn send(desk: &Desk<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let csrf = desk.csrf();
    let all: Vec<(&str, &str)> =
        [("csrf", csrf.as_str())].into_iter().chain(fields.iter().copied()).collect();
    desk.app.form(path, &all, Some(&desk.cookie))
}

/// The page once its work has ended.
pub fn ended(desk: &Desk<'_>, path: &str) -> Answer {
    let began = Instant::now();
    loop {
        let page = desk.get(path).expect(200);
        if page.header("refresh").is_none() {
            return page;
        }
        assert!(began.elapsed() < Duration::from_mins(3), "{}", page.text());
        std::thread::sleep(Duration::from_millis(100));
    }
}

pub fn location(answer: &Answer) -> String {
    answer.header("location").expect("a way on").to_owned()
}

/// An event with two sessions of these capacities: its id, and those of the sessions.
fn event(app: &TestApp, one: i64, other: i64) -> (String, String, String) {
    let waiting = json!({ "waiting_list": true });
    let sessions = [session_with("下関", one, &waiting), session("萩", other)];
    let event = app.publish(&bodies::event(&sessions));
    let id = |at: usize| event["sessions"][at]["id"].as_str().expect("an id").to_owned();
    (event["id"].as_str().expect("an id").to_owned(), id(0), id(1))
}

fn apply(app: &TestApp, session: &str, number: usize) -> String {
    let made = app.apply(session, &bodies::applicant(number)).expect(201).json();
    made["id"].as_str().expect("an id").to_owned()
}

/// How many registrations of a session are confirmed, and how many wait.
fn counts(desk: &Desk<'_>, session: &str) -> Vec<String> {
    words(&desk.get(&format!("/console/sessions/{session}/attendees")).expect(200), ".tabs a")
}

on_both_databases! {
    fn an_event_lists_all_its_sessions_by_arrival_name_and_filter(app) {
        let (event, one, other) = event(app, 60, 60);
        for number in 1..=53 {
            apply(app, if number % 2 == 0 { &one } else { &other }, number);
        }
        let desk = Desk::of(app);
        let list = format!("/console/events/{event}/attendees");
        let first = desk.get(&list).expect(200);
        let names = words(&first, "tbody td:nth-of-type(1)");
        assert_eq!((names.len(), names[0].as_str(), names[1].as_str()), (50, "山田 1郎", "山田 2郎"));
        let next = attribute(&first.text(), ".pages a[rel=next]", "href").pop().expect("a next page");
        assert_eq!(words(&desk.get(&next).expect(200), "tbody tr").len(), 3);
        let only = |query: &str| words(&desk.get(&format!("{list}?{query}")).expect(200), "tbody tr").len();
        assert_eq!(only(&format!("session={one}")), 26);
        assert_eq!((only("source=api"), only("source=fax"), only("noted=yes"), only("bounced=yes")), (50, 0, 0, 0));
        assert_eq!(only("q=%E5%B1%B1%E7%94%B0%2053%E9%83%8E"), 1);
        assert_eq!(only("received_from=2000-01-01&received_to=2000-01-02"), 0);
        let by_name = desk.get(&format!("{list}?sort=name")).expect(200);
        let next = attribute(&by_name.text(), ".pages a[rel=next]", "href").pop().expect("a next page");
        assert_eq!(words(&desk.get(&next).expect(200), "tbody tr").len(), 3);
        desk.get(&format!("{list}?sort=owl")).expect(422);
        desk.get(&format!("{list}?session=x")).expect(422);
    }

    fn columns_and_shortcuts_are_remembered_for_the_member(app) {
        let (event, one, _) = event(app, 5, 5);
        apply(app, &one, 1);
        let desk = Desk::of(app);
        let list = format!("/console/events/{event}/attendees");
        assert!(desk.get(&list).text().contains("data-shortcuts"));
        let fields = [("column", "name"), ("column", "phone"), ("column", "owl")];
        send(&desk, &format!("{list}/columns"), &fields).expect(303);
        let page = desk.get(&list).expect(200);
        assert_eq!(words(&page, "thead th"), ["受付番号", "氏名", "電話"]);
        assert!(!page.text().contains("data-shortcuts"));
        assert!(words(&desk.get(&format!("/console/sessions/{one}/attendees")), "thead th").len() == 3);
    }

    fn chosen_ones_move_as_a_job_that_says_what_could_not_be_done(app) {
        let (event, one, other) = event(app, 10, 2);
        let ids: Vec<String> = (1..=4).map(|number| apply(app, &one, number)).collect();
        let desk = Desk::of(app);
        let path = format!("/console/events/{event}/attendees/bulk");
        let mut fields = vec![("who", "these"), ("action", "move"), ("target", other.as_str())];
        fields.extend(ids.iter().take(3).map(|id| ("chosen", id.as_str())));
        let bulk = location(&send(&desk, &path, &fields).expect(303));
        let before = desk.get(&bulk).expect(200);
        assert!(before.text().contains("3件の申込を選んでいます"), "{}", before.text());
        assert_eq!(counts(&desk, &one)[1], "確定 4", "nothing has happened yet");
        send(&desk, &format!("{bulk}/start"), &[]).expect(303);
        send(&desk, &format!("{bulk}/start"), &[]).expect(303);
        let after = ended(&desk, &bulk);
        assert_eq!(words(&after, "tbody td:nth-of-type(1)"), ["山田 3郎"]);
        assert!(words(&after, "tbody td:nth-of-type(2)")[0].starts_with("席がありません"));
        assert_eq!((counts(&desk, &one)[1].as_str(), counts(&desk, &other)[1].as_str()), ("確定 2", "確定 2"));
        // All that a filter finds.
        let fields = [("who", "all"), ("action", "withdraw"), ("session", one.as_str())];
        let bulk = location(&send(&desk, &path, &fields).expect(303));
        assert!(desk.get(&bulk).text().contains("2件の申込を選んでいます"));
        send(&desk, &format!("{bulk}/start"), &[]).expect(303);
        assert!(ended(&desk, &bulk).text().contains("すべてできました"));
        assert_eq!(counts(&desk, &one)[3], "取消 2");
        // Nobody chosen leads back to the list, which says so.
        for action in ["withdraw", "mail", "export-xlsx"] {
            let back = location(&send(&desk, &path, &[("who", "these"), ("action", action), ("state", "confirmed")]).expect(303));
            assert!(back.starts_with(&format!("/console/events/{event}/attendees?state=confirmed")), "{back}");
            assert!(desk.get(&back).expect(200).text().contains("申込が選ばれていません"));
        }
    }

    fn rows_are_copied_as_a_table_that_no_spreadsheet_runs(app) {
        let (event, one, _) = event(app, 5, 5);
        let mut body = bodies::applicant(1);
        body["applicant"]["name"] = json!("=1+1");
        app.apply(&one, &body).expect(201);
        let desk = Desk::of(app);
        let fields = [("who", "all"), ("action", "copy")];
        let page = send(&desk, &format!("/console/events/{event}/attendees/bulk"), &fields).expect(200);
        let table = words(&page, "textarea").pop().expect("a table");
        assert!(table.starts_with("受付番号 氏名") && table.contains("'=1+1"), "{table}");
    }

    fn a_registration_has_its_page_with_notes_history_and_buttons(app) {
        let (event, one, other) = event(app, 1, 5);
        let first = apply(app, &one, 1);
        let waiting = apply(app, &one, 2);
        let desk = Desk::of(app);
        let path = format!("/console/registrations/{waiting}");
        let act = format!("{path}/do");
        let note = [("action", "note"), ("note", "折り返し電話の約束")];
        assert_eq!(location(&send(&desk, &act, &note).expect(303)), format!("{path}?done=note"));
        send(&desk, &act, &[("action", "note"), ("note", " ")]).expect(409);
        let page = desk.get(&path).expect(200);
        assert_eq!(words(&page, ".attendees-note"), ["折り返し電話の約束"]);
        assert!(words(&page, ".attendees-history li").join("\n").contains("申込を受け付けました（API）"));
        let listed = desk.get(&format!("/console/events/{event}/attendees?noted=yes")).expect(200);
        assert_eq!(words(&listed, "tbody td:nth-of-type(1)"), ["山田 2郎 メモあり"]);
        // No seat without a reason.
        assert!(send(&desk, &act, &[("action", "seat")]).expect(409).text().contains("席がありません"));
        send(&desk, &act, &[("action", "seat"), ("reason", "来賓")]).expect(303);
        let page = desk.get(&path).expect(200);
        assert!(words(&page, ".tag").contains(&"確定".to_owned()));
        assert!(words(&page, ".attendees-history li").join("\n").contains("来賓"));
        // What cannot be taken back is asked once more, with who it is about.
        for (fields, after) in [(vec![("action", "move"), ("target", other.as_str())], "確定"), (vec![("action", "withdraw")], "取消")] {
            let asked = location(&send(&desk, &act, &fields).expect(303));
            assert!(desk.get(&asked).expect(200).text().contains("山田 2郎"));
            assert!(words(&desk.get(&path).expect(200), ".tag").contains(&"確定".to_owned()), "nothing has happened yet");
            send(&desk, &format!("{asked}/start"), &[]).expect(303);
            assert_eq!(attribute(&ended(&desk, &asked).text(), "a.button", "href").pop(), Some(path.clone()));
            assert!(words(&desk.get(&path).expect(200), ".tag").contains(&after.to_owned()));
        }
        send(&desk, &act, &[("action", "move")]).expect(409);
        send(&desk, &format!("/console/registrations/{first}/do"), &[("action", "resend")]).expect(303);
        // Same telephone: shown, not merged.
        let alike = desk.get(&format!("/console/registrations/{first}")).expect(200);
        assert!(words(&alike, ".attendees-alike td").contains(&"電話番号が同じ".to_owned()));
    }

    fn details_are_changed_by_staff_and_not_over_what_a_colleague_wrote(app) {
        let (_, one, _) = event(app, 5, 5);
        let id = apply(app, &one, 1);
        let desk = Desk::of(app);
        let path = format!("/console/registrations/{id}/change");
        let page = desk.get(&path).expect(200);
        let version = attribute(&page.text(), "input[name=version]", "value").pop().expect("a version");
        let fields = |name: &'static str, email: &'static str| {
            [("version", "?"), ("action", "save"), ("name", name), ("email", email), ("phone", "000-1234-5678"), ("seats", "1")]
        };
        let mut wrong = fields("", "x");
        wrong[0].1 = &version;
        let refused = send(&desk, &path, &wrong).expect(422);
        assert_eq!(words(&refused, ".error-summary li").len(), 2);
        let mut right = fields("山田 花子", "hanako@example.jp");
        right[0].1 = &version;
        send(&desk, &path, &right).expect(303);
        send(&desk, &path, &right).expect(409);
        let shown = desk.get(&format!("/console/registrations/{id}")).expect(200);
        assert!(shown.text().contains("hanako@example.jp") && shown.text().contains("内容を変更しました"));
    }

    fn two_registrations_of_one_person_are_made_one_by_hand(app) {
        let (_, one, other) = event(app, 5, 5);
        let kept = apply(app, &one, 1);
        let mut again = bodies::applicant(1);
        again["applicant"]["email"] = json!("right@example.jp");
        let dropped = app.apply(&other, &again).expect(201).json()["id"].as_str().expect("an id").to_owned();
        let desk = Desk::of(app);
        let path = format!("/console/registrations/{kept}/merge");
        let page = desk.get(&format!("{path}?with={dropped}")).expect(200);
        assert_eq!(words(&page, "fieldset legend"), ["メール"]);
        send(&desk, &path, &[("with", &dropped), ("value-email", "dropped")]).expect(303);
        assert!(desk.get(&format!("/console/registrations/{kept}")).text().contains("right@example.jp"));
        let gone = desk.get(&format!("/console/registrations/{dropped}")).expect(200);
        assert!(words(&gone, ".tag").contains(&"取消".to_owned()) && gone.text().contains(&kept));
        assert_eq!((counts(&desk, &one)[1].as_str(), counts(&desk, &other)[1].as_str()), ("確定 1", "確定 0"));
        desk.get(&format!("{path}?with={kept}")).expect(404);
    }

    fn staff_enter_one_application_after_the_other(app) {
        let (_, one, _) = event(app, 2, 5);
        let desk = Desk::of(app);
        let path = format!("/console/sessions/{one}/enter");
        let sheet = || attribute(&desk.get(&path).expect(200).text(), "input[name=sheet]", "value").pop().expect("a sheet");
        let number = sheet();
        let base = |name: &'static str, phone: &'static str| {
            vec![("source", "fax"), ("received_at", "2026-01-05T09:30"), ("name", name), ("phone", phone), ("seats", "1"), ("action", "next")]
        };
        let mut fields = base("山田 太郎", "000-1111-0001");
        fields.push(("sheet", &number));
        let next = location(&send(&desk, &path, &fields).expect(303));
        assert!(next.contains("source=fax") && next.contains("received_at=2026-01-05T09"), "{next}");
        // Pressed twice, it is one.
        fields.push(("alike_seen", "yes"));
        send(&desk, &path, &fields).expect(303);
        let page = desk.get(&next).expect(200);
        assert_eq!(attribute(&page.text(), "#source option[selected]", "value"), ["fax"]);
        assert!(page.text().contains("で保存しました"));
        let number = sheet();
        // The same telephone: told before anything is saved.
        let mut alike = base("山田 次郎", "000-1111-0001");
        alike.push(("sheet", &number));
        assert!(send(&desk, &path, &alike).expect(200).text().contains("同じ人かもしれない"));
        alike.push(("alike_seen", "yes"));
        send(&desk, &path, &alike).expect(303);
        let number = sheet();
        let mut full = base("山田 三郎", "000-1111-0003");
        full.extend([("sheet", number.as_str()), ("reason", "来賓")]);
        let saved = location(&send(&desk, &path, &full).expect(303));
        let id = saved.rsplit("saved=").next().expect("an id").to_owned();
        let shown = desk.get(&format!("/console/registrations/{id}")).expect(200);
        assert!(words(&shown, ".tag").contains(&"確定".to_owned()) && shown.text().contains("ファクス"));
        let mut wrong = base("", "x");
        wrong.push(("sheet", "n"));
        assert_eq!(words(&send(&desk, &path, &wrong).expect(422), ".error-summary li").len(), 2);
    }

    fn another_organizations_attendees_are_as_if_they_did_not_exist(app) {
        let (event, one, other) = event(app, 5, 5);
        let id = apply(app, &one, 1);
        let foreign = Desk::by(app, &crate::support::console::link_of(app, "mine", "美祢市"));
        for path in [
            format!("/console/events/{event}/attendees"),
            format!("/console/registrations/{id}"),
            format!("/console/registrations/{id}/change"),
            format!("/console/sessions/{one}/enter"),
            format!("/console/sessions/{one}/import"),
        ] {
            foreign.get(&path).expect(404);
        }
        send(&foreign, &format!("/console/registrations/{id}/do"), &[("action", "withdraw")]).expect(404);
        let fields = [("who", "these"), ("chosen", id.as_str()), ("action", "withdraw")];
        send(&foreign, &format!("/console/sessions/{other}/attendees/bulk"), &fields).expect(404);
    }

    fn pages_of_a_hundred_thousand_come_in_a_fifth_of_a_second(app) {
        let filled = app.filled_session(99_999, 1);
        app.make_search_indexes();
        if app.app().database.is_postgres() {
            app.sql("ANALYZE");
        }
        let desk = Desk::of(app);
        let session = app.get(&format!("/api/v1/sessions/{}", filled.session)).json();
        let event = session["event_id"].as_str().or_else(|| session["event"].as_str()).or_else(|| session["event"]["id"].as_str()).expect("an event").to_owned();
        let database = if app.app().database.is_postgres() { "PostgreSQL" } else { "SQLite" };
        let mut slow = Vec::new();
        for (name, query, limit) in [
            ("first page", "", 200),
            ("in the middle", "cursor=50000", 200),
            ("waiting", "state=waitlisted", 200),
            ("by name", "sort=name", 200),
            ("by name, in the middle", "sort=name&cursor=o50000", 200),
            ("by company", "sort=company", 200),
            ("a source that nobody has", "source=fax", 200),
            ("received on a day", "received_from=2020-01-01&received_to=2020-01-02", 200),
            ("search: a name", "q=%E5%B1%B1%E7%94%B0", 100),
            ("search: one address", "q=p4321@example.jp", 100),
            ("search: four digits", "q=8399", 100),
            ("search: nobody", "q=%E8%A5%BF%E5%9C%92%E5%AF%BA", 100),
        ] {
            let mut times: Vec<Duration> = (0..7).map(|_| {
                let began = Instant::now();
                desk.get(&format!("/console/events/{event}/attendees?{query}")).expect(200);
                began.elapsed()
            }).collect();
            let first = times[0];
            times.sort_unstable();
            let median = times[3];
            figure("attendees", format!("on {database}, debug build: {name}: median {median:?}, first {first:?}"));
            if median > Duration::from_millis(limit) {
                slow.push(format!("{name}: {median:?}"));
            }
        }
        // A build without optimization, beside other tests, may take thrice as long.
        let is_debug = cfg!(debug_assertions);
        assert!(is_debug || slow.is_empty(), "{slow:?}");
        assert!(slow.len() < 6, "{slow:?}");
    }
}
