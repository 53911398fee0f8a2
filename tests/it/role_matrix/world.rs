//! An organization with one of each thing.

use serde_json::{Value, json};
use uketsuke::clock;
use uketsuke::store::factors::{self, PasskeyRow};
use uketsuke::store::types::{Id, Time};
use uketsuke::store::{
    Conn, StoreError, application_drafts, bulk_actions, console_sessions, export_schedules,
    export_sets, imports, jobs, members, organizations, purges,
};
use uuid::Uuid;

use super::rows::Made;
use super::things::Things;
use crate::support::app::TestApp;
use crate::support::bodies;

/// The things of an organization whose token this is.
pub fn things(app: &TestApp, slug: &str, token: &str, event_slug: &str) -> Things {
    let mut event = bodies::event(&[bodies::session("下関", 5)]);
    event["slug"] = event_slug.into();
    let made = app.json_as(token, "POST", "/api/v1/events", &event).expect(201).json();
    let id = made["id"].as_str().expect("an id").to_owned();
    app.json_as(token, "POST", &format!("/api/v1/events/{id}/publish"), &Value::Null).expect(200);
    let made = app.get_as(token, &format!("/api/v1/events/{id}")).expect(200).json();
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    let session = text(&made["sessions"][0]["id"]);
    let applied = app.apply(&session, &bodies::applicant(1)).expect(201).json();
    app.drain_mail();
    let mails = app.get_as(token, &format!("/api/v1/outbox?event={id}")).expect(200).json();
    let announcement = json!({ "subject": "お知らせ", "body": "本文" });
    let mailing =
        app.json_as(token, "POST", &format!("/api/v1/events/{id}/announcements"), &announcement);
    let mailing = text(&mailing.expect(201).json()["id"]);
    let meeting = meeting_of(app, &session);
    let kept = kept_things(app, slug, &id);
    Things {
        registration: text(&applied["id"]),
        mail: text(&mails["items"][0]["id"]),
        mailing,
        meeting,
        session,
        event: id,
        ..kept
    }
}

fn meeting_of(app: &TestApp, session: &str) -> String {
    let session: uketsuke::domain::ids::SessionId = session.parse().expect("an id");
    let programme = app.app().snapshot.programme_of_session(session).expect("read").expect("there");
    programme.session(session).expect("there").meetings[0].id.to_string()
}

/// What no request makes so quickly.
fn kept_things(app: &TestApp, slug: &str, event: &str) -> Things {
    let now = Time(app.app().clock.now());
    let event_id = Id(Uuid::parse_str(event).expect("an id"));
    app.app()
        .database
        .write(|conn| {
            let organization_id = organizations::by_slug(conn, slug)?.expect("there").id;
            let made = Made { organization_id, event_id, now };
            let things = kept_of_event(conn, &made)?;
            kept_of_staff(conn, &made, things)
        })
        .expect("kept")
}

fn kept_of_event(conn: &mut Conn, made: &Made) -> Result<Things, StoreError> {
    let (draft, job, bulk) = (made.draft(), made.job(), made.bulk());
    let (set, run, import, purge) =
        (made.column_set(), made.export_run(), made.import(), made.purge());
    application_drafts::insert(conn, &draft)?;
    jobs::insert(conn, &job)?;
    bulk_actions::insert(conn, &bulk, &[])?;
    export_sets::save(conn, &set)?;
    export_schedules::record_run(conn, &run)?;
    imports::insert(conn, &import, std::iter::empty())?;
    purges::insert(conn, &purge)?;
    let text = |id: Id| id.0.to_string();
    Ok(Things {
        draft: text(draft.id),
        job: text(job.id),
        bulk: text(bulk.id),
        column_set: text(set.id),
        export_run: text(run.id),
        import: text(import.id),
        purge: text(purge.id),
        ..Things::never()
    })
}

fn kept_of_staff(conn: &mut Conn, made: &Made, things: Things) -> Result<Things, StoreError> {
    let member = members::list(conn, made.organization_id, made.now)?.swap_remove(0);
    let account = member.account.id;
    let sessions = console_sessions::of_account(conn, account, made.now)?;
    let passkey = Id(clock::uuid_v7(made.now.0));
    factors::insert_passkey(
        conn,
        &PasskeyRow {
            id: passkey,
            // Somebody else's: a passkey would ask the owner for a second step.
            account_id: account,
            credential_id: passkey.0.as_bytes().to_vec(),
            public_key: Vec::new(),
            sign_count: 0,
            name: "x".into(),
            created_at: made.now,
            used_at: None,
        },
    )?;
    let token = organizations::tokens(conn, made.organization_id)?.swap_remove(0).id;
    let console_session =
        sessions.first().map_or_else(|| things.console_session.clone(), |one| one.id.0.to_string());
    Ok(Things {
        member: member.member.id.0.to_string(),
        token: token.0.to_string(),
        passkey: passkey.0.to_string(),
        console_session,
        ..things
    })
}
