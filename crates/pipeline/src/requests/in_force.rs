use jiff::civil::Date;
use store::{Agreement, AgreementStatus};

use crate::error::PipelineError;

/// Checks that something may be delivered under an agreement on a day.
pub(super) fn check_delivers(agreement: &Agreement, day: Date) -> Result<(), PipelineError> {
    match agreement.status(day) {
        AgreementStatus::Active if agreement.delivers_on(day) => Ok(()),
        AgreementStatus::Active => Err(PipelineError::NotCovered(agreement.uuid)),
        status => Err(PipelineError::NotInForce { agreement: agreement.uuid, status }),
    }
}
