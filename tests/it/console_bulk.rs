//! What is done with many chosen registrations at once: withdrawn, exported, written to, checked in.

use serde_json::{Value, json};

use crate::console_attendees::{ended, location, send, words};
use crate::support::app::TestApp;
use crate::support::bodies::{self, session_with};
use crate::support::console::{Desk, attribute, link_of};
use crate::support::door::{Door, registered, today};
use crate::support::on_both_databases;

/// A session of so many seats with a waiting list; it and its event.
fn full(app: &TestApp, capacity: i64) -> (String, String) {
    let body = bodies::event(&[session_with("下関", capacity, &json!({ "waiting_list": true }))]);
    let event = app.publish(&body);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    (text(&event["id"]), text(&event["sessions"][0]["id"]))
}

fn apply(app: &TestApp, session: &str, number: usize) -> String {
    registered(app, session, &bodies::applicant(number)).0
}

fn mails(app: &TestApp, kind: &str) -> i64 {
    app.sql_number(&format!("SELECT COUNT(*) AS number FROM outbox WHERE kind = '{kind}'"))
}

fn lines(app: &TestApp, action: &str) -> i64 {
    app.sql_number(&format!("SELECT COUNT(*) AS number FROM audit_lines WHERE action = '{action}'"))
}

/// Prepares it, starts it, and waits; the page after.
fn carried_out(
    desk: &Desk<'_>,
    path: &str,
    fields: &[(&str, &str)],
) -> crate::support::answer::Answer {
    let bulk = location(&send(desk, path, fields).expect(303));
    send(desk, &format!("{bulk}/start"), &[]).expect(303);
    ended(desk, &bulk)
}

on_both_databases! {
    fn of_all_who_are_withdrawn_nobody_is_promoted_in_between(app) {
        let (event, session) = full(app, 2);
        for number in 1..=5 {
            apply(app, &session, number);
        }
        let desk = Desk::of(app);
        let path = format!("/console/events/{event}/attendees/bulk");
        let after = carried_out(&desk, &path, &[("who", "all"), ("action", "withdraw")]);
        assert!(after.text().contains("すべてできました"), "{}", after.text());
        assert_eq!((mails(app, "withdrawn"), mails(app, "promoted")), (5, 0));
    }

    fn the_seat_of_who_is_withdrawn_goes_to_the_first_who_was_not_chosen(app) {
        let (event, session) = full(app, 1);
        let ids: Vec<String> = (1..=4).map(|number| apply(app, &session, number)).collect();
        let desk = Desk::of(app);
        let path = format!("/console/events/{event}/attendees/bulk");
        let fields = [("who", "these"), ("action", "withdraw"), ("chosen", &ids[0]), ("chosen", &ids[1]), ("chosen", &ids[3])];
        carried_out(&desk, &path, &fields);
        assert_eq!((mails(app, "withdrawn"), mails(app, "promoted")), (3, 1));
        assert!(words(&desk.get(&format!("/console/registrations/{}", ids[2])).expect(200), ".tag").contains(&"確定".to_owned()));
    }

    fn chosen_rows_are_exported_as_a_file_and_it_is_noted(app) {
        let (event, session) = full(app, 2);
        let ids: Vec<String> = (1..=4).map(|number| apply(app, &session, number)).collect();
        let desk = Desk::of(app);
        let path = format!("/console/events/{event}/attendees/bulk");
        // One who has a seat, one who waits.
        let fields = [("who", "these"), ("action", "export-csv"), ("chosen", &ids[1]), ("chosen", &ids[3])];
        let file = send(&desk, &path, &fields).expect(200);
        let text = file.text();
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(text.contains("山田 2郎") && text.contains("山田 4郎") && !text.contains("山田 1郎"), "{text}");
        assert!(file.header("content-disposition").is_some_and(|it| it.contains("attachment")));
        let xlsx = send(&desk, &path, &[("who", "all"), ("action", "export-xlsx")]).expect(200);
        assert!(xlsx.header("content-type").is_some_and(|it| it.contains("spreadsheetml")));
        send(&desk, &path, &[("who", "all"), ("action", "copy")]).expect(200);
        assert_eq!(lines(app, "exported"), 3);
        let noted = "SELECT COUNT(*) AS number FROM audit_lines WHERE action = 'exported' AND CAST(details AS TEXT) LIKE '%tsv%'";
        assert_eq!(app.sql_number(noted), 1, "what was copied, too");
        let trail = words(&desk.get("/console/audit").expect(200), "tbody tr").join("\n");
        assert!(trail.contains("名簿やファイルを取り出しましたイベント テレワーク説明会形式 tsv 件数 4"), "{trail}");
        let number = words(&desk.get(&format!("/console/registrations/{}", ids[0])).expect(200), "h1 .note").remove(0);
        assert!(trail.contains(&format!("申込 {number}")), "{trail}");
    }

    fn chosen_rows_are_written_to_and_nobody_else(app) {
        let (event, session) = full(app, 2);
        let ids: Vec<String> = (1..=4).map(|number| apply(app, &session, number)).collect();
        let desk = Desk::of(app);
        let fields = [("who", "these"), ("action", "mail"), ("chosen", &ids[1]), ("chosen", &ids[3])];
        let compose = location(&send(&desk, &format!("/console/sessions/{session}/attendees/bulk"), &fields).expect(303));
        let page = desk.get(&compose).expect(200).text();
        assert!(page.contains("2件の申込に送ります") && !page.contains("name=\"states\""), "{page}");
        let chosen = attribute(&page, "input[name=chosen]", "value").pop().expect("the choice");
        let new = format!("/console/events/{event}/mailings/new");
        let written = [("chosen", chosen.as_str()), ("kind", "announcement"), ("subject-ja", "持ち物"), ("body-ja", "筆記用具"), ("do", "draft")];
        let mailing = location(&send(&desk, &new, &written).expect(303));
        let shown = desk.get(&mailing).expect(200).text();
        assert!(shown.contains("一覧で選んだ申込") && shown.contains("山田 2郎"), "{shown}");
        assert_eq!(mails(app, "announcement"), 0, "nobody is written to before it is started");
        // Written anew, it is for the same people.
        let written = [("kind", "announcement"), ("subject-ja", "持ち物について"), ("body-ja", "筆記用具"), ("do", "draft")];
        send(&desk, &format!("{mailing}/edit"), &written).expect(303);
        send(&desk, &mailing, &[("do", "start")]).expect(303);
        app.work_on_mailings();
        let told = |number: usize| app.sql_number(&format!("SELECT COUNT(*) AS number FROM outbox WHERE kind = 'announcement' AND recipient = 'taro{number}@example.jp'"));
        assert_eq!([told(1), told(2), told(3), told(4)], [0, 1, 0, 1]);
        // A choice is its member's, and of its event.
        let foreign = Desk::by(app, &link_of(app, "mine", "美祢市"));
        foreign.get(&format!("{new}?chosen={chosen}")).expect(404);
        let (other, _) = full(app, 2);
        desk.get(&format!("/console/events/{other}/mailings/new?chosen={chosen}")).expect(404);
        desk.get(&format!("{new}?chosen=owl")).expect(404);
    }

    fn chosen_rows_are_checked_in_and_each_can_be_undone(app) {
        let door = Door::open(app, 2, &[today(app, "萩", 5)]);
        let ids: Vec<String> = (1..=3).map(|number| apply(app, &door.session, number)).collect();
        let desk = Desk::of(app);
        let path = format!("/console/events/{}/attendees/bulk", door.event);
        let fields = [("who", "all"), ("action", "check_in")];
        let asked = location(&send(&desk, &path, &fields).expect(303));
        assert!(desk.get(&asked).expect(200).text().contains("当日受付のページで取り消せます"));
        assert_eq!(lines(app, "checked_in"), 0);
        let after = carried_out(&desk, &path, &fields);
        assert_eq!(words(&after, "tbody td:nth-of-type(2)"), ["いまの状態ではできません。"], "who waits has no seat");
        assert_eq!(lines(app, "checked_in"), 2);
        // Done once more, nobody is there twice.
        carried_out(&desk, &path, &fields);
        assert_eq!(lines(app, "checked_in"), 2);
        desk.posts(&door.path(), &[("action", "undo"), ("registration", &ids[0])]);
        assert_eq!(lines(app, "check_in_undone"), 1);
        let named = [("who", "all"), ("action", "check_in"), ("meeting", door.meeting.as_str())];
        let asked = location(&send(&desk, &path, &named).expect(303));
        assert!(desk.get(&asked).expect(200).text().contains("日程：下関"));
        let wrong = [("who", "all"), ("action", "check_in"), ("meeting", door.session.as_str())];
        send(&desk, &path, &wrong).expect(303);
        assert_eq!(lines(app, "checked_in"), 2);
    }
}
