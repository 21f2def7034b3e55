use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

/// How far a client has come before SSH is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    NoObserver,
    Identified,
    KexInit,
    KeyExchange,
    NewKeys,
}

/// How far the client has come, shared with the connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress {
    stage: Arc<AtomicU8>,
    has_hung_up: Arc<AtomicBool>,
}

impl Progress {
    pub(crate) fn note(&self, stage: Stage) {
        // No other data depends on this order.
        self.stage.store(stage as u8, Ordering::Relaxed);
    }

    /// Notes that the client has closed its end.
    pub(crate) fn note_hang_up(&self) {
        self.has_hung_up.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_hung_up(&self) -> bool {
        self.has_hung_up.load(Ordering::Relaxed)
    }

    pub(crate) fn stage(&self) -> Stage {
        let stages = [Stage::Identified, Stage::KexInit, Stage::KeyExchange, Stage::NewKeys];
        let stage = self.stage.load(Ordering::Relaxed);
        stages.into_iter().find(|known| *known as u8 == stage).unwrap_or(Stage::NoObserver)
    }
}

impl Stage {
    /// What the client has not done, for the log.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::NoObserver => "it sent no SSH version",
            Self::Identified => "it sent its SSH version and no list of algorithms",
            Self::KexInit => "it sent its algorithms and began no key exchange",
            Self::KeyExchange => "it did not finish the key exchange",
            Self::NewKeys => "it finished the key exchange and did not log in",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stage_of_a_progress_is_what_was_noted() {
        for stage in [Stage::Identified, Stage::KexInit, Stage::KeyExchange, Stage::NewKeys] {
            let progress = Progress::default();
            assert_eq!(progress.stage(), Stage::NoObserver);
            progress.note(stage);
            assert_eq!(progress.stage(), stage);
        }
    }
}
