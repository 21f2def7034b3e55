use std::io::Write;

use anyhow::Result;
use extract::PersonRecords;

/// How persons and the other records of a file are printed.
pub(super) trait Print {
    /// A person, whose records have the layouts of the day.
    fn person(&self, out: &mut dyn Write, person: &PersonRecords) -> Result<()>;

    /// A record of the file itself.
    fn record(&self, out: &mut dyn Write, record: &[u8]) -> Result<()>;
}
