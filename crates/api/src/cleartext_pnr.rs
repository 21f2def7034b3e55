use civil::Pnr;
use serde::{Serialize, Serializer};

/// A PNR that is sent in the clear.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CleartextPnr(pub(crate) Pnr);

impl Serialize for CleartextPnr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.reveal())
    }
}
