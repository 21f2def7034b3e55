//! Errors become faults here and nowhere else.

use app::{AppError, Detail, ErrorCode};
use filters::FilterKind;
use https::BodyError;
use matching::LoadNotPossible;
use soap_proto::{Fault, FaultCode};

/// A use case's error as a fault. Its texts are those of the code, unless the envelope has its own name for the wrong
/// element.
pub(crate) fn of_error(error: &AppError) -> Fault {
    let code = error.code();
    let (english, danish) = texts(code);
    let fault = Fault::new(code.as_str(), english, danish, code.is_callers());
    let detail = error.load_not_possible().map(load_not_possible);
    match detail.as_ref().or_else(|| error.detail()) {
        Some(Detail { english, danish }) => fault.detailed(english.clone(), danish.clone()),
        None => fault,
    }
}

const fn texts(code: ErrorCode) -> (&'static str, &'static str) {
    match code {
        ErrorCode::UnknownAgreement => (
            "The system has no service agreement with this ServiceAgreementUUID; check it in the agreement",
            "Systemet har ingen serviceaftale med denne ServiceAgreementUUID; kontrollér den i aftalen",
        ),
        ErrorCode::CertificateNotRegistered => (
            "The client certificate is not registered for this UserSystemUUID; have it registered",
            "Klientcertifikatet er ikke registreret for denne UserSystemUUID; få det registreret",
        ),
        ErrorCode::UnknownLoad => (
            "The agreement has no such load; leave LoadId out to get the latest",
            "Aftalen har ikke en sådan grundindlæsning; udelad LoadId for at få den seneste",
        ),
        ErrorCode::InvalidArgument => {
            (FaultCode::InvalidArgument.english(), FaultCode::InvalidArgument.danish())
        }
        code => (code.english(), code.danish()),
    }
}

/// Every code that a caller can get, as `ErrorCode`, side (`Client` or `Server`) and English text (`faultstring`): the
/// table in `docs/faults.md`.
pub fn error_codes() -> Vec<(&'static str, &'static str, &'static str)> {
    let of_envelope = FaultCode::ALL.map(|code| (code.as_str(), "Client", code.english()));
    let of_use_cases =
        ErrorCode::ALL.into_iter().filter(|code| is_of_use_case(*code)).map(|code| {
            (code.as_str(), if code.is_callers() { "Client" } else { "Server" }, texts(code).0)
        });
    of_envelope.into_iter().chain(of_use_cases).collect()
}

/// Whether a use case of a SOAP operation can fail with the code, and the envelope does not have it.
const fn is_of_use_case(code: ErrorCode) -> bool {
    !matches!(
        code,
        ErrorCode::TooManyRefusals
            | ErrorCode::OperatorOnly
            | ErrorCode::LogonFailed
            | ErrorCode::TooManyLogons
            | ErrorCode::PasswordExpired
            | ErrorCode::InvalidNewPassword
            | ErrorCode::TokenExpired
            | ErrorCode::UnknownCustomer
            | ErrorCode::AddressNotAllowed
            | ErrorCode::AnswerTooLong
            | ErrorCode::InvalidPnr
            | ErrorCode::InvalidArgument
            | ErrorCode::CleanUpNotPossible
            | ErrorCode::NothingToReplay
            | ErrorCode::TooManyDeliveries
            | ErrorCode::TooManyPreviews
            | ErrorCode::UnknownFilterRequest
            | ErrorCode::FilterRequestOfAnother
            | ErrorCode::FilterRequestDecided
            | ErrorCode::ReplayNotCollected
            | ErrorCode::NotInArchive
            | ErrorCode::SecondPersonRequired
            | ErrorCode::NotPossible
    )
}

/// Why a subscription cannot have a load, with the way out in the terms of the service.
fn load_not_possible(why: LoadNotPossible) -> Detail {
    let (english, danish) = match why {
        LoadNotPossible::NoFilters => (
            "the subscription has no filters: add some first, since they choose the persons",
            "abonnementet har ingen filtre: tilføj nogle først, da de udvælger personerne",
        ),
        LoadNotPossible::EventsAlone => (
            "the subscription has event codes alone, which choose no persons: order one of everybody with \
             <Kinds>All</Kinds>, or add filters that choose",
            "abonnementet har kun hændelseskoder, og de udvælger ingen personer: bestil en af alle med \
             <Kinds>All</Kinds>, eller tilføj filtre, der udvælger",
        ),
        LoadNotPossible::NoSuchKind(kind) => return no_such_kind(kind),
        LoadNotPossible::EmptySelection => (
            "a load of nobody: there is nothing to catch up",
            "en grundindlæsning af ingen: der er intet at indhente",
        ),
    };
    Detail::new(english, danish)
}

fn no_such_kind(kind: FilterKind) -> Detail {
    let kind = match kind {
        FilterKind::Pnr => "PNR",
        FilterKind::Age => "AgeRange",
        FilterKind::Municipality => "MunicipalityCode",
        FilterKind::Event => "ChangeCode",
        FilterKind::NoFilter => "NoFilter",
    };
    Detail::new(
        format!("the subscription has no filter of the kind {kind}"),
        format!("abonnementet har intet filter af typen {kind}"),
    )
}

/// A body that could not be read.
pub(crate) fn of_body(error: BodyError) -> Fault {
    match error {
        BodyError::TooLarge => FaultCode::TooLarge.into(),
        BodyError::UnknownCoding => FaultCode::UnsupportedContentEncoding.into(),
        BodyError::TimedOut | BodyError::CutOff | BodyError::Torn => {
            Fault::with(FaultCode::MalformedXml, error.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use soap_proto::FaultedCall;

    use super::*;

    #[test]
    fn fault_of_a_load_that_cannot_be_names_the_way_out_as_the_service_does() {
        for why in [
            LoadNotPossible::NoFilters,
            LoadNotPossible::EventsAlone,
            LoadNotPossible::EmptySelection,
        ] {
            let fault = of_error(&why.into());
            assert_eq!(fault.code(), "LOAD_NOT_POSSIBLE");
            assert!(!fault.to_string().contains("--kinds"), "{fault}");
        }
        let events = of_error(&LoadNotPossible::EventsAlone.into()).to_string();
        assert!(events.contains("<Kinds>All</Kinds>"), "{events}");
        let age = of_error(&LoadNotPossible::NoSuchKind(FilterKind::Age).into()).to_string();
        assert_eq!(age, "LOAD_NOT_POSSIBLE: the subscription has no filter of the kind AgeRange");
    }

    #[test]
    fn fault_of_a_body_says_what_is_wrong_with_it() {
        assert_eq!(of_body(BodyError::TooLarge), FaultCode::TooLarge.into());
        let packed = FaultCode::UnsupportedContentEncoding;
        assert_eq!(of_body(BodyError::UnknownCoding), packed.into());
        assert_eq!(of_body(BodyError::Torn).code(), FaultCode::MalformedXml.as_str());
        let late = of_body(BodyError::TimedOut);
        assert_eq!(late.code(), FaultCode::MalformedXml.as_str());
        assert_eq!(late.detail(), Some("the body did not come in time"));
    }

    /// The fault of each use case error. The codes are stable, and so are the texts that people search for.
    #[test]
    fn fault_of_each_error_code_is_this() {
        let codes = ErrorCode::ALL.into_iter().filter(|code| is_of_use_case(*code));
        let faults: Vec<String> = codes
            .map(|code| {
                let call = FaultedCall {
                    is_lookup: false,
                    correlation: uuid::Uuid::nil(),
                    received_at: jiff::Timestamp::UNIX_EPOCH,
                };
                String::from_utf8(of_error(&AppError::from(code)).answer(&call)).unwrap()
            })
            .collect();
        insta::assert_snapshot!("faults", faults.join("\n\n"));
    }

    #[test]
    fn error_codes_are_distinct() {
        let codes: HashSet<_> = error_codes().into_iter().map(|(code, ..)| code).collect();
        assert_eq!(codes.len(), error_codes().len());
    }
}
