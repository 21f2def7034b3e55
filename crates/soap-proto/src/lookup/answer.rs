use crate::names;
use crate::service::Service;
use crate::xml_element::XmlElement;

/// The answer to a look-up of `service`: the element `response` ([`crate::Request::response`]) with these in it.
pub fn lookup_answer(service: Service, response: &str, content: &[XmlElement]) -> Vec<u8> {
    let prefixes = prefixes(service);
    let own = format!("ns{}:", prefixes.len());
    let mut out = String::with_capacity(8 * 1024);
    out.extend(["<soap:Envelope xmlns:soap=\"", names::SOAP, "\"><soap:Body><", &own, response]);
    for (number, namespace) in (1..).zip(prefixes) {
        match number {
            1 => out.extend([" xmlns=\"", namespace, "\""]),
            number => out.push_str(&format!(" xmlns:ns{number}=\"{namespace}\"")),
        }
    }
    out.push('>');
    content.iter().for_each(|element| element.write(&own, &mut out));
    out.extend(["</", &own, response, "></soap:Body></soap:Envelope>"]);
    out.into_bytes()
}

/// The namespaces of an answer, the default one first, the service's own last: in the order in which the platform's
/// framework gives prefixes (`lookup.md` 2.4).
const fn prefixes(service: Service) -> &'static [&'static str] {
    match service {
        Service::PersonBaseDataExtended5 => &[
            names::CALL_CONTEXT,
            names::AUTHORITY_CONTEXT,
            names::CONTEXT,
            names::PNR,
            names::PERSON_BASE_DATA_5,
        ],
        Service::PersonBaseDataExtended4 => &[
            names::CALL_CONTEXT,
            names::AUTHORITY_CONTEXT,
            names::CONTEXT,
            names::PNR,
            names::PERSON_BASE_DATA_4,
        ],
        Service::BasicInformation => &[names::CONTEXT, names::PNR, names::BASIC_INFORMATION],
        Service::CprService => &[names::CONTEXT, names::CPR_SERVICE],
        Service::Subscription | Service::InitialLoad => {
            &[names::CONTEXT, names::PNR, names::SERVICE]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answer_of_a_lookup_has_the_prefixes_of_its_service() {
        let navn = XmlElement::parent("persondata", vec![XmlElement::text("koen", "K")]);
        let answer =
            lookup_answer(Service::PersonBaseDataExtended5, "PersonLookupResponse", &[navn]);
        assert_eq!(
            String::from_utf8(answer).unwrap(),
            concat!(
                r#"<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>"#,
                r#"<ns5:PersonLookupResponse xmlns="http://serviceplatformen.dk/xml/schemas/CallContext/1/""#,
                r#" xmlns:ns2="http://serviceplatformen.dk/xml/schemas/AuthorityContext/1/""#,
                r#" xmlns:ns3="http://serviceplatformen.dk/xml/schemas/InvocationContext/1/""#,
                r#" xmlns:ns4="http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/""#,
                r#" xmlns:ns5="http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/5/">"#,
                "<ns5:persondata><ns5:koen>K</ns5:koen></ns5:persondata>",
                "</ns5:PersonLookupResponse></soap:Body></soap:Envelope>",
            )
        );
        let result = XmlElement::text("result", "<root/>");
        let answer = lookup_answer(Service::CprService, "callGCTPCheckServiceResponse", &[result]);
        let answer = String::from_utf8(answer).unwrap();
        assert!(answer.contains("<ns2:result>&lt;root/&gt;</ns2:result>"), "{answer}");
    }
}
