use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::Date;
use quick_xml::escape::escape;

use crate::names;

/// The state of a load, for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadStatus {
    /// `LoadId`
    pub id: i64,
    /// `State`
    pub state: LoadState,
    /// `OrderedAt`
    pub ordered_at: Timestamp,
    /// `ReplicaVersion`: PRODDTO of the extract whose state it shows, once it has begun.
    pub as_of: Option<Date>,
    /// `Persons` so far.
    pub persons: u64,
    /// `Records` so far.
    pub records: u64,
    /// `FinishedAt`: when it was delivered or cancelled.
    pub finished_at: Option<Timestamp>,
    /// `File`: its data files, once it is delivered.
    pub files: Vec<LoadFile>,
}

/// Where a load stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadState {
    /// `ORDERED`: it waits in the queue.
    Ordered,
    /// `RUNNING`: it is being written.
    Running,
    /// `DELIVERED`: its files are in `IN`.
    Delivered,
    /// `CANCELLED`: it was cancelled.
    Cancelled,
}

/// A data file of a load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadFile {
    /// `FileName`
    pub name: String,
    /// `SizeInBytes`
    pub size: u64,
    /// `SHA256`, in hexadecimal digits.
    pub sha256: String,
}

impl LoadState {
    /// The text of `State`.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Ordered => "ORDERED",
            Self::Running => "RUNNING",
            Self::Delivered => "DELIVERED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

impl LoadStatus {
    /// The answer of `operation` (its name) with this.
    pub fn answer(&self, operation: &str) -> Vec<u8> {
        let mut out = String::with_capacity(1024);
        self.write(&mut out, operation);
        out.into_bytes()
    }

    fn write(&self, out: &mut String, operation: &str) {
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "<soap:Envelope xmlns:soap=\"{}\"><soap:Body><{operation}Response xmlns=\"{}\">\
             <InitialLoad><LoadId>{}</LoadId><State>{}</State><OrderedAt>{}</OrderedAt>",
            names::SOAP,
            names::INITIAL_LOAD,
            self.id,
            self.state.text(),
            self.ordered_at,
        );
        if let Some(as_of) = self.as_of {
            let _ = write!(out, "<AsOf>{as_of}</AsOf>");
        }
        let Self { persons, records, .. } = self;
        let _ = write!(out, "<Persons>{persons}</Persons><Records>{records}</Records>");
        if let Some(at) = self.finished_at {
            let _ = write!(out, "<FinishedAt>{at}</FinishedAt>");
        }
        for LoadFile { name, size, sha256 } in &self.files {
            let _ = write!(
                out,
                "<File><FileName>{}</FileName><SizeInBytes>{size}</SizeInBytes>\
                 <SHA256>{sha256}</SHA256></File>",
                escape(name)
            );
        }
        let _ = write!(out, "</InitialLoad></{operation}Response></soap:Body></soap:Envelope>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_has_this_shape() {
        let mut status = LoadStatus {
            id: 7,
            state: LoadState::Delivered,
            ordered_at: "2026-01-05T10:00:00Z".parse().unwrap(),
            as_of: Some("2026-01-05".parse().unwrap()),
            persons: 2,
            records: 9,
            finished_at: Some("2026-01-05T10:00:01Z".parse().unwrap()),
            files: vec![LoadFile { name: "d260105.load7".into(), size: 1234, sha256: "ab".into() }],
        };
        let text =
            |status: &LoadStatus| String::from_utf8(status.answer("GetInitialLoad")).unwrap();
        let open = concat!(
            r#"<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>"#,
            r#"<GetInitialLoadResponse xmlns="urn:cprabo:CprInitialLoadService:1"><InitialLoad>"#,
        );
        let close = "</InitialLoad></GetInitialLoadResponse></soap:Body></soap:Envelope>";
        let whole = "<LoadId>7</LoadId><State>DELIVERED</State>\
            <OrderedAt>2026-01-05T10:00:00Z</OrderedAt><AsOf>2026-01-05</AsOf>\
            <Persons>2</Persons><Records>9</Records><FinishedAt>2026-01-05T10:00:01Z</FinishedAt>\
            <File><FileName>d260105.load7</FileName><SizeInBytes>1234</SizeInBytes>\
            <SHA256>ab</SHA256></File>";
        assert_eq!(text(&status), format!("{open}{whole}{close}"));

        status = LoadStatus {
            state: LoadState::Ordered,
            as_of: None,
            finished_at: None,
            files: Vec::new(),
            ..status
        };
        let short = "<LoadId>7</LoadId><State>ORDERED</State>\
            <OrderedAt>2026-01-05T10:00:00Z</OrderedAt><Persons>2</Persons><Records>9</Records>";
        assert_eq!(text(&status), format!("{open}{short}{close}"));
    }
}
