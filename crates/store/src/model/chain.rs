use super::delivery::DeliveryKind;
use super::sha256::Sha256;

/// A delivery's place among those of its agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainPosition {
    /// Number within the agreement, counted from 1 without gaps.
    pub seq: u64,
    /// What it is.
    pub kind: DeliveryKind,
    /// The number of the delivery that this one is once more.
    pub replay_of: Option<u64>,
    /// SHA-256 of the data file before; `None` for the first.
    pub previous: Option<Sha256>,
}

/// Where the chain of an agreement's deliveries ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChainHead {
    /// The last delivery's number; 0 where there is none.
    pub seq: u64,
    /// SHA-256 of the last data file that was published.
    pub sha256: Option<Sha256>,
}

impl ChainHead {
    /// The next link behind it.
    pub const fn next(self, kind: DeliveryKind, replay_of: Option<u64>) -> ChainPosition {
        ChainPosition { seq: self.seq + 1, kind, replay_of, previous: self.sha256 }
    }
}
