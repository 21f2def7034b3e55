use civil::Pnr;

use super::gctp_message::GctpMessage;
use crate::child_value::{required, value};
use crate::fault::{Fault, FaultCode};
use crate::tree::Element;

/// A question about persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookupOperation {
    /// `PersonLookup` of SF1520.
    Person(Pnr),
    /// One of the four operations of SF6008.
    BasicInformation {
        /// The number asked for.
        pnr: Pnr,
        /// Whether the answer has the parts of the name too (`…Extended`).
        is_extended: bool,
        /// Whether all numbers of the person are answered (`…List`).
        is_list: bool,
    },
    /// `callGCTPCheckService`: the method and its argument stand in the message.
    Gctp(GctpMessage),
}

impl LookupOperation {
    /// Reads `PersonLookupRequest`.
    pub(crate) fn person(element: &Element) -> Result<Self, Fault> {
        pnr(element).map(Self::Person)
    }

    /// Reads the request of SF6008, which is the same for all operations.
    pub(crate) fn basic_information(
        element: &Element,
        is_extended: bool,
        is_list: bool,
    ) -> Result<Self, Fault> {
        Ok(Self::BasicInformation { pnr: pnr(element)?, is_extended, is_list })
    }

    /// Reads `callGCTPCheckServiceRequest`.
    pub(crate) fn gctp(element: &Element) -> Result<Self, Fault> {
        let message = required(element, "gctpMessage")?;
        Ok(Self::Gctp(GctpMessage::new(message.text().to_owned())))
    }
}

fn pnr(element: &Element) -> Result<Pnr, Fault> {
    value(element, "PNR", FaultCode::InvalidPnr)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::CallerContext;
    use crate::operation::Operation;
    use crate::request::Request;
    use crate::service::Service;

    const INVOCATION: &str = "<InvocationContext>\
        <ServiceAgreementUUID>00000000-0000-4000-8000-000000000001</ServiceAgreementUUID>\
        <UserSystemUUID>00000000-0000-4000-8000-000000000002</UserSystemUUID>\
        <UserUUID>00000000-0000-4000-8000-000000000003</UserUUID>\
        <ServiceUUID>4925d7a0-1b5b-11ec-bdc6-b312b83236d4</ServiceUUID>\
        <CallersServiceCallIdentifier>sag 7</CallersServiceCallIdentifier></InvocationContext>";
    const AUTHORITY: &str = "<AuthorityContext><MunicipalityCVR>29189846</MunicipalityCVR>\
        </AuthorityContext>";

    fn read_under(header: &str, service: Service, body: &str) -> Result<Request, FaultCode> {
        let envelope = format!("<Envelope><Header>{header}</Header><Body>{body}</Body></Envelope>");
        let read = Request::parse(service, None, envelope.as_bytes());
        read.map_err(|fault| fault.fault_code())
    }

    fn person_lookup(header: &str, context: &str, pnr: &str) -> Result<Request, FaultCode> {
        let body = format!("<PersonLookupRequest>{context}<PNR>{pnr}</PNR></PersonLookupRequest>");
        read_under(header, Service::PersonBaseDataExtended5, &body)
    }

    fn lookup(request: Result<Request, FaultCode>) -> LookupOperation {
        match request.unwrap().operation {
            Operation::Lookup(lookup) => lookup,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn person_lookup_is_read_under_either_context() {
        let pnr: Pnr = "0701614011".parse().unwrap();
        for context in [INVOCATION, AUTHORITY] {
            let request = person_lookup("", context, " 0701614011\n");
            assert_eq!(lookup(request), LookupOperation::Person(pnr));
        }
        let request = person_lookup("", INVOCATION, "0701614011").unwrap();
        assert_eq!((request.name, request.response), ("PersonLookup", "PersonLookupResponse"));
        let id = request.context.call().callers_call_id.as_ref().unwrap();
        assert_eq!(id.reveal(), "sag 7");
        let call = format!(
            "<CallContext><OnBehalfOfUser>Åse</OnBehalfOfUser><AccountingInfo>konto 7</AccountingInfo></CallContext>{AUTHORITY}"
        );
        let request = person_lookup("", &call, "0701614011").unwrap();
        let CallerContext::Authority(context) = &request.context else { panic!() };
        assert_eq!(context.cvr.to_string(), "29189846");
        assert_eq!(context.call.on_behalf_of_user.as_ref().unwrap().reveal(), "Åse");
        assert_eq!(context.call.accounting_info.as_ref().unwrap().reveal(), "konto 7");
    }

    #[test]
    fn person_lookup_that_cannot_be_read_says_what_is_wrong() {
        let code = |header: &str, context: &str, pnr: &str| {
            person_lookup(header, context, pnr).unwrap_err()
        };
        assert_eq!(code("", "", "0701614011"), FaultCode::SecurityModelMissing);
        let token = "<wsse:Security xmlns:wsse='urn:x'/>";
        assert_eq!(code(token, "", "0701614011"), FaultCode::SecurityTokenNotSupported);
        assert!(person_lookup(token, AUTHORITY, "0701614011").is_ok());
        let torn = INVOCATION.replace("UserUUID>0", "UserUUID>x");
        assert_eq!(code(token, &torn, "0701614011"), FaultCode::InvalidInvocationContext);
        for cvr in ["", "<MunicipalityCVR/>", "<MunicipalityCVR>2918984x</MunicipalityCVR>"] {
            let context = format!("<AuthorityContext>{cvr}</AuthorityContext>");
            assert_eq!(code("", &context, "0701614011"), FaultCode::InvalidAuthorityContext);
        }
        for pnr in ["", "070161401", "070161-4011", "07016140111"] {
            assert_eq!(code("", AUTHORITY, pnr), FaultCode::InvalidPnr, "{pnr}");
        }
    }

    #[test]
    fn basic_information_is_asked_for_by_four_operations() {
        let pnr: Pnr = "0701614011".parse().unwrap();
        for (element, name, is_extended, is_list) in [
            ("callCPRBasicInformationRequest", "callCPRBasicInformationService", false, false),
            (
                "callCPRBasicInformationExtendedRequest",
                "callCPRBasicInformationServiceExtended",
                true,
                false,
            ),
            (
                "callCPRBasicInformationListRequest",
                "callCPRBasicInformationServiceList",
                false,
                true,
            ),
            (
                "callCPRBasicInformationExtendedListRequest",
                "callCPRBasicInformationServiceExtendedList",
                true,
                true,
            ),
        ] {
            let body = format!("<{element}>{INVOCATION}<PNR>0701614011</PNR></{element}>");
            let request = read_under("", Service::BasicInformation, &body);
            assert_eq!(request.as_ref().unwrap().name, name);
            let expected = LookupOperation::BasicInformation { pnr, is_extended, is_list };
            assert_eq!(lookup(request), expected);
            let body = format!("<{element}>{AUTHORITY}<PNR>0701614011</PNR></{element}>");
            let refused = read_under("", Service::BasicInformation, &body).unwrap_err();
            assert_eq!(refused, FaultCode::InvalidInvocationContext);
        }
    }

    #[test]
    fn gctp_message_is_text_escaped_or_as_cdata() {
        for message in ["&lt;Gctp v=\"1.0\"/&gt;", "<![CDATA[<Gctp v=\"1.0\"/>]]>"] {
            let body = format!(
                "<callGCTPCheckServiceRequest>{INVOCATION}<gctpMessage>{message}</gctpMessage>\
                 </callGCTPCheckServiceRequest>"
            );
            let request = read_under("", Service::CprService, &body);
            let LookupOperation::Gctp(message) = lookup(request) else { panic!() };
            assert_eq!(message.reveal(), "<Gctp v=\"1.0\"/>");
            assert!(!format!("{message:?}").contains("Gctp v"));
        }
    }
}
