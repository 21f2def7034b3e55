use store::{HeldReason, Run, RunState};

use crate::error::PipelineError;

/// Whether a person may release a run from its hold; if not, why, and what to do.
pub(crate) fn check_releasable(run: &Run) -> Result<(), PipelineError> {
    let no = |why| Err(PipelineError::NotReleasable { run: run.id, why });
    let Some(held) = run.held.as_ref().filter(|_| run.state == RunState::Held) else {
        return no(match run.state {
            RunState::Seen => {
                "it is not held, it waits for another; `cprabo status` shows for which"
            }
            RunState::Undone => "it was undone; ingest the file again",
            RunState::Rejected => "it was rejected; ingest the file again",
            _ => "it is not held: it is in the replica",
        });
    };
    if held.releasable {
        return Ok(());
    }
    no(match held.reason {
        HeldReason::Torn => "the file is torn; have it sent again and reject this one",
        HeldReason::Encoding => {
            "names would be wrong; have it sent in ISO-8859-1 and reject this one"
        }
        HeldReason::Corrupt => {
            "it cannot be read to its end; have it sent with line ends and reject this one"
        }
        HeldReason::NotAnExtract => "it is not an extract; reject it",
        HeldReason::Late => {
            "newer extracts have come since, whose data it would overwrite; reject it"
        }
        HeldReason::Duplicate => "the same bytes were received before; reject it",
        HeldReason::Date => "its start record names no day; have it sent again and reject this one",
        HeldReason::Gap | HeldReason::Counter => "reject it",
    })
}
