//! Conversations with a mail server that does something wrong: what each failure is taken for.

use std::time::{Duration, Instant};

use uketsuke::mail::{Delivery, Lost, NotSent, Step};

use crate::support::smtp_client::{
    PATIENCE, code, connected, ending, is_accepted, message, not_sent,
};
use crate::support::smtp_fault::{At, Fault};
use crate::support::smtp_server::{Setup, SmtpServer};

/// A limit that a slow server exceeds.
const SHORT: Duration = Duration::from_millis(300);

/// Every place where a mail can fail, and the step it is reported as.
const STEPS: [(At, Step); 8] = [
    (At::Greeting, Step::Greeting),
    (At::Ehlo, Step::Ehlo),
    (At::StartTls, Step::StartTls),
    (At::Auth, Step::Auth),
    (At::MailFrom, Step::MailFrom),
    (At::RcptTo, Step::RcptTo),
    (At::Data, Step::Data),
    (At::FinalDot, Step::FinalDot),
];

fn full_server(setup: Setup) -> (SmtpServer, String) {
    let login = Some(("user".to_owned(), "right".to_owned()));
    let server = SmtpServer::start_with(Setup { starttls: true, login, ..setup });
    let query = format!("tls=required&ca={}", server.ca_file().display());
    let url = server.url("smtp", "user:right", &query);
    (server, url)
}

/// Runs each test against a server that takes one command at a time, and against two that offer
/// PIPELINING: everything must end in the same way.
macro_rules! whether_pipelined_or_not {
    ($(async fn $name:ident($setup:ident) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn test($setup: fn() -> Setup) $body

            #[tokio::test]
            async fn in_lockstep() {
                test(Setup::default).await;
            }

            #[tokio::test]
            async fn pipelined() {
                test(|| Setup { pipelining: true, ..Setup::default() }).await;
            }

            #[tokio::test]
            async fn pipelined_to_a_server_that_waits_for_a_message_without_recipient() {
                test(|| Setup { pipelining: true, lenient: true, ..Setup::default() }).await;
            }
        }
    )+};
}

whether_pipelined_or_not! {
    async fn a_refusal_is_reported_with_its_step_and_code(setup) {
        let (server, url) = full_server(setup());
        for (at, step) in STEPS {
            for (line, expected) in
                [("421 4.3.2 closing", 421), ("451-4.3.0 not\r\n451 now", 451), ("554 5.7.1 no", 554)]
            {
                server.fail_once(Fault::Reply(at, line));
                assert_eq!(code(&ending(&url, PATIENCE).await), Some((step, expected)), "{at:?}");
            }
        }
        assert!(server.received().is_empty());
        assert!(is_accepted(&ending(&url, PATIENCE).await));
    }

    async fn garbage_before_the_dot_is_not_sent_and_after_it_unknown(setup) {
        let (server, url) = full_server(setup());
        for (at, step) in STEPS {
            server.fail_once(Fault::Garbage(at));
            let delivery = ending(&url, PATIENCE).await;
            if step == Step::FinalDot {
                assert_eq!(delivery, Delivery::Unknown { reason: Lost::Garbage });
            } else {
                assert_eq!(delivery, not_sent(NotSent::Garbage(step)));
            }
        }
    }

    async fn a_dropped_connection_is_not_sent_before_the_dot_and_unknown_after_it(setup) {
        let (server, url) = full_server(setup());
        for (at, step) in STEPS {
            server.fail_once(Fault::Drop(at));
            let delivery = ending(&url, PATIENCE).await;
            if step == Step::FinalDot {
                assert_eq!(delivery, Delivery::Unknown { reason: Lost::Dropped });
            } else {
                assert_eq!(delivery, not_sent(NotSent::Dropped(step)));
            }
        }
        assert!(server.received().is_empty());
        server.fail_once(Fault::Drop(At::Kept));
        assert_eq!(ending(&url, PATIENCE).await, Delivery::Unknown { reason: Lost::Dropped });
        assert_eq!(server.received().len(), 1);
    }

    async fn a_silent_server_times_out_at_each_step(setup) {
        let (server, url) = full_server(setup());
        for (at, step) in STEPS {
            server.fail_once(Fault::Slow(at, SHORT * 4));
            let begun = Instant::now();
            let delivery = ending(&url, SHORT).await;
            assert!(begun.elapsed() < SHORT * 3, "{at:?} took {:?}", begun.elapsed());
            if step == Step::FinalDot {
                assert_eq!(delivery, Delivery::Unknown { reason: Lost::TimedOut });
            } else {
                assert_eq!(delivery, not_sent(NotSent::TimedOut(step)), "{at:?}");
            }
        }
    }

    async fn a_server_that_hangs_up_in_the_middle_of_the_message_has_certainly_not_got_it_or_may_have(setup) {
        let server = SmtpServer::start_with(setup());
        let url = server.url("smtp", "", "tls=none");
        for _ in 0..20 {
            server.fail_once(Fault::Drop(At::Body));
            let delivery = ending(&url, PATIENCE).await;
            let expected =
                [not_sent(NotSent::Dropped(Step::Data)), Delivery::Unknown { reason: Lost::Dropped }];
            assert!(expected.contains(&delivery), "{delivery:?}");
        }
        assert!(server.received().is_empty());
    }

    async fn a_connection_goes_on_after_a_refusal(setup) {
        let server = SmtpServer::start_with(setup());
        let mut open = connected(&server.url("smtp", "", "tls=none")).await;
        for at in [At::MailFrom, At::RcptTo, At::Data, At::FinalDot] {
            server.fail_once(Fault::Reply(at, "550 5.1.1 no such user"));
            assert!(code(&open.deliver(&message(1)).await).is_some());
            assert!(open.is_reusable());
            assert!(is_accepted(&open.deliver(&message(2)).await));
        }
        assert_eq!((server.connections(), server.received().len()), (1, 4));
        assert_eq!(server.commands().iter().filter(|line| *line == "RSET").count(), 4);
    }

    async fn a_connection_that_is_done_for_says_so(setup) {
        for fault in [
            Fault::ReplyAndDrop(At::RcptTo, "421 4.3.2 closing"),
            Fault::Drop(At::MailFrom),
            Fault::Garbage(At::Data),
            Fault::Drop(At::FinalDot),
        ] {
            let server = SmtpServer::start_with(setup());
            let mut open = connected(&server.url("smtp", "", "tls=none")).await;
            server.fail_once(fault);
            assert!(!is_accepted(&open.deliver(&message(1)).await));
            assert!(!open.is_reusable() && !open.is_alive().await);
            assert_eq!(open.deliver(&message(1)).await, not_sent(NotSent::Closed));
        }
    }

    async fn a_server_that_hung_up_on_an_idle_connection_is_noticed_before_the_next_mail(setup) {
        let server = SmtpServer::start_with(setup());
        let mut open = connected(&server.url("smtp", "", "tls=none")).await;
        assert!(is_accepted(&open.deliver(&message(1)).await));
        assert!(open.is_alive().await);
        server.fail_once(Fault::ReplyAndDrop(At::Reset, "421 4.4.2 idle for too long"));
        assert!(!open.is_alive().await);
    }

    async fn a_deliver_that_is_dropped_half_way_leaves_no_connection_to_reuse(setup) {
        let server = SmtpServer::start_with(setup());
        let mut open = connected(&server.url("smtp", "", "tls=none")).await;
        server.fail_once(Fault::Slow(At::RcptTo, SHORT * 4));
        let message = message(1);
        assert!(tokio::time::timeout(SHORT, open.deliver(&message)).await.is_err());
        assert!(!open.is_reusable());
    }

    async fn a_server_that_comes_back_takes_the_mail(setup) {
        let server = SmtpServer::start_with(setup());
        let url = server.url("smtp", "", "tls=none");
        server.fail_always(Fault::Drop(At::Greeting));
        for _ in 0..2 {
            assert_eq!(ending(&url, PATIENCE).await, not_sent(NotSent::Dropped(Step::Greeting)));
        }
        server.recover();
        assert!(is_accepted(&ending(&url, PATIENCE).await));
    }

    async fn replies_are_kept_without_the_address(setup) {
        let server = SmtpServer::start_with(setup());
        server.fail_once(Fault::Reply(
            At::RcptTo,
            "550-5.1.1 <taro@example.jp>: unknown\r\n550 5.1.1 in local table",
        ));
        let Delivery::Refused { reply, .. } =
            ending(&server.url("smtp", "", "tls=none"), PATIENCE).await
        else {
            panic!("not refused");
        };
        assert_eq!(reply.to_string(), "550 5.1.1 <<address>>: unknown 5.1.1 in local table");
    }
}

#[tokio::test]
async fn nobody_listening_and_no_such_host_are_told_apart() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("port");
        listener.local_addr().expect("port").port()
    };
    let delivery = ending(&format!("smtp://127.0.0.1:{port}"), PATIENCE).await;
    assert_eq!(delivery, not_sent(NotSent::Unreachable(std::io::ErrorKind::ConnectionRefused)));
    let delivery = ending("smtp://no-such-host.invalid:25", Duration::from_secs(30)).await;
    assert!(
        [not_sent(NotSent::HostNotFound), not_sent(NotSent::TimedOut(Step::Connect))]
            .contains(&delivery),
        "{delivery:?}"
    );
}
