//! A bell that wakes everybody who listens.

use tokio::sync::watch;

/// Rung when there is something to do. A ring is not lost on a listener who is busy: it is heard at the
/// next look. Clones are the same bell.
#[derive(Clone, Default)]
pub struct Bell(watch::Sender<()>);

/// Somebody who listens.
pub type Listener = watch::Receiver<()>;

impl Bell {
    pub fn ring(&self) {
        self.0.send_replace(());
    }

    pub fn listener(&self) -> Listener {
        self.0.subscribe()
    }
}
