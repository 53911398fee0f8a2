//! What others are told of published events: brand, image, previews, feeds, codes, flyers, and who may embed forms.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{DynamicImage, GenericImageView as _, ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use uketsuke::usecases::Permission;

use crate::support::answer::Answer;
use crate::support::app::{TestApp, token_of};
use crate::support::figures::figure;
use crate::support::{bodies, on_both_databases};

/// A photograph, of sorts, in base64.
pub fn photograph(width: u32, height: u32) -> String {
    let mut seed = 7_u32;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let channel = |n: u32| u8::try_from((n + (seed >> 28)) % 256).expect("a byte");
        Rgb([channel(x / 5), channel(y / 3), channel((x + y) / 7)])
    });
    encoded(&DynamicImage::ImageRgb8(picture), ImageFormat::Jpeg)
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> String {
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), format).expect("encoded");
    STANDARD.encode(bytes)
}

/// An event that anybody may see.
pub fn published(app: &TestApp, slug: &str) -> Value {
    let sessions = [bodies::session("下関", 20), bodies::session("萩", 20)];
    app.publish(&bodies::with(bodies::event(&sessions), &json!({ "slug": slug })))
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.header(name).unwrap_or_default()
}

/// The path of a full address of this service.
fn path_of(url: &Value) -> String {
    let url = url.as_str().expect("an address");
    let path = url.splitn(4, '/').nth(3).expect("a path");
    format!("/{path}")
}

fn page(app: &TestApp, path: &str) -> String {
    app.get(path).expect(200).text()
}

/// What stands between two texts.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).map_or("", |(_, rest)| rest);
    rest.split_once(to).map_or("", |(found, _)| found)
}

on_both_databases! {
    fn an_organization_shows_itself_in_its_colour_with_its_logo(app) {
        published(app, "telework");
        let yellow = json!({ "colour": "#FFD600" });
        let shown = app.staff("PATCH", "/api/v1/organization", &yellow).expect(200).json();
        assert_eq!((&shown["name"], &shown["colour"]), (&json!("萩市"), &json!("#ffd600")));
        assert_eq!(shown["shades"]["darkened"], true);
        assert_eq!(shown["shades"]["dark"]["key"], "#ffd600");
        assert!(shown["shades"]["light"]["contrast"].as_f64().expect("a number") >= 4.5);
        let ring = DynamicImage::ImageRgb8(RgbImage::from_pixel(400, 100, Rgb([0, 23, 193])));
        let logo = json!({ "image": encoded(&ring, ImageFormat::Png) });
        let shown = app.staff("PUT", "/api/v1/organization/logo", &logo).expect(200).json();
        assert_eq!(shown["colour"], "#ffd600");
        let path = path_of(&shown["logo"]["url"]);
        let picture = app.get(&path).expect(200);
        assert!(header(&picture, "cache-control").contains("immutable"));
        assert!(picture.body.len() <= 6 * 1024);
        for address in ["/e/telework", "/e/telework/apply", "/o/hagi"] {
            let page = page(app, address);
            let style = between(&page, "rel=\"stylesheet\" href=\"", "\"");
            assert!(style.ends_with("-ffd600.css"), "{address}: {style}");
            let key = shown["shades"]["light"]["key"].as_str().expect("a colour");
            assert!(self::page(app, style).contains(&format!("--key:{key};")));
            assert!(page.contains(&format!("<img class=\"brand-logo\" src=\"{path}\"")), "{address}");
        }
        app.staff("DELETE", "/api/v1/organization/logo", &Value::Null).expect(200);
        app.get(&path).expect(404);
        app.staff("PATCH", "/api/v1/organization", &json!({ "colour": null })).expect(200);
        assert!(!page(app, "/o/hagi").contains("-ffd600.css"));
    }

    fn an_event_has_an_image_with_words_for_those_who_do_not_see_it(app) {
        let event = published(app, "telework");
        let address = format!("/api/v1/events/{}/image", event["id"].as_str().expect("an id"));
        let body = |more: Value| {
            let image = json!({ "image": photograph(1600, 1000) });
            bodies::with(image, &more)
        };
        app.staff("PUT", &address, &body(json!({ "alternative": " " }))).expect_fault("/alternative", "empty");
        app.staff("PUT", &address, &json!({ "alternative": "会場" })).expect_fault("/image", "required");
        let texts = json!({ "alternative": { "ja": "会場の\"写真\"", "en": "The venue" } });
        let image = app.staff("PUT", &address, &body(texts)).expect(200).json();
        let small = app.get(&path_of(&image["url"])).expect(200);
        assert_eq!(header(&small, "content-type"), "image/jpeg");
        assert!(small.body.len() <= 20 * 1024);
        let decoded = image::load_from_memory(&small.body).expect("a picture");
        assert_eq!(json!([decoded.width(), decoded.height()]), json!([image["width"], image["height"]]));
        let preview = app.get(&path_of(&image["preview_url"])).expect(200);
        assert_eq!(image::load_from_memory(&preview.body).expect("a picture").dimensions(), (1200, 630));
        let shown = page(app, "/e/telework");
        assert!(shown.contains("alt=\"会場の&#34;写真&#34;\""), "{shown}");
        let url = image["preview_url"].as_str().expect("an address");
        assert!(shown.contains(&format!("<meta property=\"og:image\" content=\"{url}\">")));
        assert!(page(app, "/e/telework?lang=en").contains("alt=\"The venue\""));
        let other = json!({ "alternative": { "ja": "講師" } });
        let said = app.staff("PUT", &address, &other).expect(200).json();
        assert_eq!(said["url"], image["url"]);
        assert!(page(app, "/e/telework").contains("alt=\"講師\""));
        app.staff("DELETE", &address, &Value::Null).expect(204);
        app.get(&path_of(&image["url"])).expect(404);
        app.staff("DELETE", &address, &Value::Null).expect(404);
    }

    fn feeds_tell_of_what_is_published_and_of_nothing_else(app) {
        let secret = bodies::session_with("配信", 20, &json!({ "meetings": [{
            "starts_at": "2030-10-15T14:00:00+09:00", "ends_at": "2030-10-15T15:00:00+09:00",
            "online_url": "https://meet.example.jp/secret" }],
            "closes_at": "2030-10-15T12:00:00+09:00" }));
        let event = bodies::event(&[bodies::session("下関", 20), secret]);
        let event = app.publish(&bodies::with(event, &json!({ "slug": "telework", "title": "A & B <説明会>" })));
        let draft = bodies::with(bodies::event(&[bodies::session("x", 5)]), &json!({ "title": "下書き" }));
        app.staff("POST", "/api/v1/events", &draft).expect(201);
        for base in ["/feeds", "/o/hagi"] {
            for format in ["rss", "json", "ics"] {
                let path = format!("{base}/events.{format}");
                let feed = app.get(&path).expect(200);
                let text = feed.text().replace("\r\n ", "");
                assert!(!text.contains("下書き") && !text.contains("secret"), "{path}");
                let tag = header(&feed, "etag").to_owned();
                let changed = header(&feed, "last-modified").to_owned();
                app.send("GET", &path, &[("If-None-Match", &tag)], b"").expect(304);
                app.send("GET", &path, &[("If-Modified-Since", &changed)], b"").expect(304);
            }
            let rss = page(app, &format!("{base}/events.rss"));
            assert!(rss.contains("<title>A &amp; B &lt;説明会&gt;</title>"), "{rss}");
            let json: Value = app.get(&format!("{base}/events.json")).expect(200).json();
            assert_eq!(json["items"][0]["title"], "A & B <説明会>");
            let calendar = page(app, &format!("{base}/events.ics"));
            assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 2);
        }
        let before = app.get("/feeds/events.ics").expect(200);
        let session = event["sessions"][0]["id"].as_str().expect("an id");
        let cancel = format!("/api/v1/sessions/{session}/cancel");
        app.staff("POST", &cancel, &json!({})).expect(200);
        let after = app.get("/feeds/events.ics").expect(200);
        assert_ne!(header(&before, "etag"), header(&after, "etag"));
        assert_eq!(after.text().matches("STATUS:CANCELLED").count(), 1);
        for path in ["/feeds/events.xml", "/o/hagi/events.atom", "/o/nobody/events.rss", "/o/nobody"] {
            app.get(path).expect(404);
        }
    }
}

#[test]
fn another_organization_changes_nothing_of_ours_and_a_reader_nothing_at_all() {
    let app = TestApp::on_sqlite();
    let event = published(&app, "telework");
    let id = event["id"].as_str().expect("an id");
    let (image, logo) =
        (format!("/api/v1/events/{id}/image"), "/api/v1/organization/logo".to_owned());
    let body = json!({ "image": photograph(700, 400), "alternative": "会場" });
    let foreign = token_of(app.app(), "nagato", "長門市", &Permission::ALL);
    app.json_as(&foreign, "PUT", &image, &body).expect_problem(404, "not_found");
    app.json_as(&foreign, "DELETE", &image, &Value::Null).expect_problem(404, "not_found");
    let theirs =
        app.json_as(&foreign, "PATCH", "/api/v1/organization", &json!({"colour": "#ff0000"}));
    assert_eq!(theirs.expect(200).json()["slug"], "nagato");
    assert_eq!(app.staff_get("/api/v1/organization").expect(200).json()["colour"], Value::Null);
    let reader = token_of(app.app(), "hagi", "萩市", &[Permission::ReadEvents]);
    for (method, path) in [("PUT", &image), ("DELETE", &image), ("PUT", &logo), ("DELETE", &logo)] {
        app.json_as(&reader, method, path, &body).expect_problem(403, "forbidden");
        app.json(method, path, &body).expect_problem(401, "unauthorized");
    }
    app.end();
}

#[test]
fn files_that_are_no_pictures_are_refused_with_what_is_wrong() {
    let app = TestApp::on_sqlite();
    let event = published(&app, "telework");
    let image = format!("/api/v1/events/{}/image", event["id"].as_str().expect("an id"));
    let svg = STANDARD.encode(r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#);
    for (file, code) in [
        ("not base64".to_owned(), "not_base64"),
        (svg, "not_a_picture"),
        (photograph(300, 300), "picture_too_small"),
    ] {
        let body = json!({ "image": file, "alternative": "会場" });
        app.staff("PUT", &image, &body).expect_fault("/image", code);
    }
    for (patch, pointer, code) in [
        (json!({ "colour": "blue" }), "/colour", "invalid_colour"),
        (json!({ "embed_origins": ["*"] }), "/embed_origins/0", "invalid_origin"),
        (json!({ "name": "x" }), "/name", "unknown_field"),
    ] {
        app.staff("PATCH", "/api/v1/organization", &patch).expect_fault(pointer, code);
    }
    let large = json!({ "image": "A".repeat(12 * 1024 * 1024) });
    app.staff("PUT", "/api/v1/organization/logo", &large).expect_problem(413, "body_too_large");
    app.end();
}

#[test]
fn the_page_describes_its_event_to_search_engines_and_to_who_passes_it_on() {
    let app = TestApp::on_sqlite();
    published(&app, "telework");
    let shown = page(&app, "/e/telework");
    let data = between(&shown, "<script type=\"application/ld+json\">", "</script>");
    let data: Value = serde_json::from_str(data).expect("JSON");
    let events = data["@graph"].as_array().expect("events");
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["location"]["name"], "萩・明倫学舎");
    assert_eq!(events[0]["url"], app.url("/e/telework"));
    for meta in ["og:title", "og:description", "og:url", "og:site_name"] {
        assert!(shown.contains(&format!("<meta property=\"{meta}\" content=\"")), "{meta}");
    }
    for kind in ["application/rss+xml", "application/feed+json", "text/calendar"] {
        let link =
            between(&shown, &format!("<link rel=\"alternate\" type=\"{kind}\" href=\""), "\"");
        app.get(link).expect(200);
    }
    app.end();
}

#[test]
fn a_code_and_a_flyer_lead_to_the_event() {
    let app = TestApp::on_sqlite();
    published(&app, "telework");
    app.staff("PATCH", "/api/v1/organization", &json!({ "colour": "#8a2b06" })).expect(200);
    let svg = app.get("/e/telework/qr.svg").expect(200);
    assert_eq!(header(&svg, "content-type"), "image/svg+xml");
    let png = app.get("/e/telework/qr.png").expect(200);
    assert!(image::load_from_memory(&png.body).is_ok());
    for lang in ["ja", "en", "easy"] {
        let flyer = app.get(&format!("/e/telework/flyer.pdf?lang={lang}")).expect(200);
        assert_eq!(header(&flyer, "content-type"), "application/pdf");
        assert!(flyer.body.starts_with(b"%PDF-1.7"));
        figure("flyer", format!("{lang}: {} bytes", flyer.body.len()));
    }
    for path in ["/e/telework/qr.gif", "/e/nothing/qr.svg", "/e/nothing/flyer.pdf"] {
        app.get(path).expect(404);
    }
    app.end();
}

#[test]
fn only_sites_that_the_organization_has_listed_may_frame_its_pages() {
    let app = TestApp::on_sqlite();
    let event = published(&app, "telework");
    let ancestors = |path: &str| {
        let answer = app.get(path).expect(200);
        let policy = header(&answer, "content-security-policy").to_owned();
        let framed = policy.split("frame-ancestors ").nth(1).unwrap_or_default().to_owned();
        (framed, answer.header("x-frame-options").map(str::to_owned))
    };
    let nobody = || ("'none'".to_owned(), Some("DENY".to_owned()));
    assert_eq!(ancestors("/e/telework/apply?embed=1"), nobody());
    let listed = json!({ "embed_origins": ["https://www.city.example.jp/", "http://127.0.0.1:1"] });
    app.staff("PATCH", "/api/v1/organization", &listed).expect(200);
    let those = ("https://www.city.example.jp http://127.0.0.1:1".to_owned(), None);
    for path in ["/e/telework?embed=1", "/e/telework/apply?embed=1"] {
        assert_eq!(ancestors(path), those, "{path}");
        let shown = page(&app, path);
        assert!(!shown.contains("<footer") && !shown.contains("brand-link"), "{path}");
        assert!(!app.get(path).header("set-cookie").is_some_and(|cookie| cookie.contains("lang")));
    }
    for path in ["/e/telework", "/e/telework/apply", "/", "/o/hagi?embed=1"] {
        assert_eq!(ancestors(path), nobody(), "{path}");
    }
    let form = page(&app, "/e/telework/apply?embed=1&lang=en");
    assert!(form.contains("action=\"/e/telework/apply?embed=1&#38;lang=en\""), "{form}");
    let session = event["sessions"][0]["id"].as_str().expect("an id");
    let applied = app.apply(session, &bodies::applicant(1)).expect(201).json();
    let manage = path_of(&applied["manage_url"]);
    assert_eq!(ancestors(&format!("{manage}?embed=1")), nobody());
    assert_eq!(ancestors(&format!("{manage}/done?embed=1")), those);
    let script = app.get("/embed.js").expect(200);
    assert!(header(&script, "content-type").starts_with("text/javascript"));
    app.end();
}
