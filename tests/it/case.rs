//! The core case (Shimonoseki, Hagi, the online session for companies), played through HTTP at its own
//! time, from the first application to the exported list: each of its `asks` in turn.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use chrono::{DateTime, TimeDelta, Utc};
use mail_parser::{MessageParser, MimeHeaders as _};
use serde_json::{Value, json};
use uketsuke::demo::{CORE_CASE, Case, CaseEvent, CasePlace, CaseUnit};

use crate::support::app::TestApp;
use crate::support::bodies;
use crate::support::on_both_databases;

/// Two weeks before the first session, when the case's applications began.
fn opening() -> DateTime<Utc> {
    "2023-09-18T09:00:00+09:00".parse().expect("a time")
}

fn set_clock(app: &TestApp) {
    let clock = &app.app().clock;
    clock.advance(opening() + TimeDelta::hours(1) - clock.now());
}

/// The case's event as an organizer would enter it.
fn body_of(event: &CaseEvent) -> Value {
    let sessions: Vec<Value> = event
        .sessions
        .iter()
        .map(|session| {
            let place = match &session.place {
                CasePlace::Room { venue, address } => json!({ "venue": venue, "address": address }),
                CasePlace::Online => json!({ "online_url": "https://meeting.example.jp/room" }),
            };
            let times = json!({ "starts_at": session.starts_at.to_rfc3339(), "ends_at": session.ends_at.to_rfc3339() });
            json!({
                "name": session.name, "capacity": session.capacity,
                "opens_at": opening().to_rfc3339(),
                "meetings": [bodies::with(times, &place)],
            })
        })
        .collect();
    json!({
        "title": event.title, "audience": event.audience, "description": event.contents.join("\n"),
        "contact": "事務局 000-1234-5678",
        "capacity_unit": if event.capacity_unit == CaseUnit::Company { "company" } else { "person" },
        "people_per_application": 3, "sessions": sessions,
    })
}

fn case() -> Case {
    Case::parse(CORE_CASE).expect("the core case")
}

fn session_id(event: &Value, number: usize) -> String {
    event["sessions"][number]["id"].as_str().expect("a session").to_owned()
}

fn public(app: &TestApp, session: &str) -> Value {
    app.get(&format!("/api/v1/sessions/{session}")).expect(200).json()
}

fn token(registration: &Value) -> String {
    registration["manage_url"]
        .as_str()
        .expect("a link")
        .rsplit('/')
        .next()
        .expect("a token")
        .to_owned()
}

on_both_databases! {
    fn twenty_seats_in_each_session_never_one_more_never_one_less(app) {
        set_clock(app);
        let event = app.publish(&body_of(&case().events[0]));
        for number in 0..3 {
            let session = session_id(&event, number);
            assert_eq!(public(app, &session)["seats_left"], 20);
            let all: Vec<Value> =
                (0..22).map(|person| app.apply(&session, &bodies::applicant(person)).expect(201).json()).collect();
            let confirmed = all.iter().filter(|one| one["state"] == "confirmed").count();
            assert_eq!(confirmed, 20);
            assert_eq!((&all[21]["state"], &all[21]["position"]), (&json!("waitlisted"), &json!(2)));
            app.json("DELETE", &format!("/api/v1/registrations/{}", token(&all[3])), &Value::Null).expect(200);
            let next = app.get(&format!("/api/v1/registrations/{}", token(&all[20]))).expect(200).json();
            assert_eq!(next["state"], "confirmed");
            assert_eq!(public(app, &session)["waiting"], 1);
        }
    }

    fn fifty_companies_in_the_online_session_however_many_people_each_brings(app) {
        set_clock(app);
        let event = app.publish(&body_of(&case().events[1]));
        let session = session_id(&event, 0);
        for number in 0..50 {
            let one = bodies::with(bodies::from_company(number, &format!("会社{number}")), &json!({ "seats": 1 + number % 3 }));
            assert_eq!(app.apply(&session, &one).expect(201).json()["state"], "confirmed");
        }
        let late = app.apply(&session, &bodies::from_company(900, "遅い会社")).expect(201).json();
        assert_eq!(late["state"], "waitlisted");
        // A second person of a company already admitted joins that company's seat.
        let joined = app.apply(&session, &bodies::from_company(901, "株式会社会社7")).expect(201).json();
        assert_eq!((&joined["state"], &joined["joined_company_seat"]), (&json!("confirmed"), &json!(true)));
        // The join link goes to confirmed applicants only.
        assert!(!public(app, &session).to_string().contains("meeting.example.jp"));
        let own = |one: &Value| app.get(&format!("/api/v1/registrations/{}", token(one))).expect(200).text();
        assert!(own(&joined).contains("meeting.example.jp"));
        assert!(!own(&late).contains("meeting.example.jp"));
    }

    fn who_applies_gets_the_number_on_the_page_and_by_mail_with_a_calendar_file(app) {
        set_clock(app);
        let event = app.publish(&body_of(&case().events[0]));
        let session = session_id(&event, 0);
        let made = app.apply(&session, &bodies::applicant(1)).expect(201).json();
        let number = made["reception_number"].as_str().expect("a number");
        let page = app.get(&format!("/r/{}", token(&made))).expect(200).text();
        assert!(page.contains(number) || page.contains(&format!("{} {}", &number[..4], &number[4..])), "{page}");
        app.drain_mail();
        let caught = app.app().database.read(|conn| uketsuke::store::outbox::caught(conn, None, 1)).expect("read");
        let mail = MessageParser::default().parse(&caught[0].message).expect("a mail");
        assert!(mail.subject().is_some_and(|subject| subject.contains(number)));
        let text = mail.body_text(0).expect("a text");
        assert!(text.contains("令和5年(2023年)10月2日(月曜日)午後6時") && text.contains("下関市豊北総合支所"), "{text}");
        let calendar = mail.attachment(0).expect("a calendar file");
        assert_eq!(calendar.content_type().and_then(|kind| kind.subtype()), Some("calendar"));
        let ics = app.get(&format!("/api/v1/registrations/{}/calendar.ics", token(&made))).expect(200).text();
        assert!(ics.contains("DTSTART") && ics.contains("\r\n"), "{ics}");
    }

    fn one_person_holds_only_one_hagi_session_or_both_share_a_cap(app) {
        set_clock(app);
        let grouped = |group: &Value| {
            let mut body = body_of(&case().events[0]);
            for session in body["sessions"].as_array_mut().expect("sessions").iter_mut().skip(1) {
                session["group"] = json!("hagi");
            }
            bodies::with(body, &json!({ "session_groups": [group] }))
        };
        let event = app.publish(&grouped(&json!({ "key": "hagi", "name": "萩", "sessions_per_applicant": 1 })));
        app.apply(&session_id(&event, 1), &bodies::applicant(1)).expect(201);
        app.apply(&session_id(&event, 2), &bodies::applicant(1)).expect_problem(409, "group_limit");
        app.apply(&session_id(&event, 0), &bodies::applicant(1)).expect(201);
        let event = app.publish(&grouped(&json!({ "key": "hagi", "name": "萩", "capacity": 30 })));
        let state = |number: usize| {
            let session = session_id(&event, 1 + number % 2);
            app.apply(&session, &bodies::applicant(number)).expect(201).json()["state"].clone()
        };
        let states: Vec<Value> = (0..31).map(state).collect();
        assert_eq!(states.iter().filter(|state| **state == "confirmed").count(), 30);
        assert_eq!(states[30], "waitlisted");
    }

    fn what_came_by_mail_telephone_or_a_peatix_list_is_entered_with_its_own_time(app) {
        set_clock(app);
        let event = app.publish(&body_of(&case().events[0]));
        let session = session_id(&event, 0);
        let path = format!("/api/v1/sessions/{session}/registrations");
        for (number, source) in ["mail", "telephone", "list"].into_iter().enumerate() {
            let arrived = format!("2023-09-18T0{}:30:00+09:00", number + 1);
            let entry = json!({ "applicant": { "name": format!("佐藤{number}"), "phone": "0001234567" },
                                "source": source, "received_at": arrived });
            let made = app.staff("POST", &path, &entry).expect(201).json();
            assert_eq!(made["state"], "confirmed");
        }
        let listed = app.staff_get(&path).expect(200).json();
        let times: Vec<&str> =
            listed["items"].as_array().expect("rows").iter().filter_map(|row| row["received_at"].as_str()).collect();
        assert_eq!(times, ["2023-09-18T01:30:00+09:00", "2023-09-18T02:30:00+09:00", "2023-09-18T03:30:00+09:00"]);
    }

    fn each_session_s_list_opens_in_excel(app) {
        set_clock(app);
        let event = app.publish(&body_of(&case().events[0]));
        let session = session_id(&event, 0);
        for number in 0..20 {
            app.apply(&session, &bodies::applicant(number)).expect(201);
        }
        let mut rare = bodies::applicant(99);
        rare["applicant"]["name"] = json!("髙﨑 𠮷子");
        app.apply(&session, &rare).expect(201);
        let list = |ending: &str| app.staff_get(&format!("/api/v1/sessions/{session}/attendees.{ending}")).expect(200);
        let csv = list("csv");
        assert!(csv.body.starts_with(&[0xEF, 0xBB, 0xBF]), "Excel needs the mark");
        assert_eq!(csv.text().lines().count(), 21, "a header and twenty who are confirmed");
        assert!(csv.header("content-disposition").is_some_and(|value| value.starts_with("attachment")));
        let sjis = list("csv?encoding=shift_jis");
        let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(&sjis.body);
        assert!(!broken && text.contains("山田 1郎"));
        let all = list("csv?encoding=shift_jis&state=confirmed,waitlisted");
        assert!(encoding_rs::SHIFT_JIS.decode(&all.body).0.contains("髙﨑 〓子"));
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(list("xlsx").body)).expect("a workbook");
        let sheet = book.worksheet_range_at(0).expect("a sheet").expect("cells");
        assert_eq!(sheet.height(), 21);
        let phones = sheet.rows().skip(1).flatten().filter(|cell| **cell == Data::String("00012345678".into())).count();
        assert_eq!(phones, 20, "telephone numbers stay text");
        let rows = list("json").json();
        assert_eq!(rows.as_array().map(Vec::len), Some(20));
        app.staff_get(&format!("/api/v1/sessions/{session}/attendees.csv?columns=nothing")).expect_fault("/columns", "unknown_choice");
        app.get(&format!("/api/v1/sessions/{session}/attendees.csv")).expect_problem(401, "unauthorized");
    }
}
