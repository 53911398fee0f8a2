//! Rights that are given, kept and taken away one by one, and what an organization learns of somebody by giving them.

use chrono::TimeDelta;
use uketsuke::store::members;
use uketsuke::store::types::Time;

use crate::console_people::{link_in_mail, member, post, sign_in_form};
use crate::support::app::TestApp;
use crate::support::console::{Desk, attribute, link_of, press};
use crate::support::{bodies, on_both_databases};

fn event(app: &TestApp, slug: &str) -> String {
    let mut event = bodies::event(&[bodies::session("下関", 5)]);
    event["slug"] = slug.into();
    let made = app.staff("POST", "/api/v1/events", &event).expect(201).json();
    made["id"].as_str().expect("an id").to_owned()
}

/// The rights for single events of whoever has this address: event, role, whether it ends.
fn rights(app: &TestApp, email: &str) -> Vec<(String, String, bool)> {
    let now = Time(app.app().clock.now());
    let found = app.app().database.read(|conn| {
        let organization = uketsuke::store::organizations::by_slug(conn, "hagi")?.expect("there");
        members::by_email(conn, organization.id, email, now)
    });
    let rights = found.expect("read").expect("a member").rights;
    let mut told: Vec<_> = rights
        .iter()
        .map(|right| (right.event_id.0.to_string(), right.role.clone(), right.ends_at.is_some()))
        .collect();
    told.sort();
    told
}

fn tomorrow(app: &TestApp) -> String {
    (app.app().clock.now() + TimeDelta::days(1)).format("%Y-%m-%d").to_string()
}

/// The path of the page of whoever is listed second.
fn second_member(owner: &Desk<'_>) -> String {
    let list = owner.get("/console/members").expect(200).text();
    attribute(&list, "tbody th a", "href").swap_remove(1)
}

on_both_databases! {
    fn rights_that_differ_stay_as_they_are_when_a_member_s_form_is_saved(app) {
        let owner = Desk::of(app);
        let (a, b, c) = (event(app, "first"), event(app, "second"), event(app, "third"));
        let email = "co@hagi.example.jp";
        let until = tomorrow(app);
        for (event, role, until) in [(&a, "editor", ""), (&b, "viewer", until.as_str())] {
            let fields = [("email", email), ("role", role), ("until", until)];
            post(&owner, &format!("/console/events/{event}/people"), &fields).expect(303);
        }
        let mut given = vec![(a.clone(), "editor".to_owned(), false), (b.clone(), "viewer".to_owned(), true)];
        given.sort();
        let path = second_member(&owner);
        let page = owner.get(&path).expect(200).text();
        let chosen = |name: &str| attribute(&page, &format!("input[name={name}][checked]"), "value");
        assert_eq!((chosen("role"), chosen("until")), (vec!["as_is".to_owned()], vec![]));
        assert_eq!(chosen("events").len(), 2);
        assert!(page.contains(&format!("{until}まで")), "each is told beside its event");
        let save = |role: &str, events: &[&str]| {
            let mut fields = vec![("role", role), ("reach", "events"), ("until", "")];
            fields.extend(events.iter().map(|event| ("events", *event)));
            post(&owner, &path, &fields)
        };
        save("as_is", &[&a, &b]).expect(303);
        assert_eq!(rights(app, email), given);
        let refused = save("as_is", &[&a, &b, &c]).expect(422).text();
        assert!(refused.contains("加えるイベントの権限を選んでください"), "{refused}");
        save("as_is", &[]).expect(422);
        assert_eq!(rights(app, email), given);
        save("as_is", &[&b]).expect(303);
        assert_eq!(rights(app, email), [(b.clone(), "viewer".to_owned(), true)]);
        save("editor", &[&b, &c]).expect(303);
        assert_eq!(rights(app, email).len(), 2);
        assert!(rights(app, email).iter().all(|(_, role, ends)| role == "editor" && !ends));
    }

    fn a_right_for_an_event_of_long_ago_is_offered_and_stays(app) {
        let owner = Desk::of(app);
        let old = event(app, "old");
        let email = "co@hagi.example.jp";
        let fields = [("email", email), ("role", "editor"), ("until", "")];
        post(&owner, &format!("/console/events/{old}/people"), &fields).expect(303);
        for number in 0..50 {
            event(app, &format!("newer-{number}"));
        }
        let path = second_member(&owner);
        let page = owner.get(&path).expect(200).text();
        let chosen = attribute(&page, "input[name=events][checked]", "value");
        assert_eq!(chosen, std::slice::from_ref(&old));
        post(&owner, &path, &[("role", "editor"), ("reach", "events"), ("events", &old), ("until", "")]).expect(303);
        assert_eq!(rights(app, email), [(old, "editor".to_owned(), false)]);
    }

    fn nobody_gives_a_right_for_longer_than_they_have_it(app) {
        let owner = Desk::of(app);
        let event = event(app, "first");
        let until = tomorrow(app);
        let people = format!("/console/events/{event}/people");
        let fields = [("email", "co@hagi.example.jp"), ("role", "owner"), ("until", until.as_str())];
        post(&owner, &people, &fields).expect(303);
        let co = Desk::by(app, &link_in_mail(app, "co@hagi.example.jp").expect("an invitation"));
        let give = |until: &str| post(&co, &people, &[("email", "own-second@example.jp"), ("role", "owner"), ("until", until)]);
        let refused = give("").expect(422).text();
        assert!(refused.contains("あなた自身の権限の期限"), "{refused}");
        give("2099-12-31").expect(422);
        give(&until).expect(303);
        let limited = member(&owner, "limited@hagi.example.jp", &[("role", "owner"), ("reach", "organization"), ("until", until.as_str())]);
        let invite = [("email", "x@hagi.example.jp"), ("role", "owner"), ("reach", "organization")];
        post(&limited, "/console/members/new", &invite).expect(422);
        post(&owner, "/console/members/new", &invite).expect(303);
    }

    fn an_invitation_tells_nothing_of_what_somebody_is_called_elsewhere(app) {
        let owner = Desk::of(app);
        let council = Desk::by(app, &link_of(app, "mine", "美祢市"));
        post(&council, "/console/account/name", &[("name", "美祢 花子")]).expect(303);
        let email = "staff@mine.example.jp";
        let event = event(app, "first");
        let people = format!("/console/events/{event}/people");
        post(&owner, &people, &[("email", email), ("name", "課の方"), ("role", "editor"), ("until", "")]).expect(303);
        for path in ["/console/members", &people, "/console/audit"] {
            let page = owner.get(path).expect(200).text();
            assert!(page.contains("課の方") && !page.contains("美祢 花子"), "{path}: {page}");
        }
        app.drain_mail();
        let mails = app.app().database.read(|conn| uketsuke::store::outbox::caught(conn, None, 100)).expect("read");
        let mail = mails.iter().find(|mail| mail.recipient == email).expect("an invitation");
        let text = mail_parser::MessageParser::default().parse(&mail.message).expect("a mail").body_text(0).expect("a text").into_owned();
        assert!(text.contains("課の方") && !text.contains("花子"), "{text}");
        // A link that they have asked for themselves is none of the inviter's business.
        sign_in_form(app, "/console/sign-in", &[("email", email), ("action", "link")]).expect(303);
        let own = link_in_mail(app, email).expect("a link");
        post(&owner, &format!("{}/invite", second_member(&owner)), &[]).expect(303);
        press(app, &own).expect(303);
        // Once they have been here they are who they say.
        let page = council.get("/console/account/organizations").expect(200).text();
        let there = attribute(&page, "button[name=organization]", "value").pop().expect("the other");
        post(&council, "/console/account/organizations", &[("organization", &there)]).expect(303);
        let list = owner.get("/console/members").expect(200).text();
        assert!(list.contains("美祢 花子") && !list.contains("課の方"), "{list}");
    }

    fn what_the_operator_does_from_the_command_line_is_written_down(app) {
        let owner = Desk::of(app);
        let trail = owner.get("/console/audit?person=operator").expect(200).text();
        for said in ["団体を作りました", "担当者の権限を変えました", "サインインのリンクを作りました", "APIトークンを作りました"] {
            assert!(trail.contains(said), "{said}: {trail}");
        }
    }
}
