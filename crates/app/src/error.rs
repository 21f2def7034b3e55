use std::error::Error;
use std::fmt;

use access::{AuthorizationError, Off4Error};
use civil::AgreementUuid;
use disclosure::{CompareError, ExplainError, ReportError};
use matching::LoadNotPossible;
use pipeline::PipelineError;
use preview::PreviewError;
use store::{AgreementStatus, StoreError};

use crate::detail::Detail;
use crate::error_code::ErrorCode;

/// Why a use case failed: a code for programs, texts for people, and the cause for the log.
///
/// `Display` shows the cause, for the command line; protocols show code and texts.
#[derive(Debug)]
pub struct AppError {
    code: ErrorCode,
    detail: Option<Detail>,
    cause: Option<Box<dyn Error + Send + Sync>>,
    load: Option<LoadNotPossible>,
}

impl AppError {
    /// An error with a detail.
    pub fn with(code: ErrorCode, detail: Detail) -> Self {
        Self { detail: Some(detail), ..code.into() }
    }

    fn caused(code: ErrorCode, cause: impl Error + Send + Sync + 'static) -> Self {
        Self { cause: Some(Box::new(cause)), ..code.into() }
    }

    /// A failure of the platform itself.
    pub fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::caused(ErrorCode::Internal, cause)
    }

    pub(crate) fn not_possible(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::caused(ErrorCode::NotPossible, cause)
    }

    pub(crate) fn no_agreement(uuid: AgreementUuid) -> Self {
        Self::caused(ErrorCode::UnknownAgreement, NoAgreement(uuid))
    }

    pub(crate) fn second_person(uuid: AgreementUuid) -> Self {
        Self::caused(ErrorCode::SecondPersonRequired, AddedActive(uuid))
    }

    /// The code.
    pub const fn code(&self) -> ErrorCode {
        self.code
    }

    /// The detail, if the code leaves it open.
    pub const fn detail(&self) -> Option<&Detail> {
        self.detail.as_ref()
    }

    /// The reason of an [`ErrorCode::LoadNotPossible`]: each protocol names the way out in its own terms.
    pub const fn load_not_possible(&self) -> Option<LoadNotPossible> {
        self.load
    }

    /// Whether stored data are damaged.
    pub fn is_damage(&self) -> bool {
        let cause = self.cause.as_ref().and_then(|cause| cause.downcast_ref::<StoreError>());
        cause.is_some_and(StoreError::is_damage)
    }

    /// Whether the platform itself failed; then the cause belongs in the log.
    pub const fn is_failure(&self) -> bool {
        matches!(self.code, ErrorCode::Internal | ErrorCode::NotInArchive)
    }
}

/// There is no agreement of that UUID.
#[derive(Debug, thiserror::Error)]
#[error("there is no agreement {0}; `cprabo agreement list` lists them")]
struct NoAgreement(AgreementUuid);

/// An agreement would be active though nobody has approved it.
#[derive(Debug, thiserror::Error)]
#[error("a second person has to approve agreement {0}: add it with --draft, and submit it")]
struct AddedActive(AgreementUuid);

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.cause, &self.detail) {
            (Some(cause), _) => cause.fmt(f),
            (None, Some(detail)) => write!(f, "{} ({})", self.code.english(), detail.english),
            (None, None) => f.write_str(self.code.english()),
        }
    }
}

impl Error for AppError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_ref().and_then(|cause| cause.source())
    }
}

impl From<ErrorCode> for AppError {
    fn from(code: ErrorCode) -> Self {
        Self { code, detail: None, cause: None, load: None }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        Self::caused(of_store(&error), error)
    }
}

impl From<AuthorizationError> for AppError {
    fn from(error: AuthorizationError) -> Self {
        let code = match &error {
            AuthorizationError::CertificateMissing => ErrorCode::CertificateMissing,
            AuthorizationError::CertificateNotRegistered => ErrorCode::CertificateNotRegistered,
            AuthorizationError::CertificateRevoked => ErrorCode::CertificateRevoked,
            AuthorizationError::CertificateExpired => ErrorCode::CertificateExpired,
            AuthorizationError::SystemSuspended => ErrorCode::SystemSuspended,
            AuthorizationError::UnknownAgreement => ErrorCode::UnknownAgreement,
            AuthorizationError::SystemNotInAgreement => ErrorCode::SystemNotInAgreement,
            AuthorizationError::AuthorityNotInAgreement => ErrorCode::AuthorityNotInAgreement,
            AuthorizationError::AgreementNotYetInForce => ErrorCode::AgreementNotYetInForce,
            AuthorizationError::AgreementExpired => ErrorCode::AgreementExpired,
            AuthorizationError::AgreementClosed => ErrorCode::AgreementClosed,
            AuthorizationError::AgreementSuspended => ErrorCode::AgreementSuspended,
            AuthorizationError::AgreementNotActive => ErrorCode::AgreementNotActive,
            AuthorizationError::ServiceNotInAgreement => ErrorCode::ServiceNotInAgreement,
            AuthorizationError::Store(error) => of_store(error),
        };
        Self::caused(code, error)
    }
}

impl From<Off4Error> for AppError {
    fn from(error: Off4Error) -> Self {
        let code = match &error {
            Off4Error::LogonFailed => ErrorCode::LogonFailed,
            Off4Error::UnknownCustomer => ErrorCode::UnknownCustomer,
            Off4Error::AddressNotAllowed => ErrorCode::AddressNotAllowed,
            Off4Error::PasswordExpired => ErrorCode::PasswordExpired,
            Off4Error::InvalidNewPassword => ErrorCode::InvalidNewPassword,
            Off4Error::TokenExpired => ErrorCode::TokenExpired,
            Off4Error::Store(error) => of_store(error),
        };
        Self::caused(code, error)
    }
}

impl From<LoadNotPossible> for AppError {
    fn from(why: LoadNotPossible) -> Self {
        Self { load: Some(why), ..Self::caused(ErrorCode::LoadNotPossible, why) }
    }
}

impl From<CompareError> for AppError {
    fn from(error: CompareError) -> Self {
        match error {
            CompareError::LoadNotPossible(why) => why.into(),
            CompareError::Store(error) => error.into(),
            CompareError::ReplicaEmpty => Self::caused(ErrorCode::ReplicaEmpty, error),
            CompareError::Superseded => Self::caused(ErrorCode::Busy, error),
        }
    }
}

impl From<PreviewError> for AppError {
    fn from(error: PreviewError) -> Self {
        match error {
            PreviewError::Store(error) => error.into(),
            PreviewError::ReplicaEmpty => Self::caused(ErrorCode::ReplicaEmpty, error),
            PreviewError::Superseded => Self::caused(ErrorCode::Busy, error),
            PreviewError::Archive { .. } | PreviewError::Unreadable(_) => {
                Self::caused(ErrorCode::NotInArchive, error)
            }
        }
    }
}

impl From<ExplainError> for AppError {
    fn from(error: ExplainError) -> Self {
        match error {
            ExplainError::Store(error) => error.into(),
            ExplainError::NoExtract { .. } => Self::caused(ErrorCode::NotPossible, error),
        }
    }
}

impl From<ReportError> for AppError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Store(error) => error.into(),
            ReportError::TooManyEntries { at_most } => Self::with(
                ErrorCode::InvalidArgument,
                Detail::new(
                    format!("there are more than {at_most} entries: ask for fewer days"),
                    format!("der er flere end {at_most} poster: spørg på færre dage"),
                ),
            ),
        }
    }
}

impl From<PipelineError> for AppError {
    fn from(error: PipelineError) -> Self {
        if let PipelineError::LoadNotPossible(why) = error {
            return why.into();
        }
        Self { detail: detail(&error), ..Self::caused(of_pipeline(&error), error) }
    }
}

const fn of_store(error: &StoreError) -> ErrorCode {
    match error {
        StoreError::ImplausiblePnr => ErrorCode::InvalidPnr,
        StoreError::SamePerson => ErrorCode::SecondPersonRequired,
        StoreError::Widens => ErrorCode::CleanUpNotPossible,
        StoreError::Conflict(_) | StoreError::NotFound(_) | StoreError::AlreadyExists(_) => {
            ErrorCode::NotPossible
        }
        error if error.is_busy() => ErrorCode::Busy,
        _ => ErrorCode::Internal,
    }
}

fn of_pipeline(error: &PipelineError) -> ErrorCode {
    match error {
        PipelineError::LoadNotPossible(_) => ErrorCode::LoadNotPossible,
        PipelineError::LoadUnderWay => ErrorCode::LoadUnderWay,
        PipelineError::UnknownLoad => ErrorCode::UnknownLoad,
        PipelineError::LoadFinished(_) => ErrorCode::LoadFinished,
        PipelineError::ReplicaEmpty => ErrorCode::ReplicaEmpty,
        PipelineError::NotInForce { status, .. } => of_status(*status),
        PipelineError::NotCovered(_) => ErrorCode::ServiceNotInAgreement,
        PipelineError::NothingToReplay { .. } => ErrorCode::NothingToReplay,
        PipelineError::TooManyDeliveries { .. } => ErrorCode::TooManyDeliveries,
        PipelineError::ReplayNotCollected { .. } => ErrorCode::ReplayNotCollected,
        PipelineError::Cancelled(_) => ErrorCode::Busy,
        PipelineError::NoRun(_)
        | PipelineError::NotReleasable { .. }
        | PipelineError::NotUndoable { .. } => ErrorCode::NotPossible,
        error if is_lost(error) => ErrorCode::NotInArchive,
        PipelineError::Store(error) => of_store(error),
        _ => ErrorCode::Internal,
    }
}

/// An agreement that is not active.
const fn of_status(status: AgreementStatus) -> ErrorCode {
    match status {
        AgreementStatus::NotYetInForce => ErrorCode::AgreementNotYetInForce,
        AgreementStatus::Suspended => ErrorCode::AgreementSuspended,
        AgreementStatus::Expired => ErrorCode::AgreementExpired,
        AgreementStatus::Closed => ErrorCode::AgreementClosed,
        AgreementStatus::Draft | AgreementStatus::AwaitingApproval | AgreementStatus::Active => {
            ErrorCode::AgreementNotActive
        }
    }
}

/// Whether the error is about a file that is missing in the archive or damaged. Only replays read the archive here.
fn is_lost(error: &PipelineError) -> bool {
    match error {
        PipelineError::LoadNotInArchive { .. }
        | PipelineError::Unarchived { .. }
        | PipelineError::Unreadable(_)
        | PipelineError::Inconsistent { .. } => true,
        PipelineError::Blobs(error) => error.is_not_found(),
        _ => false,
    }
}

fn detail(error: &PipelineError) -> Option<Detail> {
    match error {
        PipelineError::TooManyDeliveries { delivered, at_most } => Some(Detail::new(
            format!("{delivered} deliveries; at once there are at most {at_most}"),
            format!("{delivered} leveringer; højst {at_most} på én gang"),
        )),
        PipelineError::ReplayNotCollected { name } => Some(Detail::new(name.clone(), name.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use blobs::BlobError;
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    /// Midnight may pass between authorization and the use case.
    #[test]
    fn error_of_an_agreement_that_has_just_ended_says_so() {
        for (status, code) in [
            (AgreementStatus::Expired, ErrorCode::AgreementExpired),
            (AgreementStatus::Suspended, ErrorCode::AgreementSuspended),
        ] {
            let agreement = Uuid::nil().into();
            let error = AppError::from(PipelineError::NotInForce { agreement, status });
            assert_eq!(error.code(), code);
        }
    }

    #[test]
    fn error_of_a_call_without_its_turn_is_busy() {
        let busy = || StoreError::Busy { operation: "changing filters" };
        assert_eq!(AppError::from(busy()).code(), ErrorCode::Busy);
        assert_eq!(AppError::from(PipelineError::Store(busy())).code(), ErrorCode::Busy);
        assert_eq!(AppError::from(AuthorizationError::Store(busy())).code(), ErrorCode::Busy);
    }

    #[test]
    fn error_of_a_file_that_is_gone_is_not_in_the_archive_and_logged() {
        let source = std::io::Error::from(ErrorKind::NotFound);
        let gone = BlobError::Failed { operation: "opening", place: "x".into(), source };
        let error = AppError::from(PipelineError::Blobs(gone));
        assert_eq!(error.code(), ErrorCode::NotInArchive);
        assert!(error.is_failure());
    }

    #[test]
    fn error_is_shown_as_its_cause() {
        let (from, to) = (date(2026, 1, 5), date(2026, 1, 6));
        let error = AppError::from(PipelineError::NothingToReplay { from, to });
        assert!(error.to_string().contains("2026-01-05 to 2026-01-06"), "{error}");
        let detail = Detail::new("7 of 8", "7 af 8");
        let error = AppError::with(ErrorCode::InvalidArgument, detail);
        assert!(error.to_string().ends_with("(7 of 8)"), "{error}");
    }
}
