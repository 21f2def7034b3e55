use jiff::Timestamp;
use jiff::civil::Date;
use manifest::Entry;
use pipeline::Retention;
use serde::Serialize;
use store::DeliveryKind;
use utoipa::ToSchema;
use utoipa::openapi::{Object, ObjectBuilder, Type};

use super::left_out::LeftOut;

/// A delivery, with its place in the chain.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Delivery {
    /// Its number within the agreement, counted from 1 without gaps.
    seq: u64,
    #[schema(schema_with = kind)]
    kind: &'static str,
    /// `seq` of the delivery that this one repeats.
    replay_of: Option<u64>,
    /// The data file's name in `IN`.
    file: String,
    /// PRODDTO of the extract from which, or as of which, it was made.
    #[schema(value_type = String, format = Date)]
    proddto: Date,
    /// Length of the data file in bytes.
    size: u64,
    /// Persons in it.
    persons: u64,
    /// The number of records, as in TAELLER.
    records: u64,
    /// SHA-256 of the data file, in hexadecimal digits.
    sha256: String,
    /// The same of the data file before; none for the first.
    previous_sha256: Option<String>,
    /// What was left out of its records; none where nothing was.
    left_out: Option<LeftOut>,
    /// When it was published.
    #[schema(value_type = String, format = DateTime)]
    published_at: Timestamp,
    /// When the last byte of the data file was first sent to the system.
    #[schema(value_type = Option<String>, format = DateTime)]
    collected_at: Option<Timestamp>,
    /// When the data file left `IN`: the system removed it, or its time was over.
    #[schema(value_type = Option<String>, format = DateTime)]
    removed_at: Option<Timestamp>,
    /// When its time in `IN` was over, if the system had not removed it by then.
    #[schema(value_type = Option<String>, format = DateTime)]
    expired_at: Option<Timestamp>,
    /// When its time in `IN` will be over; none when it is not there, or stays for ever.
    #[schema(value_type = Option<String>, format = DateTime)]
    leaves_at: Option<Timestamp>,
}

/// The kinds of delivery, as the store names them.
fn kind() -> Object {
    let words =
        [DeliveryKind::Day, DeliveryKind::Load, DeliveryKind::Replay].map(DeliveryKind::as_str);
    let meaning =
        "A day's extract, thinned; a load, or a part of one; or a replay of one of these.";
    let described = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words));
    described.description(Some(meaning)).build()
}

impl Delivery {
    pub(crate) fn of(entry: Entry, delivery: &store::Delivery, retention: Retention) -> Self {
        let Entry { contents, published_at, .. } = entry;
        Self {
            seq: contents.seq,
            kind: contents.kind,
            replay_of: contents.replay_of,
            file: contents.file,
            proddto: contents.proddto,
            size: contents.size,
            persons: contents.persons,
            records: contents.records,
            sha256: contents.sha256,
            previous_sha256: contents.previous_sha256,
            left_out: contents.left_out.map(LeftOut::from),
            published_at,
            collected_at: delivery.collected_at,
            removed_at: delivery.removed_at,
            expired_at: delivery.expired_at,
            leaves_at: retention.leaves_at(published_at).filter(|_| delivery.removed_at.is_none()),
        }
    }
}
