//! How many connections this process takes: as many as it may have files open.

use std::net::TcpListener;

use rustix::process::{Resource, getrlimit, setrlimit};

/// Connections that may wait to be taken. The system's own limit (`net.core.somaxconn`) is 4,096.
const BACKLOG: i32 = 4_096;
/// Files that are not clients' connections: the database, the log, mail servers, files sent.
const OTHER_FILES: u64 = 256;
/// More would only fill the memory: a connection costs about 30 KB.
const CONNECTIONS_MAX: u64 = 50_000;

/// Raises the limit of open files as far as it may be raised, and says how many connections each of
/// `workers` may have. Beyond it, newcomers wait in the system's queue: running out of files would stop the
/// database as well.
pub fn connections_of_each(workers: usize) -> usize {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        let raised = rustix::process::Rlimit { current: limit.maximum, maximum: limit.maximum };
        match setrlimit(Resource::Nofile, raised) {
            Ok(()) => limit = raised,
            Err(error) => tracing::warn!(%error, "the limit of open files stays as it is"),
        }
    }
    let all = shared(limit.current);
    tracing::info!(connections = all, "clients at once, by the limit of open files");
    usize::try_from(all).unwrap_or(usize::MAX).div_ceil(workers.max(1))
}

/// Connections under this limit of open files; without a limit, the most.
fn shared(files: Option<u64>) -> u64 {
    let files = files.unwrap_or(u64::MAX);
    files.saturating_sub(OTHER_FILES).max(files / 2).min(CONNECTIONS_MAX)
}

/// Lets a rush of newcomers wait instead of being turned away; the standard library's listeners let 128.
///
/// # Errors
/// When this is no listener.
pub fn let_many_wait(listener: &TcpListener) -> std::io::Result<()> {
    Ok(rustix::net::listen(listener, BACKLOG)?)
}

/// How much the threads that speak HTTP yield to the desk, in steps of nice(2).
const POLITENESS: i32 = 5;

/// Lets this thread yield to others of the process, which on Linux is the thread's own affair. In a rush
/// those who have been taken into the line come before those at the door: with every processor busy, a
/// desk that must wait for its turn holds up everybody.
pub fn give_way() {
    // Elsewhere it would be the whole process, the desk with it.
    if cfg!(target_os = "linux") && rustix::process::nice(POLITENESS).is_err() {
        tracing::debug!("the threads of the web have the same priority as the desk");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_files_are_left_for_the_rest() {
        assert_eq!(shared(Some(1_024)), 768);
        assert_eq!(shared(Some(64)), 32);
        assert_eq!(shared(Some(20_000)), 19_744);
        assert_eq!(shared(None), CONNECTIONS_MAX);
    }
}
