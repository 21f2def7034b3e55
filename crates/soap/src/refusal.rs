//! The one place where what went wrong becomes a fault.

use std::error::Error;

use access::Refusal;
use causes::Causes;
use soap_proto::FaultCode;
use tracing::error;
use uuid::Uuid;

pub(crate) fn code(refusal: &Refusal, correlation: Uuid) -> FaultCode {
    match refusal {
        Refusal::CertificateMissing => FaultCode::CertificateMissing,
        Refusal::CertificateNotRegistered => FaultCode::CertificateNotRegistered,
        Refusal::CertificateRevoked => FaultCode::CertificateRevoked,
        Refusal::CertificateExpired => FaultCode::CertificateExpired,
        Refusal::UnknownAgreement => FaultCode::UnknownAgreement,
        Refusal::SystemNotInAgreement => FaultCode::SystemNotInAgreement,
        Refusal::AuthorityNotInAgreement => FaultCode::AuthorityNotInAgreement,
        Refusal::AgreementExpired => FaultCode::AgreementExpired,
        Refusal::Store(error) => internal(error, correlation),
    }
}

/// A failure of the platform's own: logged here, with its causes, and not told to the caller.
pub(crate) fn internal(error: &dyn Error, correlation: Uuid) -> FaultCode {
    error!(%correlation, error = %Causes(error), "a call failed");
    FaultCode::Internal
}
