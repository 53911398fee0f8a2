//! Forms that are no forms: broken encodings, other types, too large; and pages at addresses that mean
//! nothing. Each is answered with a page.

use super::ids::spellings;
use super::page::{APPLY, Page, SEND, filled_in, fresh_token};
use super::world::World;
use crate::support::app::TestApp;
use crate::support::on_both_databases;

const TYPE: &str = "application/x-www-form-urlencoded";

/// Sends bytes as this type; the page's status.
fn status_of(app: &TestApp, path: &str, content_type: Option<&str>, body: &[u8]) -> u16 {
    let headers: Vec<_> = content_type.map(|value| ("Content-Type", value)).into_iter().collect();
    Page::of(&app.send("POST", path, &headers, body)).status
}

/// The world's form, filled in well, as it is sent.
fn encoded(world: &World<'_>) -> String {
    let fields = filled_in(world, &fresh_token(world.app));
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .append_pair("action", "send")
        .finish()
}

on_both_databases! {
    fn a_form_in_a_broken_encoding_is_refused(app) {
        let world = World::new(app);
        let before = world.traces();
        let good = encoded(&world);
        let broken: [&[u8]; 7] =
            [b"&name=%E5%B1", b"&name=%FF", b"&name=\xFF\xFE", b"&name=\x8E\x52\x93\x63", b"&%C0%AF=x", b"&kana=%ED%A0%80", b"&x=%F8%88%80%80%80"];
        for end in broken {
            let body = [good.as_bytes(), end].concat();
            assert_eq!(status_of(app, SEND, Some(TYPE), &body), 400, "{}", String::from_utf8_lossy(end));
        }
        let end = b"&name=%00";
        assert_eq!(status_of(app, SEND, Some(TYPE), &[good.as_bytes(), end].concat()), 422);
        assert_eq!(world.traces(), before);
    }

    fn a_body_of_another_type_is_no_form(app) {
        let world = World::new(app);
        let before = world.traces();
        let good = encoded(&world);
        let types = [
            "application/json", "multipart/mixed; boundary=x", "multipart/form-data", "text/plain", "application/x-www-form-urlencoded; charset=shift_jis", "x",
        ];
        for path in [APPLY.to_owned(), SEND.to_owned(), world.filled("/r/{token}/change")] {
            for content_type in types {
                assert_eq!(status_of(app, &path, Some(content_type), good.as_bytes()), 415, "{content_type}");
            }
            assert_eq!(status_of(app, &path, None, good.as_bytes()), 415);
            // A form with files, as which it comes where one is asked for, but not one.
            assert_eq!(status_of(app, &path, Some("multipart/form-data; boundary=x"), good.as_bytes()), 400);
        }
        let packed = [("Content-Type", TYPE), ("Content-Encoding", "gzip")];
        assert_eq!(app.send("POST", SEND, &packed, good.as_bytes()).status, 415);
        assert_eq!(world.traces(), before);
    }

    fn a_form_that_is_too_large_is_refused(app) {
        let world = World::new(app);
        let before = world.traces();
        let good = encoded(&world);
        let body = format!("{good}&answer-long_text={}", "a".repeat(64 * 1024));
        for path in [APPLY.to_owned(), SEND.to_owned(), world.filled("/r/{token}/change")] {
            assert_eq!(status_of(app, &path, Some(TYPE), body.as_bytes()), 413, "{path}");
        }
        assert_eq!(world.traces(), before);
    }

    fn junk_at_a_form_is_answered_with_the_form(app) {
        let world = World::new(app);
        let before = world.traces();
        for body in ["", "&", "&&&===", "=", "name", "%zz=%zz", "a=1;b=2", "{\"name\":\"a\"}", "form=form&form=form"] {
            for path in [APPLY, SEND] {
                assert_eq!(status_of(app, path, Some(TYPE), body.as_bytes()), 422, "{body}");
            }
        }
        assert_eq!(world.traces(), before);
    }

    fn an_address_of_nothing_is_a_page_that_says_so(app) {
        let world = World::new(app);
        for path in ["/e/{}", "/e/{}/apply", "/r/{}", "/r/{}/done", "/r/{}/change", "/r/{}/withdraw", "/r/{}/calendar.ics", "/nothing/{}", "/assets/{}", "/{}"] {
            // With nothing or dots in it, an address may be another.
            let unusual = |spelling: &&String| !["", ".", "*", "{}"].contains(&spelling.as_str());
            for spelling in spellings().iter().filter(unusual) {
                let answer = app.get(&path.replace("{}", spelling));
                assert_eq!(answer.status, 404, "{path} {spelling}: {}", answer.text());
                Page::of(&answer);
            }
        }
        for path in ["/e/{}/apply", "/e/{}/apply/send", "/r/{}/change", "/r/{}/withdraw"] {
            assert_eq!(status_of(app, &path.replace("{}", "nothing"), Some(TYPE), encoded(&world).as_bytes()), 404, "{path}");
        }
    }

    fn a_page_has_only_the_methods_that_it_has(app) {
        let world = World::new(app);
        let before = world.traces();
        for (path, allowed) in [
            ("/", "GET, HEAD"), ("/e/hostile", "GET, HEAD"), (APPLY, "GET, HEAD, POST"), (SEND, "GET, HEAD, POST"),
            ("/r/{token}", "GET, HEAD"), ("/r/{token}/done", "GET, HEAD"), ("/r/{token}/withdraw", "GET, HEAD, POST"),
            ("/r/{token}/change", "GET, HEAD, POST"), ("/robots.txt", "GET, HEAD"),
        ] {
            for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
                let answer = app.send(method, &world.filled(path), &[], b"");
                assert_eq!((answer.status, answer.header("allow")), (405, Some(allowed)), "{method} {path}");
            }
        }
        for path in ["/healthz", "/readyz", "/docs/", "/docs", "/metrics"] {
            for method in ["PUT", "DELETE", "BREW"] {
                let status = app.send(method, path, &[], b"").status;
                assert!([404, 405].contains(&status), "{method} {path}: {status}");
            }
        }
        assert_eq!(world.traces(), before);
    }

    fn odd_parameters_and_cookies_change_nothing_about_a_page(app) {
        let world = World::new(app);
        let pages = ["/", "/e/hostile", APPLY, &world.filled("/r/{token}")].map(str::to_owned);
        for path in &pages {
            for query in ["lang=tlh", "lang=", "lang=%FF", "lang=en&lang=ja", "session=%00", "session=x&session=y", "notice=%3Cscript%3E", "%", "=&=", "utm_source=x"] {
                let page = Page::of(&app.get(&format!("{path}?{query}")).expect(200));
                assert!(!page.text.contains("<script>"), "{path}?{query}");
            }
            for cookie in ["lang=tlh", "lang=\"", "lang", "=", ";;;", "lang=en; lang=ja", "session=x"] {
                app.send("GET", path, &[("Cookie", cookie)], b"").expect(200);
            }
            for accepted in ["", "*", "tlh;q=9", "ja;q=x,,;", "en-GB-oed, *;q=0"] {
                app.send("GET", path, &[("Accept-Language", accepted)], b"").expect(200);
            }
        }
    }
}
