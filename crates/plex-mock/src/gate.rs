//! Whether a mock server takes connections.

use tokio::sync::watch;

/// Open from the start. While it is closed, connections are refused, and those that are idle end.
#[derive(Debug)]
pub(crate) struct Gate(watch::Sender<bool>);

impl Default for Gate {
    fn default() -> Self {
        Self(watch::Sender::new(true))
    }
}

impl Gate {
    pub(crate) fn set(&self, open: bool) {
        self.0.send_replace(open);
    }

    pub(crate) fn watch(&self) -> Watch {
        Watch(self.0.subscribe())
    }
}

/// Waits for a gate.
#[derive(Debug, Clone)]
pub(crate) struct Watch(watch::Receiver<bool>);

impl Watch {
    pub(crate) async fn closed(&mut self) {
        self.becomes(false).await;
    }

    pub(crate) async fn opened(&mut self) {
        self.becomes(true).await;
    }

    async fn becomes(&mut self, open: bool) {
        if self.0.wait_for(|now| *now == open).await.is_err() {
            // The mock server is being dropped.
            std::future::pending::<()>().await;
        }
    }
}
