//! The one place where what went wrong becomes a fault.

use std::error::Error;

use access::AuthorizationError;
use error_report::Report;
use https::BodyError;
use pipeline::PipelineError;
use soap_proto::{Fault, FaultCode};
use tracing::error;
use uuid::Uuid;

use crate::load_not_possible;
use crate::use_case_error::UseCaseError;

pub(crate) fn code(refusal: &AuthorizationError, correlation: Uuid) -> FaultCode {
    match refusal {
        AuthorizationError::CertificateMissing => FaultCode::CertificateMissing,
        AuthorizationError::CertificateNotRegistered => FaultCode::CertificateNotRegistered,
        AuthorizationError::CertificateRevoked => FaultCode::CertificateRevoked,
        AuthorizationError::CertificateExpired => FaultCode::CertificateExpired,
        AuthorizationError::SystemSuspended => FaultCode::SystemSuspended,
        AuthorizationError::UnknownAgreement => FaultCode::UnknownAgreement,
        AuthorizationError::SystemNotInAgreement => FaultCode::SystemNotInAgreement,
        AuthorizationError::AuthorityNotInAgreement => FaultCode::AuthorityNotInAgreement,
        AuthorizationError::AgreementExpired => FaultCode::AgreementExpired,
        AuthorizationError::Store(error) if error.is_busy() => FaultCode::Busy,
        AuthorizationError::Store(error) => internal(error, correlation),
    }
}

/// Why an operation was not carried out.
pub(crate) fn fault(error: UseCaseError, correlation: Uuid) -> Fault {
    match error {
        UseCaseError::Refused(fault) => fault,
        UseCaseError::Pipeline(error) => of_pipeline(&error, correlation),
    }
}

fn of_pipeline(error: &PipelineError, correlation: Uuid) -> Fault {
    match error {
        PipelineError::LoadNotPossible(why) => load_not_possible::fault(*why),
        PipelineError::LoadUnderWay => FaultCode::LoadUnderWay.into(),
        PipelineError::UnknownLoad => FaultCode::UnknownLoad.into(),
        PipelineError::LoadFinished(_) => FaultCode::LoadFinished.into(),
        PipelineError::ReplicaEmpty => FaultCode::ReplicaEmpty.into(),
        PipelineError::NotInForce(_) => FaultCode::AgreementExpired.into(),
        PipelineError::Store(store::StoreError::ImplausiblePnr) => FaultCode::InvalidPnr.into(),
        PipelineError::Store(error) if error.is_busy() => FaultCode::Busy.into(),
        error => internal(error, correlation).into(),
    }
}

/// A failure of the platform's own: logged here, with its causes, and not told to the caller.
pub(crate) fn internal(error: &dyn Error, correlation: Uuid) -> FaultCode {
    error!(%correlation, error = %Report(error), "a call failed");
    FaultCode::Internal
}

/// A body that could not be read.
pub(crate) fn unread(unread: BodyError) -> Fault {
    match unread {
        BodyError::TooLarge => FaultCode::TooLarge.into(),
        BodyError::UnknownCoding => FaultCode::UnsupportedContentEncoding.into(),
        BodyError::TimedOut | BodyError::CutOff | BodyError::Torn => {
            Fault::with(FaultCode::MalformedXml, unread.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use store::StoreError;

    use super::*;

    /// Midnight may pass between being let in and being served.
    #[test]
    fn an_agreement_that_is_over_meanwhile_is_told_so() {
        let error = PipelineError::NotInForce(Uuid::nil().into());
        assert_eq!(fault(error.into(), Uuid::nil()).code(), FaultCode::AgreementExpired);
    }

    #[test]
    fn call_that_got_no_turn_is_told_to_come_again() {
        let busy = || StoreError::Busy { operation: "changing filters" };
        assert_eq!(fault(busy().into(), Uuid::nil()).code(), FaultCode::Busy);
        assert_eq!(code(&AuthorizationError::Store(busy()), Uuid::nil()), FaultCode::Busy);
    }

    #[test]
    fn a_body_that_could_not_be_read_is_told_as_what_it_is() {
        assert_eq!(unread(BodyError::TooLarge), FaultCode::TooLarge.into());
        let packed = FaultCode::UnsupportedContentEncoding;
        assert_eq!(unread(BodyError::UnknownCoding), packed.into());
        assert_eq!(unread(BodyError::Torn).code(), FaultCode::MalformedXml);
        let late = unread(BodyError::TimedOut);
        assert_eq!(late.code(), FaultCode::MalformedXml);
        assert_eq!(late.detail(), Some("the body did not come in time"));
    }
}
