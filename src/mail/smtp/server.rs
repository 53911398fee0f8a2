//! The mail server we hand our mail to.

use std::net::SocketAddr;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::connection::Connection;
use super::delivery::{Delivery, NotSent, Step};
use super::opening::open;
use super::timeouts::Timeouts;
use super::tls::{Tls, TlsSetupError};
use super::url::{SmtpSettings, TlsMode};
use super::wire::Stream;

/// A mail server that connections can be opened to. Cheap to clone.
#[derive(Clone)]
pub struct SmtpServer {
    settings: SmtpSettings,
    tls: Option<Tls>,
    hello: Option<String>,
    timeouts: Timeouts,
}

impl SmtpServer {
    /// Prepares everything that does not need the network.
    ///
    /// `hello` is how we introduce ourselves: our own host name. A name without a dot, which many
    /// servers refuse, is replaced by our address on the connection (RFC 5321 section 4.1.3).
    pub fn new(
        settings: SmtpSettings,
        hello: &str,
        timeouts: Timeouts,
    ) -> Result<Self, TlsSetupError> {
        let tls = match settings.tls {
            TlsMode::Off => None,
            _ => Some(Tls::prepare(&settings.host, settings.ca_file.as_deref())?),
        };
        let is_full_name = hello.contains('.')
            && hello.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
        Ok(Self { settings, tls, hello: is_full_name.then(|| hello.to_owned()), timeouts })
    }

    /// The settings this was made from.
    pub fn settings(&self) -> &SmtpSettings {
        &self.settings
    }

    /// Opens a connection, as far as the point where a mail can be handed over: greeting, EHLO, TLS
    /// and login as configured.
    ///
    /// # Errors
    /// A [`Delivery`] that is `Refused` or `NotSent`: the outcome for the mail that needed it.
    pub async fn connect(&self) -> Result<Connection, Delivery> {
        let (stream, local) = self.dial().await.map_err(|reason| Delivery::NotSent { reason })?;
        let hello = self.hello.clone().unwrap_or_else(|| address_literal(local));
        open(stream, &self.settings, self.tls.as_ref(), &hello, self.timeouts).await
    }

    async fn dial(&self) -> Result<(Stream, SocketAddr), NotSent> {
        let limit = self.timeouts.connect;
        let host = (self.settings.host.as_str(), self.settings.port);
        let addresses = match timeout(limit, lookup_host(host)).await {
            Ok(Ok(addresses)) => addresses,
            Ok(Err(_)) => return Err(NotSent::HostNotFound),
            Err(_) => return Err(NotSent::TimedOut(Step::Connect)),
        };
        let mut failure = NotSent::HostNotFound;
        for address in addresses {
            match timeout(limit, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => return prepared(stream),
                Ok(Err(error)) => failure = NotSent::Unreachable(error.kind()),
                Err(_) => failure = NotSent::TimedOut(Step::Connect),
            }
        }
        Err(failure)
    }
}

fn prepared(stream: TcpStream) -> Result<(Stream, SocketAddr), NotSent> {
    let unreachable = |error: std::io::Error| NotSent::Unreachable(error.kind());
    // Commands are small and each waits for its reply: with Nagle's algorithm and the delayed
    // acknowledgements of the other side that is 40 ms a mail.
    stream.set_nodelay(true).map_err(unreachable)?;
    let local = stream.local_addr().map_err(unreachable)?;
    Ok((Box::new(stream), local))
}

fn address_literal(local: SocketAddr) -> String {
    match local {
        SocketAddr::V4(address) => format!("[{}]", address.ip()),
        SocketAddr::V6(address) => format!("[IPv6:{}]", address.ip()),
    }
}
