//! The line to the mail server: one connection, kept from mail to mail, hung up when it is idle.

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::Clock;
use crate::mail::{Connection, Delivery, Message, SmtpServer};

/// How long an unused connection is kept.
const IDLE: TimeDelta = TimeDelta::seconds(20);
/// After this the server is asked whether it is still there, before the next mail.
const FRESH: TimeDelta = TimeDelta::seconds(1);

/// A connection with when it was last used.
#[derive(Default)]
pub struct Line(Option<(Connection, DateTime<Utc>)>);

impl Line {
    /// Hands over one mail, on the open connection or on a new one.
    pub async fn deliver(
        &mut self,
        server: &SmtpServer,
        message: &Message,
        clock: &Clock,
    ) -> Delivery {
        let mut connection = match self.usable(clock.now()).await {
            Some(connection) => connection,
            None => match server.connect().await {
                Ok(connection) => connection,
                Err(delivery) => return delivery,
            },
        };
        let delivery = connection.deliver(message).await;
        if connection.is_reusable() {
            self.0 = Some((connection, clock.now()));
        } else {
            connection.close().await;
        }
        delivery
    }

    /// Hangs up if nothing was said for long.
    pub async fn hang_up_if_idle(&mut self, now: DateTime<Utc>) {
        if self.0.as_ref().is_some_and(|(_, used)| now - *used >= IDLE) {
            self.hang_up().await;
        }
    }

    pub async fn hang_up(&mut self) {
        if let Some((connection, _)) = self.0.take() {
            connection.close().await;
        }
    }

    /// The open connection, if the server is still at its other end.
    async fn usable(&mut self, now: DateTime<Utc>) -> Option<Connection> {
        self.hang_up_if_idle(now).await;
        let (mut connection, used) = self.0.take()?;
        if now - used < FRESH || connection.is_alive().await {
            return Some(connection);
        }
        connection.close().await;
        None
    }
}
