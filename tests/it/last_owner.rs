//! Two owners who both step down in the same moment: one of them has to stay.

use crate::console_people::{member, post};
use crate::support::console::{Desk, attribute};
use crate::support::figures::{figure, full_run};
use crate::support::on_both_databases;

const OWNERS: &str = "SELECT COUNT(*) AS number FROM members JOIN organizations ON organizations.id = members.organization_id \
                      WHERE organizations.slug = 'hagi' AND members.role = 'owner' AND members.removed_at IS NULL";
const OWNER: [(&str, &str); 2] = [("role", "owner"), ("reach", "organization")];
const VIEWER: [(&str, &str); 2] = [("role", "viewer"), ("reach", "organization")];

/// What both answers are when each of two owners gives up being one, lower first.
fn both_step_down(desks: [&Desk<'_>; 2], pages: &[String]) -> [u16; 2] {
    let mut statuses = std::thread::scope(|scope| {
        let step_down = |number: usize| {
            scope.spawn(move || post(desks[number], &pages[number], &VIEWER).status)
        };
        [step_down(0), step_down(1)].map(|thread| thread.join().expect("no panic"))
    });
    statuses.sort_unstable();
    statuses
}

/// Makes owners of both again, by whoever still is one.
fn restored(desks: [&Desk<'_>; 2], pages: &[String]) {
    let all = desks.iter().flat_map(|desk| pages.iter().map(move |page| (desk, page)));
    let given = all.filter(|(desk, page)| post(desk, page, &OWNER).status == 303).count();
    assert!(given >= 2, "an owner is left, who can share it");
}

on_both_databases! {
    fn of_two_owners_who_step_down_at_once_one_stays(app) {
        let rounds = if full_run() { 500 } else { 12 };
        let first = Desk::of(app);
        let second = member(&first, "tsuno@hagi.example.jp", &OWNER);
        // The first one's own page, then the other's.
        let pages = attribute(&first.get("/console/members").expect(200).text(), "tbody th a", "href");
        let desks = [&first, &second];
        let mut both = 0;
        for _ in 0..rounds {
            assert_eq!(both_step_down(desks, &pages), [303, 409]);
            both += i32::from(app.sql_number(OWNERS) != 1);
            restored(desks, &pages);
            assert_eq!(app.sql_number(OWNERS), 2);
        }
        // The control: what would be counted if nobody looked.
        app.sql("UPDATE members SET role = 'viewer'");
        let none = app.sql_number(OWNERS);
        figure("owners", format!("{rounds} times two owners stepped down at once: {both} times none stayed; control: {none} left"));
        assert_eq!((both, none), (0, 0));
    }
}
