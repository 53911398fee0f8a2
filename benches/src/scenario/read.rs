//! `read`: the event's page and the session's JSON, warm, with and without what the caller has already.

use std::net::SocketAddr;
use std::rc::Rc;

use anyhow::Result;

use super::stage::Stage;
use crate::cli::{Kind, Options};
use crate::fetch::Fetcher;
use crate::floor::handler::{Handler, TAG};
use crate::load::{Closed, Measured, Reads};
use crate::processes::Watched;
use crate::report::{Report, Wanted};

const FLOOR: &str = "floor: handler, GET";
const FLOOR_UNCHANGED: &str = "floor: handler, GET, 304";
const SESSION: &str = "session JSON";
const PAGE: &str = "event page";
const SESSION_UNCHANGED: &str = "session JSON, 304";

pub fn run(options: &Options) -> Result<()> {
    let server = super::server_for(options)?;
    let mut report = Report::new("read", options, super::conditions(options));
    for _ in 0..options.rounds() {
        for kind in options.database.kinds() {
            let stage = Stage::open(options, kind, server.as_ref())?;
            let event = stage.organizer.publish("read", 1, 20)?;
            let session = format!("/api/v1/sessions/{}", event.sessions[0]);
            let size = Fetcher::new(stage.service.address, None).get(&session)?.bytes;
            if !options.no_floor {
                floor(options, kind, size, &mut report)?;
            }
            service(options, kind, &stage, &event.slug, &session, &mut report)?;
        }
    }
    for kind in options.database.kinds() {
        compare(options, kind, &mut report);
    }
    report.finish()
}

fn row(kind: Kind, what: &str) -> String {
    format!("{}, {what}", kind.name())
}

/// The web server that only answers, with an answer of the same size.
fn floor(options: &Options, kind: Kind, size: usize, report: &mut Report) -> Result<()> {
    let handler = Handler::start(size)?;
    let watched = Watched::load_only().and("serve", handler.processes());
    for &connections in &options.connections {
        for (what, headers) in [(FLOOR, None), (FLOOR_UNCHANGED, Some(TAG))] {
            let load = Load { address: handler.address, connections, watched: &watched, options };
            report.add(&row(kind, what), connections, load.put_on("/", headers, None)?);
        }
    }
    Ok(())
}

fn service(
    options: &Options,
    kind: Kind,
    stage: &Stage<'_>,
    slug: &str,
    session: &str,
    report: &mut Report,
) -> Result<()> {
    let watched = stage.watched();
    let page = format!("/e/{slug}");
    let fetcher = Fetcher::new(stage.service.address, None);
    for &connections in &options.connections {
        let load = Load { address: stage.service.address, connections, watched: &watched, options };
        for (name, path) in [(SESSION, session), (PAGE, page.as_str())] {
            let tag = fetcher.get(path)?.tag;
            for (variant, tag, encoding) in [
                (name.to_owned(), None, None),
                (format!("{name}, 304"), tag.as_deref(), None),
                (format!("{name}, gzip"), None, Some("gzip, deflate, br")),
            ] {
                if variant.ends_with("304") && tag.is_none() {
                    continue;
                }
                report.add(&row(kind, &variant), connections, load.put_on(path, tag, encoding)?);
            }
        }
    }
    Ok(())
}

/// How reads are put on a server.
struct Load<'a> {
    address: SocketAddr,
    connections: usize,
    watched: &'a Watched,
    options: &'a Options,
}

impl Load<'_> {
    fn put_on(&self, path: &str, tag: Option<&str>, encoding: Option<&str>) -> Result<Measured> {
        let tag = tag.map(|tag| ("if-none-match", tag));
        let encoding = encoding.map(|encoding| ("accept-encoding", encoding));
        let headers: Vec<_> = tag.into_iter().chain(encoding).collect();
        let (addresses, connections) = (vec![self.address], self.connections);
        let load = Closed { addresses, connections, measured_for: self.options.measured_for() };
        load.run(Rc::new(Reads::of(&[path], &headers)), self.watched)
    }
}

fn compare(options: &Options, kind: Kind, report: &mut Report) {
    for &connections in &options.connections {
        for (what, floor, bound) in
            [(SESSION, FLOOR, 0.6), (SESSION_UNCHANGED, FLOOR_UNCHANGED, 0.8)]
        {
            let service = report.median(&row(kind, what), connections);
            let floor = report.median(&row(kind, floor), connections);
            let (Some(service), Some(floor)) = (service, floor) else { continue };
            let ratio = service.per_second / floor.per_second;
            let what = format!("{}, {connections}: × the floor's", row(kind, what));
            report.want(Some(Wanted::at_least(&what, ratio, bound)));
        }
    }
}
