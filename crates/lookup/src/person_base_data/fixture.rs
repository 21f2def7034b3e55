//! Invented persons for tests, and answers as text.

use civil::Pnr;
use extract::{Form, Writer};
use soap_proto::{Service, XmlElement, lookup_answer};

use crate::person_records::PersonRecords;

/// The number of the invented person.
pub(crate) const PNR: &str = "0101701234";

/// A person's records as the replica keeps them.
pub(crate) struct Person {
    pnr: Pnr,
    bytes: Vec<u8>,
}

impl Person {
    pub(crate) fn new() -> Self {
        Self::with_number(PNR)
    }

    pub(crate) fn with_number(pnr: &str) -> Self {
        Self { pnr: pnr.parse().unwrap(), bytes: Vec::new() }
    }

    /// Adds a record with these fields; the others are blank or zeros.
    pub(crate) fn record(mut self, kind: &str, fields: &[(&str, &str)]) -> Self {
        let mut writer = Writer::new(Form::PADDED_LF);
        let mut record = writer.record(kind).unwrap();
        for (field, value) in fields {
            record = record.set(field, value).unwrap();
        }
        record.end();
        let mut bytes = writer.take();
        // The field has another name in 022.
        bytes[3..13].copy_from_slice(&self.pnr.reveal().digits());
        self.bytes.extend(bytes);
        self
    }

    pub(crate) fn records(&self) -> PersonRecords<'_> {
        PersonRecords::new(self.pnr, &self.bytes)
    }
}

/// Elements as they are written, without prefixes.
pub(crate) fn xml(elements: impl IntoIterator<Item = XmlElement>) -> String {
    let elements: Vec<XmlElement> = elements.into_iter().collect();
    let answer = lookup_answer(Service::PersonBaseDataExtended5, "R", &elements);
    let answer = String::from_utf8(answer).unwrap().replace("ns5:", "");
    let (_, content) = answer.split_once("PersonBaseDataExtended/5/\">").unwrap();
    content.split_once("</R>").unwrap().0.to_owned()
}
