use civil::{AgreementUuid, Pnr};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::Delivery;

use crate::left_out::LeftOut;

/// The persons in it enter an age range of the subscription on that day.
pub const AGES_IN: &str = "enters the age range";

/// The contents of a delivery: the same whenever it is written again, and without personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contents {
    /// Its number within the agreement, counted from 1 without gaps.
    pub seq: u64,
    /// `day`, `load` or `replay`.
    pub kind: &'static str,
    /// Why it has persons whose data have not changed, where the platform ordered it for that: [`AGES_IN`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// `seq` of the delivery that this one repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_of: Option<u64>,
    /// The data file's name.
    pub file: String,
    /// PRODDTO of the extract from which, or as of which, it was made.
    pub proddto: Date,
    /// Length of the data file in bytes.
    pub size: u64,
    /// Persons in it.
    pub persons: u64,
    /// The number of records, as in TAELLER.
    pub records: u64,
    /// SHA-256 of the data file, in hexadecimal digits.
    pub sha256: String,
    /// The same of the data file before; none for the first.
    pub previous_sha256: Option<String>,
    /// What was left out of the records; none where nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<LeftOut>,
}

/// A delivery in a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What it is and holds.
    #[serde(flatten)]
    pub contents: Contents,
    /// When it was published.
    pub published_at: Timestamp,
    /// Numbers of the subscription's set that the extract says are replaced: personal data.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<Replaced>,
}

/// A number that is replaced, and its replacement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replaced {
    pnr: String,
    by: String,
}

/// The signed statement in a delivery's own `.metadata` file: its contents and the parties. Replaced numbers are left
/// out, because receivers log such files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Whose it is.
    pub agreement: AgreementUuid,
    /// What it is and holds.
    #[serde(flatten)]
    pub contents: Contents,
}

impl Replaced {
    /// The manifest has both numbers in the clear.
    pub(crate) fn new(old: Pnr, new: Pnr) -> Self {
        Self { pnr: old.reveal().to_string(), by: new.reveal().to_string() }
    }
}

impl Entry {
    /// The entry of a delivery; `None` for one that is planned and not published.
    pub(crate) fn of(delivery: &Delivery, replaced: Vec<Replaced>) -> Option<Self> {
        let published = delivery.published.as_ref()?;
        let contents = Contents {
            seq: delivery.seq,
            kind: delivery.kind.as_str(),
            reason: delivery.ages_in.then_some(AGES_IN),
            replay_of: delivery.replay_of,
            file: delivery.name.clone(),
            proddto: delivery.proddto,
            size: published.size,
            persons: published.persons,
            records: published.records,
            sha256: published.sha256.to_string(),
            previous_sha256: delivery.previous.map(|sha256| sha256.to_string()),
            left_out: LeftOut::of(&delivery.minimisation),
        };
        Some(Self { contents, published_at: published.at, replaced })
    }
}
