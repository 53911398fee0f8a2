//! Forms whose token is missing, forged, another event's or too old; fields that come twice, or that no
//! form has.

use serde_json::json;

use super::page::{APPLY, Page, SEND, filled_in, fresh_token, send, with_field};
use super::world::World;
use crate::support::answer::Answer;
use crate::support::on_both_databases;

/// Fails unless the form was shown again with a new token, and with what was typed.
#[track_caller]
fn assert_shown_again(answer: &Answer, sent_token: Option<&str>) -> String {
    let page = Page::of(answer);
    assert_eq!(page.status, 422, "{}", page.text);
    assert_eq!(page.count("#errors li"), 1, "{}", page.text);
    assert_eq!(page.value("name").as_deref(), Some("佐藤　花子"));
    let token = page.value("form").expect("a token");
    assert_ne!(Some(token.as_str()), sent_token);
    token
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

on_both_databases! {
    fn a_form_without_a_good_token_is_shown_again_and_can_then_be_sent(app) {
        let world = World::new(app);
        let other = app.get("/e/taken/apply").expect(200);
        let other = Page::of(&other).value("form").expect("a token");
        let good = fresh_token(app);
        let forged = [format!("A{}", &good[1..]), format!("B{}", &good[1..])].into_iter().find(|token| *token != good);
        let before = world.traces();
        let right = with_field(filled_in(&world, ""), "action", Some("send"));
        let long = "A".repeat(10_000);
        let mut fresh = String::new();
        for token in [None, Some(""), Some("nonsense"), Some("\"><script>"), forged.as_deref(), Some(&good[1..]), Some(other.as_str()), Some(long.as_str())] {
            for path in [APPLY, SEND] {
                fresh = assert_shown_again(&send(app, path, &with_field(right.clone(), "form", token)), token);
            }
        }
        assert_eq!(world.traces(), before);
        send(app, SEND, &with_field(right, "form", Some(&fresh))).expect(303);
    }

    fn a_form_that_was_open_for_a_day_is_shown_again_with_all_that_was_typed(app) {
        let world = World::new(app);
        let old = fresh_token(app);
        let clock = &app.app().clock;
        clock.advance(chrono::TimeDelta::hours(24) + chrono::TimeDelta::seconds(1));
        let before = world.traces();
        let right = with_field(filled_in(&world, &old), "action", Some("send"));
        let fresh = assert_shown_again(&send(app, SEND, &right), Some(&old));
        assert_eq!(world.traces(), before);
        send(app, SEND, &with_field(right, "form", Some(&fresh))).expect(303);
    }

    fn a_form_sent_twice_registers_once(app) {
        let world = World::new(app);
        let right = with_field(filled_in(&world, &fresh_token(app)), "action", Some("send"));
        let first = send(app, SEND, &right).expect(303);
        let again = send(app, SEND, &right).expect(303);
        assert_eq!(first.header("location"), again.header("location"));
        assert_eq!(app.get(&world.filled("/api/v1/sessions/{session}")).json()["seats_left"], 17);
    }

    fn fields_that_no_form_has_are_not_listened_to(app) {
        let world = World::new(app);
        let mut fields = with_field(filled_in(&world, &fresh_token(app)), "action", Some("send"));
        fields.extend([
            pair("source", "telephone"), pair("state", "confirmed"), pair("exceed_reason", "x"), pair("note", "x"),
            pair("received_at", "2020-01-01T00:00:00Z"), pair("organization", "x"), pair("", "x"), pair("__proto__", "x"),
            pair("answer-unasked", "x"), pair("answer-", "x"), pair("attendee-0-name", "x"), pair("attendee-99999999999999999999-name", "x"),
            pair("attendee--1-name", "x"), pair("company", "x"), pair("name\0", "x"), pair("name[]", "x"), pair("説明", "x"),
        ]);
        send(app, SEND, &fields).expect(303);
        let rows = app.staff_get(&world.filled("/api/v1/sessions/{session}/registrations?q=佐藤".replace("佐藤", "%E4%BD%90%E8%97%A4").as_str()));
        let row = &rows.expect(200).json()["items"][0];
        assert_eq!((&row["source"], &row["note"], &row["company"]), (&json!("web"), &json!(null), &json!(null)));
        assert_eq!((&row["answers"], &row["attendees"]), (&json!({ "short_text": "車いすで行きます" }), &json!([])));
    }

    fn a_field_that_comes_twice_counts_once_and_is_shown_before_it_is_sent(app) {
        let world = World::new(app);
        let mut fields = filled_in(&world, &fresh_token(app));
        fields.extend([pair("name", "別の名前"), pair("email", "other@example.jp"), pair("action", "check")]);
        let check = Page::of(&send(app, APPLY, &fields).expect(200));
        for name in ["name", "email"] {
            let hidden = check.hidden();
            let values: Vec<_> = hidden.iter().filter(|(given, _)| given == name).collect();
            assert_eq!(values.len(), 1, "{values:?}");
            assert!(check.words("main").is_some_and(|words| words.contains(values[0].1.as_str())));
        }
    }

    fn lines_of_attendees_without_end_do_no_harm(app) {
        let world = World::new(app);
        let before = world.traces();
        let token = fresh_token(app);
        let mut fields = filled_in(&world, &token);
        fields.extend((1..=100).map(|line| (format!("attendee-{line}-name"), "山田".to_owned())));
        fields.push(pair("action", "add_attendee"));
        assert_eq!(Page::of(&send(app, APPLY, &fields)).status, 200);
        let mut fields = vec![pair("form", &token)];
        fields.extend((0..4_000).map(|number| (format!("answer-{number}"), String::new())));
        let answer = send(app, APPLY, &fields);
        assert!([413, 422].contains(&answer.status), "{}", answer.status);
        assert_eq!(world.traces(), before);
    }
}
