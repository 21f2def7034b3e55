//! The one place where what went wrong becomes an answer.

use std::borrow::Cow;
use std::error::Error;

use access::Refusal;
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use causes::Causes;
use https::Unread;
use pipeline::PipelineError;
use serde::Serialize;
use tracing::error;
use utoipa::ToSchema;
use uuid::Uuid;

/// Why a request is refused. The words are stable; `docs/api.md` explains each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    CertificateMissing,
    CertificateNotRegistered,
    CertificateRevoked,
    CertificateExpired,
    TooManyRefusals,
    UnknownAgreement,
    AgreementExpired,
    UnknownPath,
    InvalidRequest,
    TooLarge,
    NoLoad,
    LoadUnderWay,
    UnknownLoad,
    LoadOver,
    NobodyThere,
    NothingToReplay,
    TooMuchToReplay,
    LiesInFolder,
    Busy,
    Internal,
}

/// A status, a stable word, what the caller should do in English, and the same in Danish.
type Texts = (StatusCode, &'static str, &'static str, &'static str);

impl Why {
    #[cfg(test)]
    const ALL: [Self; 20] = [
        Self::CertificateMissing,
        Self::CertificateNotRegistered,
        Self::CertificateRevoked,
        Self::CertificateExpired,
        Self::TooManyRefusals,
        Self::UnknownAgreement,
        Self::AgreementExpired,
        Self::UnknownPath,
        Self::InvalidRequest,
        Self::TooLarge,
        Self::NoLoad,
        Self::LoadUnderWay,
        Self::UnknownLoad,
        Self::LoadOver,
        Self::NobodyThere,
        Self::NothingToReplay,
        Self::TooMuchToReplay,
        Self::LiesInFolder,
        Self::Busy,
        Self::Internal,
    ];

    pub(crate) const fn word(self) -> &'static str {
        self.texts().1
    }

    /// Whether the caller is refused for its certificate: those are slowed down.
    pub(crate) const fn is_strangers(self) -> bool {
        matches!(
            self,
            Self::CertificateMissing
                | Self::CertificateNotRegistered
                | Self::CertificateRevoked
                | Self::CertificateExpired
        )
    }

    const fn texts(self) -> Texts {
        match self {
            Self::CertificateMissing => (
                StatusCode::UNAUTHORIZED,
                "CERTIFICATE_MISSING",
                "No client certificate was shown; connect with the system's certificate",
                "Der blev ikke vist noget klientcertifikat; forbind med systemets certifikat",
            ),
            Self::CertificateNotRegistered => (
                StatusCode::FORBIDDEN,
                "CERTIFICATE_NOT_REGISTERED",
                "The client certificate is not registered; have it registered",
                "Klientcertifikatet er ikke registreret; få det registreret",
            ),
            Self::CertificateRevoked => (
                StatusCode::FORBIDDEN,
                "CERTIFICATE_REVOKED",
                "The client certificate is revoked; have another one registered",
                "Klientcertifikatet er spærret; få et andet registreret",
            ),
            Self::CertificateExpired => (
                StatusCode::FORBIDDEN,
                "CERTIFICATE_EXPIRED",
                "The client certificate is not valid today; renew it and have the new one registered",
                "Klientcertifikatet er ikke gyldigt i dag; forny det, og få det nye registreret",
            ),
            Self::TooManyRefusals => (
                StatusCode::TOO_MANY_REQUESTS,
                "TOO_MANY_REFUSALS",
                "Too many calls without a valid, registered client certificate came from this address; wait a minute",
                "Der kom for mange kald uden gyldigt, registreret klientcertifikat fra denne adresse; vent et minut",
            ),
            Self::UnknownAgreement => (
                StatusCode::NOT_FOUND,
                "UNKNOWN_AGREEMENT",
                "The system has no service agreement with this UUID; check it in the agreement",
                "Systemet har ingen serviceaftale med denne UUID; kontrollér den i aftalen",
            ),
            Self::AgreementExpired => (
                StatusCode::FORBIDDEN,
                "AGREEMENT_EXPIRED",
                "The service agreement is not in force today; have it renewed",
                "Serviceaftalen er ikke i kraft i dag; få den fornyet",
            ),
            Self::UnknownPath => (
                StatusCode::NOT_FOUND,
                "UNKNOWN_PATH",
                "The API has nothing here, or not by this method; see /api/v1/openapi.json",
                "API'et har intet her, eller ikke med denne metode; se /api/v1/openapi.json",
            ),
            Self::InvalidRequest => (
                StatusCode::BAD_REQUEST,
                "INVALID_REQUEST",
                "The request is not what /api/v1/openapi.json says",
                "Forespørgslen er ikke, som /api/v1/openapi.json siger",
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "TOO_LARGE",
                "The request is too large; send at most 32 MiB of numbers",
                "Forespørgslen er for stor; send højst 32 MiB numre",
            ),
            Self::NoLoad => (
                StatusCode::CONFLICT,
                "NO_LOAD",
                "The subscription's filters choose nobody of whom a load could be; set filters that choose persons",
                "Abonnementets filtre udvælger ingen, som et udtræk kunne omfatte; sæt filtre, der udvælger personer",
            ),
            Self::LoadUnderWay => (
                StatusCode::CONFLICT,
                "LOAD_UNDER_WAY",
                "A load is under way for this agreement; wait for it, or cancel it",
                "Et udtræk er allerede på vej til denne aftale; vent på det, eller annullér det",
            ),
            Self::UnknownLoad => (
                StatusCode::NOT_FOUND,
                "UNKNOWN_LOAD",
                "The agreement has no such load",
                "Aftalen har ikke et sådant udtræk",
            ),
            Self::LoadOver => (
                StatusCode::CONFLICT,
                "LOAD_OVER",
                "The load is delivered or cancelled already",
                "Udtrækket er allerede leveret eller annulleret",
            ),
            Self::NobodyThere => (
                StatusCode::CONFLICT,
                "NOBODY_THERE",
                "The platform has not received any extract yet; try again when it has",
                "Platformen har endnu ikke modtaget noget udtræk fra CPR; prøv igen, når den har",
            ),
            Self::NothingToReplay => (
                StatusCode::NOT_FOUND,
                "NOTHING_TO_REPLAY",
                "Nothing was delivered on these days; see the list of deliveries",
                "Intet blev leveret for disse dage; se listen over leverancer",
            ),
            Self::TooMuchToReplay => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "TOO_MUCH_TO_REPLAY",
                "More was delivered on these days than is replayed at once; ask for fewer days, or order a load",
                "Der blev leveret mere for disse dage, end der genleveres på én gang; bed om færre dage, eller bestil et udtræk",
            ),
            Self::LiesInFolder => (
                StatusCode::CONFLICT,
                "LIES_IN_FOLDER",
                "It was replayed before and still lies in IN; fetch it there",
                "Det er allerede genleveret og ligger stadig i IN; hent det dér",
            ),
            Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "BUSY",
                "The platform is busy with an extract or with others; try again in a minute",
                "Platformen er optaget af et udtræk eller af andre; prøv igen om et minut",
            ),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "INTERNAL_ERROR",
                "The platform could not do its part; try again, then ask the operator",
                "Platformen kunne ikke udføre sin del; prøv igen, og spørg derefter driften",
            ),
        }
    }
}

/// A refusal on its way to the caller. Repeats nothing of the request.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    pub(crate) why: Why,
    detail: Option<Cow<'static, str>>,
}

/// Why a request was refused (`application/problem+json`, RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// The HTTP status.
    status: u16,
    /// A stable word.
    #[schema(example = "LOAD_UNDER_WAY")]
    code: &'static str,
    /// What to do, in English.
    title: &'static str,
    /// The same in Danish.
    title_da: &'static str,
    /// What exactly is wrong, where the word leaves it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// What log and audit trail hold, and the header `X-Correlation-Id`.
    #[schema(value_type = String, format = Uuid)]
    correlation: Uuid,
}

impl Refused {
    pub(crate) fn with(why: Why, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { why, detail: Some(detail.into()) }
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

    /// The answer, with the id that log and audit trail hold.
    pub(crate) fn answer(self, correlation: Uuid) -> Response {
        let (status, code, title, title_da) = self.why.texts();
        let detail = self.detail.map(Cow::into_owned);
        let status_number = status.as_u16();
        let problem = Problem { status: status_number, code, title, title_da, detail, correlation };
        let content_type = (header::CONTENT_TYPE, "application/problem+json");
        let mut response = (status, [content_type], Json(problem)).into_response();
        if matches!(self.why, Why::Busy | Why::TooManyRefusals) {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
        }
        response
    }
}

impl From<Why> for Refused {
    fn from(why: Why) -> Self {
        Self { why, detail: None }
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn words_are_distinct_and_documented() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api.md");
        let document = std::fs::read_to_string(path).unwrap();
        for why in Why::ALL {
            let (status, word, ..) = why.texts();
            let row = format!("| {} | `{word}` |", status.as_u16());
            assert!(document.contains(&row), "{row}");
        }
        let words: HashSet<_> = Why::ALL.iter().map(|why| why.word()).collect();
        assert_eq!(words.len(), Why::ALL.len());
    }
}
