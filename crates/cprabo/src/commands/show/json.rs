use std::io::Write;

use anyhow::Result;
use extract::{DayLayouts, PersonRecords, RecordFields, RecordType};
use serde::Serialize;

use super::print::Print;

/// One person a line; the records of the file itself are left out.
pub(super) struct Json {
    pub(super) layouts: DayLayouts,
}

#[derive(Serialize)]
struct Line<'a> {
    pnr: String,
    records: Vec<RecordFields<'a>>,
}

impl Print for Json {
    fn person(&self, out: &mut dyn Write, person: &PersonRecords) -> Result<()> {
        let fields = |text| {
            let kind = RecordFields::kind(text);
            RecordFields::new(kind.and_then(|kind: RecordType| self.layouts.of(kind)), text)
        };
        let records = person.records().map(fields).collect();
        let line = Line { pnr: person.pnr().reveal().to_string(), records };
        serde_json::to_writer(&mut *out, &line)?;
        Ok(out.write_all(b"\n")?)
    }

    fn record(&self, _: &mut dyn Write, _: &[u8]) -> Result<()> {
        Ok(())
    }
}
