use jiff::Timestamp;
use jiff::civil::Date;
use manifest::Entry;
use serde::Serialize;
use store::DeliveryKind;
use utoipa::ToSchema;

/// A delivery, with its place in the chain.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Delivery {
    /// Its number within the agreement, counted from 1 without gaps.
    seq: u64,
    kind: Kind,
    /// `seq` of the delivery that this one is once more.
    replay_of: Option<u64>,
    /// The data file's name in `IN`.
    file: String,
    /// PRODDTO of the extract that it came from, or as of which it is.
    #[schema(value_type = String, format = Date)]
    proddto: Date,
    /// Length of the data file in bytes.
    size: u64,
    /// Persons in it.
    persons: u64,
    /// Records in it, as TAELLER says.
    records: u64,
    /// SHA-256 of the data file, in hexadecimal digits.
    sha256: String,
    /// The same of the data file before; none of the first.
    previous_sha256: Option<String>,
    /// When it was published.
    #[schema(value_type = String, format = DateTime)]
    published_at: Timestamp,
    /// When the last byte of the data file was first handed to the system.
    #[schema(value_type = Option<String>, format = DateTime)]
    collected_at: Option<Timestamp>,
    /// When the system removed the data file.
    #[schema(value_type = Option<String>, format = DateTime)]
    removed_at: Option<Timestamp>,
}

/// What a delivery is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// A day's extract, thinned.
    Day,
    /// A load, or a part of one.
    Load,
    /// One that was delivered before, once more.
    Replay,
}

impl From<DeliveryKind> for Kind {
    fn from(kind: DeliveryKind) -> Self {
        match kind {
            DeliveryKind::Day => Self::Day,
            DeliveryKind::Load => Self::Load,
            DeliveryKind::Replay => Self::Replay,
        }
    }
}

impl From<(Entry, store::Delivery)> for Delivery {
    fn from((entry, delivery): (Entry, store::Delivery)) -> Self {
        Self {
            seq: entry.seq,
            kind: delivery.kind.into(),
            replay_of: entry.replay_of,
            file: entry.file,
            proddto: entry.proddto,
            size: entry.size,
            persons: entry.persons,
            records: entry.records,
            sha256: entry.sha256,
            previous_sha256: entry.previous_sha256,
            published_at: entry.published_at,
            collected_at: delivery.collected_at,
            removed_at: delivery.removed_at,
        }
    }
}
