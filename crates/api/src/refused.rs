//! The one place where what went wrong becomes a refusal.

use std::borrow::Cow;
use std::error::Error;

use access::Refusal;
use axum::response::{IntoResponse, Response};
use causes::Causes;
use https::Unread;
use pipeline::PipelineError;
use tracing::error;
use uuid::Uuid;

use crate::why::Why;

/// A refusal on its way to the caller. Repeats nothing of the request.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    pub(crate) why: Why,
    pub(crate) detail: Option<Cow<'static, str>>,
    /// Whether log and audit trail hold it.
    pub(crate) is_told: bool,
}

impl Refused {
    pub(crate) fn with(why: Why, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { why, detail: Some(detail.into()), is_told: false }
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
            // The path names an agreement alone: one of another system does not exist.
            Refusal::UnknownAgreement
            | Refusal::SystemNotInAgreement
            | Refusal::AuthorityNotInAgreement => Why::UnknownAgreement.into(),
            Refusal::AgreementExpired => Why::AgreementExpired.into(),
            Refusal::Store(error) => Self::internal(error, correlation),
        }
    }

    pub(crate) fn of_pipeline(error: &PipelineError, correlation: Uuid) -> Self {
        match error {
            PipelineError::NoLoad(why) => Self::with(Why::NoLoad, why.to_string()),
            PipelineError::LoadUnderWay => Why::LoadUnderWay.into(),
            PipelineError::UnknownLoad => Why::UnknownLoad.into(),
            PipelineError::LoadOver(_) => Why::LoadOver.into(),
            PipelineError::NobodyThere => Why::NobodyThere.into(),
            PipelineError::NothingToReplay { .. } => Why::NothingToReplay.into(),
            PipelineError::TooMuchToReplay { .. } => {
                Self::with(Why::TooMuchToReplay, error.to_string())
            }
            PipelineError::LiesInFolder { name } => Self::with(Why::LiesInFolder, name.clone()),
            PipelineError::Moved | PipelineError::Interrupted(_) => Why::Busy.into(),
            error => Self::internal(error, correlation),
        }
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
            Unread::Late | Unread::CutOff => Self::with(Why::InvalidRequest, unread.to_string()),
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
