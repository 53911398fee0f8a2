//! From an open TCP connection to a server that is ready for a mail.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::time::timeout;

use super::connection::Connection;
use super::delivery::{Delivery, NotSent, Step};
use super::timeouts::Timeouts;
use super::tls::Tls;
use super::url::{Login, SmtpSettings, TlsMode, is_loopback};
use super::wire::{RawReply, Stream, Wire};

/// Greeting, EHLO, TLS, login.
pub(super) async fn open(
    stream: Stream,
    settings: &SmtpSettings,
    tls: Option<&Tls>,
    hello: &str,
    timeouts: Timeouts,
) -> Result<Connection, Delivery> {
    let mut opening = Opening { hello, timeouts };
    let (wire, extensions, encrypted) = opening.protected(stream, settings.tls, tls).await?;
    let mut wire = wire;
    if let Some(login) = &settings.login {
        // With tls=none to a remote host the settings are refused; this is the opportunistic case.
        if !encrypted && !is_loopback(&settings.host) {
            return Err(not_sent(NotSent::PasswordInTheClear));
        }
        opening.sign_in(&mut wire, &extensions, login).await?;
    }
    Ok(Connection::new(wire, timeouts, encrypted, extensions.pipelining))
}

fn not_sent(reason: NotSent) -> Delivery {
    Delivery::NotSent { reason }
}

/// What the server said it can do.
#[derive(Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word that the server said or did not say"
)]
struct Extensions {
    starttls: bool,
    auth_plain: bool,
    auth_login: bool,
    pipelining: bool,
}

impl Extensions {
    fn read(reply: &RawReply) -> Self {
        let mut extensions = Self::default();
        // The first line is the server's name.
        for line in reply.lines.iter().skip(1) {
            // "AUTH=PLAIN" is how old servers and their imitators write it.
            let line = line.to_ascii_uppercase().replace('=', " ");
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("STARTTLS") => extensions.starttls = true,
                Some("PIPELINING") => extensions.pipelining = true,
                Some("AUTH") => {
                    for mechanism in words {
                        extensions.auth_plain |= mechanism == "PLAIN";
                        extensions.auth_login |= mechanism == "LOGIN";
                    }
                }
                _ => {}
            }
        }
        extensions
    }
}

struct Opening<'a> {
    hello: &'a str,
    timeouts: Timeouts,
}

impl Opening<'_> {
    /// Greets, with TLS laid over the stream where the mode asks for it; says whether it was.
    async fn protected(
        &mut self,
        stream: Stream,
        mode: TlsMode,
        tls: Option<&Tls>,
    ) -> Result<(Wire, Extensions, bool), Delivery> {
        match (mode, tls) {
            (TlsMode::Implicit, Some(tls)) => {
                let mut wire = Wire::new(self.handshake(tls, stream).await?);
                self.greeting(&mut wire).await?;
                let extensions = self.ehlo(&mut wire).await?;
                Ok((wire, extensions, true))
            }
            (TlsMode::Required | TlsMode::Opportunistic, Some(tls)) => {
                let mut wire = Wire::new(stream);
                self.greeting(&mut wire).await?;
                let extensions = self.ehlo(&mut wire).await?;
                if extensions.starttls {
                    let (wire, extensions) = self.start_tls(wire, tls).await?;
                    Ok((wire, extensions, true))
                } else if mode == TlsMode::Required {
                    Err(not_sent(NotSent::NoStartTls))
                } else {
                    Ok((wire, extensions, false))
                }
            }
            (TlsMode::Off, _) => {
                let mut wire = Wire::new(stream);
                self.greeting(&mut wire).await?;
                let extensions = self.ehlo(&mut wire).await?;
                Ok((wire, extensions, false))
            }
            // `SmtpServer::new` prepares TLS for every other mode; without it nothing is sent.
            (_, None) => Err(not_sent(NotSent::Tls("TLS is not prepared".to_owned()))),
        }
    }

    async fn handshake(&self, tls: &Tls, stream: Stream) -> Result<Stream, Delivery> {
        timeout(self.timeouts.handshake, tls.handshake(stream))
            .await
            .unwrap_or(Err(NotSent::TimedOut(Step::Handshake)))
            .map_err(not_sent)
    }

    async fn greeting(&self, wire: &mut Wire) -> Result<(), Delivery> {
        let reply = wire.reply(self.timeouts.greeting).await;
        expect(reply.map_err(|fault| fault.before_the_dot(Step::Greeting)), Step::Greeting, 220)?;
        Ok(())
    }

    async fn ehlo(&self, wire: &mut Wire) -> Result<Extensions, Delivery> {
        let reply = self.step(wire, &format!("EHLO {}", self.hello), Step::Ehlo, 250).await?;
        Ok(Extensions::read(&reply))
    }

    /// RFC 3207. What the server said before is forgotten, and what it sent ahead is refused.
    async fn start_tls(&self, mut wire: Wire, tls: &Tls) -> Result<(Wire, Extensions), Delivery> {
        self.step(&mut wire, "STARTTLS", Step::StartTls, 220).await?;
        let stream = wire.into_stream().ok_or_else(|| not_sent(NotSent::Injected))?;
        let mut wire = Wire::new(self.handshake(tls, stream).await?);
        let extensions = self.ehlo(&mut wire).await?;
        Ok((wire, extensions))
    }

    /// RFC 4954, with the two mechanisms every server knows.
    async fn sign_in(
        &self,
        wire: &mut Wire,
        known: &Extensions,
        login: &Login,
    ) -> Result<(), Delivery> {
        if known.auth_plain {
            let secret = STANDARD.encode(format!("\0{}\0{}", login.user, login.password));
            self.step(wire, &format!("AUTH PLAIN {secret}"), Step::Auth, 235).await?;
        } else if known.auth_login {
            self.step(wire, "AUTH LOGIN", Step::Auth, 334).await?;
            self.step(wire, &STANDARD.encode(&login.user), Step::Auth, 334).await?;
            self.step(wire, &STANDARD.encode(&login.password), Step::Auth, 235).await?;
        } else {
            return Err(not_sent(NotSent::LoginNotOffered));
        }
        Ok(())
    }

    async fn step(
        &self,
        wire: &mut Wire,
        line: &str,
        step: Step,
        wanted: u16,
    ) -> Result<RawReply, Delivery> {
        let limit: Duration = self.timeouts.command;
        let reply = wire.command(line, limit).await;
        expect(reply.map_err(|fault| fault.before_the_dot(step)), step, wanted)
    }
}

fn expect(reply: Result<RawReply, NotSent>, step: Step, wanted: u16) -> Result<RawReply, Delivery> {
    match reply {
        Ok(reply) if reply.code == wanted => Ok(reply),
        Ok(reply) if reply.is_refusal() => Err(Delivery::Refused { step, reply: reply.kept() }),
        Ok(_) => Err(not_sent(NotSent::Garbage(step))),
        Err(reason) => Err(not_sent(reason)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extensions(lines: &[&str]) -> Extensions {
        let lines = lines.iter().map(|line| (*line).to_owned()).collect();
        Extensions::read(&RawReply { code: 250, lines })
    }

    #[test]
    fn extensions_are_read_in_any_case_and_spelling() {
        let read =
            extensions(&["mail.example.jp", "starttls", "AUTH=LOGIN", "AUTH CRAM-MD5 PLAIN"]);
        let known = Extensions {
            starttls: true,
            auth_plain: true,
            auth_login: true,
            ..Extensions::default()
        };
        assert_eq!(read, known);
        assert!(extensions(&["mail.example.jp", "Pipelining"]).pipelining);
    }

    #[test]
    fn a_server_named_like_an_extension_does_not_offer_it() {
        assert_eq!(extensions(&["STARTTLS"]), Extensions::default());
    }
}
