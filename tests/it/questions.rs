//! The organizer's questions of every kind, answered by the form and by the API, on both databases.

use serde_json::{Value, json};
use uketsuke::usecases::Permission;

use crate::support::answer::Answer;
use crate::support::app::{TestApp, token_of};
use crate::support::form_page::{FormPage, fields};
use crate::support::multipart::{self, Chosen};
use crate::support::{bodies, on_both_databases};

pub const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// A question of each kind, and one that depends on another.
fn questions() -> Value {
    let choices =
        json!([{ "value": "a", "label": "い" }, { "value": "b", "label": "ろ", "limit": 10 }]);
    json!([
        { "key": "job", "kind": "short_text", "label": "お仕事" },
        { "key": "wish", "kind": "long_text", "label": "ご要望" },
        { "key": "years", "kind": "number", "label": "年数", "min": 0, "max": 80 },
        { "key": "first", "kind": "choice", "label": "第一", "choices": choices, "required": true },
        { "key": "themes", "kind": "choices", "label": "関心", "choices": choices, "at_most": 1 },
        { "key": "born", "kind": "date", "label": "生年月日" },
        { "key": "pc", "kind": "yes_no", "label": "パソコン", "required": true },
        { "key": "model", "kind": "short_text", "label": "機種", "required": true,
          "shown_if": { "question": "pc", "values": ["true"] } },
        { "key": "photo", "kind": "consent", "label": "撮影に同意します", "required": true },
        { "key": "home", "kind": "postal_address", "label": "送り先", "required": true },
        { "key": "cv", "kind": "file", "label": "履歴書", "required": true, "max_bytes": 1000, "file_types": ["pdf"] },
        { "preset": "support_needs" }
    ])
}

struct Place {
    event: String,
    slug: String,
    session: String,
}

fn place(app: &TestApp, questions: &Value) -> Place {
    let body = bodies::with(
        bodies::event(&[bodies::session("下関", 20)]),
        &json!({ "questions": questions }),
    );
    let event = app.publish(&body);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    Place {
        event: text(&event["id"]),
        slug: text(&event["slug"]),
        session: text(&event["sessions"][0]["id"]),
    }
}

fn stored(app: &TestApp, manage_token: &str) -> Value {
    app.get(&format!("/api/v1/registrations/{manage_token}")).expect(200).json()["answers"].clone()
}

/// Opens the form, sends it, and sends the check page.
fn by_form(app: &TestApp, place: &Place, typed: &[(&str, &str)], files: &[Chosen<'_>]) -> Answer {
    let path = format!("/e/{}/apply", place.slug);
    let form = FormPage::of(&app.get(&path).expect(200));
    let person = [
        ("form", form.value("form")),
        ("session", place.session.clone()),
        ("name", "佐藤 花子".to_owned()),
        ("email", "hanako@example.jp".to_owned()),
        ("consent", "true".to_owned()),
        ("action", "check".to_owned()),
    ];
    let person = person.map(|(name, value)| (name.to_owned(), value));
    multipart::post(app, &path, &[&person[..], &fields(typed)].concat(), files)
}

fn send(app: &TestApp, place: &Place, check: &FormPage) -> String {
    let mut hidden = check.hidden();
    hidden.push(("action".to_owned(), "send".to_owned()));
    let pairs: Vec<(&str, &str)> = hidden.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let done = app.form(&format!("/e/{}/apply/send", place.slug), &pairs, None).expect(303);
    let location = done.header("location").expect("a location").to_owned();
    location.split('/').nth(2).expect("a token").to_owned()
}

fn upload(app: &TestApp, place: &Place, name: &str, content: &[u8]) -> Answer {
    let path = format!("/api/v1/sessions/{}/uploads?question=cv", place.session);
    let called = format!("attachment; filename*=UTF-8''{name}");
    let headers = [("Content-Type", "application/octet-stream"), ("Content-Disposition", &called)];
    app.send("POST", &path, &headers, content)
}

fn applied_by_api(app: &TestApp, place: &Place, number: usize, answers: &Value) -> Answer {
    let body = bodies::with(bodies::applicant(number), &json!({ "answers": answers }));
    app.apply(&place.session, &body)
}

fn token(registration: &Value) -> String {
    let url = registration["manage_url"].as_str().expect("a link");
    url.rsplit('/').next().expect("a token").to_owned()
}

const TYPED: [(&str, &str); 16] = [
    ("answer-job", "会社員"),
    ("answer-wish", "一行目\n二行目"),
    ("answer-years", "１２年"),
    ("answer-first", "b"),
    ("answer-themes", "a"),
    ("answer-born", "昭和31年4月1日"),
    ("answer-pc", "true"),
    ("answer-model", "ノート"),
    ("answer-photo", "true"),
    ("answer-home.postal_code", "７５９－５５１１"),
    ("answer-home.prefecture", "山口県"),
    ("answer-home.city", "下関市"),
    ("answer-home.street", "豊北町大字滝部3140-1"),
    ("answer-home.building", ""),
    ("answer-support_needs", "step_free"),
    ("answer-support_needs_details", "電動車いす"),
];

fn given(upload: &Value) -> Value {
    json!({
        "job": "会社員", "wish": "一行目\n二行目", "years": "12", "first": "b", "themes": ["a"],
        "born": "S31.4.1", "pc": true, "model": "ノート", "photo": true,
        "home": { "postal_code": "7595511", "prefecture": "山口県", "city": "下関市",
                  "street": "豊北町大字滝部3140-1" },
        "cv": upload, "support_needs": ["step_free"], "support_needs_details": "電動車いす"
    })
}

fn cv(content: &[u8]) -> Chosen<'_> {
    Chosen { field: "file-cv", name: "履歴書.pdf", content_type: "application/pdf", content }
}

/// The field of the form that shows what is wrong at this pointer.
fn field_of(pointer: &str) -> String {
    let mut parts = pointer.trim_start_matches("/answers/").split('/');
    let key = parts.next().expect("a key");
    parts.next().map_or_else(|| format!("answer-{key}"), |part| format!("answer-{key}.{part}"))
}

on_both_databases! {
    fn the_form_and_the_api_store_the_same_answers(app) {
        let place = place(app, &questions());
        let check = by_form(app, &place, &TYPED, &[cv(PDF)]).expect(200);
        let check = FormPage::of(&check);
        assert!(check.text.contains("昭和31年(1956年)4月1日(日曜日)"), "{}", check.text);
        assert!(check.text.contains("履歴書.pdf"), "{}", check.text);
        let by_form = stored(app, &send(app, &place, &check));
        let sent = upload(app, &place, "%E5%B1%A5%E6%AD%B4%E6%9B%B8.pdf", PDF).expect(201).json();
        let registration = applied_by_api(app, &place, 1, &given(&sent["upload"])).expect(201).json();
        let by_api = stored(app, &token(&registration));
        let without_upload = |mut answers: Value| {
            let upload = answers["cv"].as_object_mut().expect("a file").remove("upload");
            assert!(upload.is_some_and(|id| id.is_string()));
            answers
        };
        assert_ne!(by_form["cv"], by_api["cv"]);
        let (by_form, by_api) = (without_upload(by_form), without_upload(by_api));
        assert_eq!(by_form, by_api);
        assert_eq!(by_form["born"], "1956-04-01");
        assert_eq!(by_form["photo"], json!({ "agreed": true, "wording": "撮影に同意します" }));
        assert_eq!(by_form["cv"], json!({ "name": "履歴書.pdf", "type": "pdf", "bytes": PDF.len() }));
        assert_eq!(by_form["home"]["postal_code"], "759-5511");
    }

    fn the_form_and_the_api_find_the_same_faults(app) {
        let place = place(app, &questions());
        let wrong = [
            ("answer-job", "a\u{7}"), ("answer-years", "81"), ("answer-themes", "a"), ("answer-themes", "b"),
            ("answer-born", "令和8年2月30日"), ("answer-pc", "yes"), ("answer-home.city", "萩市"),
        ];
        let page = FormPage::of(&by_form(app, &place, &wrong, &[]).expect(422));
        let mut shown: Vec<String> = page.attributes("#errors a", "href");
        let sentences = page.words("#errors a");
        assert_eq!(sentences, page.words(".field-error"));
        assert!(sentences.iter().any(|sentence| sentence.contains("80")), "{sentences:?}");
        let answers = json!({
            "job": "a\u{7}", "years": "81", "themes": ["a", "b"], "born": "令和8年2月30日", "pc": "yes",
            "home": { "city": "萩市" }
        });
        let problem = applied_by_api(app, &place, 1, &answers).expect_problem(422, "validation_failed");
        let errors = problem["errors"].as_array().expect("errors");
        let mut told: Vec<String> =
            errors.iter().map(|error| format!("#{}", field_of(error["pointer"].as_str().expect("a pointer")))).collect();
        shown.sort();
        told.sort();
        assert_eq!(shown, told);
        let code = |at: &str| {
            errors.iter().find(|error| error["pointer"] == at).map(|error| error["code"].clone())
        };
        for (pointer, expected) in [
            ("/answers/job", "control_character"), ("/answers/years", "number_too_large"),
            ("/answers/first", "required"), ("/answers/themes", "too_many_chosen"),
            ("/answers/born", "not_a_date"), ("/answers/model", "required"), ("/answers/photo", "required"),
            ("/answers/home/postal_code", "required"), ("/answers/cv", "required"),
        ] {
            assert_eq!(code(pointer), Some(json!(expected)), "{pointer}");
        }
    }

    fn what_does_not_apply_is_not_asked_for_and_not_taken(app) {
        let place = place(app, &json!([
            { "key": "pc", "kind": "yes_no", "label": "パソコン", "required": true },
            { "key": "model", "kind": "short_text", "label": "機種", "required": true,
              "shown_if": { "question": "pc", "values": ["true"] } }
        ]));
        let form = FormPage::of(&app.get(&format!("/e/{}/apply", place.slug)).expect(200));
        assert_eq!(form.attributes("[data-shown-if]", "data-shown-if"), ["answer-pc"]);
        assert!(form.words("#answer-model-hint")[0].contains("「パソコン」で「はい」"));
        let typed = [("answer-pc", "false"), ("answer-model", "ノート")];
        let check = FormPage::of(&by_form(app, &place, &typed, &[]).expect(200));
        assert!(check.words("dt").iter().all(|label| !label.contains("機種")));
        assert_eq!(stored(app, &send(app, &place, &check)), json!({ "pc": false }));
        applied_by_api(app, &place, 1, &json!({ "pc": true })).expect_fault("/answers/model", "required");
    }

    fn old_answers_stay_when_questions_change(app) {
        let text = |key: &str| json!({ "key": key, "kind": "long_text", "label": format!("前の{key}") });
        let place = place(app, &json!([text("gone"), text("pc"), text("job")]));
        let answers = json!({ "gone": "手話", "pc": "ノート", "job": "会社員" });
        let registration = applied_by_api(app, &place, 1, &answers).expect(201).json();
        let path = format!("/api/v1/events/{}", place.event);
        let now = json!([text("job"), { "key": "pc", "kind": "yes_no", "label": "パソコン" }]);
        app.staff("PATCH", &path, &json!({ "questions": now })).expect(200);
        let manage = format!("/api/v1/registrations/{}", token(&registration));
        // By the API the change is laid over everything that stands; by the form only what it shows is sent.
        let changed = json!({ "answers": { "job": "自営業" } });
        app.json("PATCH", &manage, &changed).expect(200);
        assert_eq!(stored(app, &token(&registration)), json!({ "gone": "手話", "pc": "ノート", "job": "自営業" }));
        let page = format!("/r/{}/change", token(&registration));
        let mut typed = FormPage::of(&app.get(&page).expect(200)).hidden();
        typed.extend(fields(&[
            ("name", "山田 1郎"), ("answer-job", "学生"), ("answer-pc", "true"), ("action", "save"),
        ]));
        multipart::post(app, &page, &typed, &[]).expect(303);
        let all = json!({ "gone": "手話", "pc": true, "pc~old": "ノート", "job": "学生" });
        assert_eq!(stored(app, &token(&registration)), all);
        let list = format!("/api/v1/sessions/{}/", place.session);
        let listed = app.staff_get(&format!("{list}registrations")).expect(200).json();
        assert_eq!(listed["items"][0]["answers"], all);
        let csv = app.staff_get(&format!("{list}attendees.csv")).expect(200).text();
        let (header, rows) = csv.split_once("\r\n").expect("a header");
        assert!(header.contains("前のgone (gone)") && header.contains("前のpc (pc~old)"), "{header}");
        assert!(rows.contains("手話") && rows.contains("ノート"), "{rows}");
    }

    fn support_needs_are_seen_by_those_with_the_right(app) {
        let place = place(app, &json!([{ "preset": "support_needs" }, { "key": "job", "kind": "short_text", "label": "お仕事" }]));
        let answers = json!({ "job": "会社員", "support_needs": ["step_free"], "support_needs_details": "電動車いす" });
        applied_by_api(app, &place, 1, &answers).expect(201);
        let list = format!("/api/v1/sessions/{}", place.session);
        let all = app.staff_get(&format!("{list}/registrations")).expect(200).json();
        assert_eq!(all["items"][0]["answers"], answers);
        let less = token_of(app.app(), "hagi", "萩市", &[Permission::WriteRegistrations, Permission::WriteEvents]);
        let seen = app.get_as(&less, &format!("{list}/registrations")).expect(200).json();
        assert_eq!(seen["items"][0]["answers"], json!({ "job": "会社員" }));
        let id = seen["items"][0]["id"].as_str().expect("an id");
        for ending in ["csv", "json"] {
            let path = format!("{list}/attendees.{ending}");
            assert!(app.staff_get(&path).expect(200).text().contains("電動車いす"));
            let text = app.get_as(&less, &path).expect(200).text();
            assert!(!text.contains("電動車いす") && !text.contains("support_needs") && text.contains("会社員"));
        }
        app.get_as(&less, &format!("{list}/attendees.csv?columns=answer:support_needs"))
            .expect_fault("/columns", "unknown_choice");
        let withdrawn = app.json_as(&less, "POST", &format!("/api/v1/manage/registrations/{id}/withdraw"), &Value::Null);
        assert!(!withdrawn.expect(200).text().contains("電動車いす"));
        // Removed, they stay restricted; and they are not opened to others.
        let path = format!("/api/v1/events/{}", place.event);
        let open = json!([{ "key": "support_needs", "kind": "long_text", "label": "配慮" }]);
        app.staff("PATCH", &path, &json!({ "questions": open }))
            .expect_fault("/questions", "fixed_after_publication");
        app.staff("PATCH", &path, &json!({ "questions": [] })).expect(200);
        let seen = app.get_as(&less, &format!("{list}/registrations")).expect(200).text();
        assert!(!seen.contains("電動車いす") && seen.contains("会社員"), "{seen}");
        let withdrawn = app.staff_get(&format!("{list}/attendees.csv?state=withdrawn"));
        assert!(withdrawn.expect(200).text().contains("電動車いす"));
    }
}
