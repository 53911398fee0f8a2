//! Input that must not hurt: each gets its clear answer, writes nothing, and is answered alike on both
//! databases.
//!
//! The files of cases are tables: a request beside the status, code and faults that it must be answered
//! with. The other files are tests of their own, where a table does not do.

mod addresses;
mod answers;
mod applications;
mod case;
mod console;
mod event_bodies;
mod foreign;
mod form_bodies;
mod form_tokens;
mod forms;
mod formulas;
mod generated;
mod headers;
mod ids;
mod json_bodies;
mod kept;
mod letters;
mod methods;
mod names;
mod page;
mod partly;
mod patches;
mod queries;
mod times;
mod wire;
mod world;

use crate::support::app::TestApp;
use crate::support::figures::figure;
use crate::support::on_both_databases;
use case::Case;
use world::World;

/// Every table. What a table needs of the world is in its paths.
fn all_cases() -> Vec<Case> {
    let tables = [
        json_bodies::cases(),
        applications::cases(),
        names::cases(),
        addresses::cases(),
        answers::cases(),
        event_bodies::cases(),
        times::cases(),
        patches::cases(),
        queries::cases(),
        headers::cases(),
        methods::cases(),
        ids::cases(),
    ];
    tables.into_iter().flatten().collect()
}

on_both_databases! {
    fn bodies_that_are_not_what_they_should_be_are_refused_on_every_route(app) {
        World::new(app).refuses(&json_bodies::cases());
    }

    fn an_application_with_something_wrong_in_it_is_refused_by_its_field(app) {
        World::new(app).refuses(&applications::cases());
    }

    fn names_that_hide_something_or_pile_up_are_refused(app) {
        World::new(app).refuses(&names::cases());
    }

    fn what_is_no_address_or_number_to_reach_anybody_is_refused(app) {
        World::new(app).refuses(&addresses::cases());
    }

    fn an_answer_that_does_not_fit_its_question_is_refused(app) {
        World::new(app).refuses(&answers::cases());
    }

    fn an_event_with_something_wrong_in_it_is_refused_by_its_field(app) {
        World::new(app).refuses(&event_bodies::cases());
    }

    fn times_that_do_not_exist_or_contradict_each_other_are_refused(app) {
        World::new(app).refuses(&times::cases());
    }

    fn a_change_that_would_break_a_rule_changes_nothing(app) {
        World::new(app).refuses(&patches::cases());
    }

    fn lists_refuse_parameters_that_mean_nothing(app) {
        World::new(app).refuses(&queries::cases());
    }

    fn headers_that_are_malformed_are_refused(app) {
        World::new(app).refuses(&headers::cases());
    }

    fn unknown_methods_and_addresses_have_their_answer(app) {
        World::new(app).refuses(&methods::cases());
    }

    fn an_id_that_does_not_exist_is_not_found_in_any_spelling(app) {
        World::new(app).refuses(&ids::cases());
    }
}

#[test]
fn every_case_has_the_same_answer_on_sqlite_and_on_postgresql() {
    let outcomes = |app: TestApp| {
        let world = World::new(&app);
        // Names may carry the hour of the test.
        let outcomes: Vec<_> =
            all_cases().into_iter().map(|case| (world.outcome(&case), case.name)).collect();
        app.end();
        outcomes
    };
    let sqlite = outcomes(TestApp::on_sqlite());
    let postgresql = outcomes(TestApp::on_postgresql());
    assert_eq!(sqlite.len(), postgresql.len());
    for ((sqlite, name), (postgresql, _)) in sqlite.iter().zip(&postgresql) {
        assert_eq!(sqlite, postgresql, "{name}");
    }
    let count = sqlite.len();
    figure("Hostile input", format_args!("{count} requests refused, each alike on both databases"));
}
