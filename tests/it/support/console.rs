//! Staff who are signed in to the console, as a browser without JavaScript shows it to them.

use scraper::{Html, Selector};
use uketsuke::store::organizations;
use uketsuke::usecases::admin;

use super::answer::Answer;
use super::app::TestApp;

/// Somebody who is signed in.
pub struct Desk<'a> {
    pub app: &'a TestApp,
    pub cookie: String,
}

/// A one-time link of the organization that every test has.
pub fn link(app: &TestApp) -> String {
    link_of(app, "hagi", "萩市")
}

pub fn link_of(app: &TestApp, slug: &str, name: &str) -> String {
    let now = app.app().clock.now();
    let email = format!("staff@{slug}.example.jp");
    let secret =
        admin::create_organizer(&app.app().database, now, slug, name, &email).expect("a link");
    format!("/console/sign-in/{secret}")
}

/// The cookie that an answer sets, as a browser sends it back.
pub fn cookie_of(answer: &Answer) -> String {
    let set = answer.header("set-cookie").expect("a cookie");
    set.split(';').next().expect("a value").to_owned()
}

pub fn attribute(html: &str, selector: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    let document = Html::parse_document(html);
    document
        .select(&selector)
        .filter_map(|element| element.value().attr(name))
        .map(str::to_owned)
        .collect()
}

pub fn csrf_of(page: &Answer) -> String {
    attribute(&page.text(), "input[name=csrf]", "value").pop().expect("a token")
}

pub fn press(app: &TestApp, link: &str) -> Answer {
    let csrf = csrf_of(&app.get(link).expect(200));
    app.form(link, &[("csrf", &csrf)], None)
}

/// Somebody whose rights are for one event of the organization that every test has.
pub fn of_event<'a>(app: &'a TestApp, event: &str, role: &str) -> Desk<'a> {
    let (slug, town) =
        if role == "editor" { ("nagato", "長門市") } else { ("ube", "宇部市") };
    let desk = Desk::by(app, &link_of(app, slug, town));
    let owner = Desk::of(app);
    let (csrf, email) = (owner.csrf(), format!("staff@{slug}.example.jp"));
    let fields =
        [("csrf", csrf.as_str()), ("email", email.as_str()), ("role", role), ("until", "")];
    app.form(&format!("/console/events/{event}/people"), &fields, Some(&owner.cookie)).expect(303);
    let hagi = app
        .app()
        .database
        .read(|conn| organizations::by_slug(conn, "hagi"))
        .expect("read")
        .expect("there");
    let csrf = csrf_of(&desk.get("/console/account").expect(200));
    let there = [("csrf", csrf.as_str()), ("organization", &hagi.id.0.to_string())];
    app.form("/console/account/organizations", &there, Some(&desk.cookie)).expect(303);
    desk
}

/// A member of the whole organization with this role.
pub fn of_role<'a>(app: &'a TestApp, role: &str) -> Desk<'a> {
    let owner = Desk::of(app);
    let (csrf, email) = (owner.csrf(), format!("{role}@hagi.example.jp"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("email", &email),
        ("name", ""),
        ("role", role),
        ("reach", "organization"),
    ];
    app.form("/console/members/new", &fields, Some(&owner.cookie)).expect(303);
    let now = app.app().clock.now();
    let secret = admin::create_organizer(&app.app().database, now, "hagi", "萩市", &email);
    Desk::by(app, &format!("/console/sign-in/{}", secret.expect("a link")))
}

impl<'a> Desk<'a> {
    pub fn of(app: &'a TestApp) -> Self {
        Self::by(app, &link(app))
    }

    pub fn by(app: &'a TestApp, link: &str) -> Self {
        let answer = press(app, link).expect(303);
        assert_eq!(answer.header("location"), Some("/console"));
        Self { app, cookie: cookie_of(&answer) }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.app.send("GET", path, &[("Cookie", &self.cookie)], b"")
    }

    pub fn press(&self, path: &str, csrf: &str) -> Answer {
        self.app.form(path, &[("csrf", csrf)], Some(&self.cookie))
    }

    pub fn csrf(&self) -> String {
        csrf_of(&self.get("/console").expect(200))
    }
}
