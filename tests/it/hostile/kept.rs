//! What looks odd and is right: rare names, carriers' addresses, input in full width. It is taken, and
//! comes back exactly, in every way there is to read it.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::bodies;
use crate::support::on_both_databases;

/// In Unicode form C, as they would be typed.
const RARE_NAMES: [&str; 24] = [
    "髙﨑 𠮷子",
    "髙橋　﨑",
    "葛\u{E0100}城 太郎",
    "辻\u{E0101}",
    "塚\u{FA10} 神\u{FA19}",
    "\u{2F81A} 一",
    "山\u{E000}田",
    "𩸽 𪚥",
    "ﾔﾏﾀﾞ ﾀﾛｳ",
    "ガ\u{309A} か\u{309A}",
    "👨\u{200D}👩\u{200D}👧\u{200D}👦 家",
    "👩🏽\u{200D}⚕\u{FE0F}",
    "❤\u{FE0F} 🇯🇵",
    "Renée O'Neil-Smith",
    "Nguyễn Văn Ánh",
    "José \"Pepe\" da Silva, Jr.",
    "한국 사람",
    "Иван Петрович",
    "محمد",
    "<b>太字</b> & \"引用\"",
    "{{name}} {% raw %} ${x}",
    "Robert'); DROP TABLE registrations;--",
    "100%_\\ 山田",
    "①㈱ Ａ　Ｂ",
];

/// Carriers of Japan gave these out, and mail reaches them.
const CARRIERS_ADDRESSES: [&str; 6] = [
    "taro..yamada@docomo.ne.jp",
    "taro.@docomo.ne.jp",
    ".taro@ezweb.ne.jp",
    "t.a..r.o.@softbank.ne.jp",
    "taro..@t.vodafone.ne.jp",
    "taro+tag@example.jp",
];

fn token(made: &Value) -> String {
    made["manage_url"].as_str().expect("a link").rsplit('/').next().expect("a token").to_owned()
}

fn own(app: &TestApp, made: &Value) -> Value {
    app.get(&format!("/api/v1/registrations/{}", token(made))).expect(200).json()
}

fn applicant(number: usize, more: &Value) -> Value {
    let mut body = bodies::applicant(number);
    body["applicant"] = bodies::with(body["applicant"].take(), more);
    body
}

fn list(app: &TestApp, session: &str, ending: &str) -> Vec<u8> {
    app.staff_get(&format!("/api/v1/sessions/{session}/attendees.{ending}")).expect(200).body
}

/// The values of one column of the list, by its key, in each format.
fn exported(app: &TestApp, session: &str, column: &str) -> [Vec<String>; 3] {
    let query = format!("columns={column}");
    let csv = list(app, session, &format!("csv?{query}"));
    let text = String::from_utf8(csv).expect("UTF-8");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let csv = reader.records().map(|row| row.expect("a row")[0].to_owned()).collect();
    let rows: Value =
        serde_json::from_slice(&list(app, session, &format!("json?{query}"))).expect("JSON");
    let json = rows
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row[column].as_str().expect("a text").to_owned())
        .collect();
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(list(app, session, &format!("xlsx?{query}")))).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("cells");
    let cell = |row: &[Data]| match &row[0] {
        Data::String(text) => text.clone(),
        other => panic!("{other:?} is no text"),
    };
    [csv, json, sheet.rows().skip(1).map(cell).collect()]
}

on_both_databases! {
    fn rare_names_come_back_exactly_as_they_were_typed(app) {
        let session = app.session(bodies::session("下関", 100));
        for (number, name) in RARE_NAMES.into_iter().enumerate() {
            let body = bodies::with(applicant(number, &json!({ "name": name })), &json!({ "attendees": [{ "name": name }] }));
            let made = app.apply(&session, &body).expect(201).json();
            let own = own(app, &made);
            assert_eq!((&own["applicant"]["name"], &own["attendees"][0]["name"]), (&json!(name), &json!(name)));
        }
        for column in ["applicant_name", "attendee_name"] {
            for values in exported(app, &session, column) {
                assert_eq!(values, RARE_NAMES);
            }
        }
        assert_eq!(app.drain_mail(), RARE_NAMES.len());
    }

    fn a_name_that_was_typed_in_parts_is_put_together_and_spaces_around_it_go(app) {
        let session = app.session(bodies::session("下関", 5));
        let typed = "\u{3000} か\u{3099}くと \u{FA19}谷\u{A0}";
        let made = app.apply(&session, &applicant(1, &json!({ "name": typed }))).expect(201).json();
        assert_eq!(own(app, &made)["applicant"]["name"], "がくと \u{FA19}谷");
    }

    fn who_writes_in_full_width_is_understood(app) {
        let session = app.session(bodies::session("下関", 5));
        let typed = json!({ "kana": "ﾔﾏﾀﾞ　ﾀﾛｳ", "email": "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "phone": "（０００）１２３４ー５６７８" });
        let body = bodies::with(applicant(1, &typed), &json!({ "company": { "name": "㈱例示", "corporate_number": "Ｔ７０００－０１２０－５０００２" } }));
        let made = app.apply(&session, &body).expect(201).json();
        let own = own(app, &made);
        let person = &own["applicant"];
        assert_eq!((&person["kana"], &person["email"], &person["phone"]), (&json!("ﾔﾏﾀﾞ　ﾀﾛｳ"), &json!("taro@example.jp"), &json!("00012345678")));
        assert_eq!(own["company"]["name"], "㈱例示");
    }

    fn addresses_with_odd_dots_are_taken_from_those_carriers_that_gave_them_out(app) {
        let session = app.session(bodies::session("下関", 20));
        for (number, address) in CARRIERS_ADDRESSES.into_iter().enumerate() {
            let made = app.apply(&session, &applicant(number, &json!({ "email": address }))).expect(201).json();
            assert_eq!(own(app, &made)["applicant"]["email"], address);
        }
        assert_eq!(app.drain_mail(), CARRIERS_ADDRESSES.len());
        let mails = app.staff_get("/api/v1/outbox").expect(200).json();
        let sent = mails["items"].as_array().expect("mails").iter().filter(|mail| mail["state"] == "sent").count();
        assert_eq!(sent, CARRIERS_ADDRESSES.len(), "{mails}");
    }

    fn a_search_finds_what_it_says_and_takes_nothing_in_it_for_a_pattern(app) {
        let session = app.session(bodies::session("下関", 20));
        for (number, name) in ["100%_\\ 山田", "山田 'O\" ;--", "髙﨑 𠮷子", "佐藤"].into_iter().enumerate() {
            app.apply(&session, &applicant(number, &json!({ "name": name, "kana": null }))).expect(201);
        }
        let found = |q: &str| {
            let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", q).finish();
            let page = app.staff_get(&format!("/api/v1/sessions/{session}/registrations?{query}")).expect(200).json();
            page["items"].as_array().expect("rows").len()
        };
        let expected = [
            ("%", 1), ("_", 1), ("\\", 1), ("100%_\\", 1), ("%%", 0), ("1%0", 0), ("山_", 0), ("'", 1), ("\"", 1), (";", 1),
            ("' OR '1'='1", 0), ("山田", 2), ("高崎", 1), ("吉子", 1), ("髙﨑", 1), ("", 4), ("　", 4), ("*", 0), ("?", 0), ("[a-z]", 0),
            ("𠮷𠮷", 0), ("\u{202E}", 4), ("taro0@example.jp", 1), ("TARO0@EXAMPLE.JP", 1), ("000-1234-5678", 4),
        ];
        for (q, count) in expected {
            assert_eq!(found(q), count, "{q:?}");
        }
        let many_words = "a ".repeat(100);
        assert_eq!(found(many_words.trim()), 4, "every address holds an a");
    }

    fn a_list_is_read_to_its_end_by_its_cursors(app) {
        let session = app.session(bodies::session("下関", 20));
        (0..7).for_each(|number| drop(app.apply(&session, &bodies::applicant(number)).expect(201)));
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = app.staff_get(&format!("/api/v1/sessions/{session}/registrations?limit=3{cursor}")).expect(200).json();
            seen.extend(page["items"].as_array().expect("rows").iter().map(|row| row["sequence"].clone()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, (1..=7).map(|number| json!(number)).collect::<Vec<_>>());
    }

    fn an_id_that_exists_is_found_in_every_spelling_of_a_uuid(app) {
        let session = app.session(bodies::session("下関", 20));
        for spelling in [session.to_uppercase(), session.replace('-', ""), format!("urn:uuid:{session}"), format!("%7B{session}%7D")] {
            assert_eq!(app.get(&format!("/api/v1/sessions/{spelling}")).expect(200).json()["id"], json!(session));
        }
    }
}
