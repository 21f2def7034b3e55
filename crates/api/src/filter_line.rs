use filters::Filter;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Serialize, Serializer};

/// A filter as a line of a listing, with a PNR in the clear. What is none is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FilterLine(pub(crate) Filter);

impl Serialize for FilterLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.revealed_line())
    }
}

impl<'de> Deserialize<'de> for FilterLine {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let line = String::deserialize(deserializer)?;
        line.parse().map(Self).map_err(D::Error::custom)
    }
}
