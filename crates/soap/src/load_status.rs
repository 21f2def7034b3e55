use soap_proto::{LoadFile, LoadState, LoadStatus};
use store::{Delivery, Load};

/// The state of a load, with its delivered parts.
pub(crate) fn load_status((load, parts): (Load, Vec<Delivery>)) -> LoadStatus {
    LoadStatus {
        id: load.id.number(),
        state: state(load.state),
        ordered_at: load.ordered_at,
        as_of: load.proddto,
        persons: load.persons,
        records: load.records,
        finished_at: load.finished_at,
        files: parts.into_iter().filter_map(file).collect(),
    }
}

const fn state(state: store::LoadState) -> LoadState {
    match state {
        store::LoadState::Ordered => LoadState::Ordered,
        store::LoadState::Running => LoadState::Running,
        store::LoadState::Done => LoadState::Delivered,
        store::LoadState::Cancelled => LoadState::Cancelled,
    }
}

fn file(part: Delivery) -> Option<LoadFile> {
    let published = part.published?;
    let sha256 = published.sha256.to_string();
    Some(LoadFile { name: part.name, size: published.size, sha256 })
}
