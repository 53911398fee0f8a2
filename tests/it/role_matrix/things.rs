//! What the addresses of the matrix name: one of each thing.

use uuid::Uuid;

/// One of each thing that an address can name.
#[derive(Clone, Debug)]
pub struct Things {
    pub event: String,
    pub session: String,
    pub meeting: String,
    pub registration: String,
    pub mail: String,
    pub mailing: String,
    pub draft: String,
    pub member: String,
    pub token: String,
    pub passkey: String,
    pub console_session: String,
    pub job: String,
    pub bulk: String,
    pub column_set: String,
    pub export_run: String,
    pub import: String,
    pub purge: String,
}

impl Things {
    /// Such as there never was.
    pub fn never() -> Self {
        let id = |number: u128| {
            Uuid::from_u128(0x018f_4e5c_0000_7000_8000_0000_0000_0000 + number).to_string()
        };
        Self {
            event: id(1),
            session: id(2),
            meeting: id(3),
            registration: id(4),
            mail: id(5),
            mailing: id(6),
            draft: id(7),
            member: id(8),
            token: id(9),
            passkey: id(10),
            console_session: id(11),
            job: id(12),
            bulk: id(13),
            column_set: id(14),
            export_run: id(15),
            import: id(16),
            purge: id(17),
        }
    }

    /// What stands for a part of an address.
    ///
    /// # Panics
    /// Where nobody has said what it is: then it is to be said here, with one of it in the world.
    fn part(&self, before: &str, name: &str, path: &str) -> String {
        match (before, name) {
            (_, "event") => self.event.clone(),
            ("account" | "sessions", "console_session") => self.console_session.clone(),
            (_, "session") => self.session.clone(),
            (_, "meeting") => self.meeting.clone(),
            (_, "registration") | ("registrations", "id") => self.registration.clone(),
            ("outbox" | "mailbox", "id") => self.mail.clone(),
            (_, "mailing") => self.mailing.clone(),
            ("drafts" | "application-drafts", "id") | (_, "draft") => self.draft.clone(),
            (_, "member") => self.member.clone(),
            ("tokens", "token") => self.token.clone(),
            (_, "passkey") => self.passkey.clone(),
            (_, "job") => self.job.clone(),
            (_, "bulk") => self.bulk.clone(),
            (_, "set") => self.column_set.clone(),
            (_, "run") => self.export_run.clone(),
            (_, "import") => self.import.clone(),
            (_, "purge") => self.purge.clone(),
            // What is the same for everybody.
            ("files", "key" | "question") => "plan".to_owned(),
            ("attachments", "number") => "0".to_owned(),
            ("attendees." | "completion." | "statistics.", "ending" | "format") => "csv".to_owned(),
            ("print", "sheet") => "roster.pdf".to_owned(),
            (_, "kind") => "reminder".to_owned(),
            (_, "language") => "ja".to_owned(),
            _ => panic!(
                "the role matrix does not know what {{{name}}} in {path} is: say it in `Things::part`, with one of it in the world"
            ),
        }
    }

    /// The address with these things in it.
    pub fn fill(&self, path: &str) -> String {
        let (mut filled, mut before) = (Vec::new(), "");
        for segment in path.split('/') {
            let made = match segment.split_once('{') {
                Some((start, rest)) => {
                    let (name, end) = rest.split_once('}').expect("a parameter ends");
                    let known = if start.is_empty() { before } else { start };
                    format!("{start}{}{end}", self.part(known, name, path))
                }
                None => segment.to_owned(),
            };
            filled.push(made);
            before = segment;
        }
        filled.join("/")
    }

    /// Every id, to be told apart from the words of an answer.
    pub fn ids(&self) -> [&str; 17] {
        [
            &self.event,
            &self.session,
            &self.meeting,
            &self.registration,
            &self.mail,
            &self.mailing,
            &self.draft,
            &self.member,
            &self.token,
            &self.passkey,
            &self.console_session,
            &self.job,
            &self.bulk,
            &self.column_set,
            &self.export_run,
            &self.import,
            &self.purge,
        ]
    }
}
