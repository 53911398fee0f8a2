//! Applicants who press until they have an answer, whatever happens to the service meanwhile.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::answer::Answer;
use super::app::agent;
use super::bodies;

/// How long an applicant presses on before the service is said not to have come back.
const GIVES_UP: Duration = Duration::from_mins(2);

/// The applicants of one session, with what they were told.
pub struct Crowd {
    session: String,
    /// Time between two applications of one client.
    pub pause: Duration,
    next: AtomicUsize,
    told: Mutex<Told>,
}

/// What applicants were told.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Tokens of registrations that were acknowledged.
    pub registered: Vec<String>,
    /// Tokens of those whose withdrawal was acknowledged.
    pub withdrawn: Vec<String>,
    /// Answers of 503.
    pub unavailable: usize,
    /// Requests without any answer.
    pub unanswered: usize,
    /// Applicants who had to press again, and then found their own registration or made it.
    pub pressed_again: usize,
    /// Whatever should not have been said.
    pub wrong: Vec<String>,
    /// The longest that anybody waited for one answer.
    pub slowest: Duration,
}

/// How one request ended.
enum Pressed {
    Done(Value),
    Again,
    Wrong(String),
}

impl Crowd {
    pub fn new(session: &str) -> Self {
        Self::starting_at(session, 0)
    }

    /// Applicants with numbers from this one on, who are others than those of another crowd.
    pub fn starting_at(session: &str, first: usize) -> Self {
        Self {
            session: session.to_owned(),
            pause: Duration::ZERO,
            next: AtomicUsize::new(first),
            told: Mutex::default(),
        }
    }

    pub fn told(&self) -> Told {
        self.told.lock().expect("no panic").clone()
    }

    /// How many registrations were acknowledged so far.
    pub fn registered(&self) -> usize {
        self.told.lock().expect("no panic").registered.len()
    }

    /// Presses with `clients` at a time, at all nodes in turn, while `act` goes on. Whoever has pressed
    /// presses on until the answer is there.
    pub fn while_pressing<T>(
        &self,
        nodes: &[SocketAddr],
        clients: usize,
        act: impl FnOnce() -> T,
    ) -> T {
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for client in 0..clients {
                let done = &done;
                scope.spawn(move || {
                    let agent = agent();
                    while !done.load(Ordering::Relaxed) {
                        self.one_applicant(&agent, nodes, client);
                        std::thread::sleep(self.pause);
                    }
                });
            }
            let result = act();
            done.store(true, Ordering::Relaxed);
            result
        })
    }

    /// One applicant, with one key, at one node after another.
    fn one_applicant(&self, agent: &ureq::Agent, nodes: &[SocketAddr], client: usize) {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let began = Instant::now();
        for press in 0.. {
            let node = nodes[(client + press) % nodes.len()];
            match self.press(agent, node, number) {
                Pressed::Done(made) => return self.note(agent, node, number, &made, press),
                Pressed::Wrong(said) => {
                    return self.told.lock().expect("no panic").wrong.push(said);
                }
                Pressed::Again if began.elapsed() > GIVES_UP => {
                    let said = format!("applicant {number} got no answer in {GIVES_UP:?}");
                    return self.told.lock().expect("no panic").wrong.push(said);
                }
                Pressed::Again => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }

    fn press(&self, agent: &ureq::Agent, node: SocketAddr, number: usize) -> Pressed {
        let url = format!("http://{node}/api/v1/sessions/{}/registrations", self.session);
        let request = agent
            .post(url)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", format!("applicant-{number}"));
        let began = Instant::now();
        let answer = request.send(bodies::applicant(number).to_string().as_bytes()).map(Answer::of);
        let mut told = self.told.lock().expect("no panic");
        told.slowest = told.slowest.max(began.elapsed());
        let Ok(answer) = answer else {
            told.unanswered += 1;
            return Pressed::Again;
        };
        let said = || format!("{}: {}", answer.status, answer.text());
        match (answer.status, serde_json::from_slice::<Value>(&answer.body)) {
            (201, Ok(made)) => Pressed::Done(made),
            // The body was cut off: nothing was acknowledged.
            (201, Err(_)) => Pressed::Again,
            (503, _) if answer.header("retry-after").is_some() => {
                told.unavailable += 1;
                Pressed::Again
            }
            (409, Ok(problem)) if problem["code"] == "idempotency_in_progress" => Pressed::Again,
            _ => Pressed::Wrong(said()),
        }
    }

    /// Keeps what was acknowledged. A third of all withdraw, so that seats move on.
    fn note(
        &self,
        agent: &ureq::Agent,
        node: SocketAddr,
        number: usize,
        made: &Value,
        presses: usize,
    ) {
        let url = made["manage_url"].as_str().expect("a link");
        let token = url.rsplit('/').next().expect("a token").to_owned();
        let mut told = self.told.lock().expect("no panic");
        told.registered.push(token.clone());
        told.pressed_again += usize::from(presses > 0);
        drop(told);
        if number.is_multiple_of(3) {
            let gone = agent.delete(format!("http://{node}/api/v1/registrations/{token}")).call();
            if gone.is_ok_and(|answer| answer.status() == 200) {
                self.told.lock().expect("no panic").withdrawn.push(token);
            }
        }
    }

    /// Acknowledged registrations that are not there, and acknowledged withdrawals that are undone.
    pub fn lost(&self, node: SocketAddr) -> usize {
        let told = self.told();
        let agent = agent();
        let state = |token: &String| {
            let url = format!("http://{node}/api/v1/registrations/{token}");
            let answer = Answer::of(agent.get(url).call().expect("an answer"));
            (answer.status == 200).then(|| answer.json()["state"].clone())
        };
        let gone = told.registered.iter().filter(|token| state(token).is_none());
        let undone = told
            .withdrawn
            .iter()
            .filter(|token| state(token).is_some_and(|state| state != "withdrawn"));
        gone.count() + undone.count()
    }
}
