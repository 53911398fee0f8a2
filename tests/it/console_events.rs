//! Making, changing, copying, rehearsing and ending events in the console, on both databases.

use chrono_tz::Tz;
use serde_json::{Value, json};
use uketsuke::demo::{CORE_CASE, Case, CasePlace, CaseSession, CaseUnit};
use uketsuke::domain::civil;
use uketsuke::domain::values::language::Language;

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bodies::{self, applicant, session, session_with};
use crate::support::console::Desk;
use crate::support::console_form::ConsoleForm;
use crate::support::on_both_databases;

const NEW: &str = "/console/events/new";

/// The id in the address that an answer leads to.
#[track_caller]
fn event_in(answer: &Answer) -> String {
    let to = answer.header("location").unwrap_or_else(|| panic!("no redirect: {}", answer.text()));
    to.split('/').nth(3).and_then(|id| id.split('?').next()).expect("an id").to_owned()
}

fn read(app: &TestApp, event: &str) -> Value {
    app.staff_get(&format!("/api/v1/events/{event}")).expect(200).json()
}

/// The only session of a published event, with applications of these people.
fn with_people(app: &TestApp, capacity: i64, people: usize) -> (String, String) {
    let event = app.publish(&bodies::event(&[session("下関", capacity)]));
    let id = event["sessions"][0]["id"].as_str().expect("a session").to_owned();
    for number in 0..people {
        app.apply(&id, &applicant(number)).expect(201);
    }
    (event["id"].as_str().expect("an event").to_owned(), id)
}

fn management(app: &TestApp, event: &str) -> Value {
    read(app, event)["sessions"][0]["management"].clone()
}

/// A session of a case as a line of somebody's sheet: the day of the era, hours with a wave, what there is of a place.
fn line_of(session: &CaseSession, number: usize) -> String {
    let day = session.starts_at.to_utc();
    let date = civil::date(Language::Ja, day, Tz::Asia__Tokyo);
    let hours = civil::time_range(Language::Ja, day, session.ends_at.to_utc(), Tz::Asia__Tokyo);
    let (venue, address, url) = match &session.place {
        CasePlace::Room { venue, address } => (venue.as_str(), address.as_str(), ""),
        CasePlace::Online => ("", "", "https://meeting.example.jp/a"),
    };
    format!(
        "{number}\t{}\t{date}\t{hours}\t{venue}\t{address}\t{url}\t{}\n",
        session.name, session.capacity
    )
}

/// What the API must say of a session of a case.
fn told(session: &CaseSession) -> Value {
    let (venue, address, url) = match &session.place {
        CasePlace::Room { venue, address } => (json!(venue), json!(address), Value::Null),
        CasePlace::Online => (Value::Null, Value::Null, json!("https://meeting.example.jp/a")),
    };
    json!([
        session.name,
        session.capacity,
        session.starts_at.to_rfc3339(),
        session.ends_at.to_rfc3339(),
        venue,
        address,
        url
    ])
}

on_both_databases! {
fn every_event_of_the_core_case_is_entered_from_a_sheet_and_comes_out_as_it_is_in_the_case(app) {
    let desk = Desk::of(app);
    let case = Case::parse(CORE_CASE).and_then(|case| case.shifted(app.app().clock.now())).expect("the case");
    for event in &case.events {
        let rows: String = event.sessions.iter().zip(1..).map(|(session, number)| line_of(session, number)).collect();
        let unit = if event.capacity_unit == CaseUnit::Company { "company" } else { "person" };
        let mut form = desk.form(NEW, NEW);
        form.fill("title", &event.title)
            .fill("audience", &event.audience)
            .fill("description", &event.contents.join("\n"))
            .fill("pasted", &format!("No\t開催回\t開催日\t時間\t会場\t住所\tURL\t定員\n{rows}"))
            .choose("capacity_unit", unit)
            .choose("allocation", &event.allocation);
        let form = ConsoleForm::of(&form.press(&desk, "make").expect(200), NEW);
        assert!(form.page.contains(&format!("追加する開催回：{}件", event.sessions.len())), "{}", form.page);
        let made = read(app, &event_in(&form.press(&desk, "make").expect(303)));
        let whole = json!([made["title"], made["audience"], made["description"], made["capacity_unit"], made["allocation"]]);
        assert_eq!(whole, json!([event.title, event.audience, event.contents.join("\n"), unit, event.allocation]));
        let sessions: Vec<Value> = made["sessions"].as_array().expect("sessions").iter().map(|session| {
            let meeting = &session["meetings"][0];
            json!([session["name"], session["capacity"], meeting["starts_at"], meeting["ends_at"],
                   meeting["venue"], meeting["address"], meeting["online_url"]])
        }).collect();
        assert_eq!(sessions, event.sessions.iter().map(told).collect::<Vec<_>>());
    }
}

fn the_core_case_is_entered_by_hand_and_from_excel_and_comes_out_as_it_went_in(app) {
    let desk = Desk::of(app);
    let mut form = desk.form(NEW, NEW);
    form.fill("title", "テレワーク説明会")
        .fill("audience", "萩市・下関市に住み、テレワークに興味のある人など")
        .fill("description", "テレワークという働き方の紹介\n就業先企業2社の紹介\n実践者の体験談")
        .fill("contact", "ソーシャルイノベーション部\n000-1234-5678")
        .fill("capacity_each", "20")
        .fill("pasted", "開催回\t日時\t会場\t住所\n\
            下関\t2027年10月4日(月) 18:00～19:30\t下関市豊北総合支所\t山口県下関市豊北町大字滝部3140-1\n\
            萩(午前)\t令和9年10月30日 午前10時30分～11時30分\t萩・明倫学舎\t山口県萩市江向602\n\
            萩(午後)\t\t\t\n\
            萩(夕方)\t10/32 18:00\t萩・明倫学舎\t山口県萩市江向602\n");
    let pasted = form.press(&desk, "paste").expect(200);
    let mut form = ConsoleForm::of(&pasted, NEW);
    assert!(form.page.contains("令和9年(2027年)10月4日(月曜日)午後6時～午後7時30分"), "{}", form.page);
    assert!(form.page.contains("読み取れなかった行：2件"), "{}", form.page);
    let rest = form.values.iter().find(|(name, _)| name == "pasted").expect("the field");
    assert!(rest.1.contains("10/32") && !rest.1.contains("下関市豊北"), "{}", rest.1);
    form.fill("pasted", "萩(午後)\t2027/10/30\t13:00～14:00\t萩・明倫学舎\t山口県萩市江向602");
    let form = ConsoleForm::of(&form.press(&desk, "paste").expect(200), NEW);
    let made = form.press(&desk, "make").expect(303);
    let event = event_in(&made);
    let checklist = desk.follow(&made).text();
    assert!(checklist.contains("公開する"), "{checklist}");

    let made = read(app, &event);
    assert_eq!(made["title"], "テレワーク説明会");
    assert_eq!(made["capacity_unit"], "person");
    assert_eq!(made["allocation"], "first_come");
    let sessions: Vec<Value> = made["sessions"].as_array().expect("sessions").iter().map(|session| {
        let meeting = &session["meetings"][0];
        json!([session["name"], session["capacity"], meeting["starts_at"], meeting["ends_at"],
               meeting["venue"], meeting["address"], session["closes_at"]])
    }).collect();
    let hagi = "萩・明倫学舎";
    let address = "山口県萩市江向602";
    assert_eq!(sessions, [
        json!(["下関", 20, "2027-10-04T18:00:00+09:00", "2027-10-04T19:30:00+09:00",
               "下関市豊北総合支所", "山口県下関市豊北町大字滝部3140-1", "2027-10-03T17:00:00+09:00"]),
        json!(["萩(午前)", 20, "2027-10-30T10:30:00+09:00", "2027-10-30T11:30:00+09:00", hagi, address,
               "2027-10-29T17:00:00+09:00"]),
        json!(["萩(午後)", 20, "2027-10-30T13:00:00+09:00", "2027-10-30T14:00:00+09:00", hagi, address,
               "2027-10-29T17:00:00+09:00"]),
    ]);

    let csrf = desk.csrf();
    desk.press(&format!("/console/events/{event}/publish"), &csrf).expect(303);
    app.get(&format!("/api/v1/events/{event}")).expect(200);

    // One person, one of the two in Hagi.
    let groups = format!("/console/events/{event}/edit/groups");
    let mut form = desk.form(&groups, &groups);
    form.fill("groups.0.group_name", "萩の2回").fill("groups.0.group_limit", "1");
    form.press(&desk, "save").expect(303);
    for session in &made["sessions"].as_array().expect("sessions")[1..] {
        let path = format!("/console/sessions/{}/edit", session["id"].as_str().expect("an id"));
        let mut form = desk.form(&path, &path);
        form.choose("group", "group-1");
        form.press(&desk, "save").expect(303);
    }
    let grouped = read(app, &event);
    assert_eq!(grouped["session_groups"][0]["sessions_per_applicant"], 1);
    assert_eq!(grouped["sessions"][2]["group"], "group-1", "{grouped}");
}

fn companies_online_and_a_tour_of_three_days_are_entered_too(app) {
    let desk = Desk::of(app);
    let mut form = desk.form(NEW, NEW);
    form.fill("title", "ワーケーション参加希望企業向け説明会")
        .choose("capacity_unit", "company")
        .fill("capacity_each", "50社")
        .fill("rows.0.day", "2027-10-12").fill("rows.0.starts", "正午").fill("rows.0.ends", "午後1時30分")
        .fill("rows.0.online_url", "https://meeting.example.jp/a");
    let online = read(app, &event_in(&form.press(&desk, "make").expect(303)));
    assert_eq!(online["capacity_unit"], "company");
    assert_eq!(online["sessions"][0]["capacity"], 50);
    assert_eq!(online["sessions"][0]["meetings"][0]["starts_at"], "2027-10-12T12:00:00+09:00");

    let mut form = desk.form(NEW, NEW);
    form.fill("title", "ワーケーションツアー")
        .choose("capacity_unit", "company").choose("allocation", "approval").fill("capacity_each", "10")
        .fill("rows.0.name", "第1回").fill("rows.0.day", "2027-11-01").fill("rows.0.starts", "10:00")
        .fill("rows.0.ends", "17:00").fill("rows.0.venue", "津山市役所")
        .choose("every", "week").fill("count", "3").fill("except", "2027/11/8").choose("makes", "meetings");
    let mut form = ConsoleForm::of(&form.press(&desk, "recur").expect(200), NEW);
    assert!(form.page.contains("次の日は除きました"), "{}", form.page);
    form.fill("rows.0.name", "春のツアー");
    let id = event_in(&form.press(&desk, "make").expect(303));
    let tour = read(app, &id);
    assert_eq!(tour["allocation"], "approval");
    let meetings = tour["sessions"][0]["meetings"].as_array().expect("meetings").clone();
    let days: Vec<&str> = meetings.iter().map(|m| &m["starts_at"].as_str().expect("a time")[..10]).collect();
    assert_eq!(days, ["2027-11-01", "2027-11-15", "2027-11-22"]);
    assert_eq!(tour["sessions"].as_array().expect("sessions").len(), 1);

    let path = format!("/console/sessions/{}/edit", tour["sessions"][0]["id"].as_str().expect("an id"));
    let mut form = desk.form(&path, &path);
    form.fill("people_capacity", "30");
    form.press(&desk, "save").expect(303);
    let rules = format!("/console/events/{id}/edit/rules");
    let mut form = desk.form(&rules, &rules);
    form.fill("people_per_application", "3").fill("reminders", "1日前、3時間前");
    form.press(&desk, "save").expect(303);
    let tour = read(app, &id);
    assert_eq!((&tour["sessions"][0]["people_capacity"], &tour["people_per_application"]), (&json!(30), &json!(3)));
    assert_eq!(tour["reminders"], json!([{"before_minutes": 1440}, {"before_minutes": 180}]));
}

fn what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(app) {
    let desk = Desk::of(app);
    let mut form = desk.form(NEW, NEW);
    form.fill("rows.0.day", "2027/10/15(月)").fill("rows.0.starts", "14:00").fill("rows.0.ends", "13:00");
    let page = form.press(&desk, "make").expect(422).text();
    assert!(page.contains("日付と曜日が合いません") && page.contains("2027/10/15(月)"), "{page}");
    form.fill("rows.0.day", "2027/10/15").fill("capacity_each", "たくさん").fill("title", "説明会");
    let page = form.press(&desk, "make").expect(422).text();
    assert!(page.contains("数字で入力してください"), "{page}");
    form.fill("capacity_each", "20");
    let page = form.press(&desk, "make").expect(422).text();
    assert!(page.contains("終了の時刻は、開始よりあとにしてください"), "{page}");
}

fn a_lower_capacity_is_refused_with_the_numbers_and_a_higher_one_says_who_gets_a_seat(app) {
    let desk = Desk::of(app);
    let (event, id) = with_people(app, 3, 5);
    let path = format!("/console/sessions/{id}/edit");
    let mut form = desk.form(&path, &path);
    form.fill("capacity", "2");
    let page = form.press(&desk, "save").expect(409).text();
    assert!(page.contains("確定は3（3名）です"), "{page}");
    form.fill("capacity", "5");
    let shown = form.press(&desk, "save").expect(200);
    assert!(shown.text().contains("キャンセル待ちの2件に席が渡り"), "{}", shown.text());
    assert_eq!(management(app, &event)["confirmed"], 3, "nothing is done yet");

    // One of those who wait withdraws while it is looked at: it is shown again.
    let waiting = app.staff_get(&format!("/api/v1/sessions/{id}/registrations?state=waitlisted")).expect(200).json();
    let gone = waiting["items"][0]["id"].as_str().expect("somebody who waits").to_owned();
    app.staff("POST", &format!("/api/v1/manage/registrations/{gone}/withdraw"), &Value::Null).expect(200);
    let again = ConsoleForm::of(&shown, &path).press(&desk, "confirm").expect(200);
    assert!(again.text().contains("確かめているあいだに"), "{}", again.text());
    assert!(again.text().contains("キャンセル待ちの1件に席が渡り"), "{}", again.text());
    assert_eq!(management(app, &event)["confirmed"], 3);
    ConsoleForm::of(&again, &path).press(&desk, "confirm").expect(303);
    assert_eq!(management(app, &event)["confirmed"], 4);
}

fn a_moved_day_shows_how_many_are_told_and_the_mail_that_they_would_read(app) {
    let desk = Desk::of(app);
    let (_, id) = with_people(app, 5, 3);
    let path = format!("/console/sessions/{id}/edit");
    let mut form = desk.form(&path, &path);
    form.fill("meetings.0.venue", "市民会館");
    let shown = form.press(&desk, "save").expect(200);
    let page = shown.text();
    assert!(page.contains("メールで知らせる申込：3件"), "{page}");
    assert!(page.contains("市民会館") && page.contains("萩・明倫学舎"), "{page}");
    assert!(page.contains("<pre class=\"mail-text\""), "{page}");
    let links = page.matches("/r/").count();
    assert_eq!(links, page.matches("/r/…").count(), "no link that acts for the applicant");
    let mut confirm = ConsoleForm::of(&shown, &path);
    // A fourth comes meanwhile: shown again with the new number.
    app.apply(&id, &applicant(7)).expect(201);
    let again = confirm.press(&desk, "confirm").expect(200);
    assert!(again.text().contains("メールで知らせる申込：4件"), "{}", again.text());
    confirm = ConsoleForm::of(&again, &path);
    confirm.choose("notify", "no");
    let done = confirm.press(&desk, "confirm").expect(303);
    assert!(desk.follow(&done).text().contains("市民会館"));
    let session = app.get(&format!("/api/v1/sessions/{id}")).expect(200).json();
    assert_eq!(session["meetings"][0]["venue"], "市民会館");
    assert_eq!(app.work_on_mailings(), 0, "nobody is told");
}

fn calling_off_is_looked_at_first_and_tells_why(app) {
    let desk = Desk::of(app);
    let (event, id) = with_people(app, 5, 2);
    app.drain_mail();
    let path = format!("/console/sessions/{id}/cancel");
    let mut form = desk.form(&path, &path);
    form.fill("reason", "台風の接近のため");
    let shown = form.press(&desk, "look").expect(200);
    assert!(shown.text().contains("台風の接近のため") && shown.text().contains("知らせる申込：2件"), "{}", shown.text());
    let done = ConsoleForm::of(&shown, &path).press(&desk, "confirm").expect(303);
    assert!(desk.follow(&done).text().contains("開催回を中止しました"));
    assert_eq!(read(app, &event)["sessions"][0]["status"], "cancelled");
    assert_eq!(app.work_on_mailings(), 2);
}

fn last_year_is_copied_with_its_weekdays_and_without_its_applicants(app) {
    let desk = Desk::of(app);
    let mut body = bodies::event(&[session_with("下関", 7, &json!({"group": "hagi"}))]);
    body["session_groups"] = json!([{"key": "hagi", "capacity": 7}]);
    body["questions"] = json!([{"key": "needs", "kind": "long_text", "label": "配慮"}]);
    body["title"] = json!({"ja": "説明会", "en": "Briefing"});
    let event = app.publish(&body);
    let id = event["id"].as_str().expect("an id");
    let session = event["sessions"][0]["id"].as_str().expect("a session");
    app.apply(session, &applicant(1)).expect(201);
    let path = format!("/console/events/{id}/copy");
    let mut form = desk.form(&path, &path);
    form.choose("shift", "day").fill("shift_day", "2028/10/12");
    let shown = form.press(&desk, "look").expect(200);
    assert!(shown.text().contains("令和10年(2028年)10月12日"), "{}", shown.text());
    let copied = read(app, &event_in(&ConsoleForm::of(&shown, &path).press(&desk, "confirm").expect(303)));
    assert_ne!(copied["id"], event["id"]);
    assert_eq!(copied["questions"], event["questions"]);
    assert_eq!(copied["title"], json!({"ja": "説明会", "en": "Briefing"}));
    assert_eq!(copied["sessions"][0]["capacity"], 7);
    assert_eq!(copied["sessions"][0]["group"], "hagi");
    assert_eq!(copied["sessions"][0]["management"]["confirmed"], 0);
    let starts = copied["sessions"][0]["meetings"][0]["starts_at"].as_str().expect("a time");
    assert!(starts.starts_with("2028-10-12"), "{starts}");
    assert_eq!(copied["status"].as_str().unwrap_or("draft"), "draft");
}

fn a_rehearsal_touches_nothing_of_the_event_and_leaves_nothing_behind(app) {
    let desk = Desk::of(app);
    let (event, id) = with_people(app, 1, 0);
    let path = format!("/console/events/{event}/rehearsal");
    desk.form(&path, &path).press(&desk, "confirm").expect(303);
    let page = desk.get(&path).expect(200).text();
    let slug = page.split("href=\"/e/").nth(1).and_then(|rest| rest.split('"').next()).expect("an address").to_owned();
    let public = app.get(&format!("/e/{slug}")).expect(200).text();
    assert!(public.contains("これはリハーサルです"), "{public}");
    let list = app.get("/").expect(200).text();
    assert!(!list.contains(&slug), "in no list");
    assert!(!app.staff_get("/api/v1/events?mine=true").expect(200).text().contains(&slug));
    let twin = app.get(&format!("/api/v1/events/{slug}")).expect(200).json();
    let twin_session = twin["sessions"][0]["id"].as_str().expect("a session").to_owned();
    app.apply(&twin_session, &applicant(1)).expect(201);
    app.drain_mail();
    let outbox = app.staff_get("/api/v1/outbox").expect(200).text();
    assert!(outbox.contains(&twin_session), "{outbox}");
    let caught = desk.get("/console/mailbox").expect(200).text();
    assert!(caught.contains("【リハーサル】") && caught.contains("staff@hagi.example.jp"), "{caught}");
    assert_eq!(app.get(&format!("/api/v1/sessions/{id}")).expect(200).json()["seats_left"], 1);
    assert!(desk.get("/console").expect(200).text().contains("リハーサル中です"));

    let end = format!("/console/events/{}/rehearsal/end", twin["id"].as_str().expect("an id"));
    desk.form(&path, &end).press(&desk, "confirm").expect(303);
    app.get(&format!("/e/{slug}")).expect(404);
    app.get(&format!("/api/v1/sessions/{twin_session}")).expect(404);
    assert!(!app.staff_get("/api/v1/outbox").expect(200).text().contains(&twin_session));
    assert!(!desk.get("/console/mailbox").expect(200).text().contains("【リハーサル】"));
    // The same person applies to the event itself.
    app.apply(&id, &applicant(1)).expect(201);
}

fn the_first_page_says_what_is_to_be_done_and_finds_events(app) {
    let desk = Desk::of(app);
    let empty = desk.get("/console").expect(200).text();
    assert!(empty.contains("最初のイベントを作る") && empty.contains("見本を見る"), "{empty}");
    let csrf = desk.csrf();
    let sample = desk.press("/console/events/sample", &csrf).expect(303);
    let page = desk.follow(&sample).text();
    assert!(page.contains("見本のイベントを下書きで作りました") && page.contains("下関"), "{page}");
    let home = desk.get("/console").expect(200).text();
    assert!(home.contains("まだ公開していません"), "{home}");
    let sample = event_in(&sample);
    let delete = format!("/console/events/{sample}/delete");
    desk.form(&delete, &delete).press(&desk, "confirm").expect(303);
    app.staff_get(&format!("/api/v1/events/{sample}")).expect(404);

    let soon = app.app().clock.now() + chrono::TimeDelta::days(2);
    let body = bodies::event(&[session_with("下関", 9, &json!({
        "closes_at": null,
        "meetings": [{"starts_at": soon.to_rfc3339(), "ends_at": (soon + chrono::TimeDelta::hours(1)).to_rfc3339()}]
    }))]);
    let event = app.publish(&body);
    app.apply(event["sessions"][0]["id"].as_str().expect("an id"), &applicant(1)).expect(201);
    let home = desk.get("/console").expect(200).text();
    assert!(home.contains("これからの開催"), "{home}");
    let found = desk.get("/console?q=%EF%BE%83%EF%BE%9A%EF%BE%9C%EF%BD%B0%EF%BD%B8&status=published").expect(200).text();
    assert!(found.contains("テレワーク説明会</a>"), "found in half width: {found}");
    let none = desk.get("/console?q=abc&status=draft").expect(200).text();
    assert!(none.contains("当てはまるイベントはありません"), "{none}");
}

fn an_event_is_closed_opened_taken_back_and_deleted_only_while_nobody_has_applied(app) {
    let desk = Desk::of(app);
    let (event, id) = with_people(app, 2, 0);
    let press = |end: &str| {
        let path = format!("/console/events/{event}/{end}");
        desk.form(&path, &path).press(&desk, "confirm")
    };
    press("close").expect(303);
    assert_eq!(read(app, &event)["sessions"][0]["status"], "closed");
    press("publish").expect(303);
    press("unpublish").expect(303);
    app.get(&format!("/api/v1/events/{event}")).expect(404);
    press("publish").expect(303);
    app.apply(&id, &applicant(1)).expect(201);
    let refused = press("delete").expect(409).text();
    assert!(refused.contains("すでに申込があるため"), "{refused}");
    press("unpublish").expect(409);
    let path = format!("/console/sessions/{id}/close");
    desk.form(&path, &path).press(&desk, "confirm").expect(303);
    assert_eq!(app.get(&format!("/api/v1/sessions/{id}")).expect(200).json()["status"], "closed");
}

fn another_organizations_event_is_as_if_it_did_not_exist(app) {
    let desk = Desk::of(app);
    let foreign = crate::support::app::token_of(app.app(), "nagato", "長門市", &uketsuke::usecases::Permission::ALL);
    let made = app.json_as(&foreign, "POST", "/api/v1/events", &bodies::event(&[session("a", 1)])).expect(201).json();
    let (event, id) = (made["id"].as_str().expect("an id"), made["sessions"][0]["id"].as_str().expect("an id"));
    let nobody = "0197a000-0000-7000-8000-000000000000";
    let csrf = desk.csrf();
    for end in ["edit", "edit/basics", "edit/rules", "edit/groups", "edit/image", "edit/sessions", "publish",
                "copy", "rehearsal", "close", "cancel", "unpublish", "delete"] {
        let page = desk.get(&format!("/console/events/{event}/{end}")).expect(404);
        let none = desk.get(&format!("/console/events/{nobody}/{end}")).expect(404);
        assert_eq!(page.text(), none.text().replace(nobody, event), "{end}");
        if end != "edit" {
            desk.press(&format!("/console/events/{event}/{end}"), &csrf).expect(404);
        }
    }
    for end in ["edit", "close", "cancel", "delete", "reopen"] {
        desk.get(&format!("/console/sessions/{id}/{end}")).expect(404);
        desk.press(&format!("/console/sessions/{id}/{end}"), &csrf).expect(404);
    }
}
}
