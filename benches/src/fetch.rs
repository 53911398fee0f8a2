//! Single requests, for what is not a load: looking something up, timing one long answer.

use std::io::Read as _;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// What a GET brought.
#[derive(Debug)]
pub struct Fetched {
    pub bytes: usize,
    pub tag: Option<String>,
    pub text: String,
    /// From the request to the last byte.
    pub took: Duration,
}

/// GETs addresses of one server, on one connection kept alive.
pub struct Fetcher {
    address: SocketAddr,
    token: Option<String>,
    cookie: Option<String>,
    agent: ureq::Agent,
}

impl Fetcher {
    /// As anybody, or with an organizer's token.
    pub fn new(address: SocketAddr, token: Option<&str>) -> Self {
        let agent = ureq::Agent::new_with_defaults();
        Self { address, token: token.map(str::to_owned), cookie: None, agent }
    }

    /// As somebody who signs in to the console by this one-time link.
    pub fn signed_in(address: SocketAddr, link: &str) -> Result<Self> {
        let mut fetcher = Self::new(address, None);
        let path =
            link.find("/console").map(|at| &link[at..]).context("a link into the console")?;
        let page = fetcher.get(path)?.text;
        let token =
            page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let csrf = token.context("no button on the page of the link")?;
        let config = ureq::Agent::config_builder().max_redirects(0).build();
        let agent: ureq::Agent = config.into();
        let answer = agent.post(format!("http://{address}{path}")).send_form([("csrf", csrf)])?;
        let set = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
        let cookie = set.and_then(|set| set.split(';').next()).context("no cookie")?;
        fetcher.cookie = Some(cookie.to_owned());
        Ok(fetcher)
    }

    /// The whole answer, kept as text.
    pub fn get(&self, path: &str) -> Result<Fetched> {
        self.fetch(path, true)
    }

    /// The whole answer, read and thrown away: for long ones.
    pub fn drain(&self, path: &str) -> Result<Fetched> {
        self.fetch(path, false)
    }

    fn fetch(&self, path: &str, keep: bool) -> Result<Fetched> {
        let mut request = self.agent.get(format!("http://{}{path}", self.address));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("Cookie", cookie);
        }
        let began = Instant::now();
        let mut answer = request.call().with_context(|| format!("GET {path}"))?;
        let tag = answer.headers().get("etag").and_then(|tag| tag.to_str().ok()).map(str::to_owned);
        let mut reader = answer.body_mut().as_reader();
        let (mut buffer, mut kept, mut bytes) = (vec![0; 256 * 1024], Vec::new(), 0);
        loop {
            let read = reader.read(&mut buffer).with_context(|| format!("GET {path}"))?;
            if read == 0 {
                break;
            }
            bytes += read;
            if keep {
                kept.extend_from_slice(&buffer[..read]);
            }
        }
        let took = began.elapsed();
        Ok(Fetched { bytes, tag, text: String::from_utf8_lossy(&kept).into_owned(), took })
    }
}
