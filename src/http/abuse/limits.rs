//! How often an address may do what anybody may do, purpose by purpose.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::http::header::{
    FORWARDED, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, X_FORWARDED_FOR,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, web};
use governor::clock::MonotonicClock;

use super::bucket::{Bucket, Count};
use super::client_address;
use crate::app::App;
use crate::config::Robots;
use crate::http::problem::Problem;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Addresses that are kept out for a while at most, beyond which the oldest knowledge goes.
const MOST_KEPT_OUT: usize = 50_000;

/// What is counted, each for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Applications sent by the form, or by the API without a token.
    Applications,
    /// Mails that anybody can cause, such as lost links.
    Mails,
    /// Secret links that lead nowhere.
    Guesses,
    /// Sign-in links of staff.
    SignIn,
    /// Companies and postal codes looked up.
    Lookups,
}

impl Purpose {
    /// Its name in headers and figures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Applications => "applications",
            Self::Mails => "mails",
            Self::Guesses => "guesses",
            Self::SignIn => "sign_in",
            Self::Lookups => "lookups",
        }
    }

    /// What a request is counted for before anything is done, by its address. Applications of the form are
    /// counted by its handler, which knows when one is really sent.
    pub fn of_request(method: &Method, path: &str, has_token: bool) -> Option<Self> {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').take(6).collect();
        match (method, parts.as_slice()) {
            (&Method::POST, ["api", "v1", "sessions", _, "registrations" | "uploads"])
                if !has_token =>
            {
                Some(Self::Applications)
            }
            (&Method::POST, ["api", "v1", "events", _, "resend-link"] | ["e", _, "lost-link"]) => {
                Some(Self::Mails)
            }
            (_, ["console", "sign-in" | "set-up", _])
            | (
                &Method::POST,
                ["console", "sign-in" | "kept"] | ["console", "account", "confirm"],
            ) => Some(Self::SignIn),
            (_, ["companies"] | ["postal", _]) => Some(Self::Lookups),
            _ => None,
        }
    }

    /// Whether the address has a secret in it that somebody may try to guess.
    pub fn has_secret(path: &str) -> bool {
        ["/r/", "/d/", "/u/", "/c/", "/api/v1/registrations/"]
            .iter()
            .any(|start| path.starts_with(start))
    }
}

/// It was one too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    purpose: Purpose,
    count: Option<Count>,
    /// Seconds after which it may be tried again; at least 1.
    pub seconds: u32,
}

/// The counts of this process.
pub struct Limits {
    buckets: [Bucket; 5],
    /// Who has guessed too often, by keys of the bucket of guesses: until when.
    kept_out: Mutex<HashMap<u64, Instant>>,
}

impl Limits {
    pub fn new(robots: &Robots) -> Self {
        let clock = MonotonicClock;
        let rates =
            [robots.applications, robots.mails, robots.guesses, robots.sign_in, robots.lookups];
        Self { buckets: rates.map(|rate| Bucket::new(rate, &clock)), kept_out: Mutex::default() }
    }

    fn bucket(&self, purpose: Purpose) -> &Bucket {
        let [applications, mails, guesses, sign_in, lookups] = &self.buckets;
        match purpose {
            Purpose::Applications => applications,
            Purpose::Mails => mails,
            Purpose::Guesses => guesses,
            Purpose::SignIn => sign_in,
            Purpose::Lookups => lookups,
        }
    }

    /// Counts one.
    ///
    /// # Errors
    /// It was one too many.
    pub fn take(&self, purpose: Purpose, address: IpAddr) -> Result<Count, TooMany> {
        self.bucket(purpose).take(address).map_err(|count| {
            metrics::counter!("uketsuke_held_up_total", "purpose" => purpose.name()).increment(1);
            TooMany { purpose, count: Some(count), seconds: whole_seconds(count.wait) }
        })
    }

    /// Notes that a secret link of this address led nowhere; who does so too often is kept out for a while.
    pub fn guessed_wrong(&self, address: IpAddr, now: Instant) {
        let Err(TooMany { count: Some(count), .. }) = self.take(Purpose::Guesses, address) else {
            return;
        };
        let guesses = self.bucket(Purpose::Guesses);
        let key = if count.is_network {
            guesses.network_key(address)
        } else {
            guesses.address_key(address)
        };
        let mut kept_out = self.kept_out.lock().unwrap_or_else(PoisonError::into_inner);
        if kept_out.len() >= MOST_KEPT_OUT {
            kept_out.retain(|_, until| *until > now);
            if kept_out.len() >= MOST_KEPT_OUT {
                kept_out.clear();
            }
        }
        kept_out.insert(key, now + count.wait);
    }

    /// Whether an address is kept out of secret links for now.
    ///
    /// # Errors
    /// It is.
    pub fn may_guess(&self, address: IpAddr, now: Instant) -> Result<(), TooMany> {
        let guesses = self.bucket(Purpose::Guesses);
        let keys = [guesses.address_key(address), guesses.network_key(address)];
        let kept_out = self.kept_out.lock().unwrap_or_else(PoisonError::into_inner);
        let until = keys.iter().filter_map(|key| kept_out.get(key)).max();
        match until.and_then(|until| until.checked_duration_since(now)) {
            Some(wait) if !wait.is_zero() => Err(TooMany {
                purpose: Purpose::Guesses,
                count: None,
                seconds: whole_seconds(wait),
            }),
            _ => Ok(()),
        }
    }

    /// Tells a program how often it may ask (draft-ietf-httpapi-ratelimit-headers-10).
    pub fn tell(&self, purpose: Purpose, count: Count, headers: &mut HeaderMap) {
        let rate = self.bucket(purpose).rate(count.is_network);
        let tier = if count.is_network { "-network" } else { "" };
        let name = format!("\"{}{tier}\"", purpose.name());
        let window = u64::from(rate.at_once) * 60 / u64::from(rate.a_minute.max(1));
        let policy = format!("{name};q={};w={}", rate.at_once, window.max(1));
        let standing = format!("{name};r={};t={}", count.left, whole_seconds(count.wait));
        for (header, value) in [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, standing)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(header, value);
            }
        }
    }

    /// The headers of an answer that holds somebody up.
    pub fn tell_too_many(&self, too_many: TooMany, headers: &mut HeaderMap) {
        headers.insert(RETRY_AFTER, HeaderValue::from(too_many.seconds));
        if let Some(count) = too_many.count {
            self.tell(too_many.purpose, count, headers);
        }
    }
}

impl TooMany {
    /// What programs are told.
    pub fn problem(self) -> Problem {
        Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limited",
            "Too many requests",
            "Too much has come from this address in a short time. Nothing was done; Retry-After says when to \
             try again.",
        )
    }
}

/// Rounded up: nobody is told to come too early.
fn whole_seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX).max(1)
}

/// Whose requests are limited: the address; `None`: this machine's own, and everybody's where the
/// protection is off.
pub fn suspect(
    app: &App,
    peer: Option<std::net::SocketAddr>,
    headers: &HeaderMap,
) -> Option<IpAddr> {
    if !app.settings.robots.on {
        return None;
    }
    let address = client_address::of(peer?.ip(), headers, &app.settings.trusted_proxies);
    // With both headers one may be the client's own, and a proxy on this machine stand for anybody.
    let may_be_anybody = headers.contains_key(FORWARDED) && headers.contains_key(X_FORWARDED_FOR);
    (may_be_anybody || !address.is_loopback()).then_some(address)
}

/// The address of a handler's request, if it is one that is limited.
pub fn suspect_of(request: &HttpRequest) -> Option<IpAddr> {
    let app = request.app_data::<web::Data<App>>()?;
    suspect(app, request.peer_addr(), request.headers())
}

/// Counts what a handler is about to do.
///
/// # Errors
/// It was one too many.
pub fn take(request: &HttpRequest, purpose: Purpose) -> Result<(), TooMany> {
    match (suspect_of(request), request.app_data::<web::Data<Limits>>()) {
        (Some(address), Some(limits)) => limits.take(purpose, address).map(drop),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Rate;

    fn limits() -> Limits {
        let rate = Rate { at_once: 3, a_minute: 2 };
        let (applications, mails, guesses, sign_in, lookups) = (rate, rate, rate, rate, rate);
        Limits::new(&Robots { on: true, applications, mails, guesses, sign_in, lookups })
    }

    #[test]
    fn each_purpose_is_counted_for_itself() {
        let (limits, address) = (limits(), "192.0.2.1".parse().unwrap());
        for purpose in [Purpose::Applications, Purpose::Mails, Purpose::SignIn, Purpose::Lookups] {
            let taken = (0..5).filter(|_| limits.take(purpose, address).is_ok()).count();
            assert_eq!(taken, 3, "{}", purpose.name());
        }
    }

    #[test]
    fn an_address_says_what_it_is_counted_for() {
        let of = |method: Method, path: &str| Purpose::of_request(&method, path, false);
        let registrations = "/api/v1/sessions/x/registrations";
        assert_eq!(of(Method::POST, registrations), Some(Purpose::Applications));
        assert_eq!(of(Method::GET, registrations), None);
        assert_eq!(Purpose::of_request(&Method::POST, registrations, true), None);
        assert_eq!(of(Method::POST, "/api/v1/events/x/resend-link"), Some(Purpose::Mails));
        assert_eq!(of(Method::POST, "/e/x/lost-link"), Some(Purpose::Mails));
        assert_eq!(of(Method::POST, "/console/sign-in/x"), Some(Purpose::SignIn));
        assert_eq!(of(Method::GET, "/companies"), Some(Purpose::Lookups));
        assert_eq!(of(Method::GET, "/postal/1234567"), Some(Purpose::Lookups));
        for path in ["/", "/e/x", "/e/x/apply", "/api/v1/events", "/console/sign-in", "/assets/x"] {
            assert_eq!(of(Method::GET, path), None, "{path}");
            assert!(!Purpose::has_secret(path), "{path}");
        }
        assert!(Purpose::has_secret("/r/x/done") && Purpose::has_secret("/api/v1/registrations/x"));
    }

    #[test]
    fn who_guesses_is_kept_out_for_as_long_as_the_rate_says_and_others_are_not() {
        let (limits, now) = (limits(), Instant::now());
        let (address, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        for _ in 0..3 {
            limits.guessed_wrong(address, now);
            limits.may_guess(address, now).unwrap();
        }
        limits.guessed_wrong(address, now);
        let seconds = limits.may_guess(address, now).unwrap_err().seconds;
        assert!((29..=30).contains(&seconds), "{seconds}");
        limits.may_guess(other, now).unwrap();
        limits.may_guess(address, now + Duration::from_secs(31)).unwrap();
    }

    #[test]
    fn headers_say_how_often_and_when() {
        let limits = limits();
        let mut headers = HeaderMap::new();
        let count = limits.take(Purpose::Mails, "192.0.2.1".parse().unwrap()).unwrap();
        limits.tell(Purpose::Mails, count, &mut headers);
        assert_eq!(headers.get("ratelimit-policy").unwrap(), "\"mails\";q=3;w=90");
        assert_eq!(headers.get("ratelimit").unwrap(), "\"mails\";r=2;t=30");
    }
}
