//! Requests as a client writes them.

use filters::Filter;

use super::cast::Actor;

pub(super) fn add(actor: &Actor, filter: Filter) -> String {
    const PNR: &str = "xmlns=\"http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/\"";
    let (kind, argument) = match filter {
        Filter::Pnr(pnr) => ("PNR", format!("<PNR {PNR}>{}</PNR>", pnr.reveal())),
        Filter::Age(range) => {
            let (start, end) = (range.start(), range.end());
            let ages = format!("<StartAge>{start}</StartAge><EndAge>{end}</EndAge>");
            ("AgeRange", format!("<AgeRange>{ages}</AgeRange>"))
        }
        Filter::Municipality(code) => {
            ("MunicipalityCode", format!("<MunicipalityCode>{code}</MunicipalityCode>"))
        }
        Filter::Event(code) => ("ChangeCode", format!("<ChangeCode>{code}</ChangeCode>")),
        Filter::NoFilter => ("NoFilter", String::new()),
    };
    envelope(actor, &format!("Add{kind}Subscription"), &argument)
}

pub(super) fn get_all_filters(actor: &Actor) -> String {
    envelope(actor, "GetAllFilters", "")
}

fn envelope(actor: &Actor, operation: &str, argument: &str) -> String {
    let Actor { agreement, system, authority, .. } = actor;
    let service = soap_proto::SERVICE_UUID;
    format!(
        r#"<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <soap:Body>
    <{operation} xmlns="http://serviceplatformen.dk/xml/wsdl/soap11/CprSubscriptionService/1/">
      <InvocationContext xmlns="http://serviceplatformen.dk/xml/schemas/InvocationContext/1/">
        <ServiceAgreementUUID>{agreement}</ServiceAgreementUUID>
        <UserSystemUUID>{system}</UserSystemUUID>
        <UserUUID>{authority}</UserUUID>
        <ServiceUUID>{service}</ServiceUUID>
      </InvocationContext>
      {argument}
    </{operation}>
  </soap:Body>
</soap:Envelope>
"#
    )
}
