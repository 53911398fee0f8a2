//! The rules of the seat desk, theme by theme.

mod world;

mod by_hand;
mod capacities;
mod changing;
mod choices;
mod companies;
mod confirming;
mod exceeding;
mod first_come;
mod forms;
mod groups;
mod idempotency;
mod moving;
mod offer_sequences;
mod offers;
mod partly_loaded;
mod persons;
mod reconfiguring;
mod selecting;
mod states;
mod waiting_list;
mod windows;
mod wishes;

mod choosing_sequences;
mod controls;
mod drawing;
mod invariants;
mod model;
mod scenario;
mod sequences;
mod stored;

#[path = "../../../../tests/it/support/figures.rs"]
#[expect(clippy::print_stdout, reason = "the figure that a test measured is shown")]
mod figures;
