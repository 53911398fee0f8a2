//! A session with many registrations, made by applying; their mails have been sent long ago.

use std::rc::Rc;
use std::time::Instant;

use anyhow::Result;

use super::stage::Stage;
use crate::load::{Applications, fill};
use crate::people::Person;
use crate::place::Place;
use crate::programme::LARGEST_CAPACITY;
use crate::report::say;

/// The one whom nobody shares a name with; no other person comes near this number.
pub const RARE: Person = Person { number: 99_999_999 };

/// A session that is full of people.
#[derive(Clone, Debug)]
pub struct Filled {
    pub session: String,
    pub count: u32,
    /// The reception number of [`RARE`], who came after nine of ten.
    pub rare_reception_number: String,
}

impl Filled {
    /// Fills a new session of this capacity; the service is restarted once all is quiet.
    pub fn new(stage: &mut Stage<'_>, count: u32, capacity: u32) -> Result<Self> {
        let began = Instant::now();
        let event = stage.organizer.publish("filled", 1, capacity.clamp(1, LARGEST_CAPACITY))?;
        let session = event.sessions[0].clone();
        let applications = Rc::new(Applications::to_sessions(&event.sessions).with_companies());
        let before = count / 10 * 9;
        fill(stage.service.address, &applications, before.into())?;
        let rare_reception_number = stage.organizer.apply_as_the_rare_one(&session, RARE)?;
        fill(stage.service.address, &applications, (count - before - 1).into())?;
        let made = began.elapsed().as_secs_f64();
        stage.let_worker_finish(mails_are_sent)?;
        stage.restart(Place::settle)?;
        let all = began.elapsed().as_secs_f64();
        say(&format!(
            "  {count} registrations made in {made:.0} s, everything quiet after {all:.0} s"
        ));
        Ok(Self { session, count, rare_reception_number })
    }
}

/// The mails of those registrations are not what is measured.
pub fn mails_are_sent(place: &Place<'_>) -> Result<()> {
    place.sql("UPDATE outbox SET state = 'sent', attempts = 1, sent_at = created_at")
}

/// Seats for so many more than there are: beyond what an organizer may set, hence by hand.
pub fn set_free_seats(place: &Place<'_>, filled: &Filled, seats: u32) -> Result<()> {
    let id = match place.kind() {
        crate::cli::Kind::Postgresql => format!("'{}'", filled.session),
        crate::cli::Kind::Sqlite => format!("x'{}'", filled.session.replace('-', "")),
    };
    place.sql(&format!("UPDATE sessions SET capacity = taken + {seats} WHERE id = {id}"))
}
