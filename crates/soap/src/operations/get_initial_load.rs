use pipeline::PipelineError;
use soap_proto::{LoadFile, LoadState, LoadStatus};
use store::{Delivery, LoadId};

use super::OperationContext;

/// `GetInitialLoad`: one by its number, or the latest.
pub(super) fn get_initial_load(
    call: &OperationContext<'_>,
    id: Option<i64>,
) -> Result<LoadStatus, PipelineError> {
    load_status(call, id.map(LoadId::from_number))
}

/// How a load of the agreement stands.
pub(super) fn load_status(
    call: &OperationContext<'_>,
    id: Option<LoadId>,
) -> Result<LoadStatus, PipelineError> {
    let (load, parts) = call.pipeline.load(call.agreement, id)?;
    Ok(LoadStatus {
        id: load.id.number(),
        state: state(load.state),
        ordered_at: load.ordered_at,
        as_of: load.proddto,
        persons: load.persons,
        records: load.records,
        finished_at: load.finished_at,
        files: parts.into_iter().filter_map(file).collect(),
    })
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
