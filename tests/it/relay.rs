//! All kinds of mail through Debian's Postfix, read back by programs that know nothing of ours.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use uketsuke::domain::values::language::Language;
use uketsuke::incoming::{self, Class, Report};
use uketsuke::mail::{
    CalendarStamp, Connection, Correspondent, DkimSigner, Links, MailContext, MailKind, Message,
    MessageHead, Rendered, compose, render,
};

use crate::support::figures::figure;
use crate::support::smtp_client::{connected, is_accepted};

const BOUNCE_ADDRESS: &str = "uketsuke-bounce@example.jp";
/// Longer than Postfix takes for all of it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running Postfix; it is stopped when this is dropped.
struct Relay {
    folder: TempDir,
    port: u16,
}

impl Relay {
    /// Fails where Postfix is missing: `tests/run` installs it.
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let started = script().arg("start").arg(folder.path()).stderr(Stdio::inherit()).output();
        let started = started.expect("tests/relay can be run");
        assert!(started.status.success(), "Postfix did not start: see above");
        let port = String::from_utf8_lossy(&started.stdout).trim().parse().expect("a port");
        Self { folder, port }
    }

    fn url(&self) -> String {
        let ca = self.folder.path().join("ca.pem");
        format!("smtp://127.0.0.1:{}?tls=required&ca={}", self.port, ca.display())
    }

    fn arrived(&self) -> PathBuf {
        self.folder.path().join("mail/new")
    }

    fn wait_for(&self, count: usize) {
        let began = Instant::now();
        let arrived = || std::fs::read_dir(self.arrived()).map_or(0, Iterator::count);
        while arrived() < count {
            assert!(began.elapsed() < PATIENCE, "{} of {count} arrived", arrived());
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = script().arg("stop").arg(self.folder.path()).status();
    }
}

fn script() -> Command {
    Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/relay"))
}

/// Two keys, as an office would make them.
fn signer() -> DkimSigner {
    let key = |arguments: &[&str]| {
        let made = Command::new("openssl").arg("genpkey").args(arguments).output();
        String::from_utf8(made.expect("openssl is installed").stdout).expect("PEM")
    };
    let rsa = key(&["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]);
    let ed25519 = key(&["-algorithm", "ED25519"]);
    let selectors = ["rsa1".to_owned(), "ed1".to_owned()];
    DkimSigner::new(&format!("{rsa}{ed25519}"), &selectors, "example.jp").expect("keys")
}

/// Sends mails one after another, and notes what must arrive.
struct Sender<'a> {
    open: Connection,
    signer: &'a DkimSigner,
    folder: &'a Path,
    mails: Vec<Value>,
}

impl Sender<'_> {
    async fn send(&mut self, context: &MailContext, language: Language, to: &str, name: &str) {
        let number = self.mails.len();
        let stoppable = context.kind().may_be_stopped();
        let url = format!("https://uketsuke.example.jp/u/{}", "A".repeat(64));
        let unsubscribe_url = stoppable.then_some(url);
        let rendered = rendered(context, language, unsubscribe_url.clone());
        let returns_to = format!("uketsuke-bounce+mark{number}@example.jp");
        let applicant = context.registration().map(|mail| mail.applicant_name.clone());
        let who = |name: Option<String>, address: &str| Correspondent {
            name,
            address: address.to_owned(),
        };
        let office = Some("例示市 \"産業振興課\", <課>".to_owned());
        let head = MessageHead {
            from: who(office.clone(), "uketsuke@example.jp"),
            reply_to: Some(who(office, "office@example.jp")),
            to: who(applicant, to),
            message_id: format!("<{number}.relay@uketsuke.example.jp>"),
            date: "2026-10-01T00:00:00Z".parse().expect("time"),
            returns_to: Some(returns_to.clone()),
            unsubscribe_url,
        };
        let composed = compose(&rendered, &head).expect("composed");
        let message = self.signer.sign(&composed, head.date).expect("signed");
        let again = self.signer.sign(&compose(&rendered, &head).expect("composed"), head.date);
        assert_eq!(again.as_ref(), Ok(&message), "every try has the same bytes");
        let delivery = self.open.deliver(&message).await;
        assert!(is_accepted(&delivery), "{name}: {delivery:?}");
        let sent = self.folder.join(format!("{number}.eml"));
        std::fs::write(&sent, message.bytes()).expect("written");
        self.note(
            &message,
            &rendered,
            &json!({ "name": name, "message_id": head.message_id,
            "envelope_from": returns_to, "stoppable": stoppable, "sent": sent }),
        );
    }

    fn note(&mut self, message: &Message, rendered: &Rendered, more: &Value) {
        let unquoted = message.envelope_to().to_owned();
        let mut mail = json!({
            "subject": rendered.subject, "text": rendered.text, "html": rendered.html,
            "calendars": rendered.calendars.len(), "from": "uketsuke@example.jp", "reply_to": "office@example.jp",
            "header_to": unquoted, "envelope_to": unquoted, "algorithms": ["rsa-sha256", "ed25519-sha256"],
        });
        let fields = more.as_object().expect("an object").clone();
        mail.as_object_mut().expect("an object").extend(fields);
        self.mails.push(mail);
    }
}

fn rendered(
    context: &MailContext,
    language: Language,
    unsubscribe_url: Option<String>,
) -> Rendered {
    let links = Links { unsubscribe_url, ..Links::sample(context.kind()) };
    let stamp = CalendarStamp {
        uid_domain: "uketsuke.example.jp".to_owned(),
        stamped_at: "2026-10-01T00:00:00Z".parse().expect("time"),
        organizer: "office@example.jp".to_owned(),
    };
    render(context, language, &links, &stamp).expect("rendered")
}

#[tokio::test]
async fn every_kind_arrives_through_postfix_as_other_programs_read_it() {
    let relay = Relay::start();
    let signer = signer();
    let folder = tempfile::tempdir().expect("a folder");
    let open = connected(&relay.url()).await;
    assert!(open.is_encrypted());
    let mut sender = Sender { open, signer: &signer, folder: folder.path(), mails: Vec::new() };
    for kind in MailKind::ALL {
        let mut contexts = vec![("sample", MailContext::sample(kind))];
        contexts.push(("online", MailContext::sample_online(kind)));
        contexts.extend(MailContext::hostile_samples(kind).into_iter().map(|it| ("hostile", it)));
        for (number, (sort, context)) in contexts.iter().enumerate() {
            for language in [Language::Ja, Language::En] {
                let name = format!("{kind} {language} {sort} {number}");
                sender.send(context, language, "taro@example.jp", &name).await;
            }
        }
    }
    // Addresses as carriers once gave them out, and of a domain in Japanese.
    let confirmed = MailContext::sample(MailKind::RegistrationConfirmed);
    for to in ["taro..x.@example.ne.jp", "info@例え.jp", "a+b@sub.example.co.jp"] {
        sender.send(&confirmed, Language::Ja, to, &format!("to {to}")).await;
    }
    let Sender { open, mails, .. } = sender;
    open.close().await;
    let count = mails.len();
    relay.wait_for(count);
    let records: serde_json::Map<String, Value> =
        signer.records().into_iter().map(|(name, text)| (name, text.into())).collect();
    let manifest = folder.path().join("manifest.json");
    let text = json!({ "mails": mails, "records": records }).to_string();
    std::fs::write(&manifest, text).expect("written");
    // Debian's own Python has the packages.
    let checked = Command::new("/usr/bin/python3")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/relay_check.py"))
        .args([relay.arrived(), manifest])
        .output()
        .expect("Python is installed");
    let table = String::from_utf8_lossy(&checked.stdout);
    print!("{table}");
    eprint!("{}", String::from_utf8_lossy(&checked.stderr));
    assert!(checked.status.success(), "Python reads something else than was sent: see above");
    figure("Relay", table.lines().last().unwrap_or_default());
}

#[tokio::test]
async fn what_postfix_sends_back_is_understood() {
    let relay = Relay::start();
    let mut open = connected(&relay.url()).await;
    let context = MailContext::sample(MailKind::RegistrationConfirmed);
    let who = |address: &str| Correspondent { name: None, address: address.to_owned() };
    let head = MessageHead {
        from: who("uketsuke@example.jp"),
        reply_to: None,
        to: who("taro@refused.example"),
        message_id: "back@uketsuke.example.jp".to_owned(),
        date: "2026-10-01T00:00:00Z".parse().expect("time"),
        returns_to: Some("uketsuke-bounce+mark7@example.jp".to_owned()),
        unsubscribe_url: None,
    };
    let message = compose(&rendered(&context, Language::Ja, None), &head).expect("composed");
    let delivery = open.deliver(&message).await;
    assert!(is_accepted(&delivery), "{delivery:?}");
    open.close().await;
    relay.wait_for(1);
    let report = std::fs::read_dir(relay.arrived()).expect("arrived").flatten().next();
    let report = std::fs::read(report.expect("one").path()).expect("read");
    let read = incoming::read(&report, Some(BOUNCE_ADDRESS));
    let failed = Class::Report(Report::Failed { status: "5.1.1".to_owned() });
    assert_eq!((read.class, read.marks), (failed, vec!["mark7".to_owned()]));
}
