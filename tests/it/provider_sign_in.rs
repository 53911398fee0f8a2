//! Signing in with an identity provider: a small one of our own, which can be told to lie.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::app::{Place, TestApp};
use crate::support::console::{Desk, attribute, csrf_of, link_of};

/// What the next token says in place of the truth.
type Lie = Option<(&'static str, Value)>;

/// A provider with one person.
struct Provider {
    address: SocketAddr,
    key: EcdsaKeyPair,
    /// By code: nonce and challenge of the attempt.
    codes: Mutex<HashMap<String, (String, String)>>,
    lie: Mutex<Lie>,
}

impl Provider {
    fn start() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let random = ring::rand::SystemRandom::new();
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random)
                .expect("a key");
        let address = listener.local_addr().expect("an address");
        let provider =
            Arc::new(Self { address, key, codes: Mutex::default(), lie: Mutex::default() });
        let serving = Arc::clone(&provider);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serving.answer(stream);
            }
        });
        provider
    }

    fn issuer(&self) -> String {
        format!("http://{}", self.address)
    }

    fn answer(&self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
        let (mut first, mut length) = (String::new(), 0);
        reader.read_line(&mut first).expect("a line");
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a line");
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
        let (status, body) = match self.page(&path, &String::from_utf8_lossy(&body)) {
            Some(body) => ("200 OK", body.to_string()),
            None => ("400 Bad Request", "{}".to_owned()),
        };
        let _ = write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
    }

    fn page(&self, path: &str, body: &str) -> Option<Value> {
        let issuer = self.issuer();
        match path {
            "/.well-known/openid-configuration" => Some(json!({
                "issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"),
                "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
            })),
            "/keys" => {
                let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
                let part = |octets| URL_SAFE_NO_PAD.encode(octets);
                Some(
                    json!({ "keys": [{ "kty": "oct", "k": "AA" }, { "kty": "EC", "crv": "P-256", "kid": "1", "x": part(x), "y": part(y) }] }),
                )
            }
            "/token" => {
                let form: HashMap<String, String> =
                    url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
                let (nonce, challenge) =
                    self.codes.lock().expect("codes").remove(form.get("code")?)?;
                // PKCE: who brings the code must be who was sent.
                let verified =
                    URL_SAFE_NO_PAD.encode(Sha256::digest(form.get("code_verifier")?)) == challenge;
                verified.then(|| json!({ "id_token": self.token(&nonce), "access_token": "x", "token_type": "Bearer" }))
            }
            _ => None,
        }
    }

    fn token(&self, nonce: &str) -> String {
        let now = chrono::DateTime::<chrono::Utc>::from(
            std::time::UNIX_EPOCH + std::time::UNIX_EPOCH.elapsed().expect("after 1970"),
        )
        .timestamp();
        let mut claims = json!({
            "iss": self.issuer(), "sub": "248289", "aud": "uketsuke", "exp": now + 300, "iat": now, "nonce": nonce,
            "email": "staff@hagi.example.jp", "email_verified": true, "name": "産業 花子",
        });
        if let Some((claim, value)) = self.lie.lock().expect("a lie").clone() {
            claims[claim] = value;
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&json!({ "alg": "ES256", "kid": "1" })), part(&claims));
        let signature =
            self.key.sign(&ring::rand::SystemRandom::new(), signed.as_bytes()).expect("signed");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }

    /// The person agrees; what the browser is sent back with.
    fn agree(&self, url: &str) -> (String, String) {
        let url = url::Url::parse(url).expect("an address");
        let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(
            (query["response_type"].as_str(), query["client_id"].as_str()),
            ("code", "uketsuke")
        );
        let code = format!("code-{}", query["nonce"]);
        let attempt = (query["nonce"].clone(), query["code_challenge"].clone());
        self.codes.lock().expect("codes").insert(code.clone(), attempt);
        (code, query["state"].clone())
    }
}

/// From the sign-in page to the provider and back; the status, and whether somebody is signed in.
fn journey(
    app: &TestApp,
    provider: &Provider,
    bend: impl Fn(&mut String, &mut String),
) -> (u16, bool) {
    let page = app.get("/console/sign-in").expect(200);
    let cookie = cookie(&page, "uketsuke_sign_in").expect("a secret");
    let left = app
        .form("/console/sign-in/to-provider", &[("csrf", &csrf_of(&page))], Some(&cookie))
        .expect(200);
    let cookie = self::cookie(&left, "uketsuke_sign_in").expect("the attempt");
    let url = attribute(&left.text(), "main a.button", "href").pop().expect("the way");
    let (mut code, mut state) = provider.agree(&url);
    bend(&mut code, &mut state);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("code", &code)
        .append_pair("state", &state)
        .finish();
    let back = app
        .send("GET", &format!("/console/sign-in/provider?{query}"), &[("Cookie", &cookie)], b"")
        .expect(200);
    assert!(self::cookie(&back, "uketsuke_console").is_none(), "a GET signs nobody in");
    let fields = [("csrf", csrf_of(&back)), ("code", code), ("state", state)];
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = app.form("/console/sign-in/provider", &fields, Some(&cookie));
    let is_in = self::cookie(&answer, "uketsuke_console").is_some();
    // Once, whatever came of it.
    let again = app.form("/console/sign-in/provider", &fields, Some(&cookie));
    assert!(self::cookie(&again, "uketsuke_console").is_none());
    (answer.status, is_in)
}

fn cookie(answer: &crate::support::answer::Answer, name: &str) -> Option<String> {
    let all = answer.headers_named("set-cookie");
    let found = all.into_iter().find(|cookie| cookie.starts_with(&format!("{name}=")))?;
    found.split(';').next().map(str::to_owned).filter(|cookie| cookie.len() > name.len() + 1)
}

fn tried(place: Place) {
    let provider = Provider::start();
    let issuer = provider.issuer();
    let settings = [
        ("UKETSUKE_OIDC_ISSUER", issuer.as_str()),
        ("UKETSUKE_OIDC_CLIENT_ID", "uketsuke"),
        ("UKETSUKE_OIDC_CLIENT_SECRET", "geheim"),
    ];
    let app = TestApp::at(place, &settings);
    link_of(&app, "hagi", "萩市");
    let plain = |_: &mut String, _: &mut String| {};
    assert_eq!(journey(&app, &provider, plain), (303, true));
    let lies = [
        ("iss", json!("https://elsewhere.example")),
        ("aud", json!("another")),
        ("nonce", json!("another")),
        ("exp", json!(1_000)),
    ];
    for (claim, value) in lies {
        *provider.lie.lock().expect("a lie") = Some((claim, value));
        assert_eq!(journey(&app, &provider, plain), (422, false), "{claim}");
    }
    // Somebody else with a member's address that nobody has verified; then somebody whom nobody knows.
    *provider.lie.lock().expect("a lie") = Some(("sub", json!("other")));
    assert_eq!(
        journey(&app, &provider, plain),
        (422, false),
        "verified, but another identity than the one that is known"
    );
    // Until the account's owner has let the first one go, which ends what was begun by it.
    let desk = Desk::by(&app, &link_of(&app, "hagi", "萩市"));
    let trail = desk.get("/console/audit").expect(200).text();
    assert_eq!(trail.matches("ほかのサービスのアカウントをつなぎました").count(), 1, "{trail}");
    let page = desk.get("/console/account").expect(200).text();
    assert_eq!(attribute(&page, "input[name=issuer]", "value"), std::slice::from_ref(&issuer));
    let fields = [("csrf", desk.csrf()), ("issuer", issuer.clone())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    app.form("/console/account/provider/remove", &fields, Some(&desk.cookie)).expect(303);
    app.form("/console/account/provider/remove", &fields, Some(&desk.cookie)).expect(404);
    assert_eq!(journey(&app, &provider, plain), (303, true), "the other one, linked now");
    *provider.lie.lock().expect("a lie") = Some(("email", json!("nobody@example.jp")));
    assert_eq!(
        journey(&app, &provider, plain),
        (422, false),
        "by an identity that is not known, with an address of nobody"
    );
    *provider.lie.lock().expect("a lie") = None;
    assert_eq!(journey(&app, &provider, |_, state| *state = "x".into()), (422, false));
    assert_ne!(journey(&app, &provider, |code, _| *code = "x".into()), (303, true));
    app.end();
}

#[test]
fn the_provider_s_word_is_believed_for_this_attempt_alone_on_sqlite() {
    tried(Place::sqlite());
}

#[test]
fn the_provider_s_word_is_believed_for_this_attempt_alone_on_postgresql() {
    tried(Place::postgresql());
}
