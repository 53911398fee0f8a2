//! What comes after an event, in the console: absences, completion, statistics, mails, the period of retention.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use chrono::Duration;
use serde_json::{Value, json};
use uketsuke::store::outbox::{self, CaughtMailRow};

use crate::support::app::TestApp;
use crate::support::console::{Desk, attribute, of_event};
use crate::support::{bodies, on_both_databases};

/// A course of three meetings to which three people have applied: the first was at all of them, the second at the first, the
/// third at none.
struct Course {
    event: String,
    session: String,
    meetings: Vec<String>,
    /// Ids of the registrations.
    people: Vec<String>,
}

const NAMES: [&str; 3] = ["全部 出子", "一回 出男", "欠席 休"];

fn course(app: &TestApp) -> Course {
    let starts = app.app().clock.now() + Duration::days(30);
    let meeting = |week: i64| {
        let at = starts + Duration::weeks(week);
        json!({ "starts_at": at.to_rfc3339(), "ends_at": (at + Duration::hours(2)).to_rfc3339(), "venue": "萩・明倫学舎" })
    };
    let meetings = json!({ "meetings": [meeting(0), meeting(1), meeting(2)] });
    let body = bodies::with(
        bodies::event(&[
            bodies::session_with("講座", 20, &meetings),
            bodies::session("別の回", 20),
        ]),
        &json!({ "slug": "kouza", "questions": [
            { "key": "size", "kind": "choice", "label": "上着の大きさ", "required": false,
              "choices": [{ "value": "m", "label": "中" }, { "value": "l", "label": "大" }] },
        ] }),
    );
    let event = app.publish(&body);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let session = text(&event["sessions"][0]["id"]);
    let meetings: Vec<String> =
        (0..3).map(|at| text(&event["sessions"][0]["meetings"][at]["id"])).collect();
    let people: Vec<String> = (1..)
        .zip(NAMES)
        .map(|(number, name)| {
            let mut body = bodies::applicant(number);
            body["applicant"]["name"] = json!(name);
            body["answers"] = json!({ "size": "m" });
            text(&app.apply(&session, &body).expect(201).json()["id"])
        })
        .collect();
    for (person, meeting) in [(0, 0), (0, 1), (0, 2), (1, 0)] {
        let path = format!("/api/v1/manage/registrations/{}/check-in", people[person]);
        let body = json!({ "meeting": meetings[meeting], "on_any_day": true });
        app.staff("POST", &path, &body).expect(200);
    }
    app.app().clock.advance(Duration::days(60));
    Course { event: text(&event["id"]), session, meetings, people }
}

impl Course {
    fn path(&self, part: &str) -> String {
        format!("/console/events/{}/afterwards{part}", self.event)
    }
}

/// The texts of all mails that were kept instead of sent, each with its recipient and subject.
fn sent(app: &TestApp) -> Vec<(String, String, String)> {
    app.drain_mail();
    let read = app.app().database.read(|conn| outbox::caught(conn, None, 100));
    let parse = |mail: CaughtMailRow| {
        let parsed = mail_parser::MessageParser::default().parse(&mail.message).expect("a mail");
        let subject = parsed.subject().unwrap_or_default().to_owned();
        (mail.recipient.clone(), subject, parsed.body_text(0).expect("a text").into_owned())
    };
    read.expect("read").into_iter().map(parse).collect()
}

on_both_databases! {
    fn who_did_not_come_is_told_meeting_by_meeting_and_excused_by_a_note(app) {
        let course = course(app);
        let desk = Desk::of(app);
        let path = course.path("/absences");
        let absent = |meeting: usize| {
            let page = desk.get(&format!("{path}?meeting={}", course.meetings[meeting])).expect(200).text();
            NAMES.map(|name| page.contains(name))
        };
        assert_eq!(absent(0), [false, false, true]);
        assert_eq!(absent(1), [false, true, true]);
        // Without a meeting it is the first.
        assert!(desk.get(&path).expect(200).text().contains("来た申込は2件"));
        let note = |words: &str| {
            let fields = [("registration", course.people[1].as_str()), ("meeting", &course.meetings[1]), ("note", words)];
            let page = desk.posts(&path, &fields);
            attribute(&page, &format!("#note-{}", course.people[1]), "value").pop().expect("a field")
        };
        assert_eq!(note(" 発熱のため "), "発熱のため");
        let kept = "SELECT COUNT(*) AS number FROM absence_notes";
        assert_eq!(app.sql_number(kept), 1);
        // Of this meeting alone.
        let other = desk.get(&format!("{path}?meeting={}", course.meetings[2])).expect(200).text();
        assert_eq!(attribute(&other, &format!("#note-{}", course.people[1]), "value"), [""]);
        assert_eq!(note(""), "");
        assert_eq!(app.sql_number(kept), 0, "not excused any more");
        let lines = |action: &str| app.sql_number(&format!("SELECT COUNT(*) AS number FROM audit_lines WHERE action = '{action}'"));
        assert_eq!((lines("absence_excused"), lines("absence_not_excused")), (1, 1));
        let csrf = desk.csrf();
        let of_none = [("csrf", csrf.as_str()), ("registration", &course.people[1]), ("meeting", &course.event), ("note", "x")];
        app.form(&path, &of_none, Some(&desk.cookie)).expect(404);
    }

    fn who_was_at_enough_meetings_gets_a_certificate_with_a_number_that_stays(app) {
        let course = course(app);
        let desk = Desk::of(app);
        let path = course.path("/completion");
        let list = |at_least: u32| desk.get(&format!("{path}?at_least={at_least}")).expect(200).text();
        let named = |page: &str| NAMES.map(|name| page.contains(name));
        // All of them where nothing is said.
        assert_eq!(named(&desk.get(&path).expect(200).text()), [true, false, false]);
        assert_eq!(named(&list(1)), [true, true, false]);
        let issue = |at_least: &str| desk.posts(&path, &[("session", &course.session), ("at_least", at_least)]);
        let first = issue("3");
        assert!(first.contains("kouza-0001"), "{first}");
        let both = issue("1");
        assert!(both.contains("kouza-0001") && both.contains("kouza-0002"));
        assert!(!both.contains("番号を付けて修了証を作る"), "nobody lacks one");
        issue("1");
        assert_eq!(app.sql_number("SELECT COUNT(*) AS number FROM completion_certificates"), 2);
        // The number belongs to the person who was first.
        let csv = desk.get(&format!("{path}.csv?at_least=1")).expect(200).text();
        let line = csv.lines().find(|line| line.contains(NAMES[0])).expect("a line");
        assert!(line.contains("kouza-0001") && line.contains(",3,3,"), "{line}");
        let links = attribute(&both, "tbody a", "href");
        let paper = links.into_iter().find(|link| link.contains("/completion")).expect("a certificate");
        let paper = desk.get(&paper).expect(200).text();
        assert!(paper.contains(NAMES[0]) && paper.contains("全3回のうち3回"), "{paper}");
        assert!(desk.get(&format!("{path}.xlsx")).expect(200).body.starts_with(b"PK"));
        desk.get(&format!("{path}.pdf")).expect(404);
    }

    fn statistics_leave_the_office_without_names_and_without_small_numbers(app) {
        let course = course(app);
        let desk = Desk::of(app);
        let path = course.path("/statistics");
        let page = desk.get(&path).expect(200).text();
        let csv = desk.get(&format!("{path}.csv")).expect(200).text();
        let book = desk.get(&format!("{path}.xlsx")).expect(200).body;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book)).expect("a workbook");
        let sheet = book.worksheet_range_at(0).expect("a sheet").expect("rows");
        let cells: Vec<String> = sheet.rows().flatten().map(ToString::to_string).collect();
        for words in [page, csv.clone(), cells.join("\n")] {
            for personal in NAMES.iter().copied().chain(["taro1@example.jp", "000-1234-5678"]) {
                assert!(!words.contains(personal), "{personal}");
            }
        }
        let number = |what: &str| {
            let line = csv.lines().find(|line| line.contains("講座") && line.contains(what));
            line.and_then(|line| line.rsplit(',').next()).map(|text| text.trim().to_owned())
        };
        assert_eq!((number("来た申込"), number("来なかった申込")), (Some("2".into()), Some("1".into())), "{csv}");
        let chosen = csv.lines().find(|line| line.contains("上着の大きさ") && line.contains(",中,")).expect("a line");
        assert!(chosen.contains("5未満") && !chosen.ends_with(",3"), "{chosen}");
    }

    fn thanks_and_surveys_go_to_those_who_came_and_other_words_to_those_who_did_not(app) {
        let course = course(app);
        let desk = Desk::of(app);
        app.drain_mail();
        let before = sent(app).len();
        let path = course.path("");
        let csrf = desk.csrf();
        let press = |action: &str, message: &str, url: &str| {
            let fields = [("csrf", csrf.as_str()), ("action", action), ("message", message), ("url", url)];
            app.form(&path, &fields, Some(&desk.cookie))
        };
        press("survey", "答えてください。", "").expect(422);
        let wrong = press("absent", "{{ nmae }} さま", "").expect(422).text();
        assert!(wrong.contains("使えない差し込みがあります") && wrong.contains("{{ nmae }} さま"), "{wrong}");
        press("absent", "", "").expect(422);
        let mut made = Vec::new();
        for (action, message, url, kind) in [
            ("thanks", "またお越しください。", "", "お礼"),
            ("survey", "答えてください。", "https://example.jp/survey", "アンケート"),
            ("absent", "資料をお送りします。", "", "お知らせ"),
        ] {
            let answer = press(action, message, url).expect(303);
            let mailing = answer.header("location").expect("the mailing").to_owned();
            assert!(mailing.starts_with("/console/mailings/"), "{mailing}");
            let page = desk.get(&mailing).expect(200).text();
            assert!(page.contains(kind) && page.contains(message), "{page}");
            made.push(mailing);
        }
        // Staff may change the subject of what goes to those who did not come.
        let edit = desk.get(&format!("{}/edit", made[2])).expect(200).text();
        assert_eq!(attribute(&edit, "#subject-ja", "value"), ["ご参加いただけなかった方へ"]);
        assert!(!attribute(&edit, "#subject-en", "value").pop().expect("a field").is_empty());
        assert_eq!(sent(app).len(), before, "nothing goes before it is started");
        for mailing in &made {
            desk.posts(mailing, &[("do", "start")]);
        }
        app.work_on_mailings();
        let mails = sent(app);
        let to = |number: usize| -> Vec<&(String, String, String)> {
            let address = format!("taro{number}@example.jp");
            mails.iter().filter(|(to, subject, _)| *to == address && !subject.contains("受け付けました")).collect()
        };
        let thanks = "ご参加いただき、まことにありがとうございました";
        let regrets: Vec<_> = to(3).into_iter().filter(|(_, _, text)| text.contains("資料をお送りします。")).collect();
        assert_eq!(regrets.len(), 1, "{mails:?}");
        assert!(regrets[0].1.contains("ご参加いただけなかった方へ") && !regrets[0].2.contains("ありがとうございました"));
        assert!(to(3).iter().all(|(_, _, text)| !text.contains(thanks)));
        for number in [1, 2] {
            let texts: Vec<&str> = to(number).iter().map(|(_, _, text)| text.as_str()).collect();
            assert!(texts.iter().any(|text| text.contains(thanks) && text.contains("またお越しください。")), "{texts:?}");
            assert!(texts.iter().any(|text| text.contains("https://example.jp/survey")));
            assert!(texts.iter().all(|text| !text.contains("資料をお送りします。")));
        }
        // Who may write for this event alone may do so here.
        let editor = of_event(app, &course.event, "editor");
        assert!(editor.get(&path).expect(200).text().contains("来なかった人へのメールを作る"));
    }

    fn only_owners_have_data_kept_longer_than_they_are_now(app) {
        let course = course(app);
        let editor = of_event(app, &course.event, "editor");
        let path = format!("/console/events/{}/retention", course.event);
        let set = |desk: &Desk<'_>, days: &str| {
            let csrf = desk.csrf();
            let fields = [("csrf", csrf.as_str()), ("action", "own"), ("days", days), ("reason", "書類を残すため")];
            app.form(&path, &fields, Some(&desk.cookie))
        };
        let refused = set(&editor, "3650").expect(403).text();
        assert!(refused.contains("いまより長くできるのは管理者") && refused.contains("value=\"3650\""), "{refused}");
        set(&editor, "100").expect(303);
        // Back to the organization's year would be longer, too.
        set(&editor, "").expect(403);
        set(&editor, "101").expect(403);
        set(&Desk::of(app), "3650").expect(303);
        set(&editor, "").expect(303);
        assert_eq!(app.sql_number("SELECT COUNT(*) AS number FROM event_retentions WHERE days IS NOT NULL"), 0);
    }
}
