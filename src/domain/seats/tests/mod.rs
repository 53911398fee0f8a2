//! The rules of the seat desk, theme by theme.

mod world;

mod capacities;
mod changing;
mod companies;
mod exceeding;
mod first_come;
mod forms;
mod groups;
mod idempotency;
mod moving;
mod partly_loaded;
mod persons;
mod reconfiguring;
mod states;
mod waiting_list;
mod windows;

mod controls;
mod invariants;
mod model;
mod scenario;
mod sequences;
mod stored;

#[path = "../../../../tests/it/support/figures.rs"]
#[expect(clippy::print_stdout, reason = "the figure that a test measured is shown")]
mod figures;
