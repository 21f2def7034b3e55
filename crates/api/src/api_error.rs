//! The one place where what went wrong becomes a refusal.

use std::borrow::Cow;
use std::error::Error;
use std::io::ErrorKind;

use access::AuthorizationError;
use axum::response::{IntoResponse, Response};
use error_report::Report;
use https::BodyError;
use pipeline::PipelineError;
use store::StoreError;
use tracing::error;
use uuid::Uuid;

use crate::detail::Detail;
use crate::error_code::ErrorCode;
use crate::load_not_possible;

/// A refusal on its way to the caller. Repeats nothing of the request.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    pub(crate) code: ErrorCode,
    pub(crate) detail: Option<Detail>,
    /// Whether log and audit trail hold it.
    pub(crate) is_audited: bool,
}

impl ApiError {
    pub(crate) fn with(code: ErrorCode, detail: Detail) -> Self {
        Self { code, detail: Some(detail), is_audited: false }
    }

    /// The request is not what the description says.
    pub(crate) fn invalid(
        english: impl Into<Cow<'static, str>>,
        danish: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::with(ErrorCode::InvalidRequest, Detail::new(english, danish))
    }

    /// The same, once log and audit trail hold it.
    pub(crate) fn mark_audited(self) -> Self {
        Self { is_audited: true, ..self }
    }

    /// A failure of the platform's own: logged here, with its causes, and not told to the caller.
    pub(crate) fn internal(error: &(impl Error + 'static), correlation: Uuid) -> Self {
        error!(%correlation, error = %Report(error), "a request to the API failed");
        ErrorCode::Internal.into()
    }

    pub(crate) fn of_refusal(refusal: &AuthorizationError, correlation: Uuid) -> Self {
        match refusal {
            AuthorizationError::CertificateMissing => ErrorCode::CertificateMissing.into(),
            AuthorizationError::CertificateNotRegistered => {
                ErrorCode::CertificateNotRegistered.into()
            }
            AuthorizationError::CertificateRevoked => ErrorCode::CertificateRevoked.into(),
            AuthorizationError::CertificateExpired => ErrorCode::CertificateExpired.into(),
            AuthorizationError::SystemSuspended => ErrorCode::SystemSuspended.into(),
            // The path names an agreement alone: one of another system does not exist.
            AuthorizationError::UnknownAgreement
            | AuthorizationError::SystemNotInAgreement
            | AuthorizationError::AuthorityNotInAgreement => ErrorCode::UnknownAgreement.into(),
            AuthorizationError::AgreementExpired => ErrorCode::AgreementExpired.into(),
            AuthorizationError::Store(error) if error.is_busy() => ErrorCode::Busy.into(),
            AuthorizationError::Store(error) => Self::internal(error, correlation),
        }
    }

    pub(crate) fn of_pipeline(error: &PipelineError, correlation: Uuid) -> Self {
        match error {
            PipelineError::LoadNotPossible(code) => {
                Self::with(ErrorCode::LoadNotPossible, load_not_possible::detail(*code))
            }
            PipelineError::LoadUnderWay => ErrorCode::LoadUnderWay.into(),
            PipelineError::UnknownLoad => ErrorCode::UnknownLoad.into(),
            PipelineError::LoadFinished(_) => ErrorCode::LoadFinished.into(),
            PipelineError::ReplicaEmpty => ErrorCode::ReplicaEmpty.into(),
            PipelineError::NotInForce(_) => ErrorCode::AgreementExpired.into(),
            PipelineError::NothingToReplay { .. } => ErrorCode::NothingToReplay.into(),
            PipelineError::TooManyDeliveries { delivered, at_most } => Self::with(
                ErrorCode::TooManyDeliveries,
                Detail::new(
                    format!("{delivered} deliveries; at once there are at most {at_most}"),
                    format!("{delivered} leverancer; højst {at_most} på én gang"),
                ),
            ),
            PipelineError::ReplayNotCollected { name } => {
                Self::with(ErrorCode::ReplayNotCollected, Detail::new(name.clone(), name.clone()))
            }
            PipelineError::Superseded | PipelineError::Cancelled(_) => ErrorCode::Busy.into(),
            PipelineError::Store(error) if error.is_busy() => ErrorCode::Busy.into(),
            error if is_lost(error) => {
                Self::internal(error, correlation);
                ErrorCode::NotInArchive.into()
            }
            error => Self::internal(error, correlation),
        }
    }
}

/// Whether it is about something that the archive does not give any more: of a replay, since nothing else that is
/// asked for here reads it.
fn is_lost(error: &PipelineError) -> bool {
    match error {
        PipelineError::LoadNotInArchive { .. }
        | PipelineError::Unarchived { .. }
        | PipelineError::Unreadable(_)
        | PipelineError::Inconsistent { .. } => true,
        PipelineError::Store(StoreError::File { source, .. }) => {
            source.kind() == ErrorKind::NotFound
        }
        _ => false,
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self { code, detail: None, is_audited: false }
    }
}

impl From<BodyError> for ApiError {
    fn from(unread: BodyError) -> Self {
        match unread {
            BodyError::TooLarge => ErrorCode::TooLarge.into(),
            BodyError::TimedOut => Self::invalid(unread.to_string(), "indholdet kom ikke i tide"),
            BodyError::CutOff => {
                Self::invalid(unread.to_string(), "indholdet sluttede for tidligt")
            }
            BodyError::UnknownCoding => ErrorCode::UnsupportedContentEncoding.into(),
            BodyError::Torn => Self::invalid(
                unread.to_string(),
                "indholdet er ikke, hvad dets Content-Encoding siger, eller ikke helt",
            ),
        }
    }
}

/// To be completed by who knows the correlation id (`caller`): it is found among the extensions.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.code.texts().0.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_archive_has_lost_is_not_to_be_tried_again() {
        let lost = PipelineError::LoadNotInArchive { name: "d260105.load1".to_owned() };
        assert_eq!(ApiError::of_pipeline(&lost, Uuid::nil()).code, ErrorCode::NotInArchive);
    }

    #[test]
    fn request_that_got_no_turn_is_told_to_come_again() {
        let busy = PipelineError::Store(StoreError::Busy { operation: "ordering a load" });
        assert_eq!(ApiError::of_pipeline(&busy, Uuid::nil()).code, ErrorCode::Busy);
    }

    /// Midnight may pass between being let in and being served.
    #[test]
    fn an_agreement_that_is_over_meanwhile_is_told_so() {
        let over = PipelineError::NotInForce(Uuid::nil().into());
        assert_eq!(ApiError::of_pipeline(&over, Uuid::nil()).code, ErrorCode::AgreementExpired);
    }
}
