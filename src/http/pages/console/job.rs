//! How far long work has come.

use askama::Template;

use super::frame::ConsoleFrame;

/// Where a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Nobody has begun.
    Waiting,
    /// Somebody works on it.
    Running,
    /// It ends after the step it is at.
    Stopping,
    /// All is done.
    Done,
    /// It could not go on.
    Failed,
    /// Somebody has stopped it.
    Stopped,
}

impl JobState {
    /// The state that the store calls by this name.
    pub fn parse(state: &str) -> Self {
        match state {
            "waiting" => Self::Waiting,
            "running" => Self::Running,
            "stopping" => Self::Stopping,
            "done" => Self::Done,
            "stopped" => Self::Stopped,
            _ => Self::Failed,
        }
    }

    /// Whether nothing will change any more.
    pub fn has_ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Stopped)
    }

    /// Key of its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "job-waiting",
            Self::Running => "job-running",
            Self::Stopping => "job-stopping",
            Self::Done => "job-done",
            Self::Failed => "job-failed",
            Self::Stopped => "job-stopped",
        }
    }
}

/// `/console/jobs/{id}`.
#[derive(Debug, Template)]
#[template(path = "console/job.html")]
pub struct JobView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// Key of what it does.
    pub what: &'static str,
    /// Where it is.
    pub state: JobState,
    /// How many are done.
    pub done: i64,
    /// How many could not be done.
    pub failed: i64,
    /// How many there are, where that is known.
    pub total: Option<i64>,
    /// Seconds until the end at this pace, while it runs.
    pub seconds_left: Option<i64>,
    /// Where the button that stops it leads.
    pub stop_path: String,
    /// Where its outcome is shown.
    pub page: String,
}

impl JobView {
    /// Whether it can still be stopped.
    pub fn may_stop(&self) -> bool {
        matches!(self.state, JobState::Waiting | JobState::Running)
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl JobView {
    /// Waiting, at work, at its end.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        let view = |state, done, total| Self {
            frame: super::samples::frame(
                language,
                "/console/jobs/sample",
                super::frame::Section::Events,
            ),
            what: "job-work",
            state,
            done,
            failed: done / 100,
            total,
            seconds_left: (state == JobState::Running).then_some(42),
            stop_path: "/console/jobs/sample/stop".into(),
            page: "/console/events/sample".into(),
        };
        vec![
            ("waiting", view(JobState::Waiting, 0, None)),
            ("running", view(JobState::Running, 4_200, Some(10_000))),
            ("stopping", view(JobState::Stopping, 4_200, Some(10_000))),
            ("done", view(JobState::Done, 10_000, Some(10_000))),
            ("failed", view(JobState::Failed, 12, Some(10_000))),
            ("stopped", view(JobState::Stopped, 4_400, Some(10_000))),
        ]
    }
}
