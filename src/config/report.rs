//! What `config check` says about settings that are right.

use super::{DatabaseUrl, LogFormat, Origin, SecretKeySetting, Settings, definition::DEFINITIONS};

impl Settings {
    /// One line a setting, with its value, or that it is secret, and where it came from; then remarks.
    pub fn report(&self) -> Vec<String> {
        let mut lines: Vec<String> = DEFINITIONS
            .iter()
            .map(|definition| {
                let origin = self.given.get(definition.key).unwrap_or(&Origin::Default);
                let value =
                    self.shown(definition.key).unwrap_or_else(|| definition.when_absent.to_owned());
                format!("{:<22} {value}  ({origin})", definition.key)
            })
            .collect();
        lines.extend(self.remarks().into_iter().map(|remark| format!("note: {remark}")));
        lines
    }

    /// What is allowed but worth knowing.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.smtp_url.is_none() {
            remarks.push("no smtp_url: mail is caught, and nobody gets any".to_owned());
        }
        if self.smtp_url.is_some() && !self.is_given("mail_from") {
            remarks.push(format!(
                "mail is sent from {}, which few servers accept; set mail_from",
                self.mail_from
            ));
        }
        if let Some(dkim) = &self.dkim
            && !dkim.is_aligned_with(&self.mail_from)
        {
            remarks.push(format!(
                "mail from {} is signed by {}, which does not count for DMARC",
                self.mail_from, dkim.domain
            ));
        }
        let awaits_mail = self.bounce_address.is_some() || self.application_address.is_some();
        if awaits_mail && self.mailbox_url.is_none() {
            remarks.push("no mailbox_url: nobody reads what comes in".to_owned());
        }
        if self.mailbox_url.is_some() && self.bounce_address.is_none() {
            remarks.push(
                "mailbox_url without bounce_address: nothing tells which mail has come back"
                    .to_owned(),
            );
        }
        if !self.public_url.is_https() && !self.public_url.is_local() {
            remarks.push(format!(
                "{} is not https: what people enter can be read on its way",
                self.public_url
            ));
        }
        if self.public_url.is_local() && !self.http_addr.ip().is_loopback() {
            remarks.push(format!(
                "links in mail lead to {}, which works on this machine only; set public_url",
                self.public_url
            ));
        }
        if !self.robots.on {
            remarks.push("robot_protection is off: nothing slows robots down".to_owned());
        }
        let is_proxied = self.http_addr.ip().is_loopback() && !self.public_url.is_local();
        if self.robots.on && is_proxied && self.trusted_proxies.is_empty() {
            remarks.push(
                "no trusted_proxies: all requests seem to come from this machine, which no limit holds up"
                    .to_owned(),
            );
        }
        if !self.clock_offset.is_zero() {
            remarks.push(format!(
                "the clock is shifted by {} seconds",
                self.clock_offset.num_seconds()
            ));
        }
        remarks
    }

    /// The value as it may be shown; `None` where there is none.
    fn shown(&self, key: &str) -> Option<String> {
        match key {
            "database_url" => Some(self.database.to_string()),
            "database_connections" => Some(match self.database {
                DatabaseUrl::Postgres(_) => self.database_connections.to_string(),
                DatabaseUrl::Sqlite(_) => "not used with SQLite".to_owned(),
            }),
            "database_replica_url" => self.database_replica.as_ref().map(ToString::to_string),
            "http_addr" => Some(self.http_addr.to_string()),
            "public_url" => Some(self.public_url.to_string()),
            "trusted_proxies" => Some(self.trusted_proxies.to_string()),
            "robot_protection" => Some(if self.robots.on { "on" } else { "off" }.to_owned()),
            "rate_applications" => Some(self.robots.applications.to_string()),
            "rate_mails" => Some(self.robots.mails.to_string()),
            "rate_guesses" => Some(self.robots.guesses.to_string()),
            "rate_sign_in" => Some(self.robots.sign_in.to_string()),
            "rate_lookups" => Some(self.robots.lookups.to_string()),
            "smtp_url" => self.smtp_url.as_ref().map(|_| "given, not shown".to_owned()),
            "smtp_connections" => Some(self.smtp_connections.to_string()),
            "mail_from" => Some(self.mail_from.clone()),
            "dkim_key" => self.dkim.as_ref().map(|_| "given, not shown".to_owned()),
            "dkim_selector" => self.dkim.as_ref().map(|dkim| dkim.selectors.join(",")),
            "dkim_domain" => self.dkim.as_ref().map(|dkim| dkim.domain.clone()),
            "bounce_address" => self.bounce_address.clone(),
            "application_address" => self.application_address.clone(),
            "mailbox_url" => self.mailbox_url.as_ref().map(|_| "given, not shown".to_owned()),
            "mail_rate" => self.mail_rate.map(|rate| rate.to_string()),
            "secret_key" => Some(match &self.secret_key {
                SecretKeySetting::Given(_) => "given, not shown".to_owned(),
                SecretKeySetting::KeptIn(path) if path.exists() => {
                    format!("kept in {}", path.display())
                }
                SecretKeySetting::KeptIn(path) => {
                    format!("made at the first start in {}", path.display())
                }
            }),
            "oidc_issuer" => self.provider.as_ref().map(|provider| provider.issuer.clone()),
            "oidc_client_id" => self.provider.as_ref().map(|provider| provider.client_id.clone()),
            "oidc_client_secret" => self.provider.as_ref().map(|_| "given, not shown".to_owned()),
            "metrics_addr" => self.metrics_addr.map(|address| address.to_string()),
            "log" => Some(self.log.clone()),
            "log_format" => self.log_format.map(|format| match format {
                LogFormat::Text => "text".to_owned(),
                LogFormat::Json => "json".to_owned(),
            }),
            "clock_offset" => Some(self.clock_offset.num_seconds().to_string()),
            _ => None,
        }
    }
}
