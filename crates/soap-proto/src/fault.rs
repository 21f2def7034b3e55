use std::borrow::Cow;
use std::fmt::Write as _;

use jiff::Timestamp;
use quick_xml::escape::escape;
use uuid::Uuid;

use crate::names;

/// The errors of a call as SOAP. The codes ([`FaultCode::as_str`]) are stable; `docs/faults.md` explains each, beside
/// those that are not about SOAP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultCode {
    /// The body is not XML, or uses a feature that is not accepted.
    MalformedXml,
    /// The body has a content encoding that is not supported.
    UnsupportedContentEncoding,
    /// The request exceeds a limit; no real request does.
    TooLarge,
    /// The body contains none of the service's operations.
    UnknownOperation,
    /// An element of the operation is missing or occurs twice.
    InvalidRequest,
    /// The `InvocationContext` is missing or incomplete.
    InvalidInvocationContext,
    /// A look-up has neither of its two contexts.
    SecurityModelMissing,
    /// The caller sent a token of the platform's security token service.
    SecurityTokenNotSupported,
    /// `MunicipalityCVR` is missing or no CVR number.
    InvalidAuthorityContext,
    /// `ServiceUUID` is that of another service.
    WrongService,
    /// Not a PNR.
    InvalidPnr,
    /// Not an age range.
    InvalidAgeRange,
    /// Not a municipality code.
    InvalidMunicipalityCode,
    /// Not an event code (`ChangeCode`).
    InvalidEventCode,
    /// Not a `FilterGroup`.
    InvalidFilterGroup,
    /// An element of a load operation has an invalid value.
    InvalidArgument,
    /// `gctpMessage` is no message of a method that is answered.
    InvalidGctpMessage,
}

/// A code's name, what the caller should do in English, and the same in Danish.
type Texts = (&'static str, &'static str, &'static str);

impl FaultCode {
    /// Every code.
    pub const ALL: [Self; 17] = [
        Self::MalformedXml,
        Self::UnsupportedContentEncoding,
        Self::TooLarge,
        Self::UnknownOperation,
        Self::InvalidRequest,
        Self::InvalidInvocationContext,
        Self::SecurityModelMissing,
        Self::SecurityTokenNotSupported,
        Self::InvalidAuthorityContext,
        Self::WrongService,
        Self::InvalidPnr,
        Self::InvalidAgeRange,
        Self::InvalidMunicipalityCode,
        Self::InvalidEventCode,
        Self::InvalidFilterGroup,
        Self::InvalidArgument,
        Self::InvalidGctpMessage,
    ];

    /// The stable name in `ErrorCode`.
    pub const fn as_str(self) -> &'static str {
        self.texts().0
    }

    /// What the caller should do, in English (`faultstring`).
    pub const fn english(self) -> &'static str {
        self.texts().1
    }

    /// What the caller should do, in Danish (`ErrorText`).
    pub const fn danish(self) -> &'static str {
        self.texts().2
    }

    const fn texts(self) -> Texts {
        match self {
            Self::MalformedXml => (
                "MALFORMED_XML",
                "The request is not XML that can be read; send a SOAP 1.1 envelope in UTF-8, UTF-16 or ISO-8859-1",
                "Forespørgslen er ikke læselig XML; send en SOAP 1.1-konvolut i UTF-8, UTF-16 eller ISO-8859-1",
            ),
            Self::UnsupportedContentEncoding => (
                "UNSUPPORTED_CONTENT_ENCODING",
                "The Content-Encoding is not read here; send gzip, deflate, or none",
                "Content-Encoding kan ikke læses her; send gzip, deflate eller ingen",
            ),
            Self::TooLarge => (
                "TOO_LARGE",
                "The request is too large; send one operation in at most 1 MiB",
                "Forespørgslen er for stor; send én operation på højst 1 MiB",
            ),
            Self::UnknownOperation => (
                "UNKNOWN_OPERATION",
                "The SOAP body holds no operation of this service; see ?wsdl",
                "SOAP-kroppen indeholder ingen operation i denne tjeneste; se ?wsdl",
            ),
            Self::InvalidRequest => (
                "INVALID_REQUEST",
                "An element of the operation is missing or stands there twice; see ?wsdl",
                "Et element i operationen mangler eller forekommer to gange; se ?wsdl",
            ),
            Self::InvalidInvocationContext => (
                "INVALID_INVOCATION_CONTEXT",
                "The InvocationContext is incomplete; give ServiceAgreementUUID, UserSystemUUID, UserUUID and ServiceUUID",
                "InvocationContext er ufuldstændig; angiv ServiceAgreementUUID, UserSystemUUID, UserUUID og ServiceUUID",
            ),
            Self::SecurityModelMissing => (
                "SECURITY_MODEL_MISSING",
                "Security model for the called operation was not provided. \
                 The following are supported: [InvocationContext, AuthorityContext]",
                "Kaldet angiver ingen sikkerhedsmodel. Send en InvocationContext eller en AuthorityContext",
            ),
            Self::SecurityTokenNotSupported => (
                "SECURITY_TOKEN_NOT_SUPPORTED",
                "Security tokens are not supported here; send a context in the request, as ?wsdl has it",
                "Sikkerhedstokens understøttes ikke her; send en kontekst i forespørgslen, som ?wsdl viser",
            ),
            Self::InvalidAuthorityContext => (
                "INVALID_AUTHORITY_CONTEXT",
                "The AuthorityContext is incomplete; give the authority's CVR number, eight digits, as MunicipalityCVR",
                "AuthorityContext er ufuldstændig; angiv myndighedens cvr-nummer, otte cifre, som MunicipalityCVR",
            ),
            Self::WrongService => (
                "WRONG_SERVICE",
                "ServiceUUID is not that of CPR Abonnement (9cdccc2f-3243-11e2-8fef-d4bed98c5934)",
                "ServiceUUID er ikke CPR Abonnements (9cdccc2f-3243-11e2-8fef-d4bed98c5934)",
            ),
            Self::InvalidPnr => (
                "INVALID_PNR",
                "PNR must be ten digits that begin with a day and a month",
                "PNR skal være ti cifre, der begynder med en dag og en måned",
            ),
            Self::InvalidAgeRange => (
                "INVALID_AGE_RANGE",
                "StartAge and EndAge must be whole years from 0 to 999, StartAge not above EndAge",
                "StartAge og EndAge skal være hele år fra 0 til 999, StartAge ikke over EndAge",
            ),
            Self::InvalidMunicipalityCode => (
                "INVALID_MUNICIPALITY_CODE",
                "MunicipalityCode must be a number from 1 to 9999",
                "MunicipalityCode skal være et tal fra 1 til 9999",
            ),
            Self::InvalidEventCode => (
                "INVALID_CHANGE_CODE",
                "ChangeCode must be a capital letter and two digits, such as A01",
                "ChangeCode skal være et stort bogstav og to cifre, for eksempel A01",
            ),
            Self::InvalidFilterGroup => (
                "INVALID_FILTER_GROUP",
                "FilterGroup must be one of PNR, AgeRange, MunicipalityCode, EventChangeCode, NoFilter",
                "FilterGroup skal være en af PNR, AgeRange, MunicipalityCode, EventChangeCode, NoFilter",
            ),
            Self::InvalidArgument => (
                "INVALID_ARGUMENT",
                "An element of the operation holds what it cannot; see ?wsdl",
                "Et element i operationen har et indhold, det ikke kan have; se ?wsdl",
            ),
            Self::InvalidGctpMessage => (
                "INVALID_GCTP_MESSAGE",
                "gctpMessage is not a message that is answered here",
                "gctpMessage er ikke en besked, der besvares her",
            ),
        }
    }
}

/// An error to send to the caller. Contains nothing of the request's content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}{}", detail.as_ref().map(|detail| format!(": {}", detail.english)).unwrap_or_default())]
pub struct Fault {
    code: &'static str,
    english: Cow<'static, str>,
    danish: Cow<'static, str>,
    is_clients: bool,
    detail: Option<Detail>,
}

/// What exactly is wrong, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Detail {
    english: Cow<'static, str>,
    danish: Cow<'static, str>,
}

impl From<FaultCode> for Fault {
    fn from(code: FaultCode) -> Self {
        Self::new(code.as_str(), code.english(), code.danish(), true)
    }
}

impl Fault {
    /// A fault with a code (`ErrorCode`) and texts in English (`faultstring`) and Danish (`ErrorText`). `is_clients` is
    /// whether the caller can correct the error (`soap:Client`) or not (`soap:Server`).
    pub fn new(
        code: &'static str,
        english: impl Into<Cow<'static, str>>,
        danish: impl Into<Cow<'static, str>>,
        is_clients: bool,
    ) -> Self {
        Self { code, english: english.into(), danish: danish.into(), is_clients, detail: None }
    }

    /// A fault with a detail in English in both texts: clients know the texts of the contract's service, so those stay
    /// as they are. `detail` is sent to the caller and must not repeat anything of the request.
    pub fn with(code: FaultCode, detail: impl Into<Cow<'static, str>>) -> Self {
        let detail = detail.into();
        Self::from(code).detailed(detail.clone(), detail)
    }

    /// The same, with a detail in English and in Danish.
    pub fn in_both(
        code: FaultCode,
        english: impl Into<Cow<'static, str>>,
        danish: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::from(code).detailed(english, danish)
    }

    /// The same fault, with a detail in English and in Danish.
    #[must_use]
    pub fn detailed(
        self,
        english: impl Into<Cow<'static, str>>,
        danish: impl Into<Cow<'static, str>>,
    ) -> Self {
        let detail = Detail { english: english.into(), danish: danish.into() };
        Self { detail: Some(detail), ..self }
    }

    /// The code.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The code of a fault that is about SOAP.
    #[cfg(test)]
    pub(crate) fn fault_code(&self) -> FaultCode {
        FaultCode::ALL.into_iter().find(|code| code.as_str() == self.code).unwrap()
    }

    /// The detail, where the code alone does not say it.
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_ref().map(|detail| &*detail.english)
    }

    /// The SOAP 1.1 fault, for HTTP status 500. Its texts end with what the log and the audit trail know the call by, in the
    /// form of the real platform (`lookup.md` 2.7).
    pub fn answer(&self, call: &FaultedCall) -> Vec<u8> {
        let side = if self.is_clients && !call.is_lookup { "Client" } else { "Server" };
        let what = |text: &str, detail: Option<&str>| match detail {
            Some(detail) => format!("{text} ({detail})"),
            None => text.to_owned(),
        };
        let danish = self.detail.as_ref().map(|detail| &*detail.danish);
        let danish = what(&self.danish, danish);
        let english = what(&self.english, self.detail());
        let FaultedCall { correlation, received_at, .. } = call;
        let mut out = String::with_capacity(1024);
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "<soap:Envelope xmlns:soap=\"{}\"><soap:Body><soap:Fault>\
             <faultcode>soap:{side}</faultcode>\
             <faultstring>{}\n\n{CONTACT}\n    CallUUID: {correlation}\n    Received: {received_at:.3}\
             </faultstring><detail>\
             <ServiceplatformFault xmlns=\"{}\"><ErrorList><Error>\
             <ErrorCode>{}</ErrorCode><ErrorText>{} [korrelations-id {correlation}]</ErrorText>\
             </Error></ErrorList></ServiceplatformFault>\
             </detail></soap:Fault></soap:Body></soap:Envelope>",
            names::SOAP,
            escape(&english),
            names::FAULT,
            self.code,
            escape(&danish),
        );
        out.into_bytes()
    }
}

/// The call that a fault answers.
#[derive(Debug, Clone, Copy)]
pub struct FaultedCall {
    /// Whether it is a look-up: all its faults are `soap:Server`, as the real platform's.
    pub is_lookup: bool,
    /// The id in the log and the audit trail.
    pub correlation: Uuid,
    /// When the call came.
    pub received_at: Timestamp,
}

impl FaultedCall {
    /// A call of a test.
    #[cfg(test)]
    pub(crate) fn test() -> Self {
        Self { is_lookup: false, correlation: Uuid::nil(), received_at: Timestamp::UNIX_EPOCH }
    }
}

/// What stands before the id of the call.
const CONTACT: &str = "For further information contact the operator of the platform and inform:";

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn words_are_distinct_and_texts_are_there() {
        let words: HashSet<_> = FaultCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(words.len(), FaultCode::ALL.len());
        for code in FaultCode::ALL {
            assert!(!code.english().is_empty() && !code.danish().is_empty());
        }
    }

    #[test]
    fn a_fault_has_this_shape() {
        let fault = Fault::with(FaultCode::InvalidRequest, "PNR is missing");
        let answer = String::from_utf8(fault.answer(&FaultedCall::test())).unwrap();
        assert_eq!(
            answer,
            concat!(
                r#"<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>"#,
                "<soap:Fault><faultcode>soap:Client</faultcode><faultstring>",
                "An element of the operation is missing or stands there twice; see ?wsdl (PNR is missing)\n\n",
                "For further information contact the operator of the platform and inform:\n",
                "    CallUUID: 00000000-0000-0000-0000-000000000000\n",
                "    Received: 1970-01-01T00:00:00.000Z</faultstring><detail>",
                r#"<ServiceplatformFault xmlns="http://serviceplatformen.dk/xml/schemas/ServiceplatformFault/1/">"#,
                "<ErrorList><Error><ErrorCode>INVALID_REQUEST</ErrorCode><ErrorText>",
                "Et element i operationen mangler eller forekommer to gange; se ?wsdl (PNR is missing) ",
                "[korrelations-id 00000000-0000-0000-0000-000000000000]</ErrorText></Error></ErrorList>",
                "</ServiceplatformFault></detail></soap:Fault></soap:Body></soap:Envelope>",
            )
        );
    }
}
