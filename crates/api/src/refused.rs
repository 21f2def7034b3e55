//! The one place where what went wrong becomes a refusal.

use std::borrow::Cow;
use std::error::Error;
use std::io::ErrorKind;

use access::Refusal;
use axum::response::{IntoResponse, Response};
use causes::Causes;
use https::Unread;
use pipeline::PipelineError;
use store::StoreError;
use tracing::error;
use uuid::Uuid;

use crate::detail::Detail;
use crate::no_load;
use crate::why::Why;

/// A refusal on its way to the caller. Repeats nothing of the request.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    pub(crate) why: Why,
    pub(crate) detail: Option<Detail>,
    /// Whether log and audit trail hold it.
    pub(crate) is_told: bool,
}

impl Refused {
    pub(crate) fn with(why: Why, detail: Detail) -> Self {
        Self { why, detail: Some(detail), is_told: false }
    }

    /// The request is not what the description says.
    pub(crate) fn invalid(
        english: impl Into<Cow<'static, str>>,
        danish: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::with(Why::InvalidRequest, Detail::new(english, danish))
    }

    /// The same, once log and audit trail hold it.
    pub(crate) fn told(self) -> Self {
        Self { is_told: true, ..self }
    }

    /// A failure of the platform's own: logged here, with its causes, and not told to the caller.
    pub(crate) fn internal(error: &(impl Error + 'static), correlation: Uuid) -> Self {
        error!(%correlation, error = %Causes(error), "a request to the API failed");
        Why::Internal.into()
    }

    pub(crate) fn of_refusal(refusal: &Refusal, correlation: Uuid) -> Self {
        match refusal {
            Refusal::CertificateMissing => Why::CertificateMissing.into(),
            Refusal::CertificateNotRegistered => Why::CertificateNotRegistered.into(),
            Refusal::CertificateRevoked => Why::CertificateRevoked.into(),
            Refusal::CertificateExpired => Why::CertificateExpired.into(),
            Refusal::SystemSuspended => Why::SystemSuspended.into(),
            // The path names an agreement alone: one of another system does not exist.
            Refusal::UnknownAgreement
            | Refusal::SystemNotInAgreement
            | Refusal::AuthorityNotInAgreement => Why::UnknownAgreement.into(),
            Refusal::AgreementExpired => Why::AgreementExpired.into(),
            Refusal::Store(error) if error.is_busy() => Why::Busy.into(),
            Refusal::Store(error) => Self::internal(error, correlation),
        }
    }

    pub(crate) fn of_pipeline(error: &PipelineError, correlation: Uuid) -> Self {
        match error {
            PipelineError::NoLoad(why) => Self::with(Why::NoLoad, no_load::detail(*why)),
            PipelineError::LoadUnderWay => Why::LoadUnderWay.into(),
            PipelineError::UnknownLoad => Why::UnknownLoad.into(),
            PipelineError::LoadOver(_) => Why::LoadOver.into(),
            PipelineError::NobodyThere => Why::NobodyThere.into(),
            PipelineError::NotInForce(_) => Why::AgreementExpired.into(),
            PipelineError::NothingToReplay { .. } => Why::NothingToReplay.into(),
            PipelineError::TooMuchToReplay { delivered, at_most } => Self::with(
                Why::TooMuchToReplay,
                Detail::new(
                    format!("{delivered} deliveries; at once there are at most {at_most}"),
                    format!("{delivered} leverancer; højst {at_most} på én gang"),
                ),
            ),
            PipelineError::LiesInFolder { name } => {
                Self::with(Why::LiesInFolder, Detail::new(name.clone(), name.clone()))
            }
            PipelineError::Moved | PipelineError::Interrupted(_) => Why::Busy.into(),
            PipelineError::Store(error) if error.is_busy() => Why::Busy.into(),
            error if is_lost(error) => {
                Self::internal(error, correlation);
                Why::LostInArchive.into()
            }
            error => Self::internal(error, correlation),
        }
    }
}

/// Whether it is about something that the archive does not give any more: of a replay, since nothing else that is
/// asked for here reads it.
fn is_lost(error: &PipelineError) -> bool {
    match error {
        PipelineError::LostLoad { .. }
        | PipelineError::Unarchived { .. }
        | PipelineError::Unreadable(_)
        | PipelineError::Inconsistent { .. } => true,
        PipelineError::Store(StoreError::File { source, .. }) => {
            source.kind() == ErrorKind::NotFound
        }
        _ => false,
    }
}

impl From<Why> for Refused {
    fn from(why: Why) -> Self {
        Self { why, detail: None, is_told: false }
    }
}

impl From<Unread> for Refused {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::TooLarge => Why::TooLarge.into(),
            Unread::Late => Self::invalid(unread.to_string(), "indholdet kom ikke i tide"),
            Unread::CutOff => Self::invalid(unread.to_string(), "indholdet sluttede for tidligt"),
            Unread::UnknownCoding => Why::UnsupportedContentEncoding.into(),
            Unread::Torn => Self::invalid(
                unread.to_string(),
                "indholdet er ikke, hvad dets Content-Encoding siger, eller ikke helt",
            ),
        }
    }
}

/// To be completed by who knows the correlation id (`caller`): it is found among the extensions.
impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = self.why.texts().0.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_archive_has_lost_is_not_to_be_tried_again() {
        let lost = PipelineError::LostLoad { name: "d260105.load1".to_owned() };
        assert_eq!(Refused::of_pipeline(&lost, Uuid::nil()).why, Why::LostInArchive);
    }

    #[test]
    fn request_that_got_no_turn_is_told_to_come_again() {
        let busy = PipelineError::Store(StoreError::Busy { doing: "ordering a load" });
        assert_eq!(Refused::of_pipeline(&busy, Uuid::nil()).why, Why::Busy);
    }

    /// Midnight may pass between being let in and being served.
    #[test]
    fn an_agreement_that_is_over_meanwhile_is_told_so() {
        let over = PipelineError::NotInForce(Uuid::nil().into());
        assert_eq!(Refused::of_pipeline(&over, Uuid::nil()).why, Why::AgreementExpired);
    }
}
