//! Asking a running server on plain HTTP how it is, without a client library.

use std::io::{Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// An answer is a few hundred bytes; more is not read.
const LONGEST_ANSWER: u64 = 64 * 1024;

/// Why the server could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum HealthcheckError {
    #[error("the address is not of the form http://host:port/path")]
    Url,
    #[error("no answer: {0}")]
    Io(#[from] std::io::Error),
    #[error("the answer is not HTTP")]
    NotHttp,
}

/// Status and body of a GET request.
pub fn ask(url: &str) -> Result<(u16, String), HealthcheckError> {
    let url = url::Url::parse(url).map_err(|_| HealthcheckError::Url)?;
    let (Some(host), "http") = (url.host_str(), url.scheme()) else {
        return Err(HealthcheckError::Url);
    };
    let port = url.port_or_known_default().ok_or(HealthcheckError::Url)?;
    // A server that listens everywhere is asked on this machine.
    let host = if host == "0.0.0.0" { "127.0.0.1" } else { host };
    let address = (host.trim_matches(['[', ']']), port)
        .to_socket_addrs()?
        .next()
        .ok_or(HealthcheckError::Url)?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "GET {} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n",
        url.path()
    )?;
    let mut answer = String::new();
    stream.take(LONGEST_ANSWER).read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(HealthcheckError::NotHttp)?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|word| word.parse().ok())
        .ok_or(HealthcheckError::NotHttp)?;
    Ok((status, body.to_owned()))
}
