use app::ErrorCode as UseCaseCode;
use axum::http::StatusCode;

/// Why a request was rejected, as a stable code with an HTTP status: a use case's, or one of HTTP's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ErrorCode {
    UseCase(UseCaseCode),
    UnknownPath,
    InvalidRequest,
    UnsupportedContentEncoding,
    TooLarge,
}

impl From<UseCaseCode> for ErrorCode {
    fn from(code: UseCaseCode) -> Self {
        Self::UseCase(code)
    }
}

/// A code, what the caller should do in English, and the same in Danish.
type Texts = (&'static str, &'static str, &'static str);

/// Every code that a caller can get, as HTTP status, code and English text: the table in `docs/api.md`.
pub fn error_codes() -> Vec<(u16, &'static str, &'static str)> {
    let row = |code: ErrorCode| {
        let (name, english, _) = code.texts();
        (code.status().as_u16(), name, english)
    };
    all().map(row).collect()
}

fn all() -> impl Iterator<Item = ErrorCode> {
    let of_use_cases = UseCaseCode::ALL.into_iter().filter(|code| is_of_api(*code));
    of_use_cases.map(ErrorCode::UseCase).chain([
        ErrorCode::UnknownPath,
        ErrorCode::InvalidRequest,
        ErrorCode::UnsupportedContentEncoding,
        ErrorCode::TooLarge,
    ])
}

/// Whether a request to the API can fail with the code. An invalid argument is [`ErrorCode::InvalidRequest`] here.
const fn is_of_api(code: UseCaseCode) -> bool {
    !matches!(
        code,
        UseCaseCode::SystemNotInAgreement
            | UseCaseCode::AuthorityNotInAgreement
            | UseCaseCode::OperatorOnly
            | UseCaseCode::LogonFailed
            | UseCaseCode::TooManyLogons
            | UseCaseCode::PasswordExpired
            | UseCaseCode::InvalidNewPassword
            | UseCaseCode::TokenExpired
            | UseCaseCode::UnknownCustomer
            | UseCaseCode::AddressNotAllowed
            | UseCaseCode::AnswerTooLong
            | UseCaseCode::InvalidPnr
            | UseCaseCode::InvalidArgument
            | UseCaseCode::TooManyResidents
            | UseCaseCode::NotPossible
    )
}

impl ErrorCode {
    pub(crate) const fn as_str(self) -> &'static str {
        self.texts().0
    }

    pub(crate) const fn texts(self) -> Texts {
        match self {
            // The description states the valid values of an argument.
            Self::InvalidRequest | Self::UseCase(UseCaseCode::InvalidArgument) => (
                "INVALID_REQUEST",
                "The request does not match its description in /api/v1/openapi.json",
                "Forespørgslen passer ikke til sin beskrivelse i /api/v1/openapi.json",
            ),
            Self::UseCase(code) => (code.as_str(), code.english(), code.danish()),
            Self::UnknownPath => (
                "UNKNOWN_PATH",
                "The API has no such path, or not with this method; see /api/v1/openapi.json",
                "API'et har ikke denne sti, eller ikke med denne metode; se /api/v1/openapi.json",
            ),
            Self::UnsupportedContentEncoding => (
                "UNSUPPORTED_CONTENT_ENCODING",
                "The Content-Encoding is not supported; send gzip, deflate, or none",
                "Content-Encoding understøttes ikke; send gzip, deflate eller ingen",
            ),
            Self::TooLarge => (
                "TOO_LARGE",
                "The request is too large; send at most 32 MiB of numbers",
                "Forespørgslen er for stor; send højst 32 MiB numre",
            ),
        }
    }

    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::InvalidRequest => StatusCode::BAD_REQUEST,
            Self::UnsupportedContentEncoding => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UseCase(code) => of_use_case(code),
        }
    }
}

const fn of_use_case(code: UseCaseCode) -> StatusCode {
    match code {
        UseCaseCode::CertificateMissing
        | UseCaseCode::LogonFailed
        | UseCaseCode::PasswordExpired
        | UseCaseCode::InvalidNewPassword
        | UseCaseCode::TokenExpired => StatusCode::UNAUTHORIZED,
        UseCaseCode::CertificateNotRegistered
        | UseCaseCode::CertificateRevoked
        | UseCaseCode::CertificateExpired
        | UseCaseCode::SystemSuspended
        | UseCaseCode::SystemNotInAgreement
        | UseCaseCode::AuthorityNotInAgreement
        | UseCaseCode::AgreementNotYetInForce
        | UseCaseCode::AgreementExpired
        | UseCaseCode::AgreementClosed
        | UseCaseCode::AgreementSuspended
        | UseCaseCode::AgreementNotActive
        | UseCaseCode::ServiceNotInAgreement
        | UseCaseCode::PersonNotChosen
        | UseCaseCode::UnknownCustomer
        | UseCaseCode::AddressNotAllowed
        | UseCaseCode::SecondPersonRequired
        | UseCaseCode::FilterRequestOfAnother
        | UseCaseCode::OperatorOnly => StatusCode::FORBIDDEN,
        UseCaseCode::TooManyRefusals
        | UseCaseCode::TooManyLogons
        | UseCaseCode::TooManyUnknownNumbers
        | UseCaseCode::TooManyPreviews => StatusCode::TOO_MANY_REQUESTS,
        UseCaseCode::UnknownAgreement
        | UseCaseCode::UnknownLoad
        | UseCaseCode::UnknownFilterRequest
        | UseCaseCode::NothingToReplay
        | UseCaseCode::PersonNotFound => StatusCode::NOT_FOUND,
        UseCaseCode::InvalidArgument | UseCaseCode::InvalidPnr => StatusCode::BAD_REQUEST,
        UseCaseCode::LoadNotPossible
        | UseCaseCode::LoadUnderWay
        | UseCaseCode::LoadFinished
        | UseCaseCode::CleanUpNotPossible
        | UseCaseCode::ReplicaEmpty
        | UseCaseCode::ReplayNotCollected
        | UseCaseCode::ApprovalRequired
        | UseCaseCode::FilterRequestDecided
        | UseCaseCode::NotPossible => StatusCode::CONFLICT,
        UseCaseCode::TooManyDeliveries
        | UseCaseCode::TooManyResidents
        | UseCaseCode::AnswerTooLong => StatusCode::UNPROCESSABLE_ENTITY,
        UseCaseCode::NotInArchive => StatusCode::GONE,
        UseCaseCode::Busy => StatusCode::SERVICE_UNAVAILABLE,
        UseCaseCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn error_codes_are_distinct() {
        let codes: HashSet<_> = error_codes().into_iter().map(|(_, code, _)| code).collect();
        assert_eq!(codes.len(), all().count());
    }
}
