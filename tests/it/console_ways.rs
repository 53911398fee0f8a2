//! Finding one's way in the console: from what needs a hand to the person, from a page to what is done next.

use serde_json::json;

use crate::console_attendees::{location, send, words};
use crate::console_people::member;
use crate::questions::PDF;
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bodies::{self, session};
use crate::support::console::{Desk, attribute, link_of};
use crate::support::console_form::ConsoleForm;
use crate::support::door::{Door, registered};
use crate::support::multipart::{self, Chosen};
use crate::support::on_both_databases;

/// Where the links in the main part of a page lead that say this.
fn links_of(desk: &Desk<'_>, path: &str, selector: &str) -> Vec<String> {
    attribute(&desk.get(path).expect(200).text(), &format!("main {selector}"), "href")
}

/// An event with these sessions: its id, and theirs.
fn event_with(app: &TestApp, names: &[&str]) -> (String, Vec<String>) {
    let sessions: Vec<_> = names.iter().map(|name| session(name, 60)).collect();
    let event = app.publish(&bodies::event(&sessions));
    let id = |value: &serde_json::Value| value["id"].as_str().expect("an id").to_owned();
    let ids = event["sessions"].as_array().expect("sessions").iter().map(id).collect();
    (id(&event), ids)
}

on_both_databases! {
    fn a_mail_that_failed_leads_to_the_person_whom_it_did_not_reach(app) {
        let (event, sessions) = event_with(app, &["下関"]);
        let (id, _, _) = registered(app, &sessions[0], &bodies::applicant(1));
        registered(app, &sessions[0], &bodies::applicant(2));
        app.sql("UPDATE outbox SET state = 'failed' WHERE recipient = 'taro1@example.jp'");
        let desk = Desk::of(app);
        let failed = "/console/outbox?state=failed";
        assert!(links_of(&desk, "/console", ".today a").contains(&failed.to_owned()));
        assert_eq!(words(&desk.get("/console"), ".today a"), ["送れなかったメール：1件"]);
        let in_trouble = links_of(&desk, "/console", ".banner a[href*=trouble]").pop().expect("a way there");
        let record = format!("/console/registrations/{id}");
        assert_eq!(links_of(&desk, &in_trouble, "td a"), std::slice::from_ref(&record));
        assert_eq!(links_of(&desk, failed, "td a"), std::slice::from_ref(&record));
        let mail = links_of(&desk, failed, "th a").pop().expect("a mail");
        assert!(links_of(&desk, &mail, "dd a").contains(&record));
        assert!(links_of(&desk, &record, "th a").contains(&mail), "and back");
        // Who may see mails, and not who applied, is not led to a closed door.
        let unreachable = format!("/console/events/{event}/unreachable");
        app.sql("UPDATE outbox SET state = 'bounced' WHERE recipient = 'taro1@example.jp'");
        for path in [unreachable, format!("/console/events/{event}"), format!("/console/sessions/{}", sessions[0])] {
            assert!(links_of(&desk, &path, "table a").contains(&record), "{path}");
        }
    }

    fn who_is_missing_at_the_door_and_who_was_absent_lead_to_their_records(app) {
        let door = Door::open(app, 5, &[]);
        let (id, _, _) = registered(app, &door.session, &bodies::applicant(1));
        let desk = Desk::of(app);
        let record = format!("/console/registrations/{id}");
        let missing = format!("{}/missing", door.path());
        let absences = format!("/console/events/{}/afterwards/absences", door.event);
        assert_eq!(links_of(&desk, &missing, "th a"), std::slice::from_ref(&record));
        assert_eq!(links_of(&desk, &absences, "td a"), std::slice::from_ref(&record));
        let code = crate::support::door::code_of(app, &id, &number_of(&desk, &record));
        desk.types(&door, &code);
        let completed = format!("/console/events/{}/afterwards/completion", door.event);
        assert_eq!(links_of(&desk, &completed, "td a"), [record]);
    }

    fn from_the_list_of_an_event_an_application_is_entered_in_one_step(app) {
        let (event, sessions) = event_with(app, &["下関", "萩"]);
        let desk = Desk::of(app);
        let form = desk.form(&format!("/console/events/{event}/attendees"), &format!("/console/events/{event}/enter"));
        assert_eq!(form.values, [("session".to_owned(), sessions[0].clone())]);
        let to = location(&desk.get(&format!("/console/events/{event}/enter?session={}", sessions[1])).expect(303));
        assert_eq!(to, format!("/console/sessions/{}/enter", sessions[1]));
        let (other, only) = event_with(app, &["長門"]);
        desk.get(&format!("/console/events/{event}/enter?session={}", only[0])).expect(404);
        let enter = format!("/console/sessions/{}/enter", only[0]);
        assert!(links_of(&desk, &format!("/console/events/{other}/attendees"), "a").contains(&enter));
    }

    fn the_page_of_a_session_leads_to_all_that_one_may_do_with_it(app) {
        let door = Door::open(app, 5, &[]);
        let path = format!("/console/sessions/{}", door.session);
        let owner = Desk::of(app);
        let of = |desk: &Desk<'_>| links_of(desk, &path, ".link-list a");
        let ends: Vec<String> = of(&owner).iter().map(|to| to.rsplit('/').next().expect("an end").to_owned()).collect();
        let expected = ["attendees", "enter", &door.meeting, "export", "print", "edit", "close", "cancel"];
        assert_eq!(ends, expected);
        for role in ["reception", "viewer"] {
            let fields = [("role", role), ("reach", "organization")];
            let desk = member(&owner, &format!("{role}@hagi.example.jp"), &fields);
            let ways = of(&desk);
            assert!(!ways.is_empty() && ways.len() < expected.len(), "{role}: {ways:?}");
            for way in &ways {
                drop(desk.get(way).expect(200));
            }
        }
        for way in of(&owner) {
            drop(owner.get(&way).expect(200));
        }
    }

    fn the_people_of_an_event_are_one_of_its_tabs_for_who_may_choose_them(app) {
        let (event, _) = event_with(app, &["下関"]);
        let owner = Desk::of(app);
        let (path, people) = (format!("/console/events/{event}"), format!("/console/events/{event}/people"));
        assert!(links_of(&owner, &path, ".event-nav a").contains(&people));
        assert_eq!(words(&owner.get(&people), ".event-nav [aria-current]"), ["担当者"]);
        let viewer = member(&owner, "viewer@hagi.example.jp", &[("role", "viewer"), ("reach", "organization")]);
        assert!(!links_of(&viewer, &path, ".event-nav a").contains(&people));
    }

    fn a_reception_number_opens_its_record_from_the_first_page(app) {
        let (_, sessions) = event_with(app, &["下関"]);
        let (id, number, _) = registered(app, &sessions[0], &bodies::applicant(1));
        let desk = Desk::of(app);
        let spoken = format!(" {}-{} ", number[..4].to_lowercase(), &number[4..]);
        let to = location(&send(&desk, "/console/number", &[("number", &spoken)]).expect(303));
        assert_eq!(to, format!("/console/registrations/{id}"));
        let said = |desk: &Desk<'_>, number: &str| {
            let page = send(desk, "/console/number", &[("number", number)]).expect(422);
            let kept = attribute(&page.text(), "#number", "value").pop().expect("the field");
            assert_eq!(kept, number);
            words(&page, "#errors a").pop().expect("a sentence")
        };
        let wrong = if number.ends_with('2') { "3" } else { "2" };
        assert!(said(&desk, &format!("{}{wrong}", &number[..7])).contains("打ち間違い"));
        assert!(said(&desk, "x").contains("8文字"));
        let nobody = uketsuke::domain::values::reception_number::ReceptionNumber::from_random(7);
        assert!(said(&desk, nobody.as_str()).contains("見つかりませんでした"));
        // Another organization's is as nobody's.
        let foreign = Desk::by(app, &link_of(app, "mine", "美祢市"));
        event_in(app, &foreign);
        assert!(said(&foreign, &number).contains("見つかりませんでした"));
    }

    fn an_application_is_entered_without_the_file_that_must_be_there_and_its_record_says_so(app) {
        let mut body = bodies::event(&[session("下関", 5)]);
        body["questions"] = json!([{ "key": "cv", "kind": "file", "label": "履歴書", "required": true }]);
        let event = app.publish(&body);
        let session = event["sessions"][0]["id"].as_str().expect("an id").to_owned();
        app.apply(&session, &bodies::applicant(1)).expect_problem(422, "validation_failed");
        let desk = Desk::of(app);
        let path = format!("/console/sessions/{session}/enter");
        let mut form = desk.form(&path, &path);
        assert!(form.page.contains("履歴書") && form.page.contains("ファイルがなくても登録できます"), "{}", form.page);
        form.fill("name", "山田 太郎").fill("kana", "やまだ たろう").fill("phone", "000-1234-5678");
        let saved = form.press(&desk, "save").expect(303);
        let record = location(&saved);
        assert_eq!(words(&desk.get(&record), "dd .tag-warning"), ["まだ提出されていません"]);
        // It can be changed as it is, and with the file once that has come.
        let change = format!("{record}/change");
        let mut form = desk.form(&change, &change);
        form.fill("name", "山田 次郎");
        form.press(&desk, "save").expect(303);
        assert!(desk.get(&record).text().contains("山田 次郎"));
        let form = desk.form(&change, &change);
        sent_with_file(&desk, &change, &form, b"none of the files that are asked for").expect(422);
        sent_with_file(&desk, &change, &form, PDF).expect(303);
        assert!(words(&desk.get(&record), "dd .tag-warning").is_empty());
        let file = links_of(&desk, &record, "dd a").pop().expect("the file");
        assert_eq!(desk.get(&file).expect(200).body, PDF);
        // What stands is kept by who changes something else.
        let mut form = desk.form(&change, &change);
        form.fill("name", "山田 三郎");
        form.press(&desk, "save").expect(303);
        assert_eq!(desk.get(&file).expect(200).body, PDF);
        // And with an application that comes on paper it is sent at once.
        let mut form = desk.form(&path, &path);
        form.fill("name", "本田 花子").fill("phone", "000-9876-5432");
        let record = location(&sent_with_file(&desk, &path, &form, PDF).expect(303));
        assert!(words(&desk.get(&record), "dd .tag-warning").is_empty());
    }

    fn what_is_searched_for_stands_in_no_address(app) {
        let (event, sessions) = event_with(app, &["下関", "萩"]);
        for number in 1..=52 {
            app.apply(&sessions[0], &bodies::applicant(number)).expect(201);
        }
        registered(app, &sessions[1], &bodies::applicant(77));
        let desk = Desk::of(app);
        let list = format!("/console/events/{event}/attendees");
        let fields = [("q", "山田"), ("session", sessions[0].as_str())];
        let found = location(&send(&desk, &list, &fields).expect(303));
        let page = desk.get(&found).expect(200);
        assert_eq!(words(&page, "tbody tr").len(), 50);
        assert_eq!(attribute(&page.text(), "#q", "value"), ["山田"]);
        let next = attribute(&page.text(), ".pages a[rel=next]", "href").pop().expect("a next page");
        assert_eq!(words(&desk.get(&next).expect(200), "tbody tr").len(), 2);
        let mut addresses = attribute(&page.text(), "a", "href");
        addresses.extend([found.clone(), next]);
        // The list of one session has files as well, and the way back from what is done with many.
        let list = format!("/console/sessions/{}/attendees", sessions[0]);
        let found = location(&send(&desk, &list, &[("q", "山田 52郎")]).expect(303));
        let page = desk.get(&found).expect(200);
        assert_eq!(words(&page, "tbody tr").len(), 1);
        addresses.extend(attribute(&page.text(), "a", "href"));
        let export = attribute(&page.text(), "main a[href*=\"/export?\"]", "href").remove(0);
        let sealed = export.split(['?', '&']).find(|part| part.starts_with("s=")).expect("what is searched for");
        let csv = format!("/console/sessions/{}/attendees.csv?{sealed}", sessions[0]);
        assert_eq!(desk.get(&csv).expect(200).text().lines().count(), 2, "its heading, and one row");
        let fields = [("who", "these"), ("action", "withdraw"), ("q", "山田 52郎")];
        addresses.push(location(&send(&desk, &format!("{list}/bulk"), &fields).expect(303)));
        let typed = ["q=", "%E5%B1%B1", "山田"];
        for address in &addresses {
            assert!(!typed.iter().any(|typed| address.contains(typed)), "{address}");
        }
        // A token of nobody's, and one of another organization's, is told above the whole table.
        desk.get(&format!("{list}?s=owl")).expect(422);
        let filters = attribute(&page.text(), "main form[method=get] input[name=s]", "value");
        assert_eq!(filters.len(), 1, "the filters keep what is searched for");
        desk.get(&format!("{list}?s={}&source=api", filters[0])).expect(200);
    }
}

/// The form with a file that was chosen in it.
fn sent_with_file(desk: &Desk<'_>, path: &str, form: &ConsoleForm, content: &[u8]) -> Answer {
    let file =
        Chosen { field: "file-cv", name: "cv.pdf", content_type: "application/pdf", content };
    let mut fields = form.values.clone();
    fields.push(("action".to_owned(), "save".to_owned()));
    multipart::post_as(desk.app, path, &fields, &[file], Some(&desk.cookie))
}

/// The number of a registration, as its page shows it.
fn number_of(desk: &Desk<'_>, record: &str) -> String {
    words(&desk.get(record).expect(200), "h1 .note").pop().expect("a number")
}

/// Something for the first page to be about.
fn event_in(_app: &TestApp, desk: &Desk<'_>) {
    send(desk, "/console/events/sample", &[]).expect(303);
}
