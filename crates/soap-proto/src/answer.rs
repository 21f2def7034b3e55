use std::io::Write as _;

use civil::{AgeRange, EventCode, MunicipalityCode, Pnr};

use crate::names;

/// The `Content-Type` of every answer.
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

/// What an operation did, and its `Result` text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriptionResult {
    /// `ADDED`: was not there.
    Added,
    /// `ALREADY_EXISTED`: nothing to add.
    AlreadyExisted,
    /// `REMOVED`: was there; of `RemoveAll`, also when nothing was.
    Removed,
    /// `NON_EXISTING_PNR`: no such PNR to remove.
    NonExistingPnr,
    /// `NON_EXISTING_AGE_RANGE`
    NonExistingAgeRange,
    /// `NON_EXISTING_MUNICIPALITY_CODE`
    NonExistingMunicipalityCode,
    /// `NON_EXISTING_CHANGE_CODE`
    NonExistingChangeCode,
    /// `NON_EXISTING_NO_FILTER`
    NonExistingNoFilter,
}

impl SubscriptionResult {
    /// The text of `Result`.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Added => "ADDED",
            Self::AlreadyExisted => "ALREADY_EXISTED",
            Self::Removed => "REMOVED",
            Self::NonExistingPnr => "NON_EXISTING_PNR",
            Self::NonExistingAgeRange => "NON_EXISTING_AGE_RANGE",
            Self::NonExistingMunicipalityCode => "NON_EXISTING_MUNICIPALITY_CODE",
            Self::NonExistingChangeCode => "NON_EXISTING_CHANGE_CODE",
            Self::NonExistingNoFilter => "NON_EXISTING_NO_FILTER",
        }
    }
}

/// The answer of `operation` (its name) with a `Result`.
pub fn result_answer(operation: &str, outcome: SubscriptionResult) -> Vec<u8> {
    let mut out = open(operation);
    push(&mut out, format_args!("<ns3:Result>{}</ns3:Result>", outcome.text()));
    close(&mut out, operation);
    out
}

/// The answer to `GetAllFilters`, sent in chunks: a subscription can have hundreds of thousands of PNRs.
#[derive(Debug, Clone, Default)]
pub struct AllFilters {
    /// The age ranges.
    pub age_ranges: Vec<AgeRange>,
    /// The event codes.
    pub change_codes: Vec<EventCode>,
    /// The municipality codes, which are sent without leading zeros.
    pub municipality_codes: Vec<MunicipalityCode>,
    /// The PNRs.
    pub pnrs: Vec<Pnr>,
    /// Whether "no filter" is set.
    pub no_filter: bool,
}

impl AllFilters {
    /// PNRs in one chunk: some 60 kB of text.
    const PNRS_IN_CHUNK: usize = 2000;

    /// The answer's bytes in order, in chunks of at most some 60 kB of PNRs.
    pub fn into_chunks(self) -> impl Iterator<Item = Vec<u8>> + Send {
        const NAME: &str = "GetAllFilters";
        let mut head = open(NAME);
        for range in &self.age_ranges {
            let (start, end) = (range.start(), range.end());
            push(
                &mut head,
                format_args!(
                    "<ns3:AgeRange><ns3:StartAge>{start}</ns3:StartAge>\
                     <ns3:EndAge>{end}</ns3:EndAge></ns3:AgeRange>"
                ),
            );
        }
        for code in &self.change_codes {
            push(&mut head, format_args!("<ns3:ChangeCode>{code}</ns3:ChangeCode>"));
        }
        for code in &self.municipality_codes {
            let code = code.to_integer();
            push(&mut head, format_args!("<ns3:MunicipalityCode>{code}</ns3:MunicipalityCode>"));
        }
        let mut tail = Vec::new();
        push(&mut tail, format_args!("<ns3:noFilter>{}</ns3:noFilter>", self.no_filter));
        close(&mut tail, NAME);

        let pnrs = self.pnrs;
        let mut from = 0;
        let chunks = std::iter::from_fn(move || {
            let chunk = &pnrs[from..pnrs.len().min(from + Self::PNRS_IN_CHUNK)];
            from += chunk.len();
            (!chunk.is_empty()).then(|| pnr_elements(chunk))
        });
        std::iter::once(head).chain(chunks).chain(std::iter::once(tail))
    }
}

fn pnr_elements(pnrs: &[Pnr]) -> Vec<u8> {
    let mut out = Vec::with_capacity(pnrs.len() * "<ns2:PNR>0101701234</ns2:PNR>".len());
    for pnr in pnrs {
        out.extend_from_slice(b"<ns2:PNR>");
        out.extend_from_slice(&pnr.reveal().digits());
        out.extend_from_slice(b"</ns2:PNR>");
    }
    out
}

/// The prefixes are part of the contract: deployed clients search for the text `ns3:Result`.
fn open(operation: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    push(
        &mut out,
        format_args!(
            "<soap:Envelope xmlns:soap=\"{}\"><soap:Body>\
             <ns3:{operation}Response xmlns=\"{}\" xmlns:ns2=\"{}\" xmlns:ns3=\"{}\">",
            names::SOAP,
            names::CONTEXT,
            names::PNR,
            names::SERVICE,
        ),
    );
    out
}

fn close(out: &mut Vec<u8>, operation: &str) {
    push(out, format_args!("</ns3:{operation}Response></soap:Body></soap:Envelope>"));
}

fn push(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // Writing to a vector cannot fail.
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: &str = concat!(
        r#"<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>"#,
        "<ns3:GetAllFiltersResponse",
        r#" xmlns="http://serviceplatformen.dk/xml/schemas/InvocationContext/1/""#,
        r#" xmlns:ns2="http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/""#,
        r#" xmlns:ns3="http://serviceplatformen.dk/xml/wsdl/soap11/CprSubscriptionService/1/">"#,
    );
    const CLOSE: &str = "</ns3:GetAllFiltersResponse></soap:Body></soap:Envelope>";

    fn text(filters: AllFilters) -> String {
        String::from_utf8(filters.into_chunks().flatten().collect()).unwrap()
    }

    #[test]
    fn a_result_has_this_shape() {
        let answer =
            String::from_utf8(result_answer("AddPNRSubscription", SubscriptionResult::Added))
                .unwrap();
        let open = OPEN.replace("GetAllFilters", "AddPNRSubscription");
        let close = CLOSE.replace("GetAllFilters", "AddPNRSubscription");
        assert_eq!(answer, format!("{open}<ns3:Result>ADDED</ns3:Result>{close}"));
    }

    #[test]
    fn all_filters_come_in_the_order_of_the_schema() {
        let filters = AllFilters {
            age_ranges: vec!["0-17".parse().unwrap()],
            change_codes: vec!["A01".parse().unwrap()],
            municipality_codes: vec!["0706".parse().unwrap()],
            pnrs: vec!["0101700007".parse().unwrap()],
            no_filter: true,
        };
        let inner = "<ns3:AgeRange><ns3:StartAge>0</ns3:StartAge><ns3:EndAge>17</ns3:EndAge></ns3:AgeRange>\
                     <ns3:ChangeCode>A01</ns3:ChangeCode><ns3:MunicipalityCode>706</ns3:MunicipalityCode>\
                     <ns2:PNR>0101700007</ns2:PNR><ns3:noFilter>true</ns3:noFilter>";
        assert_eq!(text(filters), format!("{OPEN}{inner}{CLOSE}"));
    }

    #[test]
    fn an_empty_subscription_has_no_filter_false() {
        let inner = "<ns3:noFilter>false</ns3:noFilter>";
        assert_eq!(text(AllFilters::default()), format!("{OPEN}{inner}{CLOSE}"));
    }

    #[test]
    fn many_pnrs_come_in_chunks_and_whole() {
        let pnrs: Vec<Pnr> =
            (0..5001).map(|n| Pnr::from_integer(101_700_000 + n).unwrap()).collect();
        let filters = AllFilters { pnrs: pnrs.clone(), ..AllFilters::default() };
        assert_eq!(filters.clone().into_chunks().count(), 2 + 3);
        let text = text(filters);
        let found: Vec<&str> = text.split("<ns2:PNR>").skip(1).map(|rest| &rest[..10]).collect();
        let expected: Vec<String> = pnrs.iter().map(|pnr| pnr.reveal().to_string()).collect();
        assert_eq!(found, expected);
    }
}
