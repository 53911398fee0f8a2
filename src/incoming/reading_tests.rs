//! Tests of what mails are taken for, with mails in the shapes in which real servers write them.

use proptest::prelude::*;

use super::*;

const ADDRESS: &str = "uketsuke-bounce@example.jp";

fn lines(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into_bytes()
}

fn class_of(text: &str) -> Class {
    read(&lines(text), Some(ADDRESS)).class
}

fn failed(status: &str) -> Class {
    Class::Report(Report::Failed { status: status.to_owned() })
}

const POSTFIX: &str = "Return-Path: <>
X-Original-To: uketsuke-bounce+abc234@example.jp
Delivered-To: uketsuke-bounce@example.jp
Date: Thu,  1 Oct 2026 10:00:00 +0900 (JST)
From: MAILER-DAEMON@mx.example.ne.jp (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: uketsuke-bounce+abc234@example.jp
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary=\"4C1.1760000000/mx.example.ne.jp\"
Message-Id: <20261001010000.5D1@mx.example.ne.jp>

This is a MIME-encapsulated message.

--4C1.1760000000/mx.example.ne.jp
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.ne.jp.

--4C1.1760000000/mx.example.ne.jp
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.ne.jp
X-Postfix-Queue-ID: 4C1
X-Postfix-Sender: rfc822; uketsuke-bounce+abc234@example.jp
Arrival-Date: Thu,  1 Oct 2026 09:59:59 +0900 (JST)

Final-Recipient: rfc822; taro@example.ne.jp
Original-Recipient: rfc822;taro@example.ne.jp
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.example.ne.jp
Diagnostic-Code: smtp; 550 5.1.1 <taro@example.ne.jp>: Recipient address
    rejected: User unknown in local recipient table

--4C1.1760000000/mx.example.ne.jp
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: =?utf-8?b?5L6L56S65biC?= <uketsuke@example.jp>
To: taro@example.ne.jp
Subject: x
Auto-Submitted: auto-generated

text
--4C1.1760000000/mx.example.ne.jp--
";

const EXCHANGE: &str = "From: <postmaster@example.onmicrosoft.com>
To: <uketsuke-bounce+abc234@example.jp>
Date: Thu, 1 Oct 2026 01:00:00 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary=\"7d2a6b\"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: ja-JP
Message-ID: <e7c1@TYAP286.JPNP286.PROD.OUTLOOK.COM>
In-Reply-To: <019a@uketsuke.example.jp>
Subject: =?iso-2022-jp?B?GyRCR1s/LiRHJC0kXiQ7JHMbKEI=?=: x
Auto-Submitted: auto-replied

--7d2a6b
Content-Type: multipart/alternative; differences=Content-Type; boundary=\"inner\"

--inner
Content-Type: text/plain; charset=\"iso-2022-jp\"
Content-Transfer-Encoding: quoted-printable

taro@example.com
--inner
Content-Type: text/html; charset=\"iso-2022-jp\"

<html><body>550 5.1.10 RESOLVER.ADR.RecipientNotFound</body></html>
--inner--

--7d2a6b
Content-Type: message/delivery-status

Reporting-MTA: dns;TYAP286.JPNP286.PROD.OUTLOOK.COM
Received-From-MTA: dns;mail.example.jp
Arrival-Date: Thu, 1 Oct 2026 00:59:58 +0000

Final-Recipient: rfc822;taro@example.com
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient taro@example.com not found by SMTP address lookup

--7d2a6b
Content-Type: message/rfc822

Subject: x

text
--7d2a6b--
";

const GMAIL: &str = "Delivered-To: uketsuke-bounce+abc234@example.jp
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: uketsuke-bounce+abc234@example.jp
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: <019a@uketsuke.example.jp>
In-Reply-To: <019a@uketsuke.example.jp>
X-Failed-Recipients: taro@gmail.com
Message-ID: <68dc.170a@mx.google.com>
Date: Wed, 30 Sep 2026 18:00:00 -0700 (PDT)
Content-Type: multipart/report; boundary=\"000000000000abc\"; report-type=delivery-status

--000000000000abc
Content-Type: multipart/related; boundary=\"000000000000def\"

--000000000000def
Content-Type: text/html; charset=\"UTF-8\"

<p>The email account that you tried to reach is over quota.</p>
--000000000000def--
--000000000000abc
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: Wed, 30 Sep 2026 17:59:00 -0700 (PDT)
X-Original-Message-ID: <019a@uketsuke.example.jp>

Final-Recipient: rfc822; taro@gmail.com
Action: failed
Status: 5.2.2
Remote-MTA: dns; gmail-smtp-in.l.google.com. (192.0.2.26, the server for the domain gmail.com.)
Diagnostic-Code: smtp; 552-5.2.2 The recipient's inbox is out of storage space
Last-Attempt-Date: Wed, 30 Sep 2026 18:00:00 -0700 (PDT)

--000000000000abc
Content-Type: message/rfc822

Subject: x

text
--000000000000abc--
";

const CARRIER: &str = "Return-Path: <>
From: Mail Delivery Subsystem <MAILER-DAEMON@docomo.ne.jp>
To: uketsuke-bounce+abc234@example.jp
Subject: Returned mail: see transcript for details
Message-Id: <202610010100@docomo.ne.jp>
Content-Type: text/plain

   ----- The following addresses had permanent fatal errors -----
<taro@docomo.ne.jp>
    (reason: 550 Unknown user taro@docomo.ne.jp)
";

const VACATION: &str = "Return-Path: <>
From: =?utf-8?b?5bGx55Sw?= <yamada@example.com>
To: uketsuke-bounce+abc234@example.jp
Subject: =?utf-8?b?6Ieq5YuV5b+c562U?=
Auto-Submitted: auto-replied (vacation)
Message-ID: <v1@example.com>
Content-Type: text/plain; charset=utf-8

In room 550 until 5.10. (call 550 5.1.1)
";

const PERSON: &str = "Return-Path: <yamada@example.com>
From: Yamada <yamada@example.com>
To: telework@example.jp
Subject: =?iso-2022-jp?B?GyRCPz0kNzl+JF8bKEI=?=
Date: Thu, 1 Oct 2026 10:00:00 +0900
Auto-Submitted: no
Message-ID: <p1@example.com>

I got a 550 5.1.1 when I wrote to MAILER-DAEMON.
";

#[test]
fn reports_of_postfix_exchange_gmail_and_of_carriers_are_understood() {
    for (mail, status) in
        [(POSTFIX, "5.1.1"), (EXCHANGE, "5.1.10"), (GMAIL, "5.2.2"), (CARRIER, "5.0.0")]
    {
        let incoming = read(&lines(mail), Some(ADDRESS));
        assert_eq!(incoming.class, failed(status), "{mail}");
        assert_eq!(incoming.marks, ["abc234"], "{mail}");
    }
}

#[test]
fn a_delay_is_no_failure() {
    let delayed =
        POSTFIX.replace("Action: failed\nStatus: 5.1.1", "Action: delayed\nStatus: 4.4.1");
    assert_eq!(class_of(&delayed), Class::Report(Report::Delayed { status: "4.4.1".to_owned() }));
    let arrived =
        POSTFIX.replace("Action: failed\nStatus: 5.1.1", "Action: relayed\nStatus: 2.0.0");
    assert_eq!(class_of(&arrived), Class::Report(Report::Arrived));
}

#[test]
fn automatic_replies_are_no_reports_whatever_they_say() {
    assert_eq!(class_of(VACATION), Class::AutoReply);
    for header in [
        "Auto-Submitted: auto-generated",
        "auto-submitted: Auto-Replied; owner-email=\"x\"",
        "X-Autoreply: yes",
        "Precedence: bulk",
        "Precedence: auto_reply",
        "List-Id: <x.example.com>",
    ] {
        let reply = PERSON.replace("Auto-Submitted: no", header);
        assert_eq!(class_of(&reply), Class::AutoReply, "{header}");
    }
    let read_receipt = POSTFIX
        .replace("report-type=delivery-status", "report-type=disposition-notification")
        .replace("message/delivery-status", "message/disposition-notification");
    assert_eq!(class_of(&read_receipt), Class::AutoReply);
}

#[test]
fn a_mail_of_a_person_is_something_else() {
    let incoming = read(&lines(PERSON), Some(ADDRESS));
    assert_eq!(incoming.class, Class::Other);
    assert!(incoming.marks.is_empty());
}

#[test]
fn the_same_mail_read_again_has_the_same_key_though_its_path_differs() {
    let key = |text: &str| read(&lines(text), Some(ADDRESS)).key;
    let again = format!("Received: from another\n{POSTFIX}");
    assert_eq!(key(POSTFIX), key(&again));
    assert_ne!(key(POSTFIX), key(&POSTFIX.replace("abc234", "abc235")), "another mark");
    assert_ne!(key(POSTFIX), key(EXCHANGE));
    let nameless = PERSON.replace("Message-ID: <p1@example.com>\n", "");
    assert_ne!(
        key(&nameless),
        key(&format!("{nameless}!")),
        "without a Message-ID all of it counts"
    );
}

#[test]
fn marks_are_found_in_any_case_and_only_at_our_address() {
    let marks = |to: &str| read(&lines(&format!("To: {to}\n\nx")), Some(ADDRESS)).marks;
    assert_eq!(marks("UKETSUKE-Bounce+ABC234@EXAMPLE.JP"), ["abc234"]);
    assert_eq!(
        marks("\"x\" <uketsuke-bounce+a1@example.jp>,\n uketsuke-bounce+b2@example.jp"),
        ["a1", "b2"]
    );
    for other in [
        "uketsuke-bounce@example.jp",
        "uketsuke-bounce+a1@example.com",
        "other+a1@example.jp",
        "uketsuke-bounce+a b@example.jp",
    ] {
        assert!(marks(other).is_empty(), "{other}");
    }
    assert!(read(&lines(POSTFIX), None).marks.is_empty());
}

#[test]
fn hostile_mail_is_something_else_and_harms_nobody() {
    let parts = |n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n");
    let nested = (0..2_000).map(parts).collect::<Vec<_>>().concat() + "end";
    let long =
        format!("From: {}\nSubject: {}\n\n", "a".repeat(100_000), "\u{202e}あ\u{0}".repeat(9_999));
    for text in [
        "",
        "\n\n\n",
        "From:\nTo:\nSubject:\n\n",
        "Content-Type: multipart/report\n\n--\n",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=\"\n\n",
        "From: mailer-daemon\n\n550",
        &nested,
        &long,
    ] {
        let class = class_of(text);
        assert!(matches!(class, Class::Other | Class::AutoReply | Class::Report(_)), "{class:?}");
    }
    assert_eq!(read(&[0xff; 1_000], Some(ADDRESS)).class, Class::Other);
}

proptest! {
    #[test]
    fn no_bytes_make_reading_fail(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        read(&bytes, Some(ADDRESS));
    }

    #[test]
    fn a_report_that_is_cut_or_changed_anywhere_is_still_read(at in 0..POSTFIX.len(), byte in any::<u8>()) {
        let mut bytes = lines(POSTFIX);
        bytes[at] = byte;
        read(&bytes, Some(ADDRESS));
        read(&bytes[..at], Some(ADDRESS));
    }
}
