//! What the running program tells its operator: log lines, panics, figures.

use std::{
    io::{IsTerminal as _, stderr},
    sync::OnceLock,
};

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{
    EnvFilter, Layer as _, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::config::LogFormat;

/// Upper bounds of all duration histograms, in seconds: from a cached page to the longest wait for a
/// mail server.
const SECONDS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0];

/// Upper bounds of the histogram of batches, in commands: from one to the desk's limit.
const COMMANDS: [f64; 7] = [1.0, 4.0, 16.0, 64.0, 256.0, 512.0, 1_024.0];

/// The program cannot report about itself.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter has a wrong directive.
    #[error("the log filter is wrong: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// Another subscriber is installed already.
    #[error("logging is set up already: {0}")]
    Subscriber(#[from] tracing_subscriber::util::TryInitError),
    /// The metrics recorder cannot be installed.
    #[error("metrics: {0}")]
    Metrics(String),
}

/// Writes log lines to standard error from here on: `filter` as in `UKETSUKE_LOG`, the format by
/// whether standard error is a terminal where `format` is `None`. Call once, from main.
///
/// # Errors
/// When the filter is wrong, or logging is set up already.
pub fn start_logging(filter: &str, format: Option<LogFormat>) -> Result<(), TelemetryError> {
    let terminal = stderr().is_terminal();
    let lines = fmt::layer().with_writer(stderr);
    let lines = match format.unwrap_or(if terminal { LogFormat::Text } else { LogFormat::Json }) {
        LogFormat::Text => lines.with_ansi(terminal).with_target(false).boxed(),
        LogFormat::Json => {
            lines.json().flatten_event(true).with_current_span(true).with_span_list(false).boxed()
        }
    };
    tracing_subscriber::registry()
        .with(lines)
        .with(EnvFilter::builder().parse(filter)?)
        .try_init()?;
    log_panics_by_place();
    Ok(())
}

/// A panic's message may repeat what somebody typed, so only its place is logged.
fn log_panics_by_place() {
    std::panic::set_hook(Box::new(|panic| {
        let place =
            panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        let thread = std::thread::current().name().unwrap_or("unnamed").to_owned();
        tracing::error!(%place, %thread, "panicked");
    }));
}

/// The figures of this process, as one text. The first call installs the recorder; the others share it.
///
/// # Errors
/// When another recorder is installed.
pub fn figures() -> Result<Figures, TelemetryError> {
    static HANDLE: OnceLock<Result<PrometheusHandle, String>> = OnceLock::new();
    let install = || install_recorder().map_err(|error| error.to_string());
    HANDLE.get_or_init(install).clone().map(Figures).map_err(TelemetryError::Metrics)
}

fn install_recorder() -> Result<PrometheusHandle, BuildError> {
    let batches = Matcher::Full("uketsuke_desk_batch_size".to_owned());
    PrometheusBuilder::new()
        .set_buckets(&SECONDS)?
        .set_buckets_for_metric(batches, &COMMANDS)?
        .install_recorder()
}

/// Renders what the `metrics` macros counted.
#[derive(Clone, Debug)]
pub struct Figures(PrometheusHandle);

impl Figures {
    /// The content type of [`Self::render`].
    pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

    /// All figures in the Prometheus text format.
    pub fn render(&self) -> String {
        // Drains what histograms gathered since the last time; nothing else does without a listener.
        self.0.run_upkeep();
        self.0.render()
    }

    /// Keeps memory small when nobody asks for the figures: call every few seconds.
    pub fn upkeep(&self) {
        self.0.run_upkeep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_figure_and_a_histogram_are_rendered() {
        let figures = figures().unwrap();
        metrics::counter!("telemetry_test_total").increment(2);
        metrics::histogram!("telemetry_test_seconds").record(0.02);
        let text = figures.render();
        assert!(text.contains("telemetry_test_total 2"), "{text}");
        assert!(text.contains("telemetry_test_seconds_bucket{le=\"0.025\"} 1"), "{text}");
    }

    #[test]
    fn a_second_installation_shares_the_first() {
        assert!(figures().is_ok() && figures().is_ok());
    }
}
