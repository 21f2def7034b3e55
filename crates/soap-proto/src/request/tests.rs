use super::*;
use crate::operation::{Argument, FilterGroup};

const CONTEXT: &str = "<c:InvocationContext xmlns:c='http://serviceplatformen.dk/xml/schemas/InvocationContext/1/'>\
<c:ServiceAgreementUUID>00000000-0000-4000-8000-000000000001</c:ServiceAgreementUUID>\
<c:UserSystemUUID>00000000-0000-4000-8000-000000000002</c:UserSystemUUID>\
<c:UserUUID>00000000-0000-4000-8000-000000000003</c:UserUUID>\
<c:ServiceUUID>9cdccc2f-3243-11e2-8fef-d4bed98c5934</c:ServiceUUID></c:InvocationContext>";

fn envelope(body: &str) -> String {
    format!(
        "<soap:Envelope xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/'>\
         <soap:Header/><soap:Body>{body}</soap:Body></soap:Envelope>"
    )
}

fn request(name: &str, argument: &str) -> Result<Request, FaultCode> {
    let body = envelope(&format!("<x:{name} xmlns:x='urn:any'>{CONTEXT}{argument}</x:{name}>"));
    Request::parse(Service::Subscription, None, body.as_bytes()).map_err(|fault| fault.fault_code())
}

fn operation(name: &str, argument: &str) -> Result<Operation, FaultCode> {
    request(name, argument).map(|request| request.operation)
}

/// Sends a request under the operation's name and returns the name of what was read.
fn name(name: &str, argument: &str) -> &'static str {
    let Request { name: known, operation, .. } = request(name, argument).unwrap();
    let is_what_it_says = match operation {
        Operation::Add(_) => name.starts_with("Add"),
        Operation::Remove(_) => name.starts_with("Remove") && name != "RemoveAll",
        Operation::RemoveAll(_) => name == "RemoveAll",
        Operation::GetAllFilters => name == "GetAllFilters",
        Operation::Load(_) | Operation::Lookup(_) => false,
    };
    assert!(is_what_it_says, "{name}");
    known
}

#[test]
fn reads_all_twelve_operations() {
    let ages = "<AgeRange><StartAge>0</StartAge><EndAge>17</EndAge></AgeRange>";
    let arguments = [
        ("PNR", "<PNR>0101701234</PNR>"),
        ("AgeRange", ages),
        ("MunicipalityCode", "<MunicipalityCode>751</MunicipalityCode>"),
        ("ChangeCode", "<ChangeCode>A01</ChangeCode>"),
        ("NoFilter", ""),
    ];
    let mut names = Vec::new();
    for (kind, argument) in arguments {
        for verb in ["Add", "Remove"] {
            names.push(name(&format!("{verb}{kind}Subscription"), argument));
        }
    }
    names.push(name("RemoveAll", "<FilterGroup>PNR</FilterGroup>"));
    names.push(name("GetAllFilters", ""));
    assert_eq!(names, Service::Subscription.operations().collect::<Vec<_>>());
}

#[test]
fn reads_every_filter_group() {
    for (text, group) in [
        ("PNR", FilterGroup::Pnr),
        ("AgeRange", FilterGroup::AgeRange),
        ("MunicipalityCode", FilterGroup::MunicipalityCode),
        ("EventChangeCode", FilterGroup::EventChangeCode),
        ("NoFilter", FilterGroup::NoFilter),
    ] {
        let argument = format!("<FilterGroup>{text}</FilterGroup>");
        assert_eq!(operation("RemoveAll", &argument), Ok(Operation::RemoveAll(group)));
    }
    let unknown = operation("RemoveAll", "<FilterGroup>All</FilterGroup>");
    assert_eq!(unknown, Err(FaultCode::InvalidFilterGroup));
}

#[test]
fn bad_arguments_have_codes_of_their_own() {
    let code = |name: &str, argument: &str| operation(name, argument).unwrap_err();
    assert_eq!(code("AddPNRSubscription", "<PNR>99</PNR>"), FaultCode::InvalidPnr);
    assert_eq!(code("AddPNRSubscription", ""), FaultCode::InvalidRequest);
    assert_eq!(
        code("AddPNRSubscription", "<PNR>0101701234</PNR><PNR>0101701235</PNR>"),
        FaultCode::InvalidRequest
    );
    for ages in
        ["<StartAge>17</StartAge><EndAge>0</EndAge>", "<StartAge>-1</StartAge><EndAge>1</EndAge>"]
    {
        let argument = format!("<AgeRange>{ages}</AgeRange>");
        assert_eq!(code("AddAgeRangeSubscription", &argument), FaultCode::InvalidAgeRange);
    }
    assert_eq!(
        code("AddMunicipalityCodeSubscription", "<MunicipalityCode>0</MunicipalityCode>"),
        FaultCode::InvalidMunicipalityCode
    );
    assert_eq!(
        code("AddChangeCodeSubscription", "<ChangeCode>a01</ChangeCode>"),
        FaultCode::InvalidEventCode
    );
    assert_eq!(code("RemoveFilteredSubscription", ""), FaultCode::UnknownOperation);
}

#[test]
fn integers_with_a_plus_are_read() {
    let same = |name: &str, with: &str, without: &str| {
        assert_eq!(operation(name, with), operation(name, without));
        assert!(operation(name, with).is_ok());
    };
    same(
        "AddMunicipalityCodeSubscription",
        "<MunicipalityCode>+751</MunicipalityCode>",
        "<MunicipalityCode>0751</MunicipalityCode>",
    );
    same(
        "AddAgeRangeSubscription",
        "<AgeRange><StartAge>+0</StartAge><EndAge>+17</EndAge></AgeRange>",
        "<AgeRange><StartAge>0</StartAge><EndAge>17</EndAge></AgeRange>",
    );
    for wrong in ["++751", "+-1", "+", "7+51"] {
        let argument = format!("<MunicipalityCode>{wrong}</MunicipalityCode>");
        let code = operation("AddMunicipalityCodeSubscription", &argument).unwrap_err();
        assert_eq!(code, FaultCode::InvalidMunicipalityCode, "{wrong}");
    }
}

#[test]
fn reads_latin_1_wrong_namespaces_and_any_order() {
    let body = envelope(
        "<AddPNRSubscription xmlns='http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/'>\
         <PNR> 0101701234\n</PNR><InvocationContext>\
         <OnBehalfOfUser>S\u{f8}ren</OnBehalfOfUser>\
         <ServiceUUID>9cdccc2f-3243-11e2-8fef-d4bed98c5934</ServiceUUID>\
         <UserUUID>00000000-0000-4000-8000-000000000003</UserUUID>\
         <UserSystemUUID>00000000-0000-4000-8000-000000000002</UserSystemUUID>\
         <ServiceAgreementUUID>00000000-0000-4000-8000-000000000001</ServiceAgreementUUID>\
         </InvocationContext></AddPNRSubscription>",
    );
    let latin_1: Vec<u8> = body.chars().map(|letter| letter as u8).collect();
    let request = Request::parse(Service::Subscription, None, &latin_1).unwrap();
    assert_eq!(request.operation, Operation::Add(Argument::Pnr("0101701234".parse().unwrap())));
    assert_eq!(request.context.call().on_behalf_of_user.as_ref().unwrap().reveal(), "Søren");
    assert!(!format!("{request:?}").contains("Søren") && !format!("{request:?}").contains("1234"));
    let CallerContext::Invocation(context) = request.context else { panic!() };
    assert_eq!(context.service, crate::SERVICE_UUID);
}

#[test]
fn a_context_must_be_whole() {
    let fault = |context: &str| {
        let body = envelope(&format!("<GetAllFilters>{context}</GetAllFilters>"));
        Request::parse(Service::Subscription, None, body.as_bytes()).unwrap_err()
    };
    assert_eq!(fault("").fault_code(), FaultCode::InvalidInvocationContext);
    for name in ["ServiceAgreementUUID", "UserSystemUUID", "UserUUID", "ServiceUUID"] {
        let renamed = CONTEXT.replace(&format!("c:{name}"), "c:Other");
        let fault = fault(&renamed);
        assert_eq!(fault.fault_code(), FaultCode::InvalidInvocationContext);
        assert!(fault.detail().unwrap().contains(name));
    }
    let long = |length: usize| {
        let text = format!("<OnBehalfOfUser>{}</OnBehalfOfUser></c:Inv", "æ".repeat(length));
        let body = CONTEXT.replace("</c:Inv", &text);
        let body = envelope(&format!("<GetAllFilters>{body}</GetAllFilters>"));
        Request::parse(Service::Subscription, None, body.as_bytes())
            .map(|_| ())
            .map_err(|fault| fault.fault_code())
    };
    assert_eq!(long(limits::CONTEXT_TEXT), Ok(()));
    assert_eq!(long(limits::CONTEXT_TEXT + 1), Err(FaultCode::InvalidInvocationContext));
}

/// Calls were let through whatever it said before it was read.
#[test]
fn accounting_info_is_read_and_refuses_no_call() {
    let read = |info: &str| {
        let context = CONTEXT.replace("</c:Inv", &format!("{info}</c:Inv"));
        let body = envelope(&format!("<GetAllFilters>{context}</GetAllFilters>"));
        let request = Request::parse(Service::Subscription, None, body.as_bytes()).unwrap();
        request.context.call().accounting_info.as_ref().map(|text| text.reveal().to_owned())
    };
    let element = |text: &str| format!("<AccountingInfo>{text}</AccountingInfo>");
    assert_eq!(read(""), None);
    assert_eq!(read(&element(" \n")), None);
    assert_eq!(read(&element(" konto\n7 ")).as_deref(), Some("konto 7"));
    assert_eq!(read(&(element("a") + &element("b"))).as_deref(), Some("a"));
    let long = "æ".repeat(limits::CONTEXT_TEXT + 1);
    assert_eq!(read(&element(&long)), Some(long));
}

#[test]
fn a_body_has_a_largest_size() {
    let body = envelope(&format!("<GetAllFilters>{CONTEXT}</GetAllFilters>"));
    let padded = |length: usize| format!("{body}{}", " ".repeat(length - body.len())).into_bytes();
    assert!(Request::parse(Service::Subscription, None, &padded(limits::BODY)).is_ok());
    let code = Request::parse(Service::Subscription, None, &padded(limits::BODY + 1))
        .unwrap_err()
        .fault_code();
    assert_eq!(code, FaultCode::TooLarge);
}

#[test]
fn other_envelopes_have_their_own_error() {
    let code = |body: &str| {
        Request::parse(Service::Subscription, None, body.as_bytes()).unwrap_err().fault_code()
    };
    assert_eq!(code("<html/>"), FaultCode::MalformedXml);
    assert_eq!(code("<Envelope/>"), FaultCode::MalformedXml);
    assert_eq!(code("<Envelope><Body/></Envelope>"), FaultCode::UnknownOperation);
    assert_eq!(code("<Envelope><Body><Ping/></Body></Envelope>"), FaultCode::UnknownOperation);
}

#[test]
fn a_service_has_its_own_operations_and_no_others() {
    let parse = |service, name: &str| {
        let body = envelope(&format!("<{name}>{CONTEXT}</{name}>"));
        Request::parse(service, None, body.as_bytes()).map_err(|fault| fault.fault_code())
    };
    let ordered = parse(Service::InitialLoad, "OrderInitialLoad").unwrap();
    assert_eq!(ordered.name, "OrderInitialLoad");
    assert!(matches!(ordered.operation, Operation::Load(_)));
    assert!(parse(Service::Subscription, "GetAllFilters").is_ok());
    let unknown = Some(FaultCode::UnknownOperation);
    assert_eq!(parse(Service::Subscription, "OrderInitialLoad").err(), unknown);
    assert_eq!(parse(Service::InitialLoad, "GetAllFilters").err(), unknown);
}
