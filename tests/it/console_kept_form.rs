//! What was typed into a form of the console survives the end of the console session.

use crate::console_attendees::location;
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bodies;
use crate::support::console::{Desk, attribute, csrf_of};
use crate::support::door::{Door, registered};
use crate::support::on_both_databases;

const TYPED: &str = "電話で確認済み\n車いす1台 <b>\"</b>";

/// A form as a browser of today sends it from a page of `site`.
fn sent(app: &TestApp, path: &str, fields: &[(&str, &str)], cookie: &str, site: &str) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Cookie", cookie),
        ("Sec-Fetch-Site", site),
        ("Sec-Fetch-Mode", "navigate"),
    ];
    app.send("POST", path, &headers, body.as_bytes())
}

/// The same as a form of a page, sent by its button.
fn pressed(app: &TestApp, page: &Answer, cookie: &str) -> Answer {
    let html = page.text();
    let action = attribute(&html, "main form", "action").remove(0);
    let names = attribute(&html, "main form input[name]", "name");
    let values = attribute(&html, "main form input[name]", "value");
    let fields: Vec<(&str, &str)> =
        names.iter().zip(&values).map(|(n, v)| (n.as_str(), v.as_str())).collect();
    sent(app, &action, &fields, cookie, "same-origin")
}

/// Somebody who has typed a note for a registration, and whose session has then ended: the record, where the note is sent, its
/// token.
fn late<'a>(app: &'a TestApp, door: &Door) -> (Desk<'a>, [String; 3]) {
    let (id, _, _) = registered(app, &door.session, &bodies::applicant(1));
    let desk = Desk::of(app);
    let record = format!("/console/registrations/{id}");
    let page = desk.get(&record).expect(200);
    let path = attribute(&page.text(), "form:has(#note)", "action").remove(0);
    app.sql("DELETE FROM console_sessions");
    (desk, [record, path, csrf_of(&page)])
}

on_both_databases! {
    fn a_note_typed_before_the_session_ended_is_saved_after_signing_in_again(app) {
        let door = Door::open(app, 5, &[]);
        let (desk, [record, path, csrf]) = late(app, &door);
        let fields = [("csrf", csrf.as_str()), ("note", TYPED), ("action", "note")];
        let sent_on = sent(app, &path, &fields, &desk.cookie, "same-origin").expect(307);
        let kept = sent(app, &location(&sent_on), &fields, &desk.cookie, "same-origin").expect(403);
        assert!(kept.text().contains("まだ送られていません"), "{}", kept.text());
        assert_eq!(attribute(&kept.text(), "input[name=note]", "value"), [TYPED]);
        // Pressed too early, it is kept again.
        let too_early = pressed(app, &kept, &desk.cookie).expect(307);
        assert!(location(&too_early).starts_with("/console/kept?to=%2Fconsole%2Fregistrations%2F"));
        let again = Desk::of(app);
        let asked = pressed(app, &kept, &again.cookie).expect(403);
        assert!(asked.text().contains("萩市"), "in whose name: {}", asked.text());
        assert!(!again.get(&record).expect(200).text().contains("車いす1台"), "nothing is done unasked");
        pressed(app, &asked, &again.cookie).expect(303);
        assert!(again.get(&record).expect(200).text().contains("車いす1台"));
    }

    fn an_application_typed_for_somebody_and_a_reason_come_through_and_a_bare_button_does_not(app) {
        let door = Door::open(app, 5, &[]);
        let desk = Desk::of(app);
        let enter = format!("/console/sessions/{}/enter", door.session);
        let page = desk.get(&enter).expect(200);
        let source = attribute(&page.text(), "[name=source]", "value").into_iter().find(|value| !value.is_empty()).unwrap_or_default();
        let fields = [("csrf", "of another session"), ("source", source.as_str()), ("name", TYPED), ("action", "save")];
        let asked = sent(app, &enter, &fields, &desk.cookie, "same-origin").expect(403);
        assert_eq!(attribute(&asked.text(), "main input[name=name]", "value"), [TYPED]);
        let on = pressed(app, &asked, &desk.cookie);
        assert!(on.status != 403 && on.status != 307, "with this session's token it is looked at: {}", on.status);
        // Whoever signs in after somebody else has pressed nothing.
        let (id, _, _) = registered(app, &door.session, &bodies::applicant(7));
        let record = desk.get(&format!("/console/registrations/{id}")).expect(200);
        let withdraw = attribute(&record.text(), "form:has(#note)", "action").remove(0);
        let bare = [("csrf", "of another session"), ("action", "withdraw")];
        let refused = sent(app, &withdraw, &bare, &desk.cookie, "same-origin").expect(403);
        assert!(attribute(&refused.text(), "main form", "action").is_empty(), "{}", refused.text());
    }

    fn no_other_site_and_no_password_is_kept(app) {
        let door = Door::open(app, 5, &[]);
        let (desk, [record, path, csrf]) = late(app, &door);
        let fields = [("csrf", csrf.as_str()), ("note", TYPED), ("action", "note")];
        let to_sign_in = |answer: Answer| assert_eq!(location(&answer.expect(303)), "/console/sign-in");
        for site in ["cross-site", "same-site", "none"] {
            to_sign_in(sent(app, &path, &fields, &desk.cookie, site));
            to_sign_in(sent(app, &format!("/console/kept?to={path}"), &fields, "", site));
        }
        to_sign_in(app.form(&path, &fields, Some(&desk.cookie)));
        to_sign_in(sent(app, "/console/account/password", &[("csrf", "x"), ("password", "secret")], "", "same-origin"));
        for elsewhere in ["https://example.com/", "//example.com/", "/e/x", "/console/account/password"] {
            to_sign_in(sent(app, &format!("/console/kept?to={elsewhere}"), &fields, "", "same-origin"));
        }
        // A button alone has nothing to keep.
        let button = [("csrf", csrf.as_str()), ("action", "withdraw")];
        to_sign_in(sent(app, &format!("/console/kept?to={path}"), &button, "", "same-origin"));
        // Signed in, with a token of somebody else's page: nothing is done.
        let again = Desk::of(app);
        let refused = sent(app, &path, &fields, &again.cookie, "cross-site").expect(403);
        assert!(!refused.text().contains("車いす1台"), "and nothing of it is shown");
        assert!(!again.get(&record).expect(200).text().contains("車いす1台"));
    }
}
