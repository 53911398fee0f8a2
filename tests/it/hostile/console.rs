//! Garbage at every page of the console, signed in and not: a page or a way to sign in, and nothing
//! written.

use uketsuke::usecases::admin;

use super::ids::spellings;
use super::page::Page;
use super::world::World;
use crate::support::app::TestApp;
use crate::support::on_both_databases;

/// Where something is read; `{}` stands for an id.
const READ: [&str; 8] = [
    "/console/events/{}",
    "/console/sessions/{}/attendees",
    "/console/sessions/{}/attendees.csv",
    "/console/mailbox/{}",
    "/console/mailbox/{}/html",
    "/console/mailbox/{}/attachments/0",
    "/console/{}",
    "/console/sign-in/{}",
];
/// Where a button leads.
const PRESSED: [&str; 4] = [
    "/console/outbox/{}/retry",
    "/console/outbox/{}/abort",
    "/console/sign-out",
    "/console/sign-in/{}",
];

/// A cookie of somebody who is signed in.
fn cookie(app: &TestApp) -> String {
    let now = app.app().clock.now();
    let secret =
        admin::create_organizer(&app.app().database, now, "hagi", "萩市", "staff@hagi.example.jp")
            .expect("a link");
    let path = format!("/console/sign-in/{secret}");
    let csrf = Page::of(&app.get(&path).expect(200)).value("csrf").expect("a token");
    let answer = app.form(&path, &[("csrf", &csrf)], None).expect(303);
    answer.header("set-cookie").expect("a cookie").split(';').next().expect("a value").to_owned()
}

on_both_databases! {
    fn garbage_in_an_address_of_the_console_is_answered_with_a_page(app) {
        let world = World::new(app);
        let cookie = cookie(app);
        let before = world.traces();
        for path in READ {
            for spelling in spellings().iter().filter(|spelling| !["", ".", "{}"].contains(&spelling.as_str())) {
                let path = path.replace("{}", spelling);
                let signed_in = app.send("GET", &path, &[("Cookie", &cookie)], b"");
                assert!([404, 410].contains(&signed_in.status), "{path}: {} {}", signed_in.status, signed_in.text());
                Page::of(&signed_in);
                let anybody = app.get(&path).status;
                assert!([303, 404, 410].contains(&anybody), "{path}: {anybody}");
            }
        }
        assert_eq!(world.traces(), before);
    }

    fn garbage_in_the_parameters_of_the_console_does_no_harm(app) {
        let world = World::new(app);
        let cookie = cookie(app);
        let long = format!("q={}", "x".repeat(10_000));
        let queries = [
            "q=%00", "q=%FF", "q=%25_%5C'%22%3B", "q=a&q=b", "state=nothing", "state=confirmed,,", "cursor=x", "cursor=-1", "cursor=99999999999999999999",
            "columns=nothing", "encoding=utf-16", "page=-1", "lang=tlh", "%", "=", "unknown=1", long.as_str(),
        ];
        let pages = ["/console", "/console/events/hostile", "/console/outbox", "/console/mailbox", &world.filled("/console/sessions/{session}/attendees")];
        for path in pages {
            for query in queries {
                let answer = app.send("GET", &format!("{path}?{query}"), &[("Cookie", &cookie)], b"");
                let shown: String = query.chars().take(40).collect();
                assert!(answer.status < 500, "{path}?{shown}: {}", answer.text());
                assert!(!Page::of(&answer).text.contains("<script>"), "{path}?{shown}");
            }
        }
        let path = world.filled("/console/sessions/{session}/attendees.csv");
        for query in queries {
            let status = app.send("GET", &format!("{path}?{query}"), &[("Cookie", &cookie)], b"").status;
            assert!(status < 500, "{query}: {status}");
        }
    }

    fn a_button_without_its_token_does_nothing(app) {
        let world = World::new(app);
        let cookie = cookie(app);
        let home = Page::of(&app.send("GET", "/console", &[("Cookie", &cookie)], b"").expect(200));
        let csrf = home.value("csrf").expect("a token");
        let other = if csrf.starts_with('A') { 'B' } else { 'A' };
        let before = world.traces();
        let forms: [(&str, Vec<u8>); 7] = [
            ("application/x-www-form-urlencoded", Vec::new()),
            ("application/x-www-form-urlencoded", b"csrf=".to_vec()),
            ("application/x-www-form-urlencoded", format!("csrf={other}{}", &csrf[1..]).into_bytes()),
            ("application/x-www-form-urlencoded", b"csrf=%FF".to_vec()),
            ("application/x-www-form-urlencoded", [b"csrf=".to_vec(), vec![b'a'; 300_000]].concat()),
            ("application/json", format!("{{\"csrf\":\"{csrf}\"}}").into_bytes()),
            ("text/plain", format!("csrf={csrf}").into_bytes()),
        ];
        for path in PRESSED {
            let path = path.replace("{}", &world.mail);
            for (content_type, body) in &forms {
                let headers = [("Cookie", cookie.as_str()), ("Content-Type", content_type)];
                let answer = app.send("POST", &path, &headers, body);
                assert!((400..500).contains(&answer.status), "{path}: {} {}", answer.status, answer.text());
            }
            let elsewhere = [("Cookie", cookie.as_str()), ("Content-Type", forms[0].0), ("Sec-Fetch-Site", "cross-site")];
            let answer = app.send("POST", &path, &elsewhere, format!("csrf={csrf}").as_bytes());
            assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
        }
        assert_eq!(world.traces(), before);
        app.send("GET", "/console", &[("Cookie", &cookie)], b"").expect(200);
    }

    fn a_cookie_that_is_none_leads_to_signing_in(app) {
        let good = cookie(app);
        let (name, value) = good.split_once('=').expect("a value");
        let long = format!("{name}={}", "A".repeat(10_000));
        let cut = format!("{name}={}", &value[1..]);
        let quoted = format!("{name}=\"\"");
        for wrong in [format!("{name}="), format!("{name}=x"), format!("{name}={value}x"), cut, quoted, long, format!("{name}=' OR 1=1"), "=;=".to_owned()] {
            let answer = app.send("GET", "/console", &[("Cookie", &wrong)], b"");
            assert_eq!((answer.status, answer.header("location")), (303, Some("/console/sign-in")), "{wrong}");
        }
    }
}
