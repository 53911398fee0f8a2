//! Requests that break off, contradict themselves or are no HTTP at all, written byte by byte.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use super::world::World;
use crate::support::app::TestApp;
use crate::support::bodies;
use crate::support::on_both_databases;

/// What came back: the status of the answer, and everything as text. Status 0: the connection was closed
/// without an answer.
struct Reply {
    status: u16,
    text: String,
}

/// Sends bytes, says that no more will come, and reads to the end.
fn sent(app: &TestApp, bytes: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(app.node.address).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(15))).expect("a timeout");
    // A server that has read enough may close while we still write.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        answer.extend_from_slice(&buffer[..count]);
    }
    let text = String::from_utf8_lossy(&answer).into_owned();
    // Who asks whether to go on may be told so before the answer proper.
    let text = text.trim_start_matches("HTTP/1.1 100 Continue\r\n\r\n").to_owned();
    let status =
        text.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok()).unwrap_or(0);
    Reply { status, text }
}

/// An application with these headers and this body.
fn applying(world: &World<'_>, headers: &str, body: &[u8]) -> Reply {
    let head = format!(
        "POST /api/v1/sessions/{} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n{headers}\r\n",
        format_args!("{}/registrations", world.session)
    );
    sent(world.app, &[head.as_bytes(), body].concat())
}

fn good_body() -> Vec<u8> {
    bodies::applicant(2).to_string().into_bytes()
}

fn chunked(body: &[u8], size: usize) -> Vec<u8> {
    let mut coded = Vec::new();
    for chunk in body.chunks(size) {
        coded.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        coded.extend_from_slice(chunk);
        coded.extend_from_slice(b"\r\n");
    }
    coded
}

#[track_caller]
fn assert_problem(reply: &Reply, status: u16, code: &str) {
    assert_eq!(reply.status, status, "{}", reply.text);
    assert!(reply.text.contains("application/problem+json"), "{}", reply.text);
    assert!(reply.text.contains(&format!("\"code\":\"{code}\"")), "{}", reply.text);
}

/// Refused, or closed without a word; never a fault of the server's own.
#[track_caller]
fn assert_refused(reply: &Reply, what: &str) {
    assert!(
        reply.status == 0 || (400..500).contains(&reply.status) || reply.status == 505,
        "{what}: {}",
        reply.text
    );
}

on_both_databases! {
    fn a_body_that_is_shorter_than_announced_is_cut_off(app) {
        let world = World::new(app);
        let before = world.traces();
        let body = good_body();
        for missing in [1, 1_000, 100_000] {
            let headers = format!("Content-Length: {}\r\n", body.len() + missing);
            assert_problem(&applying(&world, &headers, &body), 400, "malformed_json");
        }
        // Without the last, empty chunk the body has not ended either.
        assert_problem(&applying(&world, "Transfer-Encoding: chunked\r\n", &chunked(&body, 10)), 400, "malformed_json");
        assert_eq!(world.traces(), before);
        app.apply(&world.session, &bodies::applicant(2)).expect(201);
    }

    fn a_body_that_is_too_large_is_refused_however_it_is_announced(app) {
        let world = World::new(app);
        let before = world.traces();
        let too_large = [good_body(), vec![b' '; 300 * 1024]].concat();
        let declared = applying(&world, &format!("Content-Length: {}\r\n", too_large.len()), &too_large);
        assert_problem(&declared, 413, "body_too_large");
        let unsent = applying(&world, "Content-Length: 99999999999\r\n", b"{");
        assert_problem(&unsent, 413, "body_too_large");
        let coded = [chunked(&too_large, 8 * 1024), b"0\r\n\r\n".to_vec()].concat();
        let reply = applying(&world, "Transfer-Encoding: chunked\r\n", &coded);
        assert_problem(&reply, 413, "body_too_large");
        let waiting = applying(&world, "Content-Length: 99999999\r\nExpect: 100-continue\r\n", b"");
        assert_problem(&waiting, 413, "body_too_large");
        assert_eq!(world.traces(), before);
    }

    fn a_chunked_body_is_as_good_as_any(app) {
        let world = World::new(app);
        let coded = [chunked(&good_body(), 7), b"0\r\n\r\n".to_vec()].concat();
        assert_eq!(applying(&world, "Transfer-Encoding: chunked\r\n", &coded).status, 201);
    }

    fn headers_that_contradict_each_other_are_refused(app) {
        let world = World::new(app);
        let before = world.traces();
        let body = good_body();
        let length = body.len();
        let coded = [chunked(&body, 100), b"0\r\n\r\n".to_vec()].concat();
        for (headers, body) in [
            (format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"), coded.as_slice()),
            (format!("Content-Length: {length}\r\nContent-Length: 3\r\n"), body.as_slice()),
            ("Content-Length: -1\r\n".to_owned(), &body),
            (format!("Content-Length: +{length}\r\n"), &body),
            ("Content-Length: 1e2\r\n".to_owned(), &body),
            ("Content-Length: 99999999999999999999999\r\n".to_owned(), &body),
            ("Transfer-Encoding: chunked\r\n".to_owned(), b"zz\r\n{}\r\n0\r\n\r\n"),
            ("Transfer-Encoding: chunked\r\n".to_owned(), b"ffffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
            ("Transfer-Encoding: gzip\r\n".to_owned(), &body),
            ("Content-Length: 2\r\nIdempotency-Key: a\x01b\r\n".to_owned(), b"{}"),
            ("Content-Length: 2\r\nIdempotency-Key: a\0b\r\n".to_owned(), b"{}"),
            ("Content-Length: 2\r\nIdempotency-Key: 鍵\r\n".to_owned(), b"{}"),
            ("Content-Length: 2\r\nAuthorization: Bearer 鍵\r\n".to_owned(), b"{}"),
            ("Content-Length: 2\r\nX-A: b\r\n folded\r\n".to_owned(), b"{}"),
            ("Content-Length: 2\r\n: nameless\r\n".to_owned(), b"{}"),
            ("Content-Length: 2\r\nnothing at all\r\n".to_owned(), b"{}"),
            (format!("Content-Length: 2\r\nX-A: {}\r\n", "a".repeat(200_000)), b"{}"),
            (format!("Content-Length: 2\r\n{}", "X-A: b\r\n".repeat(1_000)), b"{}"),
        ] {
            let shown: String = headers.chars().take(60).collect();
            assert_refused(&applying(&world, &headers, body), &shown);
        }
        assert_eq!(world.traces(), before);
    }

    fn what_is_no_http_does_no_harm(app) {
        let world = World::new(app);
        let before = world.traces();
        let long = format!("GET /api/v1/events/{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(200_000));
        let junk: [&[u8]; 16] = [
            b"",
            b"\0",
            b"\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"GET /\r\n\r\n",
            b"GET / HTTP/9.9\r\n\r\n",
            b"GET  HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET /api/v1/events/\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"GET /api/v1/events/\0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "GET /e/説明会 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".as_bytes(),
            b"GET http://other.example/api/v1/nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"CONNECT other.example:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"GET /api/v1/nothing HTTP/1.1\r\nConnection: close\r\nHost: a\r\nHost: b\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            long.as_bytes(),
        ];
        for bytes in junk {
            let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
            assert_refused(&sent(app, bytes), &shown);
        }
        assert_eq!(world.traces(), before);
    }

    fn a_host_that_is_not_ours_gets_into_no_link(app) {
        let world = World::new(app);
        let body = good_body();
        let head = format!(
            "POST /api/v1/sessions/{}/registrations HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n\
             Forwarded: host=evil.example\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            world.session,
            body.len()
        );
        let reply = sent(app, &[head.as_bytes(), &body].concat());
        assert_eq!(reply.status, 201, "{}", reply.text);
        assert!(!reply.text.contains("evil.example"), "{}", reply.text);
    }
}
