//! Figures that a run of the tests shows at its end.

use std::{env, fmt::Display, fs::OpenOptions, io::Write as _};

/// Shows what a test measured, such as `figure("P1", "on PostgreSQL: 20,000 attempts, 0 violations")`.
/// `tests/run` prints all figures together; a single test prints its own with `--nocapture`.
pub fn figure(promise: &str, measured: impl Display) {
    let line = format!("{promise}: {measured}\n");
    print!("{line}");
    if let Some(path) = env::var_os("UKETSUKE_TEST_FIGURES") {
        let mut file =
            OpenOptions::new().create(true).append(true).open(path).expect("figures can be kept");
        // One write, so that lines of parallel tests stay whole.
        file.write_all(line.as_bytes()).expect("figures can be kept");
    }
}

/// Whether the promises are tried in their full figures.
pub fn full_run() -> bool {
    env::var_os("UKETSUKE_TEST_FULL").is_some_and(|value| value == "1")
}
