//! The kinds of long work, each with what does its next step.

use std::future::Future;
use std::pin::Pin;

use super::{Job, Step};
use crate::app::App;
use crate::usecases::Failure;
use crate::usecases::attendees::{bulk, bulk_step};
use crate::usecases::imports::{check, run, undo};

/// Does the next step of a job.
pub type StepOf =
    for<'a> fn(&'a App, &'a Job) -> Pin<Box<dyn Future<Output = Result<Step, Failure>> + 'a>>;

/// Every kind: `("bulk_move", |app, job| Box::pin(bulk_move::step(app, job)))`.
const KINDS: [(&str, StepOf); 4] = [
    (bulk::KIND, |app, job| Box::pin(bulk_step::step(app, job))),
    (check::KIND, |app, job| Box::pin(check::step(app, job))),
    (run::KIND, |app, job| Box::pin(run::step(app, job))),
    (undo::KIND, |app, job| Box::pin(undo::step(app, job))),
];

/// What does the steps of this kind.
pub fn step_of(kind: &str) -> Option<StepOf> {
    KINDS.into_iter().find(|(name, _)| *name == kind).map(|(_, step)| step)
}
