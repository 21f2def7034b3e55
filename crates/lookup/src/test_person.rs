//! Invented persons for tests.

use civil::Pnr;
use extract::{Form, Writer};

use crate::person_records::PersonRecords;

/// A person made of records in which only some fields are filled.
#[derive(Clone)]
pub(crate) struct TestPerson {
    pnr: Pnr,
    records: Vec<u8>,
}

impl TestPerson {
    pub(crate) fn new(pnr: &str) -> Self {
        Self { pnr: pnr.parse().unwrap(), records: Vec::new() }
    }

    /// Someone who lives at Lindealléen 26, 1. tv in Aalborg.
    pub(crate) fn resident(pnr: &str) -> Self {
        Self::new(pnr)
            .record("001", &[("STATUS", "01"), ("KOEN", "M"), ("FOED_DT", "1970-01-01")])
            .record(
                "002",
                &[
                    ("KOMKOD", "0851"),
                    ("VEJKOD", "4711"),
                    ("HUSNR", "026"),
                    ("ETAGE", "01"),
                    ("SIDEDOER", "  tv"),
                    ("TILFLYDTO", "200101011536"),
                ],
            )
            .record(
                "003",
                &[
                    ("STANDARDADR", "Lindealléen 26,1 tv"),
                    ("BYNVN", "Lunden"),
                    ("POSTNR", "9000"),
                    ("POSTDISTTXT", "Aalborg"),
                    ("HUSNR", "026"),
                    ("ETAGE", "01"),
                    ("SIDEDOER", "  tv"),
                    ("VEJADRNVN", "Lindealléen"),
                ],
            )
            .record("008", &[("FORNVN", "Anders"), ("EFTERNVN", "Birk"), ("ADRNVN", "Anders Birk")])
    }

    /// The same person with another record, or with a second one.
    pub(crate) fn record(mut self, kind: &str, fields: &[(&str, &str)]) -> Self {
        let mut writer = Writer::new(Form::TRIMMED_LF);
        let number = if kind == "022" { "PNRGÆLD" } else { "PNR" };
        let mut record =
            writer.record(kind).unwrap().set(number, &self.pnr.reveal().to_string()).unwrap();
        for (field, value) in fields {
            record = record.set(field, value).unwrap();
        }
        record.end();
        self.records.extend(writer.take());
        self
    }

    /// The same person with a protected name and address.
    pub(crate) fn protected(self) -> Self {
        self.record("004", &[("BESKYTTYPE", "0001"), ("SLET_DT-BESKYTTELSE", "2001-02-20")])
    }

    /// Somebody else with the same records.
    pub(crate) fn renumbered(&self, number: u64) -> Self {
        Self { pnr: Pnr::from_integer(number).unwrap(), ..self.clone() }
    }

    pub(crate) const fn pnr(&self) -> Pnr {
        self.pnr
    }

    pub(crate) fn records(&self) -> PersonRecords<'_> {
        PersonRecords::new(self.pnr, &self.records)
    }
}

/// A row as text: `KOEN=M PNR=0101701234`.
pub(crate) fn shown(row: &gctp_proto::GctpRow) -> String {
    let field = |field: &gctp_proto::GctpField| match &field.text {
        Some(text) => format!("{}={}({text})", field.name, field.value),
        None => format!("{}={}", field.name, field.value),
    };
    row.fields.iter().map(field).collect::<Vec<_>>().join(" ")
}
