/// Why a use case failed. The codes ([`ErrorCode::as_str`]) are stable, and the same in SOAP and JSON; `docs/faults.md`
/// and `docs/api.md` explain each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// The caller sent no client certificate.
    CertificateMissing,
    /// The certificate is not registered for the system.
    CertificateNotRegistered,
    /// The certificate is not valid today.
    CertificateExpired,
    /// The certificate's registration was revoked.
    CertificateRevoked,
    /// Too many calls that did not prove who calls came from the address.
    TooManyRefusals,
    /// The operator has suspended the system.
    SystemSuspended,
    /// The caller has no agreement of that UUID.
    UnknownAgreement,
    /// The agreement's first day has not come.
    AgreementNotYetInForce,
    /// The agreement's last day is over.
    AgreementExpired,
    /// The agreement was closed for good.
    AgreementClosed,
    /// The agreement is suspended.
    AgreementSuspended,
    /// The agreement is a draft, or waits for approval.
    AgreementNotActive,
    /// The agreement has another system.
    SystemNotInAgreement,
    /// The agreement has another authority.
    AuthorityNotInAgreement,
    /// The agreement does not cover the service.
    ServiceNotInAgreement,
    /// Only the operator may do this.
    OperatorOnly,
    /// A PNR that cannot exist.
    InvalidPnr,
    /// An argument has an invalid value.
    InvalidArgument,
    /// The subscription's filters choose nobody for a load.
    LoadNotPossible,
    /// The agreement has a load in progress already.
    LoadUnderWay,
    /// The agreement has no such load.
    UnknownLoad,
    /// The load is delivered or cancelled already.
    LoadFinished,
    /// The proposals have changed since they were listed, or there is nothing to undo.
    CleanUpNotPossible,
    /// The replica is empty.
    ReplicaEmpty,
    /// Nothing was delivered on these days.
    NothingToReplay,
    /// The days have more deliveries than a system may replay at once.
    TooManyDeliveries,
    /// A replay of it is still in `IN`.
    ReplayNotCollected,
    /// The delivery cannot be made again from the archive.
    NotInArchive,
    /// The replica does not have the person.
    PersonNotFound,
    /// The agreement restricts look-ups to persons whom its filters choose, and they do not choose this one.
    PersonNotChosen,
    /// The system has looked up too many numbers that the replica does not have.
    TooManyUnknownNumbers,
    /// The system has asked for too many previews of filters.
    TooManyPreviews,
    /// The change of filters adds so many persons that somebody else must approve it.
    ApprovalRequired,
    /// The agreement has no such change of filters that waits.
    UnknownFilterRequest,
    /// Another system, or the operator, has made the filter request.
    FilterRequestOfAnother,
    /// The filter request does not wait any more.
    FilterRequestDecided,
    /// A road has more residents than one look-up may read.
    TooManyResidents,
    /// User or password is wrong.
    LogonFailed,
    /// The account had too many logons with a wrong password.
    TooManyLogons,
    /// The password is older than passwords may be.
    PasswordExpired,
    /// The new password cannot be one.
    InvalidNewPassword,
    /// The token is not valid, or no longer.
    TokenExpired,
    /// The customer's number is not the account's.
    UnknownCustomer,
    /// No account may be used from the address.
    AddressNotAllowed,
    /// A person has more records than an answer of OFF4 can have.
    AnswerTooLong,
    /// Who approves it submitted it, or changed it last, and a second person has to.
    SecondPersonRequired,
    /// The current state does not allow it, or there is nothing of that name.
    NotPossible,
    /// The call did not get its turn in time.
    Busy,
    /// The platform failed.
    Internal,
}

/// A code, what the caller should do in English, and the same in Danish.
type Texts = (&'static str, &'static str, &'static str);

impl ErrorCode {
    /// Every code.
    pub const ALL: [Self; 49] = [
        Self::CertificateMissing,
        Self::CertificateNotRegistered,
        Self::CertificateExpired,
        Self::CertificateRevoked,
        Self::TooManyRefusals,
        Self::SystemSuspended,
        Self::UnknownAgreement,
        Self::AgreementNotYetInForce,
        Self::AgreementExpired,
        Self::AgreementClosed,
        Self::AgreementSuspended,
        Self::AgreementNotActive,
        Self::SystemNotInAgreement,
        Self::AuthorityNotInAgreement,
        Self::ServiceNotInAgreement,
        Self::OperatorOnly,
        Self::InvalidPnr,
        Self::InvalidArgument,
        Self::LoadNotPossible,
        Self::LoadUnderWay,
        Self::UnknownLoad,
        Self::LoadFinished,
        Self::CleanUpNotPossible,
        Self::ReplicaEmpty,
        Self::NothingToReplay,
        Self::TooManyDeliveries,
        Self::ReplayNotCollected,
        Self::NotInArchive,
        Self::PersonNotFound,
        Self::PersonNotChosen,
        Self::TooManyUnknownNumbers,
        Self::TooManyPreviews,
        Self::ApprovalRequired,
        Self::UnknownFilterRequest,
        Self::FilterRequestOfAnother,
        Self::FilterRequestDecided,
        Self::TooManyResidents,
        Self::LogonFailed,
        Self::TooManyLogons,
        Self::PasswordExpired,
        Self::InvalidNewPassword,
        Self::TokenExpired,
        Self::UnknownCustomer,
        Self::AddressNotAllowed,
        Self::AnswerTooLong,
        Self::SecondPersonRequired,
        Self::NotPossible,
        Self::Busy,
        Self::Internal,
    ];

    /// The code of a name; `None` for another's.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == name)
    }

    /// The stable code: capitals and underscores.
    pub const fn as_str(self) -> &'static str {
        self.texts().0
    }

    /// What the caller should do, in English.
    pub const fn english(self) -> &'static str {
        self.texts().1
    }

    /// What the caller should do, in Danish.
    pub const fn danish(self) -> &'static str {
        self.texts().2
    }

    /// Whether the caller can correct the error.
    pub const fn is_callers(self) -> bool {
        !matches!(self, Self::Busy | Self::Internal)
    }

    /// Whether the caller is refused because it has not proven who it is. Such callers are rate-limited; a caller with a valid
    /// certificate never is, because many systems call from one address.
    pub const fn is_unauthenticated(self) -> bool {
        matches!(
            self,
            Self::CertificateMissing
                | Self::CertificateNotRegistered
                | Self::CertificateExpired
                | Self::CertificateRevoked
                | Self::LogonFailed
                | Self::TooManyLogons
                | Self::AddressNotAllowed
                | Self::TokenExpired
        )
    }

    const fn texts(self) -> Texts {
        match self {
            Self::CertificateMissing => (
                "CERTIFICATE_MISSING",
                "No client certificate was shown; connect with the system's certificate",
                "Der blev ikke vist noget klientcertifikat; forbind med systemets certifikat",
            ),
            Self::CertificateNotRegistered => (
                "CERTIFICATE_NOT_REGISTERED",
                "The client certificate is not registered; have it registered",
                "Klientcertifikatet er ikke registreret; få det registreret",
            ),
            Self::CertificateExpired => (
                "CERTIFICATE_EXPIRED",
                "The client certificate is not valid today; renew it and have the new one registered",
                "Klientcertifikatet er ikke gyldigt i dag; forny det, og få det nye registreret",
            ),
            Self::CertificateRevoked => (
                "CERTIFICATE_REVOKED",
                "The client certificate is revoked; have another one registered",
                "Klientcertifikatet er spærret; få et andet registreret",
            ),
            Self::TooManyRefusals => (
                "TOO_MANY_REFUSALS",
                "Too many calls that did not prove who calls came from this address; wait a minute",
                "Der kom for mange kald uden gyldig legitimation fra denne adresse; vent et minut",
            ),
            Self::SystemSuspended => (
                "SYSTEM_SUSPENDED",
                "The system is suspended by the operator of the platform; ask the operator why",
                "Systemet er spærret af platformens operatør; spørg operatøren hvorfor",
            ),
            Self::UnknownAgreement => (
                "UNKNOWN_AGREEMENT",
                "The system has no service agreement with this UUID; check it in the agreement",
                "Systemet har ingen serviceaftale med denne UUID; kontrollér den i aftalen",
            ),
            Self::AgreementNotYetInForce => (
                "AGREEMENT_NOT_YET_IN_FORCE",
                "The service agreement is not in force yet; wait for its first day",
                "Serviceaftalen er ikke trådt i kraft endnu; vent til dens første dag",
            ),
            Self::AgreementExpired => (
                "AGREEMENT_EXPIRED",
                "The service agreement has expired; have it renewed",
                "Serviceaftalen er udløbet; få den fornyet",
            ),
            Self::AgreementClosed => (
                "AGREEMENT_CLOSED",
                "The service agreement is closed for good; use the one that has taken its place",
                "Serviceaftalen er lukket for altid; brug den, der er kommet i stedet",
            ),
            Self::AgreementSuspended => (
                "AGREEMENT_SUSPENDED",
                "The agreement is suspended; ask the authority or the operator why",
                "Serviceaftalen er sat i bero; spørg myndigheden eller driften hvorfor",
            ),
            Self::AgreementNotActive => (
                "AGREEMENT_NOT_ACTIVE",
                "The agreement is not approved yet; have it approved",
                "Serviceaftalen er ikke godkendt endnu; få den godkendt",
            ),
            Self::SystemNotInAgreement => (
                "SYSTEM_NOT_IN_AGREEMENT",
                "The service agreement does not cover this UserSystemUUID; have the system added to it",
                "Serviceaftalen omfatter ikke denne UserSystemUUID; få systemet føjet til den",
            ),
            Self::AuthorityNotInAgreement => (
                "AUTHORITY_NOT_IN_AGREEMENT",
                "The service agreement is not this UserUUID's; give the authority that made it",
                "Serviceaftalen er ikke indgået af denne UserUUID; angiv den myndighed, der indgik den",
            ),
            Self::ServiceNotInAgreement => (
                "SERVICE_NOT_IN_AGREEMENT",
                "The agreement does not cover this service; have it added to the agreement",
                "Aftalen omfatter ikke denne service; få den føjet til aftalen",
            ),
            Self::OperatorOnly => (
                "OPERATOR_ONLY",
                "Only the operator of the platform may do this; ask the operator",
                "Det kan kun platformens operatør gøre; spørg operatøren",
            ),
            Self::InvalidPnr => (
                "INVALID_PNR",
                "PNR must be ten digits that begin with a day and a month",
                "PNR skal være ti cifre, der begynder med en dag og en måned",
            ),
            Self::InvalidArgument => (
                "INVALID_ARGUMENT",
                "An argument holds what it cannot; see the service's description",
                "Et argument har et indhold, det ikke kan have; se beskrivelsen af servicen",
            ),
            Self::LoadNotPossible => (
                "LOAD_NOT_POSSIBLE",
                "The subscription's filters choose nobody of whom a load could be; set filters that choose persons",
                "Abonnementets filtre udvælger ingen, som en grundindlæsning kunne omfatte; sæt filtre, der udvælger personer",
            ),
            Self::LoadUnderWay => (
                "LOAD_UNDER_WAY",
                "A load is under way for this agreement; wait for it, or cancel it",
                "En grundindlæsning er allerede på vej til denne aftale; vent på den, eller annullér den",
            ),
            Self::UnknownLoad => (
                "UNKNOWN_LOAD",
                "The agreement has no such load",
                "Aftalen har ikke en sådan grundindlæsning",
            ),
            Self::CleanUpNotPossible => (
                "CLEAN_UP_NOT_POSSIBLE",
                "The clean-up is not possible now, and nothing was changed; read the list again",
                "Oprydningen er ikke mulig nu, og intet er ændret; hent listen igen",
            ),
            Self::LoadFinished => (
                "LOAD_FINISHED",
                "The load is delivered or cancelled already",
                "Grundindlæsningen er allerede leveret eller annulleret",
            ),
            Self::ReplicaEmpty => (
                "REPLICA_EMPTY",
                "The platform has not received any extract yet; try again when it has",
                "Platformen har endnu ikke modtaget noget udtræk fra CPR; prøv igen, når den har",
            ),
            Self::NothingToReplay => (
                "NOTHING_TO_REPLAY",
                "Nothing was delivered on these days; see the list of deliveries",
                "Intet blev leveret for disse dage; se listen over leveringer",
            ),
            Self::TooManyDeliveries => (
                "TOO_MANY_DELIVERIES",
                "More was delivered on these days than is replayed at once; ask for fewer days, or order a load",
                "Der blev leveret mere for disse dage, end der genleveres på én gang; bed om færre dage, eller bestil en grundindlæsning",
            ),
            Self::ReplayNotCollected => (
                "REPLAY_NOT_COLLECTED",
                "It was replayed before and still lies in IN; fetch it there",
                "Det er allerede genleveret og ligger stadig i IN; hent det dér",
            ),
            Self::NotInArchive => (
                "NOT_IN_ARCHIVE",
                "What was delivered cannot be made again from the archive; order a load instead, and tell the operator",
                "Det leverede kan ikke genskabes fra arkivet; bestil en grundindlæsning i stedet, og giv driften besked",
            ),
            // Clients search for this code and for these words (`lookup.md` 2.6).
            Self::PersonNotFound => (
                "PNRNotFound",
                "PNR not found: the register's replica has no person with the number",
                "PNR not found: registrets kopi har ingen person med nummeret",
            ),
            Self::PersonNotChosen => (
                "PERSON_NOT_CHOSEN",
                "The agreement restricts look-ups to persons whom the subscription's filters choose, and they do not \
                 choose this one; add a filter first",
                "Aftalen begrænser opslag til personer, som abonnementets filtre udvælger, og de udvælger ikke denne; \
                 tilføj først et filter",
            ),
            Self::TooManyUnknownNumbers => (
                "TOO_MANY_UNKNOWN_NUMBERS",
                "The system has looked up too many numbers that nobody has; check the numbers, and go on in some minutes",
                "Systemet har slået for mange numre op, som ingen har; kontrollér numrene, og fortsæt om nogle minutter",
            ),
            Self::TooManyPreviews => (
                "TOO_MANY_PREVIEWS",
                "The system has asked for too many previews; go on in some minutes",
                "Systemet har bedt om for mange forhåndsvisninger; fortsæt om nogle minutter",
            ),
            Self::ApprovalRequired => (
                "APPROVAL_REQUIRED",
                "The change adds so many persons that somebody else must approve it, and waits; nothing is changed yet: ask the \
                 operator",
                "Ændringen tilføjer så mange personer, at en anden skal godkende den, og den venter; intet er ændret endnu: \
                 spørg driften",
            ),
            Self::UnknownFilterRequest => (
                "UNKNOWN_FILTER_REQUEST",
                "The agreement has no such filter request; list those that wait",
                "Aftalen har ikke en sådan filteranmodning; se listen over dem, der venter",
            ),
            Self::FilterRequestOfAnother => (
                "FILTER_REQUEST_OF_ANOTHER",
                "Another has made the filter request; only the system that made it can withdraw it",
                "En anden har lavet filteranmodningen; kun systemet, der lavede den, kan trække den tilbage",
            ),
            Self::FilterRequestDecided => (
                "FILTER_REQUEST_DECIDED",
                "The filter request does not wait any more: it was approved, rejected or withdrawn",
                "Filteranmodningen venter ikke længere: den er godkendt, afvist eller trukket tilbage",
            ),
            Self::TooManyResidents => (
                "TOO_MANY_RESIDENTS",
                "Too many people live on the road; give a house number too",
                "Der bor for mange på vejen; angiv også et husnummer",
            ),
            Self::LogonFailed => (
                "LOGON_FAILED",
                "User or password is wrong; check both",
                "Bruger-id eller password er forkert; kontrollér begge",
            ),
            Self::TooManyLogons => (
                "TOO_MANY_LOGONS",
                "Too many logons with a wrong password; wait some minutes",
                "Der er logget på med forkert password for mange gange; vent nogle minutter",
            ),
            Self::PasswordExpired => (
                "PASSWORD_EXPIRED",
                "The password has expired; log on with a new one",
                "Passwordet er udløbet; log på med et nyt",
            ),
            Self::InvalidNewPassword => (
                "INVALID_NEW_PASSWORD",
                "The new password needs eight characters with a capital, a small letter and a digit, and must not be the old one",
                "Det nye password skal have otte tegn med et stort bogstav, et lille bogstav og et ciffer og må ikke være det gamle",
            ),
            Self::TokenExpired => (
                "TOKEN_EXPIRED",
                "The token is not valid any more; log on again",
                "Token er ikke længere gyldigt; log på igen",
            ),
            Self::UnknownCustomer => (
                "UNKNOWN_CUSTOMER",
                "The KUNDENR is not the account's; check it",
                "Kundenummeret hører ikke til bruger-id'et; kontrollér det",
            ),
            Self::AddressNotAllowed => (
                "ADDRESS_NOT_ALLOWED",
                "No account may be used from this address; have its network registered",
                "Ingen konto må bruges fra denne adresse; få dens netværk registreret",
            ),
            Self::AnswerTooLong => (
                "ANSWER_TOO_LONG",
                "The person has more records than the 2,880 bytes that an answer of OFF4 can have; use SF1520",
                "Personens data er længere end de 2.880 tegn, som et OFF4-svar kan have; slå op med SF1520",
            ),
            Self::SecondPersonRequired => (
                "SECOND_PERSON_REQUIRED",
                "A second person has to approve it: not who submitted it or changed it last",
                "En anden person skal godkende det: ikke den, der indsendte det eller ændrede det sidst",
            ),
            Self::NotPossible => (
                "NOT_POSSIBLE",
                "It cannot be done as things are",
                "Det kan ikke lade sig gøre, som tingene er",
            ),
            Self::Busy => (
                "BUSY",
                "The platform is busy with other changes, and nothing was changed; send the same call again in a moment",
                "Platformen er optaget af andre ændringer, og intet er ændret; send det samme kald igen om lidt",
            ),
            Self::Internal => (
                "INTERNAL_ERROR",
                "The platform could not carry out the call, and nothing was changed; try again, then ask the operator",
                "Platformen kunne ikke udføre kaldet, og intet er ændret; prøv igen, og spørg derefter driften",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_distinct_and_have_texts() {
        let codes: HashSet<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), ErrorCode::ALL.len());
        for code in ErrorCode::ALL {
            assert!(!code.english().is_empty() && !code.danish().is_empty(), "{code:?}");
        }
    }
}
