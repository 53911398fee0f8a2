//! The kinds of long work, each with what does its next step.

use std::future::Future;
use std::pin::Pin;

use super::{Job, Step};
use crate::app::App;
use crate::usecases::Failure;

/// Does the next step of a job.
pub type StepOf =
    for<'a> fn(&'a App, &'a Job) -> Pin<Box<dyn Future<Output = Result<Step, Failure>> + 'a>>;

/// Every kind: `("bulk_move", |app, job| Box::pin(bulk_move::step(app, job)))`.
const KINDS: [(&str, StepOf); 0] = [];

/// What does the steps of this kind.
pub fn step_of(kind: &str) -> Option<StepOf> {
    KINDS.into_iter().find(|(name, _)| *name == kind).map(|(_, step)| step)
}
