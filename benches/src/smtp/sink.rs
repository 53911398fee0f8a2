//! A mail server that takes everything at once and remembers when.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::LocalSet;

/// A mail that has come, at the moment of its final dot.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub at: Instant,
    pub recipient: String,
}

/// The server, on a thread of its own for as long as this process runs.
pub struct Sink {
    pub address: SocketAddr,
    kept: Arc<Mutex<Kept>>,
}

/// What has come so far.
#[derive(Default)]
struct Kept {
    arrivals: Vec<Arrival>,
    /// The first message, as it came, without the final dot.
    sample: Vec<u8>,
}

impl Sink {
    /// Starts one that takes so long for each mail.
    pub fn start(pause: Duration) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let kept = Arc::new(Mutex::new(Kept::default()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mails = Arc::clone(&kept);
        std::thread::spawn(move || {
            runtime.block_on(LocalSet::new().run_until(async move {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                while let Ok((stream, _)) = listener.accept().await {
                    let conversation = Conversation::new(stream, Arc::clone(&mails), pause);
                    tokio::task::spawn_local(conversation.hold());
                }
            }));
        });
        Ok(Self { address, kept })
    }

    /// Forgets all mails.
    pub fn clear(&self) {
        self.lock().arrivals.clear();
    }

    pub fn arrivals(&self) -> Vec<Arrival> {
        self.lock().arrivals.clone()
    }

    /// A message as it came over the wire.
    pub fn sample(&self) -> Vec<u8> {
        self.lock().sample.clone()
    }

    /// Waits for so many mails, not for ever; returns how many there are then.
    pub fn wait_for(&self, count: usize, patience: Duration) -> usize {
        let began = Instant::now();
        loop {
            let there = self.lock().arrivals.len();
            if there >= count || began.elapsed() > patience {
                return there;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection.
struct Conversation {
    stream: TcpStream,
    kept: Arc<Mutex<Kept>>,
    pause: Duration,
    received: Vec<u8>,
    replies: Vec<u8>,
    recipient: String,
    in_message: bool,
}

impl Conversation {
    fn new(stream: TcpStream, kept: Arc<Mutex<Kept>>, pause: Duration) -> Self {
        Self {
            stream,
            kept,
            pause,
            received: Vec::new(),
            replies: b"220 sink.example.jp ESMTP\r\n".to_vec(),
            recipient: String::new(),
            in_message: false,
        }
    }

    /// Until the client hangs up or says goodbye.
    async fn hold(mut self) {
        if self.stream.set_nodelay(true).is_err() {
            return;
        }
        loop {
            // Everything that was asked is answered before more is read (RFC 2920, 3.2).
            let replies = std::mem::take(&mut self.replies);
            if self.stream.write_all(&replies).await.is_err() || replies.starts_with(b"221") {
                return;
            }
            match self.stream.read_buf(&mut self.received).await {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
            while self.step().await {}
        }
    }

    /// Works off one line, or the message; false when there is not a whole one.
    async fn step(&mut self) -> bool {
        if self.in_message {
            return self.message().await;
        }
        let Some(end) = find(&self.received, b"\r\n") else { return false };
        let line: Vec<u8> = self.received.drain(..end + 2).collect();
        let line = String::from_utf8_lossy(&line[..end]).into_owned();
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let reply = match verb.as_str() {
            "EHLO" => {
                "250-sink.example.jp\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 10485760\r\n"
            }
            "RCPT" => {
                let address = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
                self.recipient = address.map(|(address, _)| address.to_owned()).unwrap_or_default();
                "250 2.1.5 Ok\r\n"
            }
            "DATA" => {
                self.in_message = true;
                "354 End data with <CR><LF>.<CR><LF>\r\n"
            }
            "QUIT" => "221 2.0.0 Bye\r\n",
            _ => "250 2.0.0 Ok\r\n",
        };
        self.replies.extend_from_slice(reply.as_bytes());
        true
    }

    async fn message(&mut self) -> bool {
        let Some(end) = end_of_message(&self.received) else { return false };
        let message: Vec<u8> = self.received.drain(..end + 5).collect();
        if !self.pause.is_zero() {
            tokio::time::sleep(self.pause).await;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.sample.is_empty() {
            kept.sample = message[..end].to_vec();
        }
        let recipient = std::mem::take(&mut self.recipient);
        kept.arrivals.push(Arrival { at: Instant::now(), recipient });
        self.in_message = false;
        self.replies.extend_from_slice(b"250 2.0.0 Ok: queued\r\n");
        true
    }
}

/// Where a message ends. A client that waits for the answer has sent nothing behind it.
fn end_of_message(bytes: &[u8]) -> Option<usize> {
    const END: &[u8] = b"\r\n.\r\n";
    match bytes.strip_suffix(END) {
        Some(message) => Some(message.len()),
        None => find(bytes, END),
    }
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len()).position(|window| window == pattern)
}
