use civil::EventCode;

use crate::layout::known::{FEJLNR, RECEIPT_HAENDELSE};
use crate::reader::Record;

/// CPR's reply to an input record of the platform's own: logged, never forwarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// `910`: an input record was refused.
    Error {
        /// FEJLNR, if it can be read.
        fejlnr: Option<u16>,
        /// The line of the record.
        line: u32,
    },
    /// `997`: a subscription was deleted on request.
    Receipt {
        /// HAENDELSE, if it can be read.
        haendelse: Option<EventCode>,
        /// The line of the record.
        line: u32,
    },
}

impl Reply {
    pub(crate) fn error(record: &Record<'_>) -> Self {
        let digits = std::str::from_utf8(FEJLNR.of(record.text())).ok();
        Self::Error { fejlnr: digits.and_then(|text| text.parse().ok()), line: record.line() }
    }

    pub(crate) fn receipt(record: &Record<'_>) -> Self {
        let haendelse = EventCode::from_register(RECEIPT_HAENDELSE.of(record.text()));
        Self::Receipt { haendelse, line: record.line() }
    }
}
