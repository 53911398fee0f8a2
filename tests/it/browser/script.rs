//! A script of `tests/browser`, run by node.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::de::DeserializeOwned;

/// Where the tests in the browser leave what is to be looked at.
pub fn target(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(folder)
}

/// What a script prints last. Every line before is a word to `answer`; the script goes on when it has
/// returned.
pub fn played<T: DeserializeOwned>(script: &str, args: &[&str], mut answer: impl FnMut(&str)) -> T {
    let mut child = Command::new("node")
        .arg(script)
        .args(args)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node can be run (tests/run installs it)");
    let mut input = child.stdin.take().expect("its input");
    let mut last = String::new();
    for line in BufReader::new(child.stdout.take().expect("its output")).lines() {
        let line = line.expect("a line");
        if line.starts_with('{') {
            last = line;
        } else {
            answer(&line);
            writeln!(input, "done").expect("the script waits");
        }
    }
    child.wait().expect("it ends");
    serde_json::from_str(&last)
        .unwrap_or_else(|error| panic!("{script} did not come to its end ({error})"))
}
