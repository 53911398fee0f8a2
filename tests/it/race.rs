//! Many press at once for few seats (P1, P2, P11 of docs/promises.md), with the negative control.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use diesel::QueryableByName;
use diesel::RunQueryDsl as _;
use diesel::sql_types::BigInt;
use serde_json::json;
use uketsuke::desk::Guard;
use uketsuke::store::StoreError;

use crate::support::app::{Node, Place, Setup, TestApp};
use crate::support::bodies;
use crate::support::figures::{figure, full_run};
use crate::support::filled_session::drifted_counts;
use crate::support::wire::{Wire, application, request, token};

/// Clients that press at the same time.
const CLIENTS: usize = 200;
const CAPACITIES: [i64; 3] = [1, 20, 50];
/// Applications to one session: whoever looks counts all of them, each time.
const ROUND: usize = 10_000;

/// Applications over all capacities.
fn attempts() -> usize {
    if full_run() { 200_000 } else { 3_000 }
}

#[derive(QueryableByName)]
struct Seen {
    #[diesel(sql_type = BigInt)]
    capacity: i64,
    #[diesel(sql_type = BigInt)]
    confirmed: i64,
    #[diesel(sql_type = BigInt)]
    waiting: i64,
    #[diesel(sql_type = BigInt)]
    taken: i64,
    #[diesel(sql_type = BigInt)]
    last_confirmed: i64,
    #[diesel(sql_type = BigInt)]
    first_waiting: i64,
    /// Counts by state that are not those of the registrations.
    #[diesel(sql_type = BigInt)]
    drifted_counts: i64,
}

/// What a reader sees at one instant: one statement, one snapshot.
const LOOK: &str = concat!("SELECT CAST(capacity AS BIGINT) AS capacity, CAST(taken AS BIGINT) AS taken,
    (SELECT COUNT(*) FROM registrations r WHERE r.session_id = s.id AND r.state = 'confirmed') AS confirmed,
    (SELECT COUNT(*) FROM registrations r WHERE r.session_id = s.id AND r.state = 'waitlisted') AS waiting,
    (SELECT COALESCE(MAX(sequence), 0) FROM registrations r WHERE r.session_id = s.id AND r.state = 'confirmed') AS last_confirmed,
    (SELECT COALESCE(MIN(sequence), 9000000000) FROM registrations r WHERE r.session_id = s.id AND r.state = 'waitlisted') AS first_waiting,
    (SELECT COUNT(*) FROM (", drifted_counts!(), ") AS different) AS drifted_counts
    FROM sessions s");

fn look(app: &uketsuke::app::App) -> Seen {
    app.database
        .read(|conn| Ok::<_, StoreError>(diesel::sql_query(LOOK).get_result::<Seen>(conn)?))
        .expect("the database answers")
}

#[derive(Debug, Default)]
struct Violations {
    /// A reader saw more confirmed than the capacity (P1).
    exceeded: usize,
    /// The count of taken seats, or a count by state, was not that of the registrations.
    drifted: usize,
    /// A seat stayed free although somebody waited (P2).
    left_free: usize,
    /// Somebody who came later was served earlier (P11).
    out_of_order: usize,
    looks: usize,
    answered: usize,
}

impl Violations {
    fn total(&self) -> usize {
        self.exceeded + self.drifted + self.left_free + self.out_of_order
    }

    fn note(&mut self, seen: &Seen) {
        self.looks += 1;
        self.exceeded += usize::from(seen.confirmed > seen.capacity);
        self.drifted += usize::from(seen.confirmed != seen.taken || seen.drifted_counts > 0);
        self.left_free +=
            usize::from(seen.confirmed < seen.capacity.min(seen.confirmed + seen.waiting));
        self.out_of_order += usize::from(seen.last_confirmed > seen.first_waiting);
    }
}

/// One client: applies again and again, and withdraws every third time.
fn press(address: SocketAddr, session: &str, client: usize, applications: usize) -> usize {
    let mut wire = Wire::connect(address).expect("connected");
    let mut answered = 0;
    for i in 0..applications {
        let body = bodies::applicant(client * 1_000_000 + i);
        let answer = wire.ask(&application(session, &body)).expect("an answer");
        if answer.status == 503 {
            continue;
        }
        let registration = answer.expect(201).json();
        answered += 1;
        if (client + i).is_multiple_of(3) {
            let token = token(&registration).expect("a token");
            let path = format!("/api/v1/registrations/{token}");
            let gone = wire.ask(&request("DELETE", &path, &[], b"")).expect("an answer");
            // 503: it waits in its place and is carried out; the machine is busy with other things.
            assert!(matches!(gone.status, 200 | 503), "{}", gone.text());
        }
    }
    answered
}

/// Raises and lowers the capacity while others press; refusals are part of it.
fn resize(app: &TestApp, session: &str, capacity: i64, done: &AtomicBool) {
    let mut step = 0;
    while !done.load(Ordering::Relaxed) {
        let wanted = capacity + [0, 3, 1][step % 3];
        let answer = app.staff(
            "PATCH",
            &format!("/api/v1/sessions/{session}"),
            &json!({ "capacity": wanted }),
        );
        assert!(matches!(answer.status, 200 | 409 | 503), "{}", answer.text());
        step += 1;
        std::thread::sleep(std::time::Duration::from_millis(3));
    }
}

fn race(
    app: &TestApp,
    addresses: &[SocketAddr],
    session: &str,
    capacity: i64,
    applications: usize,
) -> Violations {
    let done = AtomicBool::new(false);
    let answered = AtomicUsize::new(0);
    let violations = Mutex::new(Violations::default());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let began = Instant::now();
                violations.lock().expect("no panic").note(&look(app.app()));
                // Most of the time is left to those who press.
                std::thread::sleep(began.elapsed() * 3);
            }
        });
        scope.spawn(|| resize(app, session, capacity, &done));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let address = addresses[client % addresses.len()];
                let share = applications / CLIENTS + usize::from(client < applications % CLIENTS);
                let answered = &answered;
                scope.spawn(move || {
                    answered.fetch_add(press(address, session, client, share), Ordering::Relaxed)
                })
            })
            .collect();
        let panics = clients
            .into_iter()
            .map(std::thread::ScopedJoinHandle::join)
            .filter(Result::is_err)
            .count();
        done.store(true, Ordering::Relaxed);
        assert_eq!(panics, 0, "clients had panics");
    });
    let mut violations = violations.into_inner().expect("no panic");
    violations.note(&look(app.app()));
    violations.answered = answered.into_inner();
    violations
}

/// Databases for each capacity, each with as many nodes as given; the violations of all.
fn races(place: fn() -> Place, nodes: usize, guard: Guard, applications: usize) -> Violations {
    let mut all = Violations::default();
    let share = applications / CAPACITIES.len();
    let rounds = share.div_ceil(ROUND);
    for capacity in
        CAPACITIES.into_iter().flat_map(|capacity| std::iter::repeat_n(capacity, rounds))
    {
        let place = place();
        let setup = Setup { url: &place.url, extra: &[], guard, is_demo: false };
        let mut others: Vec<Node> = (1..nodes).map(|_| Node::start(&setup)).collect();
        let first = Node::start(&setup);
        let app = TestApp::with(first, place);
        if guard != Guard::On {
            without_the_last_guard(&app);
        }
        let session = app.session(bodies::session("下関", capacity));
        let addresses: Vec<SocketAddr> = std::iter::once(app.node.address)
            .chain(others.iter().map(|node| node.address))
            .collect();
        let violations = race(&app, &addresses, &session, capacity, share.div_ceil(rounds));
        all.exceeded += violations.exceeded;
        all.drifted += violations.drifted;
        all.left_free += violations.left_free;
        all.out_of_order += violations.out_of_order;
        all.looks += violations.looks;
        all.answered += violations.answered;
        for node in &mut others {
            node.stop();
        }
        app.end();
    }
    all
}

/// The unique sequence number would notice two decisions on one board: the control does without it.
fn without_the_last_guard(app: &TestApp) {
    app.app()
        .database
        .write(|conn| {
            diesel::sql_query("DROP INDEX registrations_by_sequence").execute(conn)?;
            Ok::<_, StoreError>(())
        })
        .expect("dropped");
}

fn report(what: &str, violations: &Violations) {
    figure(
        "P1 P2 P11",
        format!(
            "{what}: {CLIENTS} clients, {} applications answered, {} looks: {} over capacity, {} drifted, {} left free, {} out of order",
            violations.answered,
            violations.looks,
            violations.exceeded,
            violations.drifted,
            violations.left_free,
            violations.out_of_order
        ),
    );
}

mod seats_are_given_exactly_once_and_in_order_however_many_press {
    use super::*;

    #[test]
    fn on_sqlite() {
        let violations = races(Place::sqlite, 1, Guard::On, attempts());
        report("SQLite", &violations);
        assert_eq!(violations.total(), 0, "{violations:?}");
    }

    #[test]
    fn on_postgresql() {
        let violations = races(Place::postgresql, 3, Guard::On, attempts());
        report("PostgreSQL, 3 nodes", &violations);
        assert_eq!(violations.total(), 0, "{violations:?}");
    }
}

mod without_the_desk_s_guard_the_same_race_breaks_the_promise {
    use super::*;

    #[test]
    fn on_sqlite() {
        let violations = races(Place::sqlite, 1, Guard::Off, 900);
        report("SQLite, control without guard", &violations);
        assert!(violations.total() > 0, "the race proves nothing: {violations:?}");
    }

    #[test]
    fn on_postgresql() {
        let violations = races(Place::postgresql, 2, Guard::Off, 900);
        report("PostgreSQL, control without guard", &violations);
        assert!(violations.total() > 0, "the race proves nothing: {violations:?}");
    }
}

fn two_hundred_at_the_last_seat(app: &TestApp) {
    let session = app.session(bodies::session_with("下関", 1, &json!({ "waiting_list": false })));
    let statuses = Arc::new(Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (session, statuses) = (&session, Arc::clone(&statuses));
            scope.spawn(move || {
                let answer = app.apply(session, &bodies::applicant(client));
                statuses.lock().expect("no panic").push(answer.status);
            });
        }
    });
    let statuses = statuses.lock().expect("no panic");
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), CLIENTS - 1);
}

crate::support::on_both_databases! {
    fn of_two_hundred_who_press_at_once_for_the_last_seat_one_gets_it(app) {
        two_hundred_at_the_last_seat(app);
    }
}
