//! Errors become FEJLNR here and nowhere else.

use app::ErrorCode;
use off4_proto::Fejlnr;

/// The number of a use case's error; the text is the code's own.
pub(crate) const fn fejlnr(code: ErrorCode) -> Fejlnr {
    match code {
        ErrorCode::LogonFailed => Fejlnr::LOGON_FAILED,
        ErrorCode::PasswordExpired => Fejlnr::PASSWORD_EXPIRED,
        ErrorCode::InvalidNewPassword => Fejlnr::NEW_PASSWORD,
        ErrorCode::TokenExpired => Fejlnr::TOKEN_EXPIRED,
        ErrorCode::UnknownCustomer => Fejlnr::UNKNOWN_CUSTOMER,
        ErrorCode::AddressNotAllowed => Fejlnr::ADDRESS,
        ErrorCode::InvalidPnr => Fejlnr::NO_PNR,
        ErrorCode::AnswerTooLong => Fejlnr::DATA_TYPE,
        ErrorCode::PersonNotFound | ErrorCode::PersonNotChosen => Fejlnr::PNR_NOT_FOUND,
        ErrorCode::Busy => Fejlnr::BUSY,
        ErrorCode::TooManyRefusals
        | ErrorCode::TooManyLogons
        | ErrorCode::TooManyUnknownNumbers
        | ErrorCode::ReplicaEmpty
        | ErrorCode::Internal => Fejlnr::NO_ACCESS_NOW,
        ErrorCode::CertificateMissing
        | ErrorCode::CertificateNotRegistered
        | ErrorCode::CertificateExpired
        | ErrorCode::CertificateRevoked
        | ErrorCode::SystemSuspended
        | ErrorCode::UnknownAgreement
        | ErrorCode::AgreementNotYetInForce
        | ErrorCode::AgreementExpired
        | ErrorCode::AgreementClosed
        | ErrorCode::AgreementSuspended
        | ErrorCode::AgreementNotActive
        | ErrorCode::SystemNotInAgreement
        | ErrorCode::AuthorityNotInAgreement
        | ErrorCode::ServiceNotInAgreement
        | ErrorCode::OperatorOnly
        | ErrorCode::InvalidArgument
        | ErrorCode::LoadNotPossible
        | ErrorCode::LoadUnderWay
        | ErrorCode::UnknownLoad
        | ErrorCode::LoadFinished
        | ErrorCode::CleanUpNotPossible
        | ErrorCode::NothingToReplay
        | ErrorCode::TooManyDeliveries
        | ErrorCode::ReplayNotCollected
        | ErrorCode::NotInArchive
        | ErrorCode::TooManyPreviews
        | ErrorCode::ApprovalRequired
        | ErrorCode::UnknownFilterRequest
        | ErrorCode::FilterRequestOfAnother
        | ErrorCode::FilterRequestDecided
        | ErrorCode::TooManyResidents
        | ErrorCode::SecondPersonRequired
        | ErrorCode::NotPossible => Fejlnr::NO_RIGHT,
    }
}

/// Every code that a client can get, as FEJLNR, code and Danish text, by number: the table in `docs/lookups.md`.
pub fn error_codes() -> Vec<(String, &'static str, &'static str)> {
    let mut codes: Vec<ErrorCode> =
        ErrorCode::ALL.into_iter().filter(|code| is_of_off4(*code)).collect();
    codes.sort_by_key(|code| fejlnr(*code));
    codes.into_iter().map(|code| (fejlnr(code).to_string(), code.as_str(), code.danish())).collect()
}

/// Whether a logon or an ask can fail with the code.
fn is_of_off4(code: ErrorCode) -> bool {
    let of_agreement = [
        ErrorCode::SystemSuspended,
        ErrorCode::UnknownAgreement,
        ErrorCode::AgreementNotYetInForce,
        ErrorCode::AgreementExpired,
        ErrorCode::AgreementClosed,
        ErrorCode::AgreementSuspended,
        ErrorCode::AgreementNotActive,
        ErrorCode::ServiceNotInAgreement,
        ErrorCode::ApprovalRequired,
        ErrorCode::NotPossible,
    ];
    fejlnr(code) != Fejlnr::NO_RIGHT || of_agreement.contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_every_code_can_be_written_in_an_answer() {
        for code in ErrorCode::ALL {
            let text = code.danish();
            assert!(
                text.chars().all(|letter| u32::from(letter) < 256),
                "{}: {text}",
                code.as_str()
            );
        }
    }
}
