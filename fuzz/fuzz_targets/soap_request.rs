//! Any bytes are a request or a fault, in any charset; a fault is well-formed and repeats no number.
//!
//! The first line of the input selects the service and the content type.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quick_xml::Reader;
use quick_xml::events::Event;
use soap_proto::{FaultedCall, Request, Service};

fuzz_target!(|input: &[u8]| {
    let end = input.iter().position(|&byte| byte == b'\n').unwrap_or(0);
    let (head, body) = input.split_at(end);
    let body = body.get(1..).unwrap_or_default();
    let (service, content_type) = match head.split_first() {
        Some((b'L', rest)) => (Service::InitialLoad, rest),
        Some((b'P', rest)) => (Service::PersonBaseDataExtended5, rest),
        Some((b'B', rest)) => (Service::BasicInformation, rest),
        Some((b'G', rest)) => (Service::CprService, rest),
        Some((_, rest)) => (Service::Subscription, rest),
        None => (Service::Subscription, head),
    };
    let content_type = str::from_utf8(content_type).ok().filter(|text| !text.is_empty());
    match Request::parse(service, content_type, body) {
        Ok(request) => assert!(service.operations().any(|name| name == request.name)),
        Err(fault) => {
            let call = FaultedCall {
                is_lookup: service.is_lookup(),
                correlation: Default::default(),
                received_at: Default::default(),
            };
            let answer = fault.answer(&call);
            let text = str::from_utf8(&answer).expect("a fault is UTF-8");
            let text = text.replace("00000000-0000-0000-0000-000000000000", "");
            let digits = |byte: u8| byte.is_ascii_digit();
            assert!(
                !text.as_bytes().windows(10).any(|ten| ten.iter().copied().all(digits)),
                "{text}"
            );
            let mut reader = Reader::from_reader(&*answer);
            while reader.read_event().expect("a fault is well-formed") != Event::Eof {}
        }
    }
});
