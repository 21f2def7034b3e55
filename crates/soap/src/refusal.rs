//! The one place where what went wrong becomes a fault.

use std::error::Error;

use access::Refusal;
use causes::Causes;
use https::Unread;
use pipeline::PipelineError;
use soap_proto::{Fault, FaultCode};
use tracing::error;
use uuid::Uuid;

use crate::no_load;
use crate::undone::Undone;

pub(crate) fn code(refusal: &Refusal, correlation: Uuid) -> FaultCode {
    match refusal {
        Refusal::CertificateMissing => FaultCode::CertificateMissing,
        Refusal::CertificateNotRegistered => FaultCode::CertificateNotRegistered,
        Refusal::CertificateRevoked => FaultCode::CertificateRevoked,
        Refusal::CertificateExpired => FaultCode::CertificateExpired,
        Refusal::SystemSuspended => FaultCode::SystemSuspended,
        Refusal::UnknownAgreement => FaultCode::UnknownAgreement,
        Refusal::SystemNotInAgreement => FaultCode::SystemNotInAgreement,
        Refusal::AuthorityNotInAgreement => FaultCode::AuthorityNotInAgreement,
        Refusal::AgreementExpired => FaultCode::AgreementExpired,
        Refusal::Store(error) if error.is_busy() => FaultCode::Busy,
        Refusal::Store(error) => internal(error, correlation),
    }
}

/// Why an operation was not carried out.
pub(crate) fn fault(undone: Undone, correlation: Uuid) -> Fault {
    match undone {
        Undone::Refused(fault) => fault,
        Undone::Pipeline(error) => of_pipeline(&error, correlation),
    }
}

fn of_pipeline(error: &PipelineError, correlation: Uuid) -> Fault {
    match error {
        PipelineError::NoLoad(why) => no_load::fault(*why),
        PipelineError::LoadUnderWay => FaultCode::LoadUnderWay.into(),
        PipelineError::UnknownLoad => FaultCode::UnknownLoad.into(),
        PipelineError::LoadOver(_) => FaultCode::LoadOver.into(),
        PipelineError::NobodyThere => FaultCode::NobodyThere.into(),
        PipelineError::NotInForce(_) => FaultCode::AgreementExpired.into(),
        PipelineError::Store(store::StoreError::ImplausiblePnr) => FaultCode::InvalidPnr.into(),
        PipelineError::Store(error) if error.is_busy() => FaultCode::Busy.into(),
        error => internal(error, correlation).into(),
    }
}

/// A failure of the platform's own: logged here, with its causes, and not told to the caller.
pub(crate) fn internal(error: &dyn Error, correlation: Uuid) -> FaultCode {
    error!(%correlation, error = %Causes(error), "a call failed");
    FaultCode::Internal
}

/// A body that could not be read.
pub(crate) fn unread(unread: Unread) -> Fault {
    match unread {
        Unread::TooLarge => FaultCode::TooLarge.into(),
        Unread::UnknownCoding => FaultCode::UnsupportedContentEncoding.into(),
        Unread::Late | Unread::CutOff | Unread::Torn => {
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
        let busy = || StoreError::Busy { doing: "changing filters" };
        assert_eq!(fault(busy().into(), Uuid::nil()).code(), FaultCode::Busy);
        assert_eq!(code(&Refusal::Store(busy()), Uuid::nil()), FaultCode::Busy);
    }

    #[test]
    fn a_body_that_could_not_be_read_is_told_as_what_it_is() {
        assert_eq!(unread(Unread::TooLarge), FaultCode::TooLarge.into());
        let packed = FaultCode::UnsupportedContentEncoding;
        assert_eq!(unread(Unread::UnknownCoding), packed.into());
        assert_eq!(unread(Unread::Torn).code(), FaultCode::MalformedXml);
        let late = unread(Unread::Late);
        assert_eq!(late.code(), FaultCode::MalformedXml);
        assert_eq!(late.detail(), Some("the body did not come in time"));
    }
}
