//! Conversations with a mail server that does what it should, in every way a mail may go.

use std::time::{Duration, Instant};

use mail_parser::{MessageParser, MimeHeaders as _};
use uketsuke::mail::{
    Delivery, MailContext, MailKind, NotSent, SmtpServer as Client, Step, Timeouts,
};

use crate::support::figures::figure;
use crate::support::smtp_client::{
    PATIENCE, code, connected, ending, is_accepted, message, message_of, not_sent,
};
use crate::support::smtp_fault::Fault;
use crate::support::smtp_server::{Setup, SmtpServer};

/// Everything the server got is the message, byte for byte, and reads as it was meant.
fn assert_arrived(server: &SmtpServer, encrypted: bool) {
    let received = server.wait_for(1);
    let [mail] = received.as_slice() else { panic!("{} mails", received.len()) };
    assert_eq!(mail.bytes, message(1).bytes());
    assert_eq!(
        (mail.from.as_str(), mail.to.as_slice()),
        ("uketsuke@example.jp", &["taro@example.jp".to_owned()][..])
    );
    assert_eq!(mail.encrypted, encrypted);
    let read = MessageParser::default().parse(&mail.bytes).expect("parsed");
    assert_eq!(
        read.subject(),
        Some("【参加確定】テレワーク説明会 下関 10/15(木) 18:00 受付番号 K7MPQXAB")
    );
    assert_eq!(read.message_id(), Some("1@uketsuke.example.jp"));
    assert!(read.body_text(0).expect("text").contains("ご参加が確定しました。"));
    assert!(read.body_html(0).expect("HTML").contains("令和8年(2026年)10月15日(木曜日)午後6時"));
    let calendar = read.attachment(0).expect("calendar");
    assert_eq!(calendar.content_type().and_then(|kind| kind.attribute("method")), Some("PUBLISH"));
    assert!(calendar.text_contents().expect("text").contains("\r\nMETHOD:PUBLISH\r\n"));
}

#[tokio::test]
async fn a_mail_goes_in_the_clear() {
    let server = SmtpServer::start();
    let mut open = connected(&server.url("smtp", "", "tls=none")).await;
    assert!(!open.is_encrypted());
    assert!(is_accepted(&open.deliver(&message(1)).await));
    open.close().await;
    assert_arrived(&server, false);
    assert_eq!(server.commands().first().map(String::as_str), Some("EHLO uketsuke.example.jp"));
    assert_eq!(server.commands().last().map(String::as_str), Some("QUIT"));
}

#[tokio::test]
async fn a_mail_goes_through_starttls() {
    for mode in ["required", "opportunistic"] {
        let server = SmtpServer::start_with(Setup { starttls: true, ..Setup::default() });
        let mut open = connected(&server.tls_url(mode)).await;
        assert!(open.is_encrypted());
        assert!(is_accepted(&open.deliver(&message(1)).await));
        assert_arrived(&server, true);
        let commands = server.commands();
        assert_eq!(commands[..2], ["EHLO uketsuke.example.jp", "STARTTLS"]);
        assert_eq!(commands[2], "EHLO uketsuke.example.jp");
        let clear = String::from_utf8_lossy(&server.clear_text()).into_owned();
        assert!(
            clear.starts_with("EHLO uketsuke.example.jp\r\nSTARTTLS\r\n")
                && !clear.contains("MAIL FROM")
        );
    }
}

#[tokio::test]
async fn a_mail_goes_inside_tls_from_the_first_byte() {
    let server = SmtpServer::start_with(Setup { implicit_tls: true, ..Setup::default() });
    let url = server.url("smtps", "", &format!("ca={}", server.ca_file().display()));
    let mut open = connected(&url).await;
    assert!(open.is_encrypted());
    assert!(is_accepted(&open.deliver(&message(1)).await));
    assert_arrived(&server, true);
}

#[tokio::test]
async fn every_kind_arrives_even_with_hostile_values_and_the_same_on_every_retry() {
    let server = SmtpServer::start();
    let mut open = connected(&server.url("smtp", "", "tls=none")).await;
    let mut sent = Vec::new();
    for kind in MailKind::ALL {
        for context in MailContext::hostile_samples(kind) {
            for _ in 0..2 {
                let message = message_of(&context, 7);
                assert!(is_accepted(&open.deliver(&message).await));
                sent.push(message.bytes().to_vec());
            }
        }
    }
    let received = server.received();
    assert!(
        received
            .iter()
            .all(|mail| mail.to == ["taro@example.jp"] && mail.from == "uketsuke@example.jp")
    );
    assert_eq!(received.iter().map(|mail| mail.bytes.clone()).collect::<Vec<_>>(), sent);
    assert!(sent.chunks(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn a_certificate_that_does_not_verify_keeps_the_mail_here() {
    for (setup, trusted) in [
        (Setup { starttls: true, ..Setup::default() }, false),
        (Setup { starttls: true, wrong_name: true, ..Setup::default() }, true),
    ] {
        for mode in ["required", "opportunistic"] {
            let server = SmtpServer::start_with(setup.clone());
            let url = if trusted {
                server.tls_url(mode)
            } else {
                server.url("smtp", "", &format!("tls={mode}"))
            };
            let delivery = ending(&url, PATIENCE).await;
            assert!(
                matches!(delivery, Delivery::NotSent { reason: NotSent::Tls(_) }),
                "{delivery:?}"
            );
            assert!(!server.commands().iter().any(|line| line.starts_with("MAIL")));
        }
    }
    let server = SmtpServer::start_with(Setup { implicit_tls: true, ..Setup::default() });
    let delivery = ending(&server.url("smtps", "", "tls=required"), PATIENCE).await;
    assert!(matches!(delivery, Delivery::NotSent { reason: NotSent::Tls(_) }), "{delivery:?}");
}

#[tokio::test]
async fn without_starttls_nothing_goes_where_it_is_required() {
    let server = SmtpServer::start();
    assert_eq!(ending(&server.tls_url("required"), PATIENCE).await, not_sent(NotSent::NoStartTls));
    assert_eq!(server.clear_text(), b"EHLO uketsuke.example.jp\r\n");
    assert!(is_accepted(&ending(&server.tls_url("opportunistic"), PATIENCE).await));
}

#[tokio::test]
async fn what_is_slipped_in_before_the_handshake_ends_the_conversation() {
    let server = SmtpServer::start_with(Setup { starttls: true, ..Setup::default() });
    server.fail_once(Fault::Inject("250-mail.test\r\n250 AUTH PLAIN"));
    assert_eq!(ending(&server.tls_url("required"), PATIENCE).await, not_sent(NotSent::Injected));
}

#[tokio::test]
async fn a_login_goes_by_plain_or_by_login_and_only_through_tls() {
    for mechanisms in ["PLAIN LOGIN", "LOGIN"] {
        let login = Some(("受付@example.jp".to_owned(), "p:w /受".to_owned()));
        let server = SmtpServer::start_with(Setup {
            starttls: true,
            login,
            mechanisms: mechanisms.to_owned(),
            ..Setup::default()
        });
        let query = format!("tls=required&ca={}", server.ca_file().display());
        let url =
            server.url("smtp", "%E5%8F%97%E4%BB%98%40example.jp:p%3Aw%20%2F%E5%8F%97", &query);
        assert!(is_accepted(&ending(&url, PATIENCE).await), "{mechanisms}");
        assert_eq!(server.received()[0].user.as_deref(), Some("受付@example.jp"));
    }
}

#[tokio::test]
async fn a_login_that_fails_says_so_and_sends_nothing() {
    let login = Some(("user".to_owned(), "right".to_owned()));
    let server = SmtpServer::start_with(Setup { login: login.clone(), ..Setup::default() });
    let delivery = ending(&server.url("smtp", "user:wrong", "tls=none"), PATIENCE).await;
    assert_eq!(code(&delivery), Some((Step::Auth, 535)));
    let server = SmtpServer::start();
    let delivery = ending(&server.url("smtp", "user:right", "tls=none"), PATIENCE).await;
    assert_eq!(delivery, not_sent(NotSent::LoginNotOffered));
    let server = SmtpServer::start_with(Setup {
        login,
        mechanisms: "CRAM-MD5 XOAUTH2".to_owned(),
        ..Setup::default()
    });
    let delivery = ending(&server.url("smtp", "user:right", "tls=none"), PATIENCE).await;
    assert_eq!(delivery, not_sent(NotSent::LoginNotOffered));
}

#[tokio::test]
async fn a_mail_takes_no_forty_milliseconds_of_waiting() {
    let server = SmtpServer::start();
    let mut open = connected(&server.url("smtp", "", "tls=none")).await;
    let message = message(1);
    let begun = Instant::now();
    let count = 50;
    for _ in 0..count {
        assert!(is_accepted(&open.deliver(&message).await));
    }
    let each = begun.elapsed() / count;
    figure("mail", format!("{each:?} each on one connection to this machine"));
    assert!(each < Duration::from_millis(30), "{each:?} per mail");
}

#[tokio::test]
async fn a_short_host_name_is_replaced_by_our_address() {
    let server = SmtpServer::start();
    let settings = server.url("smtp", "", "tls=none").parse().expect("settings");
    let client = Client::new(settings, "localhost", Timeouts::all(PATIENCE)).expect("client");
    assert!(client.connect().await.is_ok());
    assert_eq!(server.commands(), ["EHLO [127.0.0.1]"]);
}
