use axum::http::StatusCode;

/// Why a request is refused. The words are stable; `docs/api.md` explains each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorCode {
    CertificateMissing,
    CertificateNotRegistered,
    CertificateRevoked,
    CertificateExpired,
    SystemSuspended,
    TooManyRefusals,
    UnknownAgreement,
    AgreementExpired,
    UnknownPath,
    InvalidRequest,
    UnsupportedContentEncoding,
    TooLarge,
    LoadNotPossible,
    LoadUnderWay,
    UnknownLoad,
    LoadFinished,
    ReplicaEmpty,
    NothingToReplay,
    TooManyDeliveries,
    ReplayNotCollected,
    NotInArchive,
    Busy,
    Internal,
}

/// A status, a stable word, what the caller should do in English, and the same in Danish.
pub(crate) type ErrorText = (StatusCode, &'static str, &'static str, &'static str);

impl ErrorCode {
    #[cfg(test)]
    const ALL: [Self; 23] = [
        Self::CertificateMissing,
        Self::CertificateNotRegistered,
        Self::CertificateRevoked,
        Self::CertificateExpired,
        Self::SystemSuspended,
        Self::TooManyRefusals,
        Self::UnknownAgreement,
        Self::AgreementExpired,
        Self::UnknownPath,
        Self::InvalidRequest,
        Self::UnsupportedContentEncoding,
        Self::TooLarge,
        Self::LoadNotPossible,
        Self::LoadUnderWay,
        Self::UnknownLoad,
        Self::LoadFinished,
        Self::ReplicaEmpty,
        Self::NothingToReplay,
        Self::TooManyDeliveries,
        Self::ReplayNotCollected,
        Self::NotInArchive,
        Self::Busy,
        Self::Internal,
    ];

    pub(crate) const fn as_str(self) -> &'static str {
        self.texts().1
    }

    /// Whether the caller is refused for its certificate: those are slowed down.
    pub(crate) const fn is_unauthenticated(self) -> bool {
        matches!(
            self,
            Self::CertificateMissing
                | Self::CertificateNotRegistered
                | Self::CertificateRevoked
                | Self::CertificateExpired
        )
    }

    pub(crate) const fn texts(self) -> ErrorText {
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
            Self::SystemSuspended => (
                StatusCode::FORBIDDEN,
                "SYSTEM_SUSPENDED",
                "The system is suspended by the operator of the platform; ask the operator why",
                "Systemet er spærret af platformens operatør; spørg operatøren hvorfor",
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
            Self::UnsupportedContentEncoding => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "UNSUPPORTED_CONTENT_ENCODING",
                "The Content-Encoding is not read here; send gzip, deflate, or none",
                "Content-Encoding kan ikke læses her; send gzip, deflate eller ingen",
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "TOO_LARGE",
                "The request is too large; send at most 32 MiB of numbers",
                "Forespørgslen er for stor; send højst 32 MiB numre",
            ),
            Self::LoadNotPossible => (
                StatusCode::CONFLICT,
                "LOAD_NOT_POSSIBLE",
                "The subscription's filters choose nobody of whom a load could be; set filters that choose persons",
                "Abonnementets filtre udvælger ingen, som en grundindlæsning kunne omfatte; sæt filtre, der udvælger personer",
            ),
            Self::LoadUnderWay => (
                StatusCode::CONFLICT,
                "LOAD_UNDER_WAY",
                "A load is under way for this agreement; wait for it, or cancel it",
                "En grundindlæsning er allerede på vej til denne aftale; vent på den, eller annullér den",
            ),
            Self::UnknownLoad => (
                StatusCode::NOT_FOUND,
                "UNKNOWN_LOAD",
                "The agreement has no such load",
                "Aftalen har ikke en sådan grundindlæsning",
            ),
            Self::LoadFinished => (
                StatusCode::CONFLICT,
                "LOAD_FINISHED",
                "The load is delivered or cancelled already",
                "Grundindlæsningen er allerede leveret eller annulleret",
            ),
            Self::ReplicaEmpty => (
                StatusCode::CONFLICT,
                "REPLICA_EMPTY",
                "The platform has not received any extract yet; try again when it has",
                "Platformen har endnu ikke modtaget noget udtræk fra CPR; prøv igen, når den har",
            ),
            Self::NothingToReplay => (
                StatusCode::NOT_FOUND,
                "NOTHING_TO_REPLAY",
                "Nothing was delivered on these days; see the list of deliveries",
                "Intet blev leveret for disse dage; se listen over leverancer",
            ),
            Self::TooManyDeliveries => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "TOO_MANY_DELIVERIES",
                "More was delivered on these days than is replayed at once; ask for fewer days, or order a load",
                "Der blev leveret mere for disse dage, end der genleveres på én gang; bed om færre dage, eller bestil en grundindlæsning",
            ),
            Self::ReplayNotCollected => (
                StatusCode::CONFLICT,
                "REPLAY_NOT_COLLECTED",
                "It was replayed before and still lies in IN; fetch it there",
                "Det er allerede genleveret og ligger stadig i IN; hent det dér",
            ),
            Self::NotInArchive => (
                StatusCode::GONE,
                "NOT_IN_ARCHIVE",
                "What was delivered cannot be made again from the archive; order a load instead, and tell the operator",
                "Det leverede kan ikke genskabes fra arkivet; bestil en grundindlæsning i stedet, og giv driften besked",
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn words_are_distinct_and_documented() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api.md");
        let document = std::fs::read_to_string(path).unwrap();
        for code in ErrorCode::ALL {
            let (status, code, ..) = code.texts();
            let row = format!("| {} | `{code}` |", status.as_u16());
            assert!(document.contains(&row), "{row}");
        }
        let words: HashSet<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(words.len(), ErrorCode::ALL.len());
    }
}
