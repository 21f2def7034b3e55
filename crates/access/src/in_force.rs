use jiff::civil::Date;
use store::{Agreement, AgreementStatus};

use crate::authorization_error::AuthorizationError;

/// Checks that the agreement is in force on a day.
pub(crate) fn check_in_force(agreement: &Agreement, day: Date) -> Result<(), AuthorizationError> {
    match agreement.status(day) {
        AgreementStatus::Active => Ok(()),
        AgreementStatus::Suspended => Err(AuthorizationError::AgreementSuspended),
        AgreementStatus::Draft | AgreementStatus::AwaitingApproval => {
            Err(AuthorizationError::AgreementNotActive)
        }
        AgreementStatus::NotYetInForce => Err(AuthorizationError::AgreementNotYetInForce),
        AgreementStatus::Expired => Err(AuthorizationError::AgreementExpired),
        AgreementStatus::Closed => Err(AuthorizationError::AgreementClosed),
    }
}
