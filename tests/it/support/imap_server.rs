//! A mail server of the tests that speaks enough IMAP for one who only reads, inside TLS.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::smtp_certificate::tls_config;

/// What is in the folder, and what was asked.
#[derive(Default)]
struct Folder {
    /// UID and bytes.
    mails: Vec<(u32, Vec<u8>)>,
    validity: u32,
    commands: Vec<String>,
}

/// A running server with one folder; it stops when it is dropped.
pub struct ImapServer {
    address: SocketAddr,
    folder: Arc<Mutex<Folder>>,
    stopping: Arc<AtomicBool>,
    certificates: tempfile::TempDir,
}

impl ImapServer {
    pub fn start() -> Self {
        Self::named(false)
    }

    /// A server whose certificate may be that of another host.
    pub fn named(wrong_name: bool) -> Self {
        let certificates = tempfile::tempdir().expect("a folder for the certificate");
        let tls = tls_config(&certificates.path().join("ca.pem"), wrong_name);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("the port");
        let folder = Arc::new(Mutex::new(Folder { validity: 7, ..Folder::default() }));
        let stopping = Arc::new(AtomicBool::new(false));
        let (shared, until) = (Arc::clone(&folder), Arc::clone(&stopping));
        std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if until.load(Ordering::SeqCst) {
                    return;
                }
                let (tls, folder) = (Arc::clone(&tls), Arc::clone(&shared));
                std::thread::spawn(move || converse(stream, tls, &folder));
            }
        });
        Self { address, folder, stopping, certificates }
    }

    /// For `UKETSUKE_MAILBOX_URL`.
    pub fn url(&self, password: &str) -> String {
        let ca = self.certificates.path().join("ca.pem");
        let port = self.address.port();
        format!("imaps://office:{password}@127.0.0.1:{port}/Returned?ca={}", ca.display())
    }

    /// Puts a mail into the folder.
    pub fn deliver(&self, uid: u32, mail: &[u8]) {
        self.folder().mails.push((uid, mail.to_vec()));
    }

    /// Makes the folder anew, as servers do after a repair: the same mails under other UIDs.
    pub fn make_anew(&self) {
        let mut folder = self.folder();
        folder.validity += 1;
        for (uid, _) in &mut folder.mails {
            *uid += 100;
        }
    }

    /// The commands so far, without their tags.
    pub fn commands(&self) -> Vec<String> {
        self.folder().commands.clone()
    }

    fn folder(&self) -> std::sync::MutexGuard<'_, Folder> {
        self.folder.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ImapServer {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

fn converse(stream: TcpStream, tls: Arc<ServerConfig>, folder: &Mutex<Folder>) {
    let connection = ServerConnection::new(tls).expect("TLS");
    let mut stream = BufReader::new(StreamOwned::new(connection, stream));
    let say = |stream: &mut BufReader<StreamOwned<ServerConnection, TcpStream>>, bytes: &[u8]| {
        stream.get_mut().write_all(bytes).is_ok() && stream.get_mut().flush().is_ok()
    };
    if !say(&mut stream, b"* OK ready\r\n") {
        return;
    }
    let mut line = String::new();
    while stream.read_line(&mut line).is_ok_and(|read| read > 0) {
        let (tag, command) = line.trim_end().split_once(' ').unwrap_or(("*", ""));
        let answer =
            answer(tag, command, &mut folder.lock().unwrap_or_else(PoisonError::into_inner));
        if !say(&mut stream, &answer) || command == "LOGOUT" {
            return;
        }
        line.clear();
    }
}

fn answer(tag: &str, command: &str, folder: &mut Folder) -> Vec<u8> {
    folder.commands.push(command.to_owned());
    let ok = format!("{tag} OK done\r\n");
    let mut answer = Vec::new();
    if command.starts_with("LOGIN") {
        if command.contains("right") {
            answer.extend(ok.bytes());
        } else {
            answer.extend(format!("{tag} NO no such user\r\n").bytes());
        }
    } else if command.starts_with("EXAMINE") {
        let (exists, validity) = (folder.mails.len(), folder.validity);
        answer.extend(
            format!(
                "* {exists} EXISTS\r\n* FLAGS (\\Seen)\r\n* OK [UIDVALIDITY {validity}] valid\r\n{tag} OK [READ-ONLY] done\r\n"
            )
            .bytes(),
        );
    } else if let Some(query) = command.strip_prefix("UID SEARCH ") {
        let from = query.strip_prefix("UID ").and_then(|range| range.strip_suffix(":*"));
        let from: u32 = from.and_then(|from| from.parse().ok()).unwrap_or(0);
        let last = folder.mails.iter().map(|(uid, _)| *uid).max();
        // A range that begins behind the last mail is turned round, and so has it.
        let found = folder.mails.iter().map(|(uid, _)| *uid);
        let found: Vec<String> = found
            .filter(|uid| *uid >= from || Some(*uid) == last)
            .map(|uid| format!(" {uid}"))
            .collect();
        answer.extend(format!("* SEARCH{}\r\n{ok}", found.concat()).bytes());
    } else if let Some(query) = command.strip_prefix("UID FETCH ") {
        let wanted: u32 = query.split(' ').next().and_then(|uid| uid.parse().ok()).unwrap_or(0);
        if let Some(index) = folder.mails.iter().position(|(uid, _)| *uid == wanted) {
            let mail = &folder.mails[index].1;
            let head = format!(
                "* {} FETCH (UID {wanted} INTERNALDATE \"01-Oct-2026 10:00:00 +0900\" BODY[]<0> {{{}}}\r\n",
                index + 1,
                mail.len()
            );
            answer.extend(head.bytes());
            answer.extend(mail);
            answer.extend(b")\r\n");
        }
        answer.extend(ok.bytes());
    } else {
        answer.extend(ok.bytes());
    }
    answer
}
