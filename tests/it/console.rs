//! The organizer's console, as a browser without JavaScript uses it, on both databases.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::console_exports;
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::console::{Desk, attribute, cookie_of, csrf_of, link, link_of, press};
use crate::support::{bodies, on_both_databases};

fn select(html: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    let document = Html::parse_document(html);
    let texts = document.select(&selector).map(|found| found.text().collect());
    texts.map(|text: String| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// The names in the table of a session.
#[track_caller]
fn names(desk: &Desk<'_>, session: &str, query: &str) -> Vec<String> {
    let page = desk.get(&format!("/console/sessions/{session}/attendees?{query}")).expect(200);
    select(&page.text(), "tbody tr td:nth-of-type(1)")
}

fn person(name: &str, kana: &str, email: &str, phone: &str, company: &str) -> Value {
    json!({
        "applicant": { "name": name, "kana": kana, "email": email, "phone": phone },
        "company": { "name": company }, "consent": true
    })
}

/// A session for companies: two confirmed, one waits, one has withdrawn.
fn filled(app: &TestApp) -> (String, String) {
    let event = app.publish(&bodies::company_event(&[bodies::session("オンライン", 2)]));
    let session = event["sessions"][0]["id"].as_str().expect("a session").to_owned();
    let people = [
        person(
            "髙橋 一郎",
            "たかはし いちろう",
            "ichiro@example.jp",
            "000-1111-0001",
            "株式会社例示",
        ),
        person("山田 花子", "やまだ はなこ", "hanako@example.jp", "000-2222-0002", "見本商事"),
        person("=cmd()", "すずき じろう", "jiro@example.com", "000-3333-0003", "有限会社標本"),
    ];
    for one in &people {
        app.apply(&session, one).expect(201);
    }
    let gone =
        person("佐藤 三郎", "さとう さぶろう", "saburo@example.jp", "000-4444-0004", "佐藤組");
    let gone = app.apply(&session, &gone).expect(201).json();
    let path = gone["manage_url"]
        .as_str()
        .expect("a link")
        .rsplit('/')
        .next()
        .expect("a token")
        .to_owned();
    app.json("DELETE", &format!("/api/v1/registrations/{path}"), &Value::Null).expect(200);
    (event["id"].as_str().expect("an id").to_owned(), session)
}

const ADDRESSES: [&str; 8] = [
    "/console",
    "/console/",
    "/console/events/telework",
    "/console/sessions/018f4e5c-0000-7000-8000-000000000001/attendees",
    "/console/sessions/018f4e5c-0000-7000-8000-000000000001/attendees.csv",
    "/console/outbox",
    "/console/mailbox",
    "/console/no/such/page",
];

on_both_databases! {
    fn a_sign_in_link_works_once_and_only_when_its_button_is_pressed(app) {
        let link = link(app);
        // What opens links by itself uses nothing up.
        for method in ["GET", "HEAD", "GET"] {
            let looked = app.send(method, &link, &[], b"").expect(200);
            assert!(looked.header("set-cookie").is_none() && looked.header("cache-control") == Some("no-store"));
        }
        let answer = press(app, &link).expect(303);
        let cookie = answer.header("set-cookie").expect("a cookie");
        for part in ["uketsuke_console=", "HttpOnly", "SameSite=Lax", "Path=/console", "Max-Age=43200"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Secure"), "plain http here: {cookie}");
        let page = app.send("GET", "/console", &[("Cookie", &cookie_of(&answer))], b"").expect(200);
        assert!(page.text().contains("萩市") && page.header("cache-control") == Some("no-store"));
        let used = app.get(&link).expect(410);
        assert!(used.text().contains("すでに使われたか"));
        let over = app.form(&link, &[("csrf", "x")], None).expect(410);
        assert!(over.header("set-cookie").is_none_or(|cookie| !cookie.starts_with("uketsuke_console")));
        for never in ["/console/sign-in/x", "/console/sign-in/%00%FF", "/console/sign-in/%E9%8D%B5"] {
            app.get(never).expect(410);
        }
    }

    fn a_sign_in_that_was_not_pressed_on_our_page_is_asked_for_again(app) {
        let link = link(app);
        let csrf = csrf_of(&app.get(&link));
        let refused = app.form(&link, &[("csrf", "AAAAAAAAAAAAAAAAAAAAAA")], None).expect(403);
        assert!(refused.header("set-cookie").is_none());
        assert_eq!(csrf_of(&refused), csrf);
        let body = format!("csrf={csrf}");
        let form = ("Content-Type", "application/x-www-form-urlencoded");
        app.send("POST", &link, &[form, ("Sec-Fetch-Site", "cross-site")], body.as_bytes()).expect(403);
        app.send("POST", &link, &[("Content-Type", "text/plain")], body.as_bytes()).expect(403);
        app.send("POST", &link, &[form, ("Sec-Fetch-Site", "same-origin")], body.as_bytes()).expect(303);
    }

    fn who_is_not_signed_in_sees_how_one_signs_in_and_nothing_else(app) {
        for path in ADDRESSES {
            for cookie in ["", "uketsuke_console=", "uketsuke_console=nobody", "uketsuke_console=a;uketsuke_console=b"] {
                let answer = app.send("GET", path, &[("Cookie", cookie)], b"").expect(303);
                assert_eq!(answer.header("location"), Some("/console/sign-in"), "{path}");
            }
        }
        app.form("/console/sign-out", &[("csrf", "x")], None).expect(303);
        let page = app.get("/console/sign-in").expect(200).text();
        assert!(page.contains("uketsuke admin create") && page.contains("lang=\"ja\""));
        assert!(app.get("/console/sign-in?lang=en").expect(200).text().contains("works once"));
    }

    fn signing_out_ends_the_session_for_every_copy_of_its_cookie(app) {
        let desk = Desk::of(app);
        let other = Desk::of(app);
        desk.press("/console/sign-out", "wrong").expect(403);
        let answer = desk.press("/console/sign-out", &desk.csrf()).expect(303);
        assert_eq!(answer.header("location"), Some("/console/sign-in?signed-out=yes"));
        assert!(answer.header("set-cookie").is_some_and(|cookie| cookie.contains("Max-Age=0")));
        desk.get("/console").expect(303);
        other.get("/console").expect(200);
    }

    fn the_session_ends_after_a_working_day(app) {
        let desk = Desk::of(app);
        app.app().clock.advance(chrono::TimeDelta::hours(11));
        desk.get("/console").expect(200);
        app.app().clock.advance(chrono::TimeDelta::hours(2));
        desk.get("/console").expect(303);
    }

    fn another_organizations_things_are_as_if_they_did_not_exist(app) {
        let (event, session) = filled(app);
        app.drain_mail();
        let mail = app.staff_get("/api/v1/outbox").expect(200).json()["items"][0]["id"].as_str().expect("an id").to_owned();
        let own = Desk::of(app);
        let foreign = Desk::by(app, &link_of(app, "mine", "美祢市"));
        let never = "018f4e5c-0000-7000-8000-000000000001";
        let plain = |answer: Answer| (answer.status, select(&answer.text(), "main"));
        for (place, rest, id) in [
            ("events", "", event.as_str()),
            ("sessions", "/attendees", &session),
            ("sessions", "/attendees.csv", &session),
            ("sessions", "/attendees.xlsx", &session),
            ("mailbox", "", &mail),
            ("mailbox", "/html", &mail),
        ] {
            own.get(&format!("/console/{place}/{id}{rest}")).expect(200);
            let seen = plain(foreign.get(&format!("/console/{place}/{id}{rest}")));
            let unknown = plain(foreign.get(&format!("/console/{place}/{never}{rest}")));
            assert_eq!((seen.0, &seen), (404, &unknown));
        }
        for action in ["retry", "abort"] {
            foreign.press(&format!("/console/outbox/{mail}/{action}"), &foreign.csrf()).expect(404);
        }
        assert_eq!(select(&foreign.get("/console").expect(200).text(), "tbody tr").len(), 0);
        for strange in ["/console/events/%00", "/console/events/%FF%FE", "/console/events/%E8%AA%AC%E6%98%8E", "/console/x"] {
            own.get(strange).expect(404);
        }
    }

    fn the_numbers_of_every_session_are_shown(app) {
        let (event, _) = filled(app);
        let desk = Desk::of(app);
        let home = desk.get("/console").expect(200).text();
        assert_eq!((select(&home, "tbody th"), select(&home, "tbody .tag")), (vec!["テレワーク説明会".to_owned()], vec!["公開中".to_owned()]));
        assert_eq!(select(&home, "tbody td.number"), ["1", "2", "1"]);
        let page = desk.get(&format!("/console/events/{event}")).expect(200).text();
        let cells = select(&page, "[aria-labelledby=sessions] tbody td.number");
        assert_eq!(cells, ["2社", "2", "0", "1", "0", "1"]);
        let english = desk.get(&format!("/console/events/{event}?lang=en")).expect(200);
        assert!(english.text().contains("Sessions") && english.header("set-cookie").is_some_and(|c| c.starts_with("lang=en")));
    }

    fn the_table_is_filtered_by_state_and_searched_in_any_spelling(app) {
        let (_, session) = filled(app);
        let desk = Desk::of(app);
        assert_eq!(names(&desk, &session, "").len(), 4);
        assert_eq!(names(&desk, &session, "state=confirmed"), ["髙橋 一郎", "山田 花子"]);
        assert_eq!(names(&desk, &session, "state=waitlisted"), ["=cmd()"]);
        assert_eq!(names(&desk, &session, "state=withdrawn"), ["佐藤 三郎"]);
        for (typed, found) in [
            ("%E3%83%A4%E3%83%9E%E3%83%80", "山田 花子"),
            ("%EF%BE%94%EF%BE%8F%EF%BE%80%EF%BE%9E", "山田 花子"),
            ("%E9%AB%98%E6%A9%8B", "髙橋 一郎"),
            ("%E6%A8%99%E6%9C%AC", "=cmd()"),
            ("0002", "山田 花子"),
            ("example.com", "=cmd()"),
        ] {
            assert_eq!(names(&desk, &session, &format!("q={typed}")), [found], "{typed}");
        }
        let page = desk.get(&format!("/console/sessions/{session}/attendees?state=confirmed&q=nobody")).expect(200).text();
        assert!(page.contains("「nobody」に当てはまる申込は見つかりませんでした"));
        let tabs = select(&page, ".tabs a");
        assert_eq!(tabs, ["すべて 4", "確定 2", "キャンセル待ち 1", "取消 1"]);
        assert_eq!(select(&page, ".tabs [aria-current]"), ["確定 2"]);
    }

    fn a_long_table_goes_on_on_the_next_page(app) {
        let session = app.session(bodies::session("下関", 60));
        for number in 1..=53 {
            app.apply(&session, &bodies::applicant(number)).expect(201);
        }
        let desk = Desk::of(app);
        let first = desk.get(&format!("/console/sessions/{session}/attendees?state=confirmed")).expect(200).text();
        let next = attribute(&first, ".pages a[rel=next]", "href").pop().expect("a next page");
        assert!(next.contains("state=confirmed") && select(&first, "tbody tr").len() == 50, "{next}");
        let second = desk.get(&next).expect(200).text();
        assert_eq!(select(&second, "tbody tr").len(), 3);
        assert!(attribute(&second, ".pages a[rel=next]", "href").is_empty());
        assert_eq!(select(&second, ".pages a"), ["最初のページ"]);
    }

    fn what_the_address_cannot_ask_for_is_told_above_the_whole_table(app) {
        let (_, session) = filled(app);
        let desk = Desk::of(app);
        let long = "x".repeat(300);
        for wrong in ["state=owl", "cursor=x", "cursor=99999999999999999999", "q=a%00b", "q=a&q=b", "what=1", &format!("q={long}")] {
            let page = desk.get(&format!("/console/sessions/{session}/attendees?{wrong}")).expect(422).text();
            assert_eq!(select(&page, "tbody tr").len(), 4, "{wrong}");
            assert_eq!(select(&page, "[role=alert]").len(), 1, "{wrong}");
        }
        for wrong in ["state=owl", "cursor=x"] {
            assert_eq!(select(&desk.get(&format!("/console/outbox?{wrong}")).expect(422).text(), "[role=alert]").len(), 1);
        }
        desk.get("/console?cursor=x").expect(422);
        for wrong in ["csv?encoding=utf-7", "csv?columns=owl", "xlsx?state=owl", "json?q=%00"] {
            let page = desk.get(&format!("/console/sessions/{session}/attendees.{wrong}")).expect(422);
            assert!(page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "{wrong}");
        }
        desk.get(&format!("/console/sessions/{session}/attendees.pdf")).expect(404);
    }

    fn the_export_of_a_list_gives_the_list_that_is_shown(app) {
        let (_, session) = filled(app);
        let desk = Desk::of(app);
        let file = |query: &str, format: &str| {
            let list = format!("/console/sessions/{session}/attendees?{query}");
            console_exports::exported(&desk, &list, format).expect(200)
        };
        let csv = file("", "csv");
        let name = csv.header("content-disposition").expect("a name");
        assert!(name.starts_with("attachment;") && name.contains("filename*=UTF-8''"), "{name}");
        assert_eq!(csv.header("cache-control"), Some("no-store"));
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file("", "xlsx").body)).expect("a workbook");
        let sheet = book.worksheet_range_at(0).expect("a sheet").expect("rows");
        assert_eq!(sheet.height(), 5);
        assert!(csv.body.starts_with(b"\xef\xbb\xbf") && csv.text().contains("髙橋 一郎"));
        assert_eq!(csv.text().lines().count(), 5);
        assert!(!csv.text().contains(",=cmd()"), "a formula must not be one: {}", csv.text());
        // 氏名 in Shift_JIS.
        assert!(file("", "csv-shift_jis").body.windows(4).any(|bytes| bytes == b"\x8e\x81\x96\xbc"));
        assert_eq!(file("", "json").json().as_array().map(Vec::len), Some(4));
        assert_eq!(file("state=waitlisted", "json").json().as_array().map(Vec::len), Some(1));
        assert_eq!(file("q=%E3%83%A4%E3%83%9E%E3%83%80", "json").json()[0]["applicant_name"], "山田 花子");
    }

    fn mails_are_shown_tried_again_and_given_up(app) {
        filled(app);
        let desk = Desk::of(app);
        let page = desk.get("/console/outbox").expect(200).text();
        assert!(page.contains("i***@example.jp") && !page.contains("ichiro@example.jp"));
        // Nobody sends mail in this test, and no server is configured.
        assert!(page.contains("1分以上動いていません") && page.contains("実際には送られず"));
        let abort = attribute(&page, "form[action$=abort]", "action").pop().expect("a button");
        desk.press(&abort, "wrong").expect(403);
        desk.app.send("POST", &abort, &[("Cookie", &desk.cookie)], b"").expect(403);
        app.form(&abort, &[("csrf", &desk.csrf())], None).expect(303);
        assert_eq!(select(&desk.get("/console/outbox").text(), ".tag-plain").len(), 5, "nothing was given up");
        desk.press(&abort, &desk.csrf()).expect(303);
        desk.press(&abort, &desk.csrf()).expect(409);
        let aborted = desk.get("/console/outbox?state=aborted").expect(200).text();
        let retry = attribute(&aborted, "form[action$=retry]", "action");
        assert_eq!(retry.len(), 1);
        desk.press(&retry[0], &desk.csrf()).expect(303);
        assert!(select(&desk.get("/console/outbox?state=aborted").text(), "tbody tr").is_empty());
        for path in [abort.as_str(), &retry[0]] {
            desk.get(path).expect(405);
        }
    }

    fn caught_mail_is_read_in_the_console(app) {
        filled(app);
        assert_eq!(app.drain_mail(), 5);
        let desk = Desk::of(app);
        let list = desk.get("/console/mailbox").expect(200).text();
        let mails = attribute(&list, "tbody a", "href");
        assert_eq!(mails.len(), 5);
        let opened: Vec<Answer> = mails.iter().map(|mail| desk.get(mail).expect(200)).collect();
        let confirmed = opened.iter().map(Answer::text).find(|page| page.contains("attachments/0")).expect("a calendar");
        assert!(confirmed.contains("受付番号") && confirmed.contains("Message-ID"));
        let html = desk.get(&attribute(&confirmed, "iframe", "src").pop().expect("a frame")).expect(200);
        let policy = html.header("content-security-policy").expect("a policy");
        assert!(policy.contains("sandbox") && policy.contains("frame-ancestors 'self'") && !policy.contains("allow-scripts"));
        let file = desk.get(&attribute(&confirmed, "main ul a", "href").pop().expect("a file")).expect(200);
        assert!(file.text().starts_with("BEGIN:VCALENDAR"));
        assert!(file.header("content-disposition").is_some_and(|name| name.starts_with("attachment")));
    }
}

mod where_mail_is_sent_there_is_no_mailbox {
    use super::*;
    use crate::support::app::Place;

    #[test]
    fn on_sqlite() {
        let app =
            TestApp::at(Place::sqlite(), &[("UKETSUKE_SMTP_URL", "smtp://127.0.0.1:1?tls=none")]);
        let desk = Desk::of(&app);
        desk.get("/console/mailbox").expect(404);
        assert!(!desk.get("/console").expect(200).text().contains("実際には送られず"));
        app.end();
    }
}

mod over_tls_cookies_are_for_tls_only {
    use super::*;
    use crate::support::app::Place;

    #[test]
    fn on_sqlite() {
        let app =
            TestApp::at(Place::sqlite(), &[("UKETSUKE_PUBLIC_URL", "https://uketsuke.example.jp")]);
        let answer = press(&app, &link(&app)).expect(303);
        assert!(answer.header("set-cookie").is_some_and(|cookie| cookie.contains("Secure")));
        app.end();
    }
}
