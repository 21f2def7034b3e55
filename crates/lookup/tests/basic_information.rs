//! Whole answers of SF6008. All persons are invented.
#![allow(clippy::unwrap_used, reason = "tests")]

use extract::{Form, Writer};
use insta::assert_snapshot;
use lookup::{PersonRecords, ProtectedAddresses, basic_information};
use soap_proto::{Service, lookup_answer};

const PNR: &str = "6707701234";

#[test]
fn extended_answer_has_everything() {
    let bytes = person();
    let person = PersonRecords::new(PNR.parse().unwrap(), &bytes);
    let content = basic_information::response(&person, true, ProtectedAddresses::Given);
    assert_snapshot!("extended", text("callCPRBasicInformationExtendedResponse", &content));
}

#[test]
fn list_answer_has_no_addresses_when_the_agreement_says_so() {
    let bytes = person();
    let person = PersonRecords::new(PNR.parse().unwrap(), &bytes);
    let left_out = ProtectedAddresses::LeftOut;
    let content = basic_information::list_response(&[person.clone(), person], false, left_out);
    assert_snapshot!("list", text("callCPRBasicInformationListResponse", &content));
}

/// The answer with each element on a line of its own.
fn text(response: &str, content: &[soap_proto::XmlElement]) -> String {
    let answer = lookup_answer(Service::BasicInformation, response, content);
    String::from_utf8(answer).unwrap().replace("><ns3", ">\n<ns3")
}

/// More than a person can have at once: an address here, and one abroad.
fn person() -> Vec<u8> {
    let records: [(&str, &[(&str, &str)]); 9] = [
        (
            "001",
            &[
                ("STATUS", "1"),
                ("STATUSHAENSTART", "201507081615"),
                ("KOEN", "M"),
                ("FOED_DT", "1970-07-07"),
            ],
        ),
        (
            "002",
            &[
                ("KOMKOD", "751"),
                ("VEJKOD", "4711"),
                ("HUSNR", "004"),
                ("ETAGE", "01"),
                ("SIDEDOER", "mf"),
                ("TILFLYDTO", "201203041010"),
            ],
        ),
        ("004", &[("BESKYTTYPE", "1"), ("START_DT-BESKYTTELSE", "2016-05-04")]),
        ("005", &[("UDR_LANDEKOD", "5180"), ("UDLANDADR1", "Ringstrasse 2")]),
        ("008", &[("FORNVN", "Søren"), ("MELNVN", "Åge"), ("EFTERNVN", "Holm")]),
        ("010", &[("LANDEKOD", "5100")]),
        ("012", &[("CIVST", "G")]),
        ("024", &[("INDR_LANDEKOD", "5110"), ("INDRDTO", "200201010000")]),
        (
            "003",
            &[
                ("ADRNVN", "Søren Åge Holm"),
                ("STANDARDADR", "Birkevej 4,1 mf"),
                ("BYNVN", "Lunden"),
                ("POSTNR", "8990"),
                ("POSTDISTTXT", "Nyby"),
                ("VEJADRNVN", "Birkevej"),
            ],
        ),
    ];
    let mut writer = Writer::new(Form::PADDED_LF);
    for (kind, fields) in records {
        let mut record = writer.record(kind).unwrap().set("PNR", PNR).unwrap();
        for (field, value) in fields {
            record = record.set(field, value).unwrap();
        }
        record.end();
    }
    writer.take()
}
