//! Everything that moves seats at the same time: companies, parties, shared caps, moves, withdrawals and changes
//! of capacity (P1, P2, P11), with the negative control. One kind of application alone is pressed in race.rs.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl as _};
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use uketsuke::clock;
use uketsuke::desk::Guard;
use uketsuke::store::StoreError;

use crate::support::app::{Node, Place, Setup, TestApp};
use crate::support::bodies;
use crate::support::figures::{figure, full_run};
use crate::support::wire::{Roaming, application, json as wire_json, request, token};

const CLIENTS: usize = 48;
/// Requests to one set of events: a session's rows stay few enough to be looked at all the time.
const ROUND: usize = 4_000;
/// People whom a company may send.
const PER_COMPANY: i64 = 3;
const COMPANIES: usize = 14;

/// Requests that take, free or move seats.
fn requests() -> usize {
    if full_run() { 40_000 } else { 1_600 }
}

/// One statement, one snapshot: what must hold at any instant a reader can look.
const LOOK: &str = "WITH seen AS (
    SELECT s.id, s.group_id, s.capacity, s.people_capacity, s.taken, s.people, s.waiting, s.head_blocks, e.capacity_unit,
      (SELECT COALESCE(SUM(r.seats), 0) FROM registrations r WHERE r.session_id = s.id AND r.state = 'confirmed') AS seats,
      (SELECT COUNT(DISTINCT r.company_seat_id) FROM registrations r WHERE r.session_id = s.id AND r.state = 'confirmed') AS companies,
      (SELECT COUNT(*) FROM registrations r WHERE r.session_id = s.id AND r.state = 'waitlisted') AS in_line,
      (SELECT COALESCE(MAX(r.sequence), 0) FROM registrations r WHERE r.session_id = s.id AND r.state = 'confirmed') AS last_in,
      (SELECT MIN(r.sequence) FROM registrations r WHERE r.session_id = s.id AND r.state = 'waitlisted') AS first_out
    FROM sessions s JOIN events e ON e.id = s.event_id WHERE e.status = 'published')
  SELECT
    CAST((SELECT COUNT(*) FROM seen WHERE (capacity_unit = 'person' AND seats > capacity)
      OR (capacity_unit = 'company' AND companies > capacity) OR seats > COALESCE(people_capacity, 1000000)) AS BIGINT)
    + (SELECT COUNT(*) FROM session_groups g WHERE g.capacity < (SELECT COALESCE(SUM(seats), 0) FROM seen WHERE seen.group_id = g.id))
    + (SELECT COUNT(*) FROM company_seats c WHERE c.people > 3) AS exceeded,
    CAST((SELECT COUNT(*) FROM seen WHERE (capacity_unit = 'person' AND seats <> taken)
      OR (capacity_unit = 'company' AND companies <> taken) OR in_line <> waiting) AS BIGINT)
    + (SELECT COUNT(*) FROM session_groups g JOIN events e ON e.id = g.event_id WHERE e.status = 'published'
       AND g.taken <> (SELECT COALESCE(SUM(seats), 0) FROM seen WHERE seen.group_id = g.id))
    + (SELECT COUNT(*) FROM company_seats c JOIN seen ON seen.id = c.session_id WHERE c.people <>
       (SELECT COALESCE(SUM(r.seats), 0) FROM registrations r WHERE r.session_id = c.session_id AND r.company_seat_id = c.id AND r.state = 'confirmed')) AS drifted,
    CAST((SELECT COUNT(*) FROM seen WHERE CAST(head_blocks AS INTEGER) = 1 AND last_in > first_out) AS BIGINT) AS out_of_order,
    CAST((SELECT COUNT(*) FROM seen WHERE EXISTS (
       SELECT 1 FROM registrations w WHERE w.session_id = seen.id AND w.state = 'waitlisted'
       AND (CAST(head_blocks AS INTEGER) = 0 OR w.sequence = first_out)
       AND CASE WHEN capacity_unit = 'person' THEN w.seats <= capacity - taken AND w.seats <= COALESCE(
             (SELECT g.capacity - g.taken FROM session_groups g WHERE g.id = seen.group_id), 1000000)
           ELSE w.seats <= COALESCE(people_capacity, 1000000) - people AND (CASE
             WHEN EXISTS (SELECT 1 FROM company_seats c WHERE c.session_id = seen.id AND c.name_key = w.company_key)
             THEN EXISTS (SELECT 1 FROM company_seats c WHERE c.session_id = seen.id AND c.name_key = w.company_key AND c.people + w.seats <= 3)
             ELSE taken < capacity END) END)) AS BIGINT) AS left_free,
    CAST(1 AS BIGINT) AS looks";

#[derive(Debug, Default, QueryableByName)]
struct Violations {
    /// A capacity of seats, people, a group or a company's people was exceeded (P1).
    #[diesel(sql_type = BigInt)]
    exceeded: i64,
    /// A count was not that of the registrations.
    #[diesel(sql_type = BigInt)]
    drifted: i64,
    /// Somebody was served before one who came earlier, where the head blocks (P11).
    #[diesel(sql_type = BigInt)]
    out_of_order: i64,
    /// Somebody waited for what was free (P2).
    #[diesel(sql_type = BigInt)]
    left_free: i64,
    /// How often somebody looked.
    #[diesel(sql_type = BigInt)]
    looks: i64,
}

impl Violations {
    fn add(&mut self, other: &Self) {
        self.exceeded += other.exceeded;
        self.drifted += other.drifted;
        self.out_of_order += other.out_of_order;
        self.left_free += other.left_free;
        self.looks += other.looks;
    }

    fn total(&self) -> i64 {
        self.exceeded + self.drifted + self.out_of_order + self.left_free
    }
}

fn look(app: &TestApp) -> Violations {
    app.app()
        .database
        .read(|conn| Ok::<_, StoreError>(diesel::sql_query(LOOK).get_result::<Violations>(conn)?))
        .expect("the database answers")
}

/// The events that are pressed.
struct World {
    companies: String,
    /// Two sessions with a common cap.
    shared: [String; 2],
    /// Where the head of the waiting list blocks.
    strict: String,
    shared_event: String,
    events: Vec<String>,
}

impl World {
    fn new(app: &TestApp) -> Self {
        let company = bodies::company_event(&[bodies::session_with(
            "オンライン",
            4,
            &json!({ "people_capacity": 9 }),
        )]);
        let company =
            app.publish(&bodies::with(company, &json!({ "people_per_company": PER_COMPANY })));
        let half = |name: &str| bodies::session_with(name, 7, &json!({ "group": "hagi" }));
        let groups = json!({ "session_groups": [group(10)] });
        let shared =
            app.publish(&bodies::with(bodies::event(&[half("午前"), half("午後")]), &groups));
        let blocks = json!({ "waiting_list_head_blocks": true });
        let strict = app.publish(&bodies::event(&[bodies::session_with("下関", 8, &blocks)]));
        let id = |value: &Value| value["id"].as_str().expect("an id").to_owned();
        Self {
            companies: id(&company["sessions"][0]),
            shared: [id(&shared["sessions"][0]), id(&shared["sessions"][1])],
            strict: id(&strict["sessions"][0]),
            shared_event: id(&shared),
            events: [&company, &shared, &strict].map(id).to_vec(),
        }
    }

    fn application(&self, number: usize, random: &mut SmallRng) -> Vec<u8> {
        let seats = [1, 1, 2, 3][random.random_range(0..4)];
        let party = bodies::party(number, seats);
        match random.random_range(0..4) {
            0 => {
                let company = format!("例示{}株式会社", random.random_range(0..COMPANIES));
                application(
                    &self.companies,
                    &bodies::with(party, &json!({ "company": { "name": company } })),
                )
            }
            1 => application(&self.shared[0], &party),
            2 => application(&self.shared[1], &party),
            _ => application(&self.strict, &party),
        }
    }
}

fn group(capacity: i64) -> Value {
    json!({ "key": "hagi", "name": "萩", "capacity": capacity })
}

struct Race<'a> {
    app: &'a TestApp,
    world: World,
    /// Without the guard, what the database refuses is part of the picture.
    guarded: bool,
    done: AtomicBool,
    answered: AtomicUsize,
}

impl Race<'_> {
    /// One client: applies, withdraws, moves.
    fn press(&self, addresses: &[SocketAddr], client: usize, requests: usize) {
        let mut random = SmallRng::seed_from_u64(clock::random_u64());
        let mut wire = Roaming::new(addresses, client);
        let mut mine: Vec<String> = Vec::new();
        for number in 0..requests {
            let choice = random.random_range(0..10);
            let held =
                (choice >= 6 && !mine.is_empty()).then(|| random.random_range(0..mine.len()));
            let asked = match held {
                Some(at) if choice >= 8 => {
                    let to = &self.world.shared[random.random_range(0..2)];
                    let path = format!("/api/v1/registrations/{}/move", mine[at]);
                    wire_json("POST", &path, &[], &json!({ "session": to }))
                }
                Some(at) => {
                    let path = format!("/api/v1/registrations/{}", mine.swap_remove(at));
                    request("DELETE", &path, &[], b"")
                }
                None => self.world.application(client * 1_000_000 + number, &mut random),
            };
            let answer = wire.ask(&asked).expect("an answer");
            let fine = matches!(answer.status, 200 | 201 | 409 | 422 | 503);
            assert!(fine || !self.guarded, "{} {}", answer.status, answer.text());
            self.answered.fetch_add(usize::from(answer.status < 500), Ordering::Relaxed);
            if answer.status == 201 {
                mine.extend(token(&answer.json()));
            }
        }
    }

    /// Changes capacities up and down, until told to stop; what is refused is part of it.
    fn resize(&self) {
        let World { companies, shared, strict, shared_event, .. } = &self.world;
        for step in 0_i64.. {
            if self.done.load(Ordering::Relaxed) {
                return;
            }
            let up = [0, 3, 1, 2][usize::try_from(step % 4).expect("small")];
            let sessions = [(companies, 4), (&shared[0], 7), (strict, 8)];
            let (session, least) = sessions[usize::try_from(step % 3).expect("small")];
            let (path, body) = if step % 5 == 4 {
                let body = json!({ "session_groups": [group(10 + up)] });
                (format!("/api/v1/events/{shared_event}"), body)
            } else {
                (format!("/api/v1/sessions/{session}"), json!({ "capacity": least + up }))
            };
            let answer = self.app.staff("PATCH", &path, &body);
            let fine = matches!(answer.status, 200 | 409 | 503);
            assert!(fine || !self.guarded, "{} {}", answer.status, answer.text());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Looks again and again; most of the time is left to those who press.
    fn watch(&self) -> Violations {
        let mut violations = Violations::default();
        while !self.done.load(Ordering::Relaxed) {
            let began = Instant::now();
            violations.add(&look(self.app));
            std::thread::sleep(began.elapsed() * 3);
        }
        violations
    }

    fn run(&self, addresses: &[SocketAddr], requests: usize) -> Violations {
        std::thread::scope(|scope| {
            let watch = scope.spawn(|| self.watch());
            let resize = scope.spawn(|| self.resize());
            let clients: Vec<_> = (0..CLIENTS)
                .map(|client| {
                    scope.spawn(move || self.press(addresses, client, requests / CLIENTS))
                })
                .collect();
            let panics = clients.into_iter().filter_map(|client| client.join().err()).count();
            self.done.store(true, Ordering::Relaxed);
            resize.join().expect("no panic");
            let mut violations = watch.join().expect("no panic");
            assert_eq!(panics, 0, "clients had panics");
            violations.add(&look(self.app));
            violations
        })
    }
}

fn raced(place: Place, nodes: usize, guard: Guard, requests: usize) -> (Violations, usize) {
    let setup = Setup { url: &place.url, extra: &[], guard, is_demo: false };
    let mut others: Vec<Node> = (1..nodes).map(|_| Node::start(&setup)).collect();
    let first = Node::start(&setup);
    let app = TestApp::with(first, place);
    if guard != Guard::On {
        without_the_last_guards(&app);
    }
    let addresses: Vec<SocketAddr> =
        std::iter::once(app.node.address).chain(others.iter().map(|node| node.address)).collect();
    let (mut all, mut answered) = (Violations::default(), 0);
    for _ in 0..requests.div_ceil(ROUND) {
        let race = Race {
            app: &app,
            world: World::new(&app),
            guarded: guard == Guard::On,
            done: AtomicBool::new(false),
            answered: AtomicUsize::new(0),
        };
        all.add(&race.run(&addresses, requests.min(ROUND)));
        answered += race.answered.into_inner();
        // A cancelled event is looked at no more.
        for event in &race.world.events {
            app.staff("POST", &format!("/api/v1/events/{event}/cancel"), &Value::Null).expect(200);
        }
    }
    for node in &mut others {
        node.stop();
    }
    app.end();
    (all, answered)
}

/// Unique indexes would notice decisions on a board that is out of date: the control does without them.
fn without_the_last_guards(app: &TestApp) {
    let indexes = [
        "registrations_by_sequence",
        "company_seats_by_name",
        "registrations_one_active_per_person",
    ];
    app.app()
        .database
        .write(|conn| {
            for index in indexes {
                diesel::sql_query(format!("DROP INDEX {index}")).execute(conn)?;
            }
            // Persons are looked up by this one: it stays, and guards nothing.
            diesel::sql_query(
                "CREATE INDEX registrations_one_active_per_person ON registrations (person_key) WHERE \
                 person_key IS NOT NULL AND \
                 state IN ('pending', 'waitlisted', 'offered', 'confirmed', 'entered_draw')",
            )
            .execute(conn)?;
            Ok::<_, StoreError>(())
        })
        .expect("dropped");
}

fn report(name: &str, (violations, answered): &(Violations, usize)) {
    figure(
        "P1 P2 P11",
        format!(
            "{name}, companies, parties, shared caps, moves, capacities at once: {CLIENTS} clients, {answered} requests answered, {} looks: {} over capacity, {} drifted, {} left free, {} out of order",
            violations.looks,
            violations.exceeded,
            violations.drifted,
            violations.left_free,
            violations.out_of_order
        ),
    );
}

mod all_that_moves_seats_at_once_keeps_every_cap_and_leaves_no_seat_free {
    use super::*;

    #[test]
    fn on_sqlite() {
        let seen = raced(Place::sqlite(), 1, Guard::On, requests());
        report("SQLite", &seen);
        assert_eq!(seen.0.total(), 0, "{:?}", seen.0);
    }

    #[test]
    fn on_postgresql() {
        let seen = raced(Place::postgresql(), 3, Guard::On, requests());
        report("PostgreSQL, 3 nodes", &seen);
        assert_eq!(seen.0.total(), 0, "{:?}", seen.0);
    }
}

mod without_the_desk_s_guard_all_of_it_breaks {
    use super::*;

    #[test]
    fn on_sqlite() {
        let seen = raced(Place::sqlite(), 1, Guard::Off, 800);
        report("SQLite, control without guard", &seen);
        assert!(seen.0.total() > 0, "the race proves nothing: {:?}", seen.0);
    }

    #[test]
    fn on_postgresql() {
        let seen = raced(Place::postgresql(), 2, Guard::Off, 800);
        report("PostgreSQL, control without guard", &seen);
        assert!(seen.0.total() > 0, "the race proves nothing: {:?}", seen.0);
    }
}
