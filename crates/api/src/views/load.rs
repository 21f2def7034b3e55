use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::{Delivery, LoadState};
use utoipa::ToSchema;

use crate::kinds::Kinds;

// Without `Debug`: the reason may contain a name.
/// The state of a load.
#[derive(Serialize, ToSchema)]
pub(crate) struct Load {
    /// Its number.
    pub(crate) load: i64,
    state: State,
    /// The persons in it.
    kinds: Kinds,
    /// What it is for.
    reason: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    ordered_at: Timestamp,
    /// PRODDTO of the extract whose state it shows, once it has begun.
    #[schema(value_type = Option<String>, format = Date)]
    as_of: Option<Date>,
    /// Persons so far.
    persons: u64,
    /// Records so far.
    records: u64,
    /// When it was delivered or cancelled.
    #[schema(value_type = Option<String>, format = DateTime)]
    finished_at: Option<Timestamp>,
    /// Its files in `IN`, once it is delivered.
    files: Vec<File>,
}

/// Where a load stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum State {
    /// It waits for its turn.
    Ordered,
    /// It is being written.
    Running,
    /// Its files lie in `IN`.
    Delivered,
    /// Somebody called it off.
    Cancelled,
}

/// A data file.
#[derive(Debug, Serialize, ToSchema)]
struct File {
    name: String,
    /// In bytes.
    size: u64,
    sha256: String,
}

impl From<(store::Load, Vec<Delivery>)> for Load {
    fn from((load, parts): (store::Load, Vec<Delivery>)) -> Self {
        Self {
            load: load.id.number(),
            state: load.state.into(),
            kinds: load.kinds.into(),
            reason: load.reason,
            ordered_at: load.ordered_at,
            as_of: load.proddto,
            persons: load.persons,
            records: load.records,
            finished_at: load.finished_at,
            files: parts.into_iter().filter_map(file).collect(),
        }
    }
}

impl From<LoadState> for State {
    fn from(state: LoadState) -> Self {
        match state {
            LoadState::Ordered => Self::Ordered,
            LoadState::Running => Self::Running,
            LoadState::Done => Self::Delivered,
            LoadState::Cancelled => Self::Cancelled,
        }
    }
}

fn file(part: Delivery) -> Option<File> {
    let published = part.published?;
    let sha256 = published.sha256.to_string();
    Some(File { name: part.name, size: published.size, sha256 })
}
