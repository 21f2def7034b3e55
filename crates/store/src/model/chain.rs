use sha256::Sha256;

use super::delivery::DeliveryKind;

/// A delivery's position in the chain of its agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainPosition {
    /// Number within the agreement, counted from 1 without gaps.
    pub seq: u64,
    /// Its kind.
    pub kind: DeliveryKind,
    /// The number of the delivery that this one replays.
    pub replay_of: Option<u64>,
    /// SHA-256 of the previous data file; `None` for the first.
    pub previous: Option<Sha256>,
    /// Whether it has persons because they enter an age range; also of its replays.
    pub ages_in: bool,
}

/// The end of the chain of an agreement's deliveries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChainHead {
    /// The last delivery's number; 0 if there is none.
    pub seq: u64,
    /// SHA-256 of the last data file that was published.
    pub sha256: Option<Sha256>,
}

impl ChainHead {
    /// The next link.
    pub const fn next(self, kind: DeliveryKind, replay_of: Option<u64>) -> ChainPosition {
        let (seq, previous) = (self.seq + 1, self.sha256);
        ChainPosition { seq, kind, replay_of, previous, ages_in: false }
    }
}
