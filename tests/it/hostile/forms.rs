//! Forms filled in wrongly: shown again with the error at its field, everything typed kept, nothing
//! written.

use super::page::{APPLY, Page, SEND, filled_in, fresh_token, send, with_field};
use super::world::World;
use crate::support::on_both_databases;

/// What no browser may ever take for a tag of ours.
const SCRIPT: &str = "\"><script>alert(1)</script>";

/// (field, what is typed; nothing: the field is not sent at all).
fn wrong_fields() -> Vec<(&'static str, Option<String>)> {
    let typed = [
        ("name", ""),
        ("name", "　"),
        ("name", " \u{A0}"),
        ("name", "山\u{200B}田"),
        ("name", "\u{202E}郎太"),
        ("name", "\u{3164}"),
        ("name", "山\u{1B}田"),
        ("name", "山\n田"),
        ("kana", "佐藤"),
        ("kana", "さとう<b>"),
        ("kana", SCRIPT),
        ("kana", "\u{202E}さとう"),
        ("email", ""),
        ("email", "hanako"),
        ("email", "hanako@"),
        ("email", "hanako@example"),
        ("email", "ha..nako@example.jp"),
        ("email", "花子@example.jp"),
        ("email", "hanako@example.jp, taro@example.jp"),
        ("email", SCRIPT),
        ("email", "hanako@example.jp\r\nBcc: taro@example.jp"),
        ("phone", "電話"),
        ("phone", "123"),
        ("phone", SCRIPT),
        ("seats", "0"),
        ("seats", "-1"),
        ("seats", "6"),
        ("seats", "1.5"),
        ("seats", "1e3"),
        ("seats", "二"),
        ("seats", SCRIPT),
        ("seats", "99999999999999999999"),
        ("answer-short_text", "一\n二"),
        ("answer-short_text", "a\u{202E}"),
        ("answer-long_text", "a\u{200B}b"),
        ("answer-number", "1.5"),
        ("answer-number", "1e3"),
        ("answer-number", "十"),
        ("answer-number", "10000000000"),
        ("answer-number", SCRIPT),
        ("answer-date", "2026-02-30"),
        ("answer-date", "0001-01-01"),
        ("answer-date", "9999-12-31"),
        ("answer-date", "明日"),
        ("answer-choice", "c"),
        ("answer-choice", SCRIPT),
        ("answer-choices", "c"),
        ("answer-yes_no", "maybe"),
        ("answer-consent", "perhaps"),
        ("consent", "false"),
        ("consent", "on"),
    ];
    let mut fields: Vec<_> = typed.map(|(name, value)| (name, Some(value.to_owned()))).to_vec();
    fields.extend(["name", "email", "consent"].map(|name| (name, None)));
    fields.push(("name", Some("長".repeat(101))));
    fields.push(("name", Some(format!("Z{}", "\u{334}".repeat(50)))));
    fields.push(("kana", Some("あ".repeat(201))));
    fields.push(("email", Some(format!("{}@example.jp", "a".repeat(65)))));
    fields.push(("answer-short_text", Some("長".repeat(201))));
    fields.push(("answer-long_text", Some("長".repeat(4_001))));
    fields
}

/// Whether the field shows what was typed into it, letter by letter.
fn keeps_text(name: &str) -> bool {
    !["seats", "consent", "answer-choice", "answer-choices", "answer-yes_no", "answer-consent"]
        .contains(&name)
}

/// As browsers write line breaks.
fn one_kind_of_line(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

on_both_databases! {
    fn a_field_filled_in_wrongly_is_shown_again_with_the_error_at_it(app) {
        let world = World::new(app);
        let before = world.traces();
        let right = filled_in(&world, &fresh_token(app));
        for path in [APPLY, SEND] {
            for (name, typed) in wrong_fields() {
                let mut fields = with_field(right.clone(), name, typed.as_deref());
                fields.push(("action".to_owned(), if path == SEND { "send" } else { "check" }.to_owned()));
                let page = Page::of(&send(app, path, &fields));
                page.assert_wrong(name);
                assert_eq!(page.count("#errors li"), 1, "{name} {typed:?}: {}", page.text);
                if keeps_text(name) {
                    let kept = page.value(name).map(|value| one_kind_of_line(&value));
                    assert_eq!(kept, typed.as_deref().map(one_kind_of_line).or(Some(String::new())), "{name}");
                }
                for other in ["name", "kana", "email", "phone", "answer-short_text"].into_iter().filter(|other| *other != name) {
                    let (_, typed) = right.iter().find(|(given, _)| given == other).expect("a field");
                    assert_eq!(page.value(other).as_ref(), Some(typed), "{other} beside {name}");
                }
                assert!(!page.text.contains("<script>alert"), "{name}: {}", page.text);
            }
        }
        assert_eq!(world.traces(), before);
        let sent = with_field(right, "action", Some("send"));
        assert_eq!(send(app, SEND, &sent).status, 303);
    }

    fn a_session_that_cannot_be_chosen_is_asked_for_again(app) {
        let world = World::new(app);
        let before = world.traces();
        let right = filled_in(&world, &fresh_token(app));
        for session in [None, Some(""), Some("x"), Some("00000000-0000-0000-0000-000000000000"), Some("../admin"), Some(SCRIPT), Some(world.event.as_str())] {
            let page = Page::of(&send(app, SEND, &with_field(right.clone(), "session", session)));
            page.assert_wrong("session");
            assert_eq!(page.count("input[type=radio][name=session]"), 2);
        }
        assert_eq!(world.traces(), before);
    }

    fn all_that_is_wrong_is_said_at_once_in_both_languages(app) {
        let world = World::new(app);
        let wrong = [("form", fresh_token(app)), ("session", world.session.clone()), ("email", SCRIPT.to_owned()), ("seats", "7".to_owned())];
        let wrong = wrong.map(|(name, value)| (name.to_owned(), value)).to_vec();
        let [japanese, english] = ["", "?lang=en"].map(|query| Page::of(&send(app, &format!("{APPLY}{query}"), &wrong)));
        for page in [&japanese, &english] {
            for field in ["name", "email", "seats", "consent"] {
                page.assert_wrong(field);
            }
            assert!(page.words("title").is_some_and(|title| !title.is_empty()));
        }
        assert_ne!(japanese.words("#name-error"), english.words("#name-error"));
        assert_eq!(english.attribute("html", "lang").as_deref(), Some("en"));
    }

    fn what_was_typed_is_text_on_every_page_that_shows_it(app) {
        let world = World::new(app);
        let mut fields = with_field(filled_in(&world, &fresh_token(app)), "name", Some(SCRIPT));
        fields.extend([("answer-long_text".to_owned(), format!("\n{SCRIPT}\n'&amp;")), ("action".to_owned(), "check".to_owned())]);
        let check = Page::of(&send(app, APPLY, &fields).expect(200));
        assert!(!check.text.contains("<script>alert"), "{}", check.text);
        assert_eq!(check.hidden().iter().filter(|(name, value)| name == "name" && value == SCRIPT).count(), 1);
        let mut hidden = check.hidden();
        hidden.push(("action".to_owned(), "send".to_owned()));
        let answer = send(app, SEND, &hidden).expect(303);
        let done = answer.header("location").expect("a page").to_owned();
        let manage = done.trim_end_matches("/done").to_owned();
        for path in [done.clone(), manage.clone(), format!("{manage}/withdraw"), format!("{manage}/change")] {
            let page = Page::of(&app.get(&path).expect(200));
            assert!(!page.text.contains("<script>alert"), "{path}: {}", page.text);
        }
        let token = manage.rsplit('/').next().expect("a token");
        let own = app.get(&format!("/api/v1/registrations/{token}")).expect(200).json();
        assert_eq!(own["applicant"]["name"], SCRIPT);
    }

    fn a_change_with_something_wrong_in_it_changes_nothing(app) {
        let world = World::new(app);
        let before = world.traces();
        let path = format!("/r/{}/change", world.token);
        let right = with_field(filled_in(&world, ""), "action", Some("save"));
        for (name, typed) in [("name", "　"), ("name", SCRIPT.repeat(9).as_str()), ("kana", "佐藤"), ("phone", "1"), ("seats", "9"), ("answer-date", "2026-02-30")] {
            let page = Page::of(&send(app, &path, &with_field(right.clone(), name, Some(typed))));
            page.assert_wrong(name);
            assert!(!page.text.contains("<script>alert"), "{}", page.text);
        }
        assert_eq!(world.traces(), before);
    }
}
